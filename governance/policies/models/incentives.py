"""Incentives: proposed, approved within a limit, granted; each under a clause of a policy in force on that day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from governance.policies.models.policies import PolicyVersion
from governance.policies.states import IncentiveState, IncentiveStep


class Incentive(models.Model):
    """What somebody, or an office, gets under a clause."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="incentives", verbose_name=_("policy version"))
    clause = models.CharField(_("clause"), max_length=20)
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    person = models.ForeignKey(
        "organisation.Person", models.PROTECT, null=True, blank=True, related_name="incentives", verbose_name=_("person")
    )
    earned_on = models.DateField(_("earned on"))
    measure = models.CharField(_("what for, and what"), max_length=300)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    evidence = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    state = models.CharField(_("state"), max_length=10, choices=IncentiveState, default=IncentiveState.PROPOSED)
    proposed_by = models.CharField(_("proposed by"), max_length=150)
    granted_on = models.DateField(_("granted on"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("incentive")
        verbose_name_plural = _("incentives")
        ordering = ["-earned_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="incentive_amount_positive"),
            models.CheckConstraint(condition=~Q(state="granted") | Q(granted_on__isnull=False), name="granted_incentive_has_its_day"),
        ]

    def __str__(self) -> str:
        return f"I-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("policies:incentive", args=[self.pk])


class IncentiveEvent(EventRow):
    """One step of an incentive."""

    incentive = models.ForeignKey(Incentive, models.PROTECT, related_name="events", verbose_name=_("incentive"))
    step = models.CharField(_("what"), max_length=10, choices=IncentiveStep)
    on = models.DateField(_("on"))

    class Meta(EventRow.Meta):
        verbose_name = _("event of an incentive")
        verbose_name_plural = _("events of incentives")
