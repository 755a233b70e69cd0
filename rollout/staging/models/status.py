"""The written rules of the lights by version, and the overrides of a light. Nothing here is ever changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow
from rollout.staging.status.rules import Comparison, Light, Scope

LIGHTS = [(Light.GREEN.value, _("green")), (Light.AMBER.value, _("amber")), (Light.RED.value, _("red"))]


class StatusRule(EventRow):
    """One version of one rule, from its day on. `retired`: from that day the rule no longer holds."""

    code = models.SlugField(_("code"), max_length=120)
    number = models.PositiveSmallIntegerField(_("version"))
    scope = models.CharField(_("about"), max_length=10, choices=Scope)
    metric = models.CharField(_("figure"), max_length=80, blank=True)
    comparison = models.CharField(_("comparison"), max_length=5, choices=Comparison)
    amber = models.DecimalField(_("amber"), max_digits=12, decimal_places=2)
    red = models.DecimalField(_("red"), max_digits=12, decimal_places=2)
    settled_weeks = models.PositiveSmallIntegerField(_("red only from so many weeks after go-live"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"))
    retired = models.BooleanField(_("retired"), default=False)

    class Meta(EventRow.Meta):
        verbose_name = _("rule of a light")
        verbose_name_plural = _("rules of the lights")
        ordering = ["code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="status_rule_version_once"),
            models.CheckConstraint(
                condition=Q(comparison="below", red__lte=F("amber")) | (~Q(comparison="below") & Q(red__gte=F("amber"))),
                name="status_rule_thresholds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class StatusOverrideQuerySet(models.QuerySet["StatusOverride"]):
    def holding(self, on: date, known_at: datetime | None = None) -> Self:
        """Not run out on that day and not taken back, as the record held it at that instant."""
        ends = StatusOverrideEnd.objects.all() if known_at is None else StatusOverrideEnd.objects.filter(recorded_at__lte=known_at)
        rows = self.filter(from_day__lte=on, until__gte=on).exclude(pk__in=ends.filter(on__lte=on).values("override"))
        return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


class StatusOverride(EventRow):
    """Another light than the rule gives, for one office and rule, from its day to its last day."""

    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="status_overrides", verbose_name=_("office"))
    rule = models.CharField(_("rule"), max_length=120)
    light = models.CharField(_("shown as"), max_length=5, choices=LIGHTS)
    from_day = models.DateField(_("from"))
    until = models.DateField(_("last day"))
    computed = models.CharField(_("by the rule"), max_length=7)

    objects = StatusOverrideQuerySet.as_manager()

    class Meta(EventRow.Meta):
        verbose_name = _("override of a light")
        verbose_name_plural = _("overrides of lights")
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("from_day")), name="status_override_days_in_order")]


class StatusOverrideEnd(EventRow):
    """An override taken back before its last day; from that day on the rule's own light shows again."""

    override = models.OneToOneField(StatusOverride, models.PROTECT, related_name="ended", verbose_name=_("override"))
    on = models.DateField(_("on"))

    class Meta(EventRow.Meta):
        verbose_name = _("override of a light, taken back")
        verbose_name_plural = _("overrides of lights, taken back")
