"""Migration batches: what was to be moved, when, within which tolerance, and how it ended."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.permissions import Scope
from governance.core.records import EventRow
from rollout.impact.rules.batches import BatchState
from rollout.impact.rules.reconciling import Tolerance

BEFORE = ("planned", "withdrawn")


class MigrationBatchQuerySet(models.QuerySet["MigrationBatch"]):
    def within(self, scope: Scope) -> MigrationBatchQuerySet:
        """Batches that a right reaches: those of its offices."""
        return self if scope.everything else self.filter(offices__in=scope.office_ids).distinct()


class MigrationBatch(models.Model):
    """One run of records from an old source into the CRM. `repeats` is the failed batch that this one does again."""

    source = models.CharField(_("source"), max_length=160)
    what = models.CharField(_("what is moved"), max_length=200)
    offices = models.ManyToManyField("organisation.Office", related_name="+", verbose_name=_("offices"))
    window_start = models.DateTimeField(_("window from"))
    window_end = models.DateTimeField(_("window to"))
    planned_count = models.PositiveBigIntegerField(_("records planned"))
    tolerance = models.JSONField(_("tolerance"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.PLANNED)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    repeats = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name=_("repeats"))
    fixed_at = models.DateTimeField(_("tolerance fixed at"), null=True, blank=True)
    started_at = models.DateTimeField(_("run began"), null=True, blank=True)
    finished_at = models.DateTimeField(_("run ended"), null=True, blank=True)
    loaded_count = models.PositiveBigIntegerField(_("records reported as loaded"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    verdict = models.JSONField(_("verdict"), null=True, blank=True)
    planned_at = models.DateTimeField(_("planned at"))

    objects = MigrationBatchQuerySet.as_manager()
    history = audit.tracked()

    class Meta:
        verbose_name = _("migration batch")
        verbose_name_plural = _("migration batches")
        ordering = ["-window_start", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(window_end__gt=F("window_start")), name="migration_window_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE) | Q(fixed_at__isnull=False, tolerance__isnull=False), name="migration_tolerance_before_run"
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(started_at__gte=F("fixed_at")), name="migration_tolerance_not_after_start"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")), name="migration_run_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "failed", "repeated"]) | Q(decided_at__isnull=False, verdict__isnull=False),
                name="migration_decided_with_verdict",
            ),
            models.CheckConstraint(condition=~Q(state="passed") | Q(loaded_count__isnull=False), name="migration_passed_was_loaded"),
        ]

    def __str__(self) -> str:
        name = _("%(what)s from %(source)s") % {"what": self.what, "source": self.source}
        return name if self.attempt == 1 else _("%(name)s (attempt %(attempt)s)") % {"name": name, "attempt": self.attempt}

    def get_absolute_url(self) -> str:
        return reverse("impact:batch", args=[self.pk])

    @property
    def limits(self) -> Tolerance | None:
        return Tolerance.from_json(self.tolerance) if self.tolerance else None


class BatchMove(EventRow):
    """A batch was planned, given its tolerance, started, loaded, decided, repeated or withdrawn; with the numbers of that step."""

    batch = models.ForeignKey(MigrationBatch, models.PROTECT, related_name="moves", verbose_name=_("migration batch"))
    from_state = models.CharField(_("from"), max_length=10, choices=BatchState, blank=True)
    to_state = models.CharField(_("to"), max_length=10, choices=BatchState)
    told: Any = models.JSONField(_("details"), default=dict, blank=True)

    class Meta(EventRow.Meta):
        verbose_name = _("step of a migration batch")
        verbose_name_plural = _("steps of migration batches")
