"""What becomes of results when a question turns out to be faulty: the new marks, and whose standing they change. Pure.

The question is dropped from every total, or counts in full for all, or is marked by a corrected key, or goes back to the marks it had
before any such decision. A pass already given is kept where the decision says so: a candidate who would lose it keeps the former marks in
every attempt at that paper, for the fault was not theirs. docs/algorithms/re-marking.md says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from training.testing.standing import ItemMark, Rules, Standing, Taken, percent_of, standing

NO_MARK, FULL_MARK = Decimal(0), Decimal(1)


class Choice(StrEnum):
    DROP = "drop"
    FULL = "full"
    NEW_KEY = "new_key"
    AS_BEFORE = "as_before"


class Moved(StrEnum):
    """What a decision does to one candidate at one paper, the weightiest first."""

    FAILS = "fails"
    PASSES = "passes"
    KEPT = "kept"
    LOWER = "lower"
    HIGHER = "higher"
    SAME = "same"


@dataclass(frozen=True)
class Given:
    """A mark as it stands: the share of the points, None while a person must still mark; `excluded` from the total."""

    share: Decimal | None
    excluded: bool = False


@dataclass(frozen=True)
class Faulty:
    """The question in one attempt: what stands, what stood before any decision, what the corrected key gives (None: it cannot tell)."""

    item: int
    points: Decimal
    now: Given
    before: Given
    by_new_key: Decimal | None = None


@dataclass(frozen=True)
class Sat:
    """One attempt of a candidate, its other questions, and the faulty one where it was asked."""

    attempt: int
    taken: Taken
    others: tuple[ItemMark, ...]
    faulty: Faulty | None = None

    def percent(self, mark: Given | None) -> Decimal | None:
        if self.faulty is None or mark is None:
            return percent_of(self.others)
        return percent_of((*self.others, ItemMark(self.faulty.points, mark.share, mark.excluded)))


@dataclass(frozen=True)
class Candidate:
    """One person at one paper: every attempt, and the rules of the paper in force."""

    person: int
    paper: int
    sat: tuple[Sat, ...]
    rules: Rules


@dataclass(frozen=True)
class NewMark:
    item: int
    mark: Given


@dataclass(frozen=True)
class Effect:
    """What the decision does to one candidate at one paper, and the marks to be written for it."""

    person: int
    paper: int
    moved: Moved
    before: Standing
    after: Standing
    marks: tuple[NewMark, ...] = ()


def mark_under(choice: Choice, faulty: Faulty) -> Given:
    """The mark of the faulty question under a choice. What nobody has marked yet, or the new key cannot mark, stays as it is."""
    match choice:
        case Choice.DROP:
            return Given(faulty.before.share or NO_MARK, excluded=True)
        case Choice.FULL:
            return Given(FULL_MARK)
        case Choice.NEW_KEY:
            return faulty.now if faulty.by_new_key is None or unmarked(faulty.now) else Given(faulty.by_new_key)
        case Choice.AS_BEFORE:
            return faulty.now if faulty.before.share is None else faulty.before


def unmarked(mark: Given) -> bool:
    return mark.share is None and not mark.excluded


def effect(candidate: Candidate, choice: Choice, *, keep_passes: bool, at: datetime, day_of: Callable[[datetime], date]) -> Effect:
    """What the choice does to this candidate at the instant of the decision."""
    marks = {sat.attempt: mark_under(choice, sat.faulty) for sat in candidate.sat if sat.faulty is not None}
    before = stands(candidate, {}, at, day_of)
    after = stands(candidate, marks, at, day_of)
    if keep_passes and before.passed and not after.passed:
        return Effect(candidate.person, candidate.paper, Moved.KEPT, before, before)
    new = tuple(
        NewMark(sat.faulty.item, marks[sat.attempt])
        for sat in candidate.sat
        if sat.faulty is not None and marks[sat.attempt] != sat.faulty.now
    )
    return Effect(candidate.person, candidate.paper, moved(before, after), before, after, new)


def stands(candidate: Candidate, marks: dict[int, Given], at: datetime, day_of: Callable[[datetime], date]) -> Standing:
    """The candidate's standing with these marks of the faulty question; an attempt without one keeps the mark it has."""
    taken = [
        replace(sat.taken, percent=sat.percent(marks.get(sat.attempt, sat.faulty.now if sat.faulty else None))) for sat in candidate.sat
    ]
    return standing(taken, candidate.rules, at=at, day_of=day_of)


def moved(before: Standing, after: Standing) -> Moved:
    if before.passed != after.passed:
        return Moved.PASSES if after.passed else Moved.FAILS
    if before.percent == after.percent:
        return Moved.SAME
    return Moved.HIGHER if (after.percent or Decimal(-1)) > (before.percent or Decimal(-1)) else Moved.LOWER


def counted(effects: Iterable[Effect]) -> dict[Moved, int]:
    """How many candidates move which way; every way is named."""
    counts = dict.fromkeys(Moved, 0)
    for one in effects:
        counts[one.moved] += 1
    return counts


def weightiest_first(effects: Sequence[Effect]) -> list[Effect]:
    order = {moved: place for place, moved in enumerate(Moved)}
    return sorted(effects, key=lambda one: (order[one.moved], one.paper, one.person))
