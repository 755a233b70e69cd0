"""Times as files write them: formats as SQL, and the two hours a year at which a wall clock lies.

Rule for times without an offset: a local time that happens twice is taken as the second (winter time), one that does not
exist as an hour later (02:30 becomes 03:30). Both are the engine's own reading; both are counted and shown in the preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from governance.core import dates
from rollout.adoption.mapping import EPOCH_MILLISECONDS, EPOCH_SECONDS, ISO
from rollout.adoption.reading.engine import literal

# What a suggestion tries, in this order. Day and month first are both here: the data must tell, or the person is asked.
KNOWN_FORMATS = (
    ISO,
    "%Y%m%d%H%M%S.%g",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%b-%Y %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
    EPOCH_SECONDS,
    EPOCH_MILLISECONDS,
)
# Of events, which are no plans: nobody used a CRM before, and what an empty clock says (1970, 1980) is not let in by the rule of the house.
EARLIEST = 1990


def instant(column: str, formats: Sequence[str], zone: str) -> str:
    """SQL for the instant in `column` (a TIMESTAMPTZ), or NULL where no format fits."""
    tried = [_one(column, each, zone) for each in formats]
    return tried[0] if len(tried) == 1 else f"coalesce({', '.join(tried)})"


def _one(column: str, form: str, zone: str) -> str:
    if form == ISO:
        return f"try_cast({column} AS TIMESTAMPTZ)"
    if form in (EPOCH_SECONDS, EPOCH_MILLISECONDS):
        scale = 1000 if form == EPOCH_SECONDS else 1
        return f"try(make_timestamptz(CAST(round(try_cast({column} AS DOUBLE) * {scale * 1000}) AS BIGINT)))"
    read = f"try_strptime({column}, {literal(form)})"
    return read if "%z" in form else f"timezone({literal(zone)}, {read})"


def day(column: str, formats: Sequence[str]) -> str:
    """SQL for the date in `column`, or NULL. A business date is a day on a calendar: it is never moved between zones."""
    tried = [
        f"try_cast({column} AS DATE)" if form == ISO else f"CAST(timezone('UTC', {_one(column, form, 'UTC')}) AS DATE)" for form in formats
    ]
    return f"coalesce({', '.join(tried)})" if tried else "CAST(NULL AS DATE)"


def meant(day: str) -> str:
    """SQL for a day, NULL where nobody can mean it: the same bounds as of every day in forms and files."""
    return f"CASE WHEN {day} BETWEEN DATE {literal(str(dates.EARLIEST))} AND DATE {literal(str(dates.LATEST))} THEN {day} END"


@cache
def changes(zone: str, until: int) -> list[tuple[datetime, timedelta]]:
    """(local time before the change, shift) of every clock change of the zone since 1990; by bisection of each year's days."""
    clock, found = ZoneInfo(zone), []
    moment, end = datetime(EARLIEST, 1, 1, tzinfo=UTC), datetime(until + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        following = moment + timedelta(days=1)
        before, after = (each.astimezone(clock).utcoffset() or timedelta() for each in (moment, following))
        if before != after:
            at = _bisect(moment, following, clock)
            found.append((at.replace(tzinfo=None) + before, after - before))
        moment = following
    return found


def _bisect(low: datetime, high: datetime, clock: ZoneInfo) -> datetime:
    start = low.astimezone(clock).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(clock).utcoffset() == start else (low, middle)
    return high.replace(second=0, microsecond=0)


def change_days(zone: str, until: int) -> list[date]:
    """The local days on which the zone's clock changes."""
    return sorted({at.date() for at, _shift in changes(zone, until)})
