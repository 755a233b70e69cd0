"""Refusals: what was said or seen, its cause, what is done about it. Who reported it is nowhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow
from governance.organisation.models import JobRole
from rollout.impact.states import Cause, Outcome, ResistanceState, Response, Witness


class Resistance(models.Model):
    """One refusal in one office. Read in that office alone, so it has no history that the house reads: its moves are its record."""

    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    witness = models.CharField(_("said or seen"), max_length=5, choices=Witness)
    words = models.TextField(_("what was said or seen"))
    on = models.DateField(_("on"))
    job_role = models.CharField(_("in which job"), max_length=20, choices=JobRole, blank=True)
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=10, choices=ResistanceState, default=ResistanceState.REPORTED)
    cause = models.CharField(_("root cause"), max_length=10, choices=Cause, blank=True)
    response = models.CharField(_("response"), max_length=10, choices=Response, blank=True)
    plan = models.TextField(_("what is done"), blank=True)
    version = models.ForeignKey(
        "policies.PolicyVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy in force")
    )
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("due"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(owner__isnull=False, due__isnull=False) & ~Q(cause="") & ~Q(response=""),
                name="refusal_answered_has_cause_owner_and_date",
            ),
            models.CheckConstraint(condition=~Q(response="firm") | Q(version__isnull=False), name="firm_measure_names_its_policy"),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(outcome=""), name="refusal_closed_has_its_outcome"),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("impact:refusal", args=[self.pk])


class ResistanceMove(EventRow):
    """What was done with a refusal, as it then stood."""

    refusal = models.ForeignKey(Resistance, models.PROTECT, related_name="moves", verbose_name=_("refusal"))
    state = models.CharField(_("state"), max_length=10, choices=ResistanceState)
    cause = models.CharField(_("root cause"), max_length=10, choices=Cause, blank=True)
    response = models.CharField(_("response"), max_length=10, choices=Response, blank=True)
    plan = models.TextField(_("what is done"), blank=True)
    version = models.ForeignKey(
        "policies.PolicyVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy in force")
    )
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("due"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    on = models.DateField(_("on"))

    class Meta(EventRow.Meta):
        verbose_name = _("step of a refusal")
        verbose_name_plural = _("steps of refusals")
