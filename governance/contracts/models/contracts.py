"""The contract, its phases, milestones and deliverables."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.contracts.states import ContractState, MilestoneState
from governance.core import audit
from governance.core.records import EventRow


class Contract(models.Model):
    """One contract with one vendor. Dates it counts are dates of its own zone."""

    number = models.CharField(_("contract number"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    vendor = models.ForeignKey("contracts.Vendor", models.PROTECT, related_name="contracts", verbose_name=_("vendor"))
    client_name = models.CharField(
        _("client"), max_length=160, blank=True, help_text=_("The party that signed it and sends its notices. Empty: the company.")
    )
    client_name_zh = models.CharField(_("client’s Chinese name"), max_length=160, blank=True)
    selection = models.OneToOneField("contracts.Selection", models.PROTECT, null=True, blank=True, verbose_name=_("selection"))
    state = models.CharField(_("state"), max_length=12, choices=ContractState, default=ContractState.DRAFT)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    value = models.DecimalField(_("original value"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    tax_percent = models.DecimalField(_("tax (%)"), max_digits=5, decimal_places=2, default=0)
    with_tax = models.BooleanField(_("values include tax"), default=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    calendar = models.CharField(_("working calendar"), max_length=20, default="CN")
    authority = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("authority for acceptance"))
    waiver_limit = models.DecimalField(_("waiver without the sponsor up to"), max_digits=16, decimal_places=2, default=0)
    review_days = models.PositiveSmallIntegerField(_("days the client has to review"), default=10)
    deemed_days = models.PositiveSmallIntegerField(_("deemed accepted after days of silence"), null=True, blank=True)
    use_is_acceptance = models.BooleanField(_("productive use is acceptance"), default=False)
    contract_cap_percent = models.DecimalField(
        _("cap of all penalties, in percent of the value"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    contract_cap_sum = models.DecimalField(_("cap of all penalties, as a sum"), max_digits=16, decimal_places=2, null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"),
            models.CheckConstraint(condition=Q(value__gte=0), name="contract_value_not_negative"),
            models.CheckConstraint(condition=Q(contract_cap_percent=None) | Q(contract_cap_sum=None), name="contract_cap_as_share_or_sum"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def day_of(self, at: datetime) -> date:
        """The date of an instant in the contract's zone: the only dates the contract counts."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


class Amendment(EventRow):
    """A signed change of the contract's value or dates. The original stays what it was."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments", verbose_name=_("contract"))
    number = models.CharField(_("number"), max_length=40)
    signed_on = models.DateField(_("signed on"))
    value_change = models.DecimalField(_("change of value"), max_digits=16, decimal_places=2, default=0)
    new_end = models.DateField(_("new end"), null=True, blank=True)
    authority = models.CharField(_("by authority of"), max_length=160, blank=True)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="amendment_number_once")]


class Phase(models.Model):
    """A stretch of the contract: analysis, build, trial, acceptance."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="phases", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="phase_number_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="phase_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Milestone(models.Model):
    """Something owed on a day. The baseline due date never changes; extensions add; the forecast is the vendor's word."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones", verbose_name=_("contract"))
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("phase"))
    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, default=0)
    due = models.DateField(_("due (baseline)"))
    forecast = models.DateField(_("vendor's forecast"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=MilestoneState, default=MilestoneState.OPEN)
    submitted_on = models.DateField(_("last submitted on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    used_since = models.DateField(_("in productive use since"), null=True, blank=True)
    clauses = models.ManyToManyField("contracts.PenaltyClause", blank=True, related_name="milestones", verbose_name=_("penalty clauses"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["contract", "due", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="milestone_number_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="milestone_value_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Deliverable(models.Model):
    """A thing handed over with a milestone, to a document standard given as a checklist."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliverables", verbose_name=_("milestone"))
    name = models.CharField(_("name"), max_length=200)
    standard = models.CharField(_("document standard"), max_length=200, blank=True)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(models.Model):
    """One line of a deliverable's checklist."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="checklist", verbose_name=_("deliverable"))
    text = models.CharField(_("check"), max_length=200)
    met = models.BooleanField(_("met"), null=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("checklist line")
        verbose_name_plural = _("checklist lines")
        ordering = ["pk"]


class ProgressAssessment(EventRow):
    """The weekly assessment of a milestone's progress. The project director has the final say."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="progress", verbose_name=_("milestone"))
    week = models.DateField(_("week"))
    percent = models.DecimalField(_("done (%)"), max_digits=5, decimal_places=2)
    by_vendor = models.BooleanField(_("vendor's own word"), default=False)
    final = models.BooleanField(_("final"), default=False)

    class Meta(EventRow.Meta):
        verbose_name = _("progress assessment")
        verbose_name_plural = _("progress assessments")
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="progress_0_to_100"),
            models.UniqueConstraint(fields=["milestone", "week"], condition=Q(final=True), name="progress_final_once_a_week"),
        ]
