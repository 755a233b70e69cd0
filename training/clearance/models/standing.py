"""Who is cleared: the answer as it was worked out, superseded when it changes, and the events of becoming cleared or losing it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow, Recorded
from training.clearance.rules import Obstacle


class Standing(Recorded):
    """One person in one role of one office. `lines` holds every requirement: kind, id, state, on, until.

    `until` makes the row safe to read on any later day: after it the answer no longer holds.
    """

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="clearances", verbose_name=_("person"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="clearances", verbose_name=_("office"))
    crm_role = models.CharField(_("role in the CRM"), max_length=60)
    duty_from = models.DateField(_("must use it from"))
    duty_until = models.DateField(_("must use it until"), null=True, blank=True)
    allowed = models.BooleanField(_("cleared"))
    obstacle = models.CharField(_("obstacle"), max_length=10, choices=Obstacle, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    lines = models.JSONField(default=list)
    worked_out_for = models.DateField(_("worked out for"))

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ["office", "person", "crm_role"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "office", "crm_role"], condition=Q(superseded_at__isnull=True), name="one_current_clearance"
            )
        ]
        indexes = [models.Index(fields=["office", "superseded_at"]), models.Index(fields=["recorded_at", "superseded_at"])]

    def __str__(self) -> str:
        return f"{self.person}, {self.office}, {self.crm_role}: {self.allowed}"


class ClearanceChange(EventRow):
    """Somebody became cleared for a role, or lost it: on which day, and by what. The reason is the row's own."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="clearance_changes", verbose_name=_("person"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="clearance_changes", verbose_name=_("office"))
    crm_role = models.CharField(_("role in the CRM"), max_length=60)
    allowed = models.BooleanField(_("cleared"))
    on = models.DateField(_("on"), db_index=True)
    until = models.DateField(_("until"), null=True, blank=True)
    why = models.JSONField(default=list)

    class Meta:
        verbose_name = _("change of clearance")
        verbose_name_plural = _("changes of clearance")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.crm_role}: {self.allowed}, {self.on}"
