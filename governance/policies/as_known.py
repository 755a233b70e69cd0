"""Cases as the record held them at an instant: those begun by then, each in the state its last step had led to. Read only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from typing import Any

from governance.policies.models import Incentive, IncentiveEvent, Sanction, SanctionEvent
from governance.policies.states import INCENTIVE_MOVES, SANCTION_MOVES


def incentives_known(cases: Iterable[Incentive], known_at: datetime | None) -> list[Incentive]:
    """The cases at `known_at`; as they are now where it is None."""
    return _known(cases, IncentiveEvent, "incentive", INCENTIVE_MOVES, known_at)


def sanctions_known(cases: Iterable[Sanction], known_at: datetime | None) -> list[Sanction]:
    return _known(cases, SanctionEvent, "sanction", SANCTION_MOVES, known_at)


def _known[Case: (Incentive, Sanction)](
    cases: Iterable[Case], events: Any, of: str, moves: Mapping[Any, tuple[frozenset[Any], Any]], known_at: datetime | None
) -> list[Case]:
    if known_at is None:
        return list(cases)
    rows = events.objects.filter(recorded_at__lte=known_at).order_by("recorded_at", "pk")
    last: dict[int, str] = dict(rows.values_list(f"{of}_id", "step"))
    found = []
    for case in cases:
        if case.pk in last:
            then = copy(case)
            # Only proposing leads from nowhere: it is no move.
            then.state = moves[last[case.pk]][1] if last[case.pk] in moves else "proposed"
            found.append(then)
    return found
