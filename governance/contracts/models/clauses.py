"""Penalty clauses as the contract words them, with the terms the engine computes from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties import Clause
from governance.contracts.terms import read_terms
from governance.core import audit
from governance.core.records import EventRow


class PenaltyClause(models.Model):
    """One clause. `terms` is the engine's Clause as JSON, checked when saved; a signed clause changes by amendment only."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="clauses", verbose_name=_("contract"))
    number = models.CharField(_("clause number"), max_length=40)
    wording = models.TextField(_("wording of the contract"), blank=True)
    terms = models.JSONField(_("terms"))
    warnings_accepted_by = models.CharField(_("warnings seen by"), max_length=150, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("penalty clause")
        verbose_name_plural = _("penalty clauses")
        ordering = ["contract", "number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="clause_number_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def clause(self) -> Clause:
        """The terms as the engine takes them."""
        return read_terms(self.terms)


class ExtensionOfTime(EventRow):
    """Days granted on a milestone, with reason and authority. Never taken back: a correction grants negative days."""

    milestone = models.ForeignKey("contracts.Milestone", models.PROTECT, related_name="extensions", verbose_name=_("milestone"))
    days = models.SmallIntegerField(_("days granted"))
    granted_on = models.DateField(_("granted on"))
    authority = models.CharField(_("by authority of"), max_length=160)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("extension of time")
        verbose_name_plural = _("extensions of time")
        constraints = [models.CheckConstraint(condition=~models.Q(days=0), name="extension_of_some_days")]


class Cause(models.TextChoices):
    CLIENT = "client", _("Caused by the client")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")
    REVIEW = "review", _("Client's review past its time")


class ExcludedSpan(EventRow):
    """Days that do not count against the vendor, both ends included; `withdraws` names the span it takes back."""

    milestone = models.ForeignKey("contracts.Milestone", models.PROTECT, related_name="excluded", verbose_name=_("milestone"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="withdrawn_by")

    class Meta(EventRow.Meta):
        verbose_name = _("excluded span")
        verbose_name_plural = _("excluded spans")
        constraints = [models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="excluded_days_in_order")]


class PartHandover(EventRow):
    """A part of a milestone taken over on a day: cuts the rate, leaves the cap."""

    milestone = models.ForeignKey("contracts.Milestone", models.PROTECT, related_name="handovers", verbose_name=_("milestone"))
    on = models.DateField(_("taken over on"))
    share = models.DecimalField(_("share of the milestone"), max_digits=6, decimal_places=5)

    class Meta(EventRow.Meta):
        verbose_name = _("part handed over")
        verbose_name_plural = _("parts handed over")
        constraints = [models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="handover_share_0_to_1")]


class Measured(EventRow):
    """An entered or imported measurement: a service level, a request past its time. A correction names the one it corrects."""

    clause = models.ForeignKey(PenaltyClause, models.PROTECT, related_name="measured", verbose_name=_("clause"))
    reference = models.CharField(_("what"), max_length=160)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    first_day = models.DateField(_("period from"), null=True, blank=True)
    last_day = models.DateField(_("period to"), null=True, blank=True)
    level = models.DecimalField(_("level measured"), max_digits=9, decimal_places=4, null=True, blank=True)
    charge = models.DecimalField(_("charge of the period"), max_digits=16, decimal_places=2, null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects"))

    class Meta(EventRow.Meta):
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "reference"], condition=models.Q(corrects__isnull=True), name="measurement_reference_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference
