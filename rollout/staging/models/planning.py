"""What is planned: dates per office and stage as they were set, and the baselines that are kept of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow
from rollout.staging.models.programme import OfficeRollout, Programme
from rollout.staging.stages import WALK


class PlannedDate(EventRow):
    """The day on which a stage of an office is to begin was set, changed or (no day) taken away. The last row holds.

    The planned go-live is read from `OfficeRollout.planned_live_on`, which every page shows; its rows here tell why.
    """

    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, related_name="planned_dates", verbose_name=_("office"))
    stage = models.CharField(_("stage"), max_length=12, choices=[(stage.value, stage.label) for stage in WALK[1:]])
    on = models.DateField(_("planned for"), null=True, blank=True)

    class Meta:
        verbose_name = _("planned date")
        verbose_name_plural = _("planned dates")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(stage__in=[stage.value for stage in WALK[1:]]), name="a_planned_stage_is_walked_to")
        ]


class Baseline(EventRow):
    """All offices' dates as they stood at one instant, under a name, for ever.

    `dates`: office id → {"wave": number, "planned": {stage: day}, "actual": {stage: day}}.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="baselines", verbose_name=_("programme"))
    name = models.CharField(_("name"), max_length=80)
    dates = models.JSONField(_("dates"))

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["recorded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="a_baseline_has_its_own_name")]

    def __str__(self) -> str:
        return self.name
