"""Coverage and “no record, no order” as known at any instant; and the reader by which coverage joins the adoption score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from rollout.adoption.further import Told
from rollout.adoption.scoring import Cell
from rollout.impact.models import CoverageCheck, OrderStop
from rollout.impact.rules.coverage import LASTS, Checked, answering

WEEK_END = timedelta(days=6)
Checks = Mapping[int, list[Checked]]


def checks(
    known_at: datetime | None = None, *, offices: Collection[int] | None = None, first: date | None = None, last: date | None = None
) -> Checks:
    """Office → its checks by period, as the record held them. One query."""
    rows = CoverageCheck.objects.known_at(known_at).order_by("office_id", "last_day", "recorded_at", "pk")
    rows = rows if offices is None else rows.filter(office_id__in=offices)
    rows = rows if first is None else rows.filter(last_day__gte=first)
    rows = rows if last is None else rows.filter(last_day__lte=last)
    found: dict[int, list[Checked]] = {}
    for row in rows.values_list("office_id", "first_day", "last_day", "customers", "found", "recorded_at", "pk"):
        found.setdefault(row[0], []).append(Checked(*row))
    return found


def by_week(weeks: Collection[date], known_at: datetime | None, office_ids: Collection[int] | None) -> Mapping[tuple[int, date], Told]:
    """Coverage of each office in each week: the check whose period ended last by its Sunday."""
    if not weeks:
        return {}
    held = checks(known_at, offices=office_ids, first=min(weeks) + WEEK_END - LASTS, last=max(weeks) + WEEK_END)
    found = {}
    for office, own in held.items():
        for week in weeks:
            check = answering(own, week + WEEK_END)
            if check is not None and check.customers:
                found[office, week] = Told(Cell(check.found, check.customers, check.customers), check.last_day)
    return found


def order_stops(known_at: datetime | None = None, *, offices: Collection[int] | None = None) -> dict[int, OrderStop]:
    """Office → the entry that held, for offices where a day is set. One query."""
    rows = OrderStop.objects.known_at(known_at).filter(first_day__isnull=False).select_related("policy", "office").order_by("office__code")
    rows = rows if offices is None else rows.filter(office_id__in=offices)
    return {row.office_id: row for row in rows}
