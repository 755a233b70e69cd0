"""What is measured of the offices' business, who answers for it, and where it is to be."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import said_of
from governance.core.metrics import Unit
from rollout.kpis.rules import Better, Definition, Summing


class KpiState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("Retired")


# Once in force it is not drafted again: its goal would be forgotten. A retired one may be put in force again.
MOVES: dict[str, frozenset[str]] = {
    KpiState.DRAFT: frozenset({KpiState.ACTIVE}),
    KpiState.ACTIVE: frozenset({KpiState.RETIRED}),
    KpiState.RETIRED: frozenset({KpiState.ACTIVE}),
}
UNITS = [Unit.MONEY, Unit.COUNT, Unit.PERCENT, Unit.DAYS, Unit.POINTS]


class Kpi(models.Model):
    """One business figure per office and month, with its goal. A draft may have gaps; one in force has none."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_zh_hans = models.CharField(_("name in simplified Chinese"), max_length=120, blank=True)
    name_zh_hant = models.CharField(_("name in traditional Chinese"), max_length=120, blank=True)
    explanation = models.TextField(_("what it counts"), blank=True)
    explanation_zh_hans = models.TextField(_("what it counts, in simplified Chinese"), blank=True)
    explanation_zh_hant = models.TextField(_("what it counts, in traditional Chinese"), blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    unit = models.CharField(_("unit"), max_length=10, choices=[(unit.value, unit.label) for unit in UNITS], blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    better = models.CharField(_("direction"), max_length=6, choices=Better, default=Better.HIGHER)
    summing = models.CharField(_("months and offices together"), max_length=5, choices=Summing, default=Summing.TOTAL)
    per_person = models.BooleanField(_("measured per person as well"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_zh_hans = models.CharField(_("source, in simplified Chinese"), max_length=200, blank=True)
    source_zh_hant = models.CharField(_("source, in traditional Chinese"), max_length=200, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_first = models.DateField(_("baseline from"), null=True, blank=True)
    baseline_last = models.DateField(_("baseline to"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(_("to be reached by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=KpiState, default=KpiState.DRAFT)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="kpi_in_force_has_its_goal",
                condition=Q(state=KpiState.DRAFT)
                | Q(owner__isnull=False, baseline__isnull=False, target__isnull=False, target_on__isnull=False)
                & ~Q(source="")
                & ~Q(unit=""),
            ),
            models.CheckConstraint(
                name="kpi_baseline_in_order", condition=Q(baseline_last__isnull=True) | Q(baseline_last__gte=F("baseline_first"))
            ),
        ]

    def __str__(self) -> str:
        return said_of(self, "name")

    def get_absolute_url(self) -> str:
        return reverse("kpis:kpi", args=[self.pk])

    @property
    def meaning(self) -> str:
        """What it counts, in the reader's language."""
        return said_of(self, "explanation")

    @property
    def origin(self) -> str:
        """Where its values come from, in the reader's language."""
        return said_of(self, "source")

    @property
    def definition(self) -> Definition:
        return Definition(
            owner=self.owner_id is not None,
            unit=self.unit,
            currency=self.currency,
            source=self.source,
            baseline=self.baseline,
            baseline_first=self.baseline_first,
            baseline_last=self.baseline_last,
            target=self.target,
            target_on=self.target_on,
        )

    def first_month(self) -> date | None:
        return self.baseline_first
