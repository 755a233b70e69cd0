"""From facts to components: every office, every week. Pure but for the iterator of usage rows it consumes.

Source: docs/algorithms/adoption-score.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial

from governance.core.calendars import calendar
from governance.core.errors import CalendarNotPublished, NotFound
from rollout.adoption import scoring
from rollout.adoption.expected import WEEK, ExpectedWeek, OfficeWeek, bits, expected_weeks, monday, stretches
from rollout.adoption.facts import FOREVER, Facts, Interval, UserDay
from rollout.adoption.following import DueDay, OfficeDue, follow_up, is_told
from rollout.adoption.scoring import Cell, Component, Missing, PersonWeek, lacking, ratio

Cells = dict[Component, Cell]
MONDAY_TO_FRIDAY = 0b0011111


@dataclass
class OfficeUse:
    """What happened in one office in one week; records count from its go-live."""

    users: set[tuple[str, int]] = field(default_factory=set)
    own: int = 0
    proxy: int = 0
    dated: int = 0
    timely: int = 0
    month_end: int = 0

    def add(self, row: UserDay) -> None:
        self.own += row.self_entries
        self.proxy += row.proxy_entries
        self.dated += row.dated
        self.timely += row.timely
        self.month_end += row.month_end


@dataclass
class PersonUse:
    """Days of one person's week with use, as bits, and the core features used on each."""

    days: int = 0
    features: list[int] = field(default_factory=lambda: [0] * WEEK)


@dataclass
class Used:
    """Usage of all weeks, by person and by office; `latest` is the youngest day of usage in each week."""

    people: dict[tuple[int, date], PersonUse] = field(default_factory=dict)
    offices: dict[OfficeWeek, OfficeUse] = field(default_factory=dict)
    latest: dict[date, date] = field(default_factory=dict)


def on_day(intervals: Iterable[Interval], day: date) -> list[int | None]:
    return [found.what for found in intervals if found.first <= day <= found.last]


class Attribution:
    """Whose a user name is and which offices a row counts for, on its day."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def who(self, row: UserDay | DueDay) -> tuple[str, int] | None:
        """A person, a name nobody has confirmed, or None for system accounts and ignored names."""
        matches = self.facts.people.get(row.user)
        if not matches:
            return "name", row.user
        held = on_day(matches, row.day)
        if not held:
            return "name", row.user
        return None if held[-1] is None else ("person", held[-1])

    def offices(self, row: UserDay | DueDay, who: tuple[str, int]) -> list[int]:
        """Every office the person belongs to that day; without a membership the office the file names."""
        if who[0] == "person":
            held = {office for office in on_day(self.facts.members.get(who[1], ()), row.day) if office is not None}
            if held:
                return sorted(held)
        named = on_day(self.facts.places.get(row.label, ()), row.day) if row.label is not None else []
        office = named[-1] if named else None
        return [] if office is None else [self.facts.merged.get(office, office)]


def collect(facts: Facts) -> Used:
    """Read the usage rows once."""
    used, attribution = Used(), Attribution(facts)
    for row in facts.usage:
        who = attribution.who(row)
        if who is None:
            continue
        week = monday(row.day)
        if row.actions and (week not in used.latest or used.latest[week] < row.day):
            used.latest[week] = row.day
        if row.actions and who[0] == "person":
            mine = used.people.setdefault((who[1], week), PersonUse())
            weekday = row.day.weekday()
            mine.days |= 1 << weekday
            mine.features[weekday] |= row.features
        for office in attribution.offices(row, who):
            place = used.offices.setdefault((office, week), OfficeUse())
            if row.actions:
                place.users.add(who)
            if row.day >= facts.live.get(office, FOREVER):
                place.add(row)
    return used


def collect_due(facts: Facts) -> tuple[dict[OfficeWeek, OfficeDue], set[date]]:
    """What was due of people who belonged to an office that was live that day; and the weeks that some list tells of."""
    told = {(due_list, week): is_told(reads, week) for due_list, reads in facts.due_reads.items() for week in facts.weeks}
    found: dict[OfficeWeek, OfficeDue] = {}
    for office, _person, row in due_of_offices(facts):
        week = monday(row.day)
        found.setdefault((office, week), OfficeDue()).add(row, told.get((row.due_list, week), False))
    return found, {week for (_list, week), is_one in told.items() if is_one}


def due_of_offices(facts: Facts) -> Iterator[tuple[int, int, DueDay]]:
    """(office, person, row) of everything due in an office that was live that day. An owner whom nobody has matched counts nowhere."""
    attribution = Attribution(facts)
    for row in facts.due:
        who = attribution.who(row)
        if who is None:
            continue
        for office in attribution.offices(row, who):
            if row.day >= facts.live.get(office, FOREVER):
                yield office, who[1], row


class Calendars:
    """Working days of a calendar in a week as bits; None where its year is not published."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, date], int | None] = {}

    def working(self, code: str, week: date) -> int | None:
        key = (code, week)
        if key not in self.known:
            try:
                days = calendar(code).days(week, week + timedelta(days=WEEK - 1))
                self.known[key] = sum(1 << day.weekday() for day in days)
            except (CalendarNotPublished, NotFound):
                self.known[key] = None
        return self.known[key]


