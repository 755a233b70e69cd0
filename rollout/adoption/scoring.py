"""The components of adoption and the score, version 1. Pure; exact fractions, never floats.

Source: docs/algorithms/adoption-score.md. A week's days are bits: bit 0 is Monday, bit 6 Sunday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Component(TextChoices):
    """What is kept per office and week. The first six may carry weight in the score; the others are shown beside it."""

    REACH = "reach", _("Reach")
    HABIT = "habit", _("Habit")
    BREADTH = "breadth", _("Breadth")
    SELF_ENTRY = "self_entry", _("Self-entry")
    TIMELINESS = "timeliness", _("Timeliness")
    FOLLOW_UP = "follow_up", _("Follow-up")
    MONTH_END = "month_end", _("Month-end bulk entry")
    EXPECTED = "expected_users", _("Expected users")
    ACTIVE = "active_users", _("Active users")


SCORED = (
    Component.REACH,
    Component.HABIT,
    Component.BREADTH,
    Component.SELF_ENTRY,
    Component.TIMELINESS,
    Component.FOLLOW_UP,
)
# These count people, so a small denominator would point at persons.
COUNTS_PEOPLE = frozenset({Component.REACH, Component.HABIT})


class Further(str):
    """A component that a higher room adds to the score: its code, which stands wherever a component's does, with a label."""

    label: str | Promise

    def __new__(cls, code: str, label: str | Promise = "") -> Self:
        found = super().__new__(cls, code)
        found.label = label or code
        return found

    @property
    def value(self) -> str:
        return str(self)


Part = Component | Further
Weights = Mapping[Part, Fraction]

# Version 1. Reach, habit and breadth can be told from any usage export, and together carry just the least share.
FIRST_WEIGHTS: Weights = {
    Component.REACH: Fraction(30),
    Component.HABIT: Fraction(25),
    Component.BREADTH: Fraction(15),
    Component.SELF_ENTRY: Fraction(10),
    Component.TIMELINESS: Fraction(10),
    Component.FOLLOW_UP: Fraction(10),
}
LEAST_SHARE = Fraction(70, 100)
HABIT_SHARE = Fraction(60, 100)
HABIT_LEAST_DAYS = 2


class Missing(TextChoices):
    """Why a figure cannot be told, in the order in which the reasons are tried."""

    NO_ROSTER = "no_roster", _("no roster")
    NO_RULE = "no_rule", _("no rule says who must use the CRM")
    NO_JOB = "no_job", _("nobody in this office has a job that the rules name")
    NO_GO_LIVE = "no_go_live", _("no go-live date")
    NOT_LIVE = "not_live", _("not live yet in that week")
    NO_CALENDAR = "no_calendar", _("no working calendar published for that year")
    NO_WORKING_DAYS = "no_working_days", _("no working day in that week")
    NOBODY_EXPECTED = "nobody_expected", _("nobody was expected to use the CRM in that week")
    NO_USAGE = "no_usage", _("no usage data for that week")
    PART_WEEK = "part_week", _("usage data for only part of that week")
    FEW_DAYS = "few_days", _("nobody had two working days in that week")
    NO_CORE = "no_core", _("no core features listed")
    NO_DATA = "no_data", _("the usage data does not hold it")
    NO_DUE_LIST = "no_due_list", _("no list of what was due that week, sent in after it")
    NOTHING_DUE = "nothing_due", _("nothing was due in that week")
    SMALL = "small", _("fewer than 5 expected users")
    UNDER_SHARE = "under_share", _("data for less than 70 % of the weight")


@dataclass(frozen=True, slots=True)
class Cell:
    """One component of one office in one week: a ratio with both sides kept, a count (no denominator), or why there is none."""

    numerator: int | None = None
    denominator: int | None = None
    sample: int = 0
    missing: str = ""

    @property
    def is_told(self) -> bool:
        return not self.missing and self.numerator is not None

    @property
    def value(self) -> Fraction | None:
        """0 to 1 for a ratio, the number itself for a count, None where it cannot be told."""
        if self.missing or self.numerator is None:
            return None
        return Fraction(self.numerator, 1 if self.denominator is None else self.denominator)


def lacking(why: Missing, sample: int = 0) -> Cell:
    return Cell(missing=why.value, sample=sample)


