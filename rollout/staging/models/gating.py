"""The gates of a programme, their versions and what each version asks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit, metrics
from governance.core.errors import NotFound
from governance.core.records import AppendOnly
from governance.core.roles import Role
from rollout.staging.gates import Asks, Compare, Criterion, Step
from rollout.staging.models.programme import Programme
from rollout.staging.stages import WALK, Stage
from rollout.staging.states import Scope, VersionState


class Gate(models.Model):
    """What stands between a stage and the next one of the walk. One per programme and stage."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="gates", verbose_name=_("programme"))
    start = models.CharField(_("from"), max_length=12, choices=[(stage.value, stage.label) for stage in WALK[:-1]])

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        constraints = [
            models.UniqueConstraint(fields=["programme", "start"], name="one_gate_between_two_stages"),
            models.CheckConstraint(condition=Q(start__in=[stage.value for stage in WALK[:-1]]), name="gate_begins_in_the_walk"),
        ]

    def __str__(self) -> str:
        return str(_("%(start)s → %(end)s") % {"start": Stage(self.start).label, "end": self.end.label})

    @property
    def end(self) -> Stage:
        return WALK[WALK.index(Stage(self.start)) + 1]


class GateVersion(models.Model):
    """What a gate asks, from the day it is put in force until it is retired. Only a draft can be changed."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="versions", verbose_name=_("gate"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=VersionState, default=VersionState.DRAFT)
    made_at = models.DateTimeField(_("drafted"))
    made_by = models.CharField(_("drafted by"), max_length=150)
    activated_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    activated_by = models.CharField(_("put in force by"), max_length=150, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("version of a gate")
        verbose_name_plural = _("versions of gates")
        ordering = ["gate", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["gate", "number"], name="gate_version_once"),
            models.UniqueConstraint(fields=["gate"], condition=Q(state="active"), name="one_active_version_of_a_gate"),
            models.UniqueConstraint(fields=["gate"], condition=Q(state="draft"), name="one_draft_of_a_gate"),
            models.CheckConstraint(condition=Q(state="draft") ^ Q(activated_at__isnull=False), name="gate_version_since"),
            models.CheckConstraint(condition=Q(state="retired") ^ Q(retired_at__isnull=True), name="gate_version_until"),
        ]

    def __str__(self) -> str:
        return str(_("%(gate)s, version %(number)d") % {"gate": self.gate, "number": self.number})


def metric_label(code: str) -> str:
    try:
        return str(metrics.get(code).label)
    except NotFound:
        return code


class GateCriterion(models.Model):
    """One line of a gate. Steps are {"from_week": 4, "threshold": "60"}: from that week since go-live another value is asked."""

    version = models.ForeignKey(GateVersion, models.PROTECT, related_name="criteria", verbose_name=_("version"))
    code = models.SlugField(_("code"), max_length=40)
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    label = models.CharField(_("what is asked"), max_length=200, blank=True)
    label_zh = models.CharField(_("what is asked, in Chinese"), max_length=200, blank=True)
    asks = models.CharField(_("kind"), max_length=12, choices=Asks, default=Asks.METRIC)
    scope = models.CharField(_("measured for"), max_length=12, choices=Scope, default=Scope.OFFICE)
    metric = models.CharField(_("figure"), max_length=80, blank=True)
    compare = models.CharField(_("comparison"), max_length=12, choices=Compare, default=Compare.AT_LEAST)
    threshold = models.DecimalField(_("required value"), max_digits=18, decimal_places=4, null=True, blank=True)
    steps = models.JSONField(_("by weeks since go-live"), default=list, blank=True)
    minimum_sample = models.PositiveIntegerField(_("smallest sample"), default=0)
    fresh_days = models.PositiveSmallIntegerField(_("days the data may be old"), null=True, blank=True)
    weeks_needed = models.PositiveSmallIntegerField(_("weeks it must hold"), default=1)
    weeks_seen = models.PositiveSmallIntegerField(_("of the last weeks"), default=1)
    role = models.CharField(_("whose word"), max_length=20, choices=Role, blank=True)
    blocking = models.BooleanField(_("blocks"), default=True)
    dry_run = models.BooleanField(_("dry run"), default=False)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["version", "place", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="criterion_code_once"),
            models.CheckConstraint(condition=Q(weeks_needed__gte=1, weeks_needed__lte=models.F("weeks_seen")), name="criterion_weeks"),
        ]

    def __str__(self) -> str:
        """What is asked, in the reader's language; a line without words of its own goes by its figure's name."""
        chinese = self.label_zh if (translation.get_language() or "en").startswith("zh") else ""
        return chinese or self.label or metric_label(self.metric)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._only_in_a_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._only_in_a_draft()
        return super().delete(*args, **kwargs)

    def _only_in_a_draft(self) -> None:
        if self.version.state != VersionState.DRAFT:
            raise AppendOnly("a version in force is never changed")

    @property
    def asked(self) -> Criterion:
        """The line as the pure rules take it."""
        return Criterion(
            code=self.code,
            asks=Asks(self.asks),
            metric=self.metric,
            compare=Compare(self.compare),
            threshold=self.threshold,
            steps=tuple(Step(int(step["from_week"]), Decimal(step["threshold"])) for step in self.steps),
            minimum_sample=self.minimum_sample,
            fresh_days=self.fresh_days,
            weeks_needed=self.weeks_needed,
            weeks_seen=self.weeks_seen,
            role=self.role,
            blocking=self.blocking,
            dry_run=self.dry_run,
        )
