"""Changes put together by what they are about, the telling ones first, and each cause once. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.dashboards.comparing.differing import Cause, Change, causes_of

# What is said of a whole programme, whichever office it names.
OF_ALL = frozenset({"risk", "reason", "status"})
STAGE, SCORE = "stage", "adoption.score"


@dataclass(frozen=True)
class Group[Instant]:
    """What changed about one thing, and what was recorded of it alone. No office: the programme's own."""

    name: str
    changes: tuple[Change, ...]
    causes: tuple[Alike[Instant], ...] = ()
    office_id: int | None = None

    @property
    def stage(self) -> Change | None:
        return next((one for one in self.changes if one.key[:1] == (STAGE,)), None)

    @property
    def score(self) -> Decimal | None:
        """By how much the adoption score moved, where that can be said."""
        return next((one.difference for one in self.changes if SCORE in one.key), None)


@dataclass(frozen=True)
class Alike[Instant]:
    """The youngest of several records that read the same but for their instant and office; of how many offices, none: of all."""

    causes: tuple[Cause[Instant], ...]

    @property
    def youngest(self) -> Cause[Instant]:
        return self.causes[0]

    @property
    def earlier(self) -> tuple[Cause[Instant], ...]:
        """Those of another instant or another reason, each once."""
        first = self.causes[0]
        others = {(one.at, one.reason): one for one in self.causes if (one.at, one.reason) != (first.at, first.reason)}
        return tuple(others.values())

    @property
    def offices(self) -> int:
        return len({one.office_id for one in self.causes if one.office_id is not None})


def grouped[Instant](changes: Sequence[Change], causes: Sequence[Cause[Instant]]) -> tuple[list[Group[Instant]], list[Alike[Instant]]]:
    """The programme's groups as told, then the offices: a new stage first, then by how much the score moved. And the causes of all."""
    mine: dict[str | int, list[Change]] = {}
    for change in changes:
        mine.setdefault(whose(change), []).append(change)
    mattering = {one for change in changes for one in causes_of(change.fact, causes)}
    told = alike(one for one in causes if one in mattering)
    own: dict[int, list[Alike[Instant]]] = {office: [] for office in mine if isinstance(office, int)}
    for one in told:
        if one.offices == 1 and one.youngest.office_id in own:
            own[one.youngest.office_id].append(one)
    groups = [group(key, held, own) for key, held in mine.items()]
    offices = sorted((one for one in groups if one.office_id is not None), key=telling_first)
    kept = {id(one) for held in own.values() for one in held}
    return [one for one in groups if one.office_id is None] + offices, [one for one in told if id(one) not in kept]


def whose(change: Change) -> str | int:
    """The office it is about, else the heading it is told under."""
    fact = change.fact
    return fact.group if fact.office_id is None or change.key[:1] and change.key[0] in OF_ALL else fact.office_id


def group[Instant](key: str | int, held: Sequence[Change], own: Mapping[int, Collection[Alike[Instant]]]) -> Group[Instant]:
    if isinstance(key, str):
        return Group(key, tuple(held))
    name = next((one.after.group for one in held if one.after), held[0].fact.group)
    return Group(name, tuple(held), tuple(own[key]), key)


def telling_first[Instant](one: Group[Instant]) -> tuple[bool, Decimal, str]:
    return one.stage is None, -abs(one.score or Decimal(0)), one.name


def alike[Instant](causes: Iterable[Cause[Instant]]) -> list[Alike[Instant]]:
    """One line of each: what happened to one office stands with it; what happened to several alike is one thing."""
    together: dict[tuple[str, str, Instant, str], list[Cause[Instant]]] = {}
    for one in causes:
        together.setdefault((one.what, one.username, one.at, one.reason), []).append(one)
    found: dict[tuple[str, str, int | None], list[Cause[Instant]]] = {}
    for held in together.values():
        offices = {one.office_id for one in held}
        only = next(iter(offices)) if len(offices) == 1 else None
        found.setdefault((held[0].what, held[0].username, only), []).extend(held)
    return [Alike(tuple(held)) for held in found.values()]
