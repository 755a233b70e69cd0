"""The calendars themselves, as data: what `holidays` knows, which of its years are published, and our corrections.

`holidays` answers for years that no government has announced yet, by guessing; PUBLISHED is what keeps such
guesses out. A new year is added here when the State Council's notice is out and its days have been checked against it.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from django.utils.translation import gettext_lazy as _

from governance.core.errors import NotFound
from governance.core.workdays import WorkingCalendar, YearPlan

# Calendar → years whose notice is out.
PUBLISHED: dict[str, range] = {"CN": range(2010, 2027)}

# Calendar → day → is it worked? For what an authority changes after the notice, before `holidays` knows it.
OVERRIDES: dict[str, dict[date, bool]] = {"CN": {}}


def year_plan(code: str, year: int, days_off: set[date], made_up: set[date]) -> YearPlan:
    """What `holidays` says of that year, with our corrections on top."""
    for day, worked in OVERRIDES[code].items():
        if day.year == year:
            (made_up if worked else days_off).add(day)
            (days_off if worked else made_up).discard(day)
    return YearPlan(frozenset(days_off), frozenset(made_up))


@cache
def china(year: int) -> YearPlan | None:
    """Mainland China: statutory days off and make-up days of a published year."""
    if year not in PUBLISHED["CN"]:
        return None
    import holidays  # Takes a sixth of a second to load, which only whoever counts working days should wait.

    known = holidays.country_holidays("CN", years=year, expand=False)
    made_up = {day for day in known.weekend_workdays if day.year == year}
    return year_plan("CN", year, {day for day in known if day.year == year}, made_up)


def monday_to_friday(year: int) -> YearPlan:
    """Every Monday to Friday, no holidays; every year is known."""
    return YearPlan()


CALENDARS = (
    WorkingCalendar("CN", _("Mainland China"), china),
    WorkingCalendar("MON-FRI", _("Monday to Friday, no holidays"), monday_to_friday),
)


def calendar(code: str) -> WorkingCalendar:
    """The calendar of that code; NotFound names the codes there are."""
    known = calendars()
    if code not in known:
        raise NotFound(
            _("There is no working calendar “%(code)s”. There are: %(known)s.") % {"code": code, "known": ", ".join(sorted(known))}
        )
    return known[code]


@cache
def calendars() -> dict[str, WorkingCalendar]:
    """Every calendar, by code."""
    return {one.code: one for one in CALENDARS}
