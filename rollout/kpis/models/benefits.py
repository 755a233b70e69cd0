"""What the rollout brings and what it costs: planned, reported, and confirmed by finance."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import said_of
from governance.core.records import EventRow


class Direction(models.TextChoices):
    CASH_IN = "cash_in", _("Cash in")
    COST_OUT = "cost_out", _("Cost saved")


class Named(models.Model):
    """A name in three languages."""

    name = models.CharField(_("name"), max_length=160)
    name_zh_hans = models.CharField(_("name in simplified Chinese"), max_length=160, blank=True)
    name_zh_hant = models.CharField(_("name in traditional Chinese"), max_length=160, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return said_of(self, "name")


class Benefit(Named):
    """One benefit expected of the rollout, with the person who answers for it."""

    direction = models.CharField(_("kind"), max_length=8, choices=Direction)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("owner"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    how = models.TextField(_("how it is measured"))
    kpi = models.ForeignKey("kpis.Kpi", models.PROTECT, null=True, blank=True, related_name="benefits", verbose_name=_("KPI behind it"))

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        ordering = ["direction", "name"]


class BenefitPlan(EventRow):
    """What a benefit is to bring in one month. The last row of a month holds."""

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="plans", verbose_name=_("benefit"))
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)

    class Meta(EventRow.Meta):
        verbose_name = _("planned benefit")
        verbose_name_plural = _("planned benefits")
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="benefit_plan_of_a_month")]


class ClaimState(models.TextChoices):
    CLAIMED = "claimed", _("Waits for finance")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")


class BenefitClaim(models.Model):
    """What a benefit is said to have brought in one month, with its evidence. Only what finance confirmed counts as actual."""

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="claims", verbose_name=_("benefit"))
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("amount claimed"), max_digits=18, decimal_places=2)
    evidence = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    note = models.TextField(_("how it was worked out"))
    state = models.CharField(_("state"), max_length=9, choices=ClaimState, default=ClaimState.CLAIMED)
    claimed_by = models.CharField(_("claimed by"), max_length=150)
    claimed_at = models.DateTimeField(_("claimed at"))
    confirmed = models.DecimalField(_("amount confirmed"), max_digits=18, decimal_places=2, null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("reported benefit")
        verbose_name_plural = _("reported benefits")
        ordering = ["month", "claimed_at"]
        constraints = [
            models.UniqueConstraint(fields=["benefit", "month"], condition=~Q(state=ClaimState.REFUSED), name="one_claim_a_month"),
            models.CheckConstraint(condition=Q(state=ClaimState.CLAIMED) ^ Q(decided_at__isnull=False), name="claim_decided_once"),
            models.CheckConstraint(condition=Q(state=ClaimState.CONFIRMED) ^ Q(confirmed__isnull=True), name="claim_confirmed_has_amount"),
            models.CheckConstraint(condition=~Q(decided_by=F("claimed_by")) | Q(decided_by=""), name="claim_decided_by_another"),
            models.CheckConstraint(condition=Q(month__day=1), name="claim_of_a_month"),
        ]


class BudgetLine(Named):
    """One line of the rollout's budget."""

    currency = models.CharField(_("currency"), max_length=3, default="CNY")

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["name"]


class BudgetKind(models.TextChoices):
    APPROVED = "approved", _("Approved")
    COMMITTED = "committed", _("Committed")
    SPENT = "spent", _("Spent")


class BudgetEntry(EventRow):
    """Money approved, committed or spent on one line. A correction is an entry with the opposite sign."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries", verbose_name=_("budget line"))
    kind = models.CharField(_("kind"), max_length=9, choices=BudgetKind)
    on = models.DateField(_("on"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)

    class Meta(EventRow.Meta):
        verbose_name = _("budget entry")
        verbose_name_plural = _("budget entries")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="budget_entry_is_money")]
