"""The roll-up as one SQL text, the same for every engine: DuckDB here, Spark or another warehouse where the events already live.

Read: `event` (usr, acting, office, feature: text; day, business_day: date; outcome: a number of `Outcome`, each event once),
`deadline` (calendar, business_day, due) and `office_calendar` (office, calendar). Nothing but what these dialects share is used.
"""

from __future__ import annotations

from enum import IntEnum

MONTH_END_DAYS = 3
COLUMNS = (
    "usr",
    "office",
    "day",
    "feature",
    "actions",
    "entries",
    "self_entries",
    "proxy_entries",
    "dated_entries",
    "timely_entries",
    "month_end_entries",
)


class Outcome(IntEnum):
    """What became of an event: does not count, failed, was use, was use that entered a record."""

    NOT_COUNTING = 0
    FAILED = 1
    USED = 2
    ENTERED = 3


def rolled_text(*, calendars: int, default: str = "") -> str:
    """One row per user, office, day and feature, in the order of COLUMNS: what they did themselves, and the records that are theirs.

    `calendars` is how many working calendars the deadlines know: none (no business dates), one, or several, where an office without
    one of its own has the `default`.
    """
    used, entered = int(Outcome.USED), int(Outcome.ENTERED)
    source, dated, timely = "event e", "1 = 0", "1 = 0"
    if calendars:
        same = "1 = 1"
        if calendars > 1:
            source += " LEFT JOIN office_calendar c ON c.office = e.office"
            same = f"o.calendar = coalesce(c.calendar, '{default}')"
        source += f" LEFT JOIN deadline o ON o.business_day = e.business_day AND {same} AND e.outcome = {entered}"
        dated, timely = "o.due IS NOT NULL", "o.due IS NOT NULL AND e.day <= o.due"
    counts = {
        "actions": f"e.outcome >= {used} AND e.acting IS NULL",
        "entries": f"e.outcome = {entered}",
        "self_entries": f"e.outcome = {entered} AND e.acting IS NULL",
        "proxy_entries": f"e.outcome = {entered} AND e.acting IS NOT NULL",
        "dated_entries": f"e.outcome = {entered} AND {dated}",
        "timely_entries": f"e.outcome = {entered} AND {timely}",
        "month_end_entries": f"e.outcome = {entered} AND e.day > last_day(e.day) - {MONTH_END_DAYS}",
    }
    counted = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {name}" for name, condition in counts.items())
    return f"""SELECT e.usr, e.office, e.day, e.feature, {counted}
        FROM {source} WHERE e.outcome >= {used} GROUP BY e.usr, e.office, e.day, e.feature
        HAVING count(*) FILTER (WHERE {counts["actions"]}) > 0 OR count(*) FILTER (WHERE {counts["entries"]}) > 0"""


def by_hand_text() -> str:
    """What was done for someone else: use for whoever did it. A user, day and feature may so come twice; readers add up."""
    return f"""SELECT e.acting, e.office, e.day, e.feature, count(*), 0, 0, 0, 0, 0, 0
        FROM event e WHERE e.acting IS NOT NULL AND e.outcome >= {int(Outcome.USED)} GROUP BY e.acting, e.office, e.day, e.feature"""


def of_span(events: str, first: str, last: str, *, calendars: int, default: str = "") -> str:
    """Both texts over a warehouse's own view of events, between two days, each event once by its `identity`."""
    return f"""WITH event AS (SELECT usr, acting, office, feature, day, business_day, outcome FROM (
            SELECT v.*, row_number() OVER (PARTITION BY v.identity ORDER BY v.day, v.usr, v.feature) AS nth
            FROM {events} v WHERE v.day BETWEEN DATE '{first}' AND DATE '{last}') numbered WHERE nth = 1)
        {rolled_text(calendars=calendars, default=default)} UNION ALL {by_hand_text()}"""
