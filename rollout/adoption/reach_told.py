"""Reach over the weeks, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from governance.core import written


class Told(NamedTuple):
    """Reach in percent in the week from this Monday."""

    week: date
    reach: Decimal


def percent(value: Decimal) -> str:
    return written.number(value, 0) + "%"


def reach_told(weeks: Iterable[tuple[date, Decimal | None]]) -> str:
    """Where reach began, its peak or low on the way, and where it is now."""
    told = [Told(week, reach) for week, reach in weeks if reach is not None]
    if not told:
        return _("There is no week for which reach can be told.")
    first, last = told[0], told[-1]
    values = {"then": percent(first.reach), "now": percent(last.reach), "week": written.day(first.week)}
    if first is last:
        return _("Reach was %(now)s in the week from %(week)s.") % values
    return on_the_way(told, values) or between_the_ends(first, last, values)


def on_the_way(told: list[Told], values: dict[str, str]) -> str:
    """A peak above both ends, or a low below both, where there is one."""
    ends = sorted([told[0].reach, told[-1].reach])
    peak, low = max(told, key=lambda one: one.reach), min(told, key=lambda one: one.reach)
    if peak.reach - ends[1] >= 1:
        values |= {"peak": percent(peak.reach), "then_week": written.day(peak.week)}
        said = _("Reach was %(then)s in the week from %(week)s, %(peak)s at its highest in the week from %(then_week)s, and is %(now)s.")
    elif ends[0] - low.reach >= 1:
        values |= {"low": percent(low.reach), "then_week": written.day(low.week)}
        said = _("Reach was %(then)s in the week from %(week)s, %(low)s at its lowest in the week from %(then_week)s, and is %(now)s.")
    else:
        return ""
    return said % values


def between_the_ends(first: Told, last: Told, values: dict[str, str]) -> str:
    change = last.reach - first.reach
    if abs(change) < 1:
        return _("Reach is %(now)s, as it was in the week from %(week)s.") % values
    if change > 0:
        return _("Reach rose from %(then)s in the week from %(week)s to %(now)s.") % values
    return _("Reach fell from %(then)s in the week from %(week)s to %(now)s.") % values
