"""The clearance list: as it was worked out and kept, read for a day in one query; and for any other day by the rule itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from training.clearance.models import RequirementState, RequirementVersion, Standing
from training.clearance.rules import Decision, Line, Need, Span, State, decide, expires_next, on_day
from training.clearance.selectors.facts import facts_on


@dataclass(frozen=True)
class Row:
    """One line of the clearance list."""

    person_id: int
    office_id: int
    crm_role: str
    allowed: bool
    obstacle: str
    since: date | None
    until: date | None
    lines: tuple[Line, ...]
    duty_from: date
    duty_until: date | None = None
    recorded_at: datetime | None = None

    def on_duty(self, day: date) -> bool:
        return self.duty_from <= day and (self.duty_until is None or day <= self.duty_until)

    @property
    def lacking(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.lets_in)

    @property
    def expires(self) -> Line | None:
        """What runs out first."""
        return expires_next(self.lines)


def rows(
    day: date,
    known_at: datetime | None = None,
    *,
    office_ids: Collection[int] | None = None,
    people: Collection[int] | None = None,
) -> list[Row]:
    """The list as the record held it, for a day: one query, and a fixed few more where an answer has run its time since."""
    held = Standing.objects.known_at(known_at).order_by("office_id", "person_id", "crm_role", "pk")
    if office_ids is not None:
        held = held.filter(office_id__in=list(office_ids))
    if people is not None:
        held = held.filter(person_id__in=list(people))
    found = [as_row(standing) for standing in held]
    if late := {row.person_id for row in found if row.until is not None and row.until < day}:
        anew = worked_out(day, known_at, late)
        found = [anew.get((row.person_id, row.office_id, row.crm_role), row) if row.person_id in late else row for row in found]
        found = [row for row in found if row.until is None or row.until >= day]
    return [replace(row, lines=tuple(run_out(line, day) for line in row.lines)) for row in found]


def worked_out(day: date, known_at: datetime | None, people: Collection[int]) -> dict[tuple[int, int, str], Row]:
    """Rows by the rule itself, for those whose kept answer has run its time before anybody worked it out anew."""
    found = {}
    for key, facts in facts_on(day, day, known_at, people=people).items():
        told = decide(facts, day)
        duty = max((span for span in facts.duties if span.holds(day)), key=lambda span: span.first_day)
        name = (key.person_id, key.office_id, key.crm_role)
        obstacle = told.obstacle.value if told.obstacle else ""
        found[name] = Row(*name, told.allowed, obstacle, told.since, told.until, told.lines, duty.first_day, duty.last_day)
    return found


def as_row(standing: Standing) -> Row:
    return Row(
        standing.person_id,
        standing.office_id,
        standing.crm_role,
        standing.allowed,
        standing.obstacle,
        standing.since,
        standing.until,
        tuple(line_from(line) for line in standing.lines),
        standing.duty_from,
        standing.duty_until,
        standing.recorded_at,
    )


def line_from(kept: Mapping[str, Any]) -> Line:
    """A line out of its stored form."""
    return Line(Need(kept["kind"], kept["id"]), State(kept["state"]), as_day(kept.get("on")), as_day(kept.get("until")))


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def line_kept(line: Line) -> dict[str, Any]:
    """A line in its stored form: only what is known."""
    kept = {"kind": str(line.need.kind), "id": line.need.id, "state": line.state.value}
    dates = {"on": line.on, "until": line.until}
    return kept | {name: day.isoformat() for name, day in dates.items() if day is not None}


def run_out(line: Line, day: date) -> Line:
    if not line.lets_in or line.until is None or line.until >= day:
        return line
    return replace(line, state=State.EXPIRED)


def cleared(person_ids: Iterable[int], day: date, known_at: datetime | None = None) -> dict[int, bool]:
    """Whether each person was cleared that day for every role they had to use the CRM in. Who had no duty is left out.

    The kept list answers for those whose every kept answer reaches over that day; only for the others the facts are read.
    Before anything is required of any role nobody can be cleared, and nobody is told of.
    """
    asked = set(person_ids)
    found = kept_answers(asked, day, known_at)
    left = asked - found.keys()
    if left and laid_down(known_at):
        for (person_id, _office, _role), decision in decided(day, known_at, people=left).items():
            found[person_id] = found.get(person_id, True) and decision.allowed
    return found


def kept_answers(people: Collection[int], day: date, known_at: datetime | None) -> dict[int, bool]:
    """Person → cleared or not, by the list as it was kept, where each of their rows holds on that day. One query."""
    rows = Standing.objects.known_at(known_at).filter(person_id__in=people).order_by()
    fields = ("person_id", "allowed", "obstacle", "duty_from", "duty_until", "since", "until")
    found: dict[int, bool] = {}
    unsettled = set()
    for person, allowed, obstacle, duty_from, duty_until, since, until in rows.values_list(*fields):
        covers = all(span.holds(day) for span in (Span(duty_from, duty_until), Span(since or date.min, until)))
        if not covers or obstacle:
            unsettled.add(person)
        found[person] = found.get(person, True) and allowed
    return {person: allowed for person, allowed in found.items() if person not in unsettled}


def laid_down(known_at: datetime | None = None) -> bool:
    """Whether anything is required of any role: before that nobody can be cleared, and nobody is blamed for it."""
    approved = RequirementVersion.objects.filter(state=RequirementState.APPROVED)
    return (approved if known_at is None else approved.filter(decided_at__lte=known_at)).exists()


def decided(day: date, known_at: datetime | None = None, *, people: Collection[int] | None = None) -> dict[tuple[int, int, str], Decision]:
    """The rule's answer for everybody on duty that day by the facts then known, also for days gone by."""
    return decided_on([day], known_at, people=people)[day]


def decided_on(
    days: Iterable[date], known_at: datetime | None = None, *, people: Collection[int] | None = None
) -> dict[date, dict[tuple[int, int, str], Decision]]:
    """As `decided` for several days, read once."""
    wanted = sorted(set(days))
    if not wanted:
        return {}
    facts = facts_on(wanted[0], wanted[-1], known_at, people=people)
    return {
        day: {
            (key.person_id, key.office_id, key.crm_role): on_day(own, day)
            for key, own in facts.items()
            if any(duty.holds(day) for duty in own.duties)
        }
        for day in wanted
    }
