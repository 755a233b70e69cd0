"""Base rows: append-only events, facts with system time, facts with dates. Rooms inherit from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit


class AppendOnly(RuntimeError):
    """An event row was changed or deleted: a fault in our code."""


class EventRow(models.Model):
    """What happened and why. Written once by an action; never changed, never deleted."""

    recorded_at = models.DateTimeField(_("recorded at"), db_index=True)
    username = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)
    operation = models.CharField(max_length=64, db_index=True)

    class Meta:
        abstract = True
        ordering = ["recorded_at", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly(f"{self._meta.label} is append-only")
        opened = audit.current()
        self.username, self.operation = opened.actor.username, opened.id
        self.reason = self.reason or opened.reason
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly(f"{self._meta.label} is append-only")


class RecordedQuerySet(models.QuerySet[Any]):
    """Rows by what the record held."""

    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)

    def known_at(self, instant: datetime | None) -> Self:
        """What the record held at that instant; None means now."""
        if instant is None:
            return self.current()
        return self.filter(recorded_at__lte=instant).filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=instant))


class Recorded(models.Model):
    """A fact that is corrected by superseding it, never by overwriting: carries system time from/to."""

    recorded_at = models.DateTimeField(_("recorded at"))
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True


class DatedQuerySet(RecordedQuerySet):
    """Recorded rows that hold between two days."""

    def on(self, day: date) -> Self:
        return self.filter(first_day__lte=day).filter(Q(last_day__isnull=True) | Q(last_day__gte=day))

    def during(self, first: date, last: date) -> Self:
        """Rows that hold on at least one day of first..last."""
        return self.filter(first_day__lte=last).filter(Q(last_day__isnull=True) | Q(last_day__gte=first))


class Dated(Recorded):
    """A recorded fact that holds from `first_day` to `last_day`, both included; no last day means until further notice."""

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @staticmethod
    def in_order(name: str) -> models.CheckConstraint:
        """The constraint every dated table carries: a last day is not before the first."""
        return models.CheckConstraint(condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name=name)