def ratio(numerator: int, denominator: int, sample: int, none: Missing) -> Cell:
    """A ratio, or `none` where there is nothing to divide by."""
    return Cell(numerator, denominator, sample) if denominator else lacking(none)


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """An expected person's week in one office: days the duty holds, own working days of them, days used, core features used."""

    duty: int
    own: int
    used: int = 0
    features: int = 0

    @property
    def is_active(self) -> bool:
        return bool(self.used & self.duty)


def reach(people: Sequence[PersonWeek]) -> Cell:
    """Active expected users ÷ expected users."""
    return ratio(sum(person.is_active for person in people), len(people), len(people), Missing.NOBODY_EXPECTED)


def days_needed(own_days: int) -> int:
    """60 % of a person's own working days, rounded up."""
    return -(-own_days * HABIT_SHARE.numerator // HABIT_SHARE.denominator)


def habit(people: Sequence[PersonWeek]) -> Cell:
    """Users active on at least 60 % of their own working days ÷ expected users with at least two such days."""
    able = [person for person in people if person.own.bit_count() >= HABIT_LEAST_DAYS]
    kept = sum((person.used & person.own).bit_count() >= days_needed(person.own.bit_count()) for person in able)
    return ratio(kept, len(able), len(able), Missing.FEW_DAYS)


def breadth(people: Sequence[PersonWeek], core: Collection[int]) -> Cell:
    """Core features (by their bit) used by at least half of the active users ÷ core features. Nobody active: none is used."""
    active = [person for person in people if person.is_active]
    used = sum(2 * sum(person.features >> bit & 1 for person in active) >= len(active) > 0 for bit in core)
    return ratio(used, len(core), len(active), Missing.NO_CORE)


@dataclass(frozen=True)
class Term:
    """One line of the score's arithmetic: weight × component, or why the component is left out."""

    component: Part
    weight: Fraction
    cell: Cell

    @cached_property
    def points(self) -> Fraction | None:
        value = self.cell.value
        return None if value is None else self.weight * value


@dataclass(frozen=True)
class Score:
    """0–100, or None when less than 70 % of the weight has data. `share` is the part of the weight that has."""

    terms: tuple[Term, ...]

    @cached_property
    def present(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.points is not None)

    @cached_property
    def weight(self) -> Fraction:
        """The weight the score rests on."""
        return sum((term.weight for term in self.present), Fraction(0))

    @cached_property
    def share(self) -> Fraction:
        """The part of the whole weight that has data."""
        whole = sum((term.weight for term in self.terms), Fraction(0))
        return self.weight / whole if whole else Fraction(0)

    @cached_property
    def points(self) -> Fraction:
        return sum((term.points for term in self.present if term.points is not None), Fraction(0))

    @cached_property
    def value(self) -> Fraction | None:
        return None if self.share < LEAST_SHARE or not self.weight else 100 * self.points / self.weight

    @cached_property
    def parts(self) -> frozenset[Part]:
        """The components it rests on; only scores of the same parts are compared."""
        return frozenset(term.component for term in self.present)


def weighed(weights: Iterable[Part]) -> tuple[Part, ...]:
    """The components of a set of weights in the order in which they are told: the room's own, then those added, by code."""
    own = frozenset(SCORED)
    return (*SCORED, *sorted(part for part in weights if part not in own))


def score(weights: Mapping[Any, Fraction], cells: Mapping[Any, Cell]) -> Score:
    """Σ weight × component, renormalised over the components that have data. Weight 0 takes a component out."""
    absent = lacking(Missing.NO_DATA)
    return Score(tuple(Term(part, weights[part], cells.get(part, absent)) for part in weighed(weights) if weights.get(part)))


def pooled(cells: Sequence[Cell]) -> Cell:
    """Several offices as one: numerators and denominators added up. None has data: the reason most of them give."""
    told = [cell for cell in cells if cell.is_told]
    if not told:
        reasons = [cell.missing for cell in cells]
        return Cell(missing=max(sorted(set(reasons)), key=reasons.count) if reasons else Missing.NO_USAGE.value)
    counts = all(cell.denominator is None for cell in told)
    return Cell(
        sum(cell.numerator or 0 for cell in told),
        None if counts else sum(cell.denominator or 0 for cell in told),
        sum(cell.sample for cell in told),
    )
