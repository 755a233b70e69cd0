"""When the last office goes live: even odds, four in five, the plan, and every reason why it cannot be told."""

from __future__ import annotations

from collections import Counter

from governance.core.permissions import Verb, allows
from reports.dashboards.sections.asked import Asked, Facts, lists
from rollout.staging.plan import forecasting, record


def facts(asked: Asked) -> Facts | None:
    """The record of the plan is read once, and simulated once for all languages. Eight queries."""
    if not allows(asked.reader, Verb.VIEW, "plan"):
        return None
    held = record.load(asked.known_at)
    if not held.placed:
        return None
    told = forecasting.outcome(asked.day, asked.known_at, held=held)
    made = told.forecast
    return {
        "p50": told.p50.isoformat() if told.p50 else None,
        "p80": told.p80.isoformat() if told.p80 else None,
        "planned": told.planned.isoformat() if told.planned else None,
        "finished_on": told.finished_on.isoformat() if told.finished_on else None,
        "offices": made.offices if made else 0,
        "rests_on": made.rests_on if made else 0,
        "unfinished": made.unfinished if made else 0,
        "overlong": made.overlong if made else 0,
        "undated": told.undated,
        "capacity": told.capacity,
        # How many of the simulated futures have their last go-live so many days from the day.
        "futures": [[days, count] for days, count in sorted(Counter(made.days).items())] if made else [],
        "why_not": lists(lambda: forecasting.outcome(asked.day, asked.known_at, held=held).reasons) if told.reasons else [],
    }
