"""Everybody's week, read once for all that a page tells of it."""

from __future__ import annotations

from datetime import date, datetime

from governance.core.reading import once
from rollout.adoption.components import Reckoning
from rollout.adoption.selectors.facts import facts


@once
def reckoned(week: date, known_at: datetime | None) -> Reckoning:
    """The reckoning of one week as known then."""
    return Reckoning(facts([week], known_at))
