"""Monthly values per office: planned, actual, and the baseline they are compared with. Corrected by superseding, never by overwriting."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow, Recorded


class ValueKind(models.TextChoices):
    ACTUAL = "actual", _("Actual")
    PLAN = "plan", _("Plan")
    BASELINE = "baseline", _("Baseline")


class MonthValue(Recorded):
    """What a KPI was in one month (named by its first day), in its unit: who wrote it down, why, and by which import."""

    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=8, choices=ValueKind)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    username = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("import"))

    class Meta:
        abstract = True


class KpiValue(MonthValue):
    """One KPI of one office in one month (named by its first day), in the KPI's unit."""

    kpi = models.ForeignKey("kpis.Kpi", models.PROTECT, related_name="values", verbose_name=_("KPI"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))

    class Meta:
        verbose_name = _("KPI value")
        verbose_name_plural = _("KPI values")
        ordering = ["kpi", "month", "office", "kind", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "office", "month", "kind"], condition=Q(superseded_at__isnull=True), name="kpi_value_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="kpi_value_of_a_month"),
        ]
        indexes = [models.Index(fields=["kpi", "month"])]


class KpiPersonValue(MonthValue):
    """One KPI of one person in one month: for the person, their head, human resources and the project office only."""

    kpi = models.ForeignKey("kpis.Kpi", models.PROTECT, related_name="person_values", verbose_name=_("KPI"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("KPI value of a person")
        verbose_name_plural = _("KPI values of people")
        ordering = ["kpi", "month", "person", "kind", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "person", "month", "kind"], condition=Q(superseded_at__isnull=True), name="kpi_person_value_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="kpi_person_value_of_a_month"),
        ]
        indexes = [models.Index(fields=["person", "month"])]


class Drawing(EventRow):
    """The order of go-live drawn by lot: the seed and the codes that went in, and the waves that came out."""

    seed = models.CharField(_("seed"), max_length=200)
    codes = models.JSONField(_("offices that took part"))
    sizes = models.JSONField(_("offices per wave"))
    waves = models.JSONField(_("offices drawn into each wave"))

    class Meta(EventRow.Meta):
        verbose_name = _("order drawn by lot")
        verbose_name_plural = _("orders drawn by lot")
