"""Refusals as numbers: what is told above the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from governance.core.actor import Actor
from governance.core.permissions import Verb, scope
from governance.organisation.selectors import stays_held
from rollout.impact.models import Resistance, ResistanceMove
from rollout.impact.rules.small_groups import Told, told_by_group, told_by_office
from rollout.impact.states import Cause, ResistanceState, Response


@dataclass(frozen=True)
class Line:
    """One refusal at the end of a day, without anything that was said."""

    office_id: int
    state: ResistanceState
    cause: str
    response: str

    @property
    def open(self) -> bool:
        return self.state != ResistanceState.CLOSED

    @property
    def firm(self) -> bool:
        return self.open and self.cause == Cause.INTENT and self.response == Response.FIRM


class RefusalRecord:
    """Every step of every refusal. One query, and one for how many people work in each office."""

    def __init__(self, known_at: datetime | None = None) -> None:
        self.known_at = known_at
        rows = ResistanceMove.objects.order_by("on", "recorded_at", "pk")
        rows = rows if known_at is None else rows.filter(recorded_at__lte=known_at)
        fields = ("refusal_id", "refusal__office_id", "state", "cause", "response", "on", "recorded_at")
        self.rows = list(rows.values_list(*fields))
        self._people: dict[date, dict[int, int]] = {}

    def people(self, day: date) -> dict[int, int]:
        """How many people work in each office that day, read once; nobody is counted where nothing was refused."""
        if day not in self._people:
            self._people[day] = staff(day, self.known_at) if self.rows else {}
        return self._people[day]

    def lines(self, day: date) -> list[Line]:
        last = {
            pk: Line(office, ResistanceState(state), cause, response)
            for pk, office, state, cause, response, on, _at in self.rows
            if on <= day
        }
        return list(last.values())

    def youngest(self) -> datetime | None:
        return max((row[-1] for row in self.rows), default=None)


def staff(day: date, known_at: datetime | None = None) -> dict[int, int]:
    """How many people work in each office that day."""
    stays, _parents = stays_held(day, day, known_at)
    here = {(stay.person_id, stay.office_id) for stay in stays if stay.first_day <= day and (stay.last_day is None or stay.last_day >= day)}
    return dict(Counter(office for _person, office in here))


@dataclass(frozen=True)
class Numbers:
    """What one reader is told. A figure that is missing from `offices` or `causes` is not told; `total` None: neither."""

    total: int | None
    offices: Mapping[int, int]
    causes: Mapping[str, int]
    hidden_offices: bool
    hidden_causes: bool


def by_office(lines: list[Line], people: Mapping[int, int]) -> tuple[Counter[int], Told[int]]:
    """Open refusals per office, and which may be told: neither few refusals nor few people."""
    counted = Counter(line.office_id for line in lines if line.open)
    sizes = {office: min(number, max(people.get(office, 0), 1)) for office, number in counted.items()}
    return counted, told_by_office(sizes)


def numbers(day: date, actor: Actor, known_at: datetime | None = None) -> Numbers:
    """The open refusals of a day as this reader may know them: a head their own office, who steers what cannot point at persons."""
    lines = [line for line in RefusalRecord(known_at).lines(day) if line.open]
    everything = scope(actor, Verb.VIEW, "resistance_figures").everything
    own = scope(actor, Verb.VIEW, "resistance").office_ids
    counted, told = by_office(lines, staff(day, known_at))
    offices = {office: number for office, number in counted.items() if (everything and office in told.shown) or office in own}
    if not everything:
        owned = Counter(line.cause for line in lines if line.office_id in own)
        return Numbers(sum(offices.values()), offices, owned, hidden_offices=False, hidden_causes=False)
    split = Counter(line.cause for line in lines)
    by_cause = told_by_group(split)
    total = len(lines) if told.total and by_cause.total else None
    causes = {cause: number for cause, number in split.items() if total is not None and cause in by_cause.shown}
    return Numbers(total, offices, causes, len(offices) < len(counted), len(causes) < len(split))


def readable(actor: Actor) -> list[int]:
    """Offices whose refusals this reader may read in words."""
    return sorted(scope(actor, Verb.VIEW, "resistance").office_ids)


def of_reader(actor: Actor) -> list[Resistance]:
    rows = Resistance.objects.filter(office__in=readable(actor)).select_related("office", "person__identity", "owner__identity")
    return list(rows)
