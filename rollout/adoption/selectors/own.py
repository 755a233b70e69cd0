"""People's own scores: what their use came to between two days, and how a drawn score stands as known at any instant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Min, Sum
from django.utils import timezone

from governance.organisation.models import Office, UsageNotice
from governance.organisation.selectors import absences, must_use
from rollout.adoption.components import Calendars
from rollout.adoption.expected import WEEK, OfficeWeek, bits, expected_weeks, monday, stretches
from rollout.adoption.models import OwnScore, OwnScoreStep
from rollout.adoption.owning import OwnState, OwnWeek, Standing, standing
from rollout.adoption.scoring import Component
from rollout.adoption.selectors.due import due_of_people, week_sums
from rollout.adoption.selectors.facts import people_of_names
from rollout.adoption.selectors.figures import stored
from rollout.adoption.selectors.usage import matched
from rollout.staging.models import Programme
from rollout.staging.selectors import go_live_dates

Period = int | tuple[date, date]
RECORDS = ("actions", "self_entries", "proxy_entries", "dated_entries", "timely_entries")


@dataclass(frozen=True)
class OwnTold:
    """A person's own score for an appraisal. `value` only where it is settled: nothing else may enter one."""

    standing: Standing
    value: Decimal | None = None
    contest_until: date | None = None
    score_id: int | None = None
    figures: Mapping[str, Any] | None = None


def days_of(period: Period) -> tuple[date, date]:
    """A year's number means the whole year."""
    return (date(period, 1, 1), date(period, 12, 31)) if isinstance(period, int) else period


def own_scores(person_ids: Collection[int], period: Period, known_at: datetime | None = None) -> dict[int, OwnTold]:
    """Person → how the own score of exactly this period stood at that instant (None: now). Nobody is left out: a score that
    was never drawn, or that the person has not seen, is `not_seen`. Two queries."""
    first, last = days_of(period)
    day = timezone.localdate(known_at)
    drawn = OwnScore.objects.filter(person__in=set(person_ids), first_day=first, last_day=last).order_by("drawn_at", "pk")
    if known_at is not None:
        drawn = drawn.filter(drawn_at__lte=known_at)
    rows = list(drawn)
    steps = last_steps([row.pk for row in rows], known_at)
    found = {person: OwnTold(Standing.NOT_SEEN) for person in person_ids}
    for row in rows:
        state, until = steps.get(row.pk, (OwnState.DRAWN, None))
        if state != OwnState.REPLACED:
            stands = standing(state, until, day)
            settled = stands == Standing.SETTLED
            found[row.person_id] = OwnTold(stands, row.value if settled else None, until, row.pk, row.figures if settled else None)
    return found


def last_steps(score_ids: Collection[int], known_at: datetime | None) -> dict[int, tuple[str, date | None]]:
    """Score → its state and the end of contesting, as the steps recorded by then say."""
    rows = OwnScoreStep.objects.filter(score__in=score_ids).order_by("recorded_at", "pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    found: dict[int, tuple[str, date | None]] = {}
    for score_id, state, until in rows.values_list("score_id", "state", "contest_until"):
        found[score_id] = (state, until or found.get(score_id, ("", None))[1])
    return found


def own_figures(first: date, last: date, known_at: datetime | None = None) -> dict[int, list[OwnWeek]]:
    """Person → weeks of the period that can be judged, for everybody who was expected and had the notice before it ended.

    A fixed number of queries. Days before the notice do not count.
    """
    weeks = [monday(first) + timedelta(days=WEEK * step) for step in range((last - monday(first)).days // WEEK + 1)]
    duty = duty_bits(weeks, first, last, known_at)
    judged = told_weeks(weeks, known_at)
    since = notices(last, known_at)
    days: dict[tuple[int, date], list[int]] = {}
    for (office, week), people in duty.items():
        for person, (on_duty, own) in people.items() if (office, week) in judged else ():
            if watched := bits(since[person], last, week) if person in since else 0:
                held = days.setdefault((person, week), [0, 0])
                held[0] |= on_duty & watched
                held[1] |= own & watched
    used = use_by_day(first, last, {person for person, _week in days}, known_at)
    due = due_of_people(first, last, people_of_names(known_at), known_at)
    found: dict[int, list[OwnWeek]] = {}
    for (person, week), (on_duty, own) in sorted(days.items()):
        asked, done = week_sums(due, person, week, on_duty)
        found.setdefault(person, []).append(replace(as_week(week, on_duty, own, used.get((person, week), {})), due=asked, done=done))
    return found


def notices(last: date, known_at: datetime | None) -> dict[int, date]:
    """Person → the day of the first notice given by then that usage is measured."""
    rows = UsageNotice.objects.known_at(known_at).filter(given_on__lte=last).order_by()
    return dict(rows.values_list("person_id").annotate(day=Min("given_on")))


def duty_bits(weeks: list[date], first: date, last: date, known_at: datetime | None) -> dict[OfficeWeek, dict[int, tuple[int, int]]]:
    """(office, week) → person → days of the duty and own working days among them, within first..last."""
    begin, end = weeks[0], weeks[-1] + timedelta(days=WEEK - 1)
    programme = Programme.objects.order_by("pk").first()
    found = stretches(must_use(begin, end, known_at), go_live_dates(known_at), programme.grace_days if programme else 0)
    codes = dict(Office.objects.order_by("pk").values_list("pk", "calendar"))
    calendars = Calendars()
    expected = expected_weeks(
        found, weeks, absences(begin, end, known_at), lambda office, week: calendars.working(codes.get(office, ""), week) or 0
    )
    inside = {week: bits(first, last, week) for week in weeks}
    return {
        (office, week): {person: (days.duty & inside[week], days.own & inside[week]) for person, days in people.items()}
        for (office, week), people in expected.items()
    }


def told_weeks(weeks: list[date], known_at: datetime | None) -> set[OfficeWeek]:
    """Office weeks whose usage can be judged: those with a reach."""
    held = stored([Component.REACH], weeks, known_at)
    return {key for key, cells in held.items() if cells[Component.REACH].cell.value is not None}


def use_by_day(first: date, last: date, people: set[int], known_at: datetime | None) -> dict[tuple[int, date], dict[int, tuple[int, ...]]]:
    """(person, week) → weekday → counts, from all user names of the person."""
    sums = matched(first, last, known_at).order_by().values("person_id", "day").annotate(**{f"sum_{name}": Sum(name) for name in RECORDS})
    found: dict[tuple[int, date], dict[int, tuple[int, ...]]] = {}
    for person, day, *counts in sums.values_list("person_id", "day", *(f"sum_{name}" for name in RECORDS)):
        if person in people:
            found.setdefault((person, monday(day)), {})[day.weekday()] = tuple(counts)
    return found


def as_week(week: date, on_duty: int, own: int, used: Mapping[int, tuple[int, ...]]) -> OwnWeek:
    counted = [counts for weekday, counts in used.items() if on_duty >> weekday & 1]
    active = sum(1 << weekday for weekday, counts in used.items() if counts[0])
    sums = [sum(column) for column in zip(*counted, strict=True)] or [0] * len(RECORDS)
    return OwnWeek(week, own.bit_count(), (active & own).bit_count(), *sums[1:])
