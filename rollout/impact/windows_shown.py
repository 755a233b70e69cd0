"""Migration windows on the programme's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.permissions import Verb, scope
from rollout.impact.models import MigrationBatch
from rollout.impact.rules.batches import BatchState
from rollout.staging.plan.calendar import Asked, Entry, Source

WHAT = "migration"
STATUS = {BatchState.PASSED: "good", BatchState.FAILED: "bad", BatchState.RUNNING: "watch"}


def windows(asked: Asked) -> Iterator[Entry]:
    """Every batch whose window touches the days asked for, in the product's zone; a batch done again shows by its repeat."""
    # A day more on either side: which local day a window falls into is told below.
    first = datetime.combine(asked.first - timedelta(days=1), time.min, UTC)
    last = datetime.combine(asked.last + timedelta(days=2), time.min, UTC)
    batches = MigrationBatch.objects.within(scope(asked.actor, Verb.VIEW, WHAT)).filter(window_start__lt=last, window_end__gte=first)
    for batch in batches.exclude(state__in=[BatchState.REPEATED, BatchState.WITHDRAWN]).prefetch_related("offices"):
        begins, ends = timezone.localtime(batch.window_start), timezone.localtime(batch.window_end)
        offices = frozenset(office.pk for office in batch.offices.all())
        yield Entry(
            kind="window",
            title=_("Migration: %(what)s") % {"what": batch.what},
            first=begins.date(),
            last=ends.date(),
            office_id=next(iter(offices)) if len(offices) == 1 else None,
            also=offices,
            url=batch.get_absolute_url(),
            note=_("%(state)s, until %(end)s") % {"state": BatchState(batch.state).label, "end": written.moment(ends)},
            status=STATUS.get(BatchState(batch.state), "info"),
            at=begins,
        )


SOURCE = Source("window", gettext_lazy("Migration windows"), "database-import", windows, what=WHAT)
