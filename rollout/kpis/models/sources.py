"""Files of single dealings (orders, opportunities, complaints) that become KPI values per office and month."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit


class KpiSource(models.Model):
    """What the columns of such a file mean: its date, its office (or who dealt, and where they belong), what counts, its amount.

    `places` says which office a dealer belongs to: name → office code or name. Empty `counted` counts every row.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    date_column = models.CharField(_("column of the date"), max_length=200)
    office_column = models.CharField(_("column of the office"), max_length=200, blank=True)
    dealer_column = models.CharField(_("column of the person who dealt"), max_length=200, blank=True)
    places = models.JSONField(_("where each person belongs"), default=dict, blank=True)
    state_column = models.CharField(_("column of the state"), max_length=200, blank=True)
    counted = models.JSONField(_("states that count"), default=list, blank=True)
    amount_column = models.CharField(_("column of the amount"), max_length=200, blank=True)
    count_kpi = models.ForeignKey("kpis.Kpi", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("KPI of the number"))
    amount_kpi = models.ForeignKey("kpis.Kpi", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("KPI of the amount"))

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("KPI source")
        verbose_name_plural = _("KPI sources")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="kpi_source_knows_the_office", condition=~Q(office_column="") | ~Q(dealer_column="")),
            models.CheckConstraint(
                name="kpi_source_feeds_a_kpi",
                condition=Q(count_kpi__isnull=False) | Q(amount_kpi__isnull=False) & ~Q(amount_column=""),
            ),
            models.CheckConstraint(name="kpi_source_names_what_counts", condition=Q(state_column="") | ~Q(counted=[])),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("core:import-send", args=[f"kpi-source:{self.pk}"])