class Reckoning:
    """All components of all offices and weeks, from one reading of the facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.calendars = Calendars()
        self.used = collect(facts)

    @cached_property
    def followed(self) -> tuple[dict[OfficeWeek, OfficeDue], set[date]]:
        return collect_due(self.facts)

    @property
    def due(self) -> dict[OfficeWeek, OfficeDue]:
        return self.followed[0]

    @property
    def weeks_with_due(self) -> set[date]:
        return self.followed[1]

    @cached_property
    def expected(self) -> Mapping[OfficeWeek, dict[int, ExpectedWeek]]:
        found = stretches(self.facts.duties, self.facts.live, self.facts.grace_days)
        return expected_weeks(found, self.facts.weeks, self.facts.leave, lambda office, week: self.working(office, week) or 0)

    @cached_property
    def on_duty(self) -> Mapping[int, list[tuple[date, date]]]:
        """Office → days on which the rule names anybody, live or not."""
        found: dict[int, list[tuple[date, date]]] = {}
        for duty in self.facts.duties:
            found.setdefault(duty.office_id, []).append((duty.first_day, duty.last_day))
        return found

    def working(self, office: int, week: date) -> int | None:
        return self.calendars.working(self.facts.offices.get(office, ""), week)

    def people(self, office: int, week: date) -> dict[int, PersonWeek]:
        """The expected people of an office in a week, and what they did there."""
        found = {}
        for person, days in self.expected.get((office, week), {}).items():
            use = self.used.people.get((person, week))
            used, features = (use.days, 0) if use else (0, 0)
            if use:
                for weekday, seen in enumerate(use.features):
                    features |= seen if days.duty >> weekday & 1 else 0
            found[person] = PersonWeek(days.duty, days.own, used, features)
        return found

    def nobody_because(self, office: int, week: date) -> Missing | None:
        """Why it cannot be told who is expected, or that nobody is."""
        end = week + timedelta(days=WEEK - 1)
        live = self.facts.live.get(office)
        tried = (
            (Missing.NO_ROSTER, not any(bits(found.first, found.last, week) for found in self.facts.rostered.get(office, ()))),
            (Missing.NO_RULE, not any(bits(first, last, week) for first, last in self.facts.ruled)),
            (Missing.NO_JOB, not any(bits(first, last, week) for first, last in self.on_duty.get(office, ()))),
            (Missing.NO_GO_LIVE, live is None),
            (Missing.NOT_LIVE, live is not None and live > end),
            (Missing.NO_CALENDAR, self.working(office, week) is None),
            (Missing.NO_WORKING_DAYS, self.working(office, week) == 0),
            (Missing.NOBODY_EXPECTED, (office, week) not in self.expected),
        )
        return next((why for why, holds in tried if holds), None)

    def usage_because(self, office: int, week: date) -> Missing | None:
        """Why the week's usage cannot be judged: none came in, or not up to the last working day."""
        told = self.facts.days_told(office)
        if week not in self.used.latest or told is None or told[1] < week or told[0] > week + timedelta(days=WEEK - 1):
            return Missing.NO_USAGE
        working = self.working(office, week) or MONDAY_TO_FRIDAY
        first = week + timedelta(days=(working & -working).bit_length() - 1)
        last = week + timedelta(days=working.bit_length() - 1)
        return None if told[0] <= first and told[1] >= last else Missing.PART_WEEK

    def cells(self, office: int, week: date) -> Cells:
        """Every component of one office and week; each is there, with its figure or with the reason why there is none."""
        use = self.used.offices.get((office, week), OfficeUse())
        stale = self.usage_because(office, week)
        nobody = self.nobody_because(office, week)
        active = lacking(Missing.NO_USAGE) if stale == Missing.NO_USAGE else Cell(len(use.users), None, len(use.users))
        people = list(self.people(office, week).values()) if nobody is None else []
        expected = lacking(nobody) if nobody else Cell(len(people), None, len(people))
        why = nobody or stale
        scored = self.scored(week, people, use) if why is None else dict.fromkeys((*scoring.SCORED, Component.MONTH_END), lacking(why))
        due = lacking(nobody) if nobody else self.follow_up(office, week)
        return {**scored, Component.FOLLOW_UP: due, Component.EXPECTED: expected, Component.ACTIVE: active}

    def follow_up(self, office: int, week: date) -> Cell:
        """From the lists of what was due: it does not wait for usage files."""
        return follow_up(self.due.get((office, week), OfficeDue()), week in self.weeks_with_due)

    def scored(self, week: date, people: list[PersonWeek], use: OfficeUse) -> Cells:
        core = [self.facts.features.index(name) for name in self.facts.core.get(week, [])]
        share = partial(ratio, none=Missing.NO_DATA)
        return {
            Component.REACH: scoring.reach(people),
            Component.HABIT: scoring.habit(people),
            Component.BREADTH: scoring.breadth(people, core),
            Component.SELF_ENTRY: share(use.own, use.own + use.proxy, use.own + use.proxy),
            Component.TIMELINESS: share(use.timely, use.dated, use.dated),
            Component.MONTH_END: share(use.month_end, use.own + use.proxy, use.own + use.proxy),
        }

    def all(self) -> Iterator[tuple[int, date, Cells]]:
        """(office, week, components) of every office that is in the rollout, has a roster, or shows any use."""
        offices = {*self.facts.rostered, *self.facts.live, *(office for office, _week in self.used.offices)}
        for office in sorted(offices & self.facts.offices.keys()):
            for week in self.facts.weeks:
                yield office, week, self.cells(office, week)
