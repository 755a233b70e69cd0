"""Figures for many subjects and weeks at once, as known at any instant; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import CharField, Max
from django.db.models.functions import Cast

from governance.core.metrics import Subject, SubjectKind
from governance.core.reading import once, remembered
from governance.core.suppression import is_small, may_join_total
from governance.organisation.models import Office
from governance.organisation.selectors import office_parents
from rollout.adoption import further
from rollout.adoption.expected import last_complete_week, monday
from rollout.adoption.models import ComponentValue
from rollout.adoption.scoring import COUNTS_PEOPLE, SCORED, Cell, Component, Missing, Part, Score, lacking, pooled, score, weighed
from rollout.adoption.selectors.facts import data_span
from rollout.adoption.selectors.weights import InForce, approved_weights, weights_for
from rollout.staging.selectors import office_waves

WEEKEND = timedelta(days=2)
NEVER = lacking(Missing.NO_USAGE)
PARTS = {part.value: part for part in Component}


class Held(NamedTuple):
    """A stored component with the youngest day of usage behind it."""

    cell: Cell
    data_on: date | None


OfficeCells = Mapping[Part, Held]


@dataclass(frozen=True)
class Figure:
    """One component of one subject in one week. `small`: it must not be told to everyone."""

    cell: Cell
    data_on: date | None = None
    small: bool = False
    offices: int = 1
    left_out: int = 0


@dataclass(frozen=True)
class ScoreFigure:
    """A score with its arithmetic, the version of the weights it stands on, and the figures it is made of."""

    score: Score
    version: InForce
    figures: Mapping[Part, Figure]
    expected: Figure

    @property
    def small(self) -> bool:
        return any(figure.small for figure in self.figures.values())

    @property
    def data_on(self) -> date | None:
        return max((figure.data_on for figure in self.figures.values() if figure.data_on), default=None)


def stored(
    components: Iterable[Part], weeks: Collection[date], known_at: datetime | None, office_ids: Collection[int] | None = None
) -> dict[tuple[int, date], dict[Part, Held]]:
    """(office, week) → what the record held of these components. One query for all that are kept here."""
    asked = set(components)
    rows = ComponentValue.objects.known_at(known_at).filter(week__in=set(weeks), component__in=asked).order_by()
    if office_ids is not None:
        rows = rows.filter(office_id__in=office_ids)
    # Half a year of 330 offices is 77,000 rows of few days and few different cells: each day is parsed, each cell made, once.
    texts = rows.annotate(week_text=Cast("week", CharField()), data_text=Cast("data_on", CharField()))
    fields = ("office_id", "component", "week_text", "data_text", "numerator", "denominator", "sample", "missing")
    found: dict[tuple[int, date], dict[Part, Held]] = {}
    for office, component, week, *held in texts.values_list(*fields).iterator(chunk_size=10_000):
        found.setdefault((office, parsed(week)), {})[PARTS[component]] = as_held(*held)
    for addition in further.added():
        if addition.part in asked:
            add(found, addition, addition.read(weeks, known_at, office_ids))
    return found


@lru_cache(maxsize=4096)
def parsed(day: str) -> date:
    return date.fromisoformat(day)


@lru_cache(maxsize=16384)
def as_held(data_on: str | None, numerator: int | None, denominator: int | None, sample: int, missing: str) -> Held:
    return Held(Cell(numerator, denominator, sample, missing), parsed(data_on) if data_on else None)


def add(found: dict[tuple[int, date], dict[Part, Held]], addition: further.Addition, told: Mapping[tuple[int, date], further.Told]) -> None:
    """Another room's figures beside those kept here; where it says nothing, its reason."""
    for key in found.keys() | told.keys():
        cell, data_on = told.get(key, (Cell(missing=addition.absent), None))
        found.setdefault(key, {})[addition.part] = Held(cell, data_on)


class Scope:
    """Which offices each subject is made of, as known then."""

    def __init__(self, subjects: Sequence[Subject], known_at: datetime | None) -> None:
        self.parents = office_parents(known_at) if any(subject.kind == SubjectKind.OFFICE for subject in subjects) else {}
        self.waves = office_waves(known_at) if any(subject.kind == SubjectKind.WAVE for subject in subjects) else {}
        self.groups = {parent for parent in self.parents.values() if parent is not None}
        self.subjects = subjects

    def is_group(self, subject: Subject) -> bool:
        """A region, wave or programme; an office with offices below it is one too."""
        return subject.kind != SubjectKind.OFFICE or subject.id in self.groups

    def offices(self, subject: Subject, known: Collection[int]) -> Collection[int]:
        """The offices a subject adds up; `known` are all that have figures."""
        if subject.kind == SubjectKind.PROGRAMME:
            return known
        if subject.kind == SubjectKind.WAVE:
            return [office for office, wave in self.waves.items() if wave == subject.id]
        return Office.below([subject.id], self.parents)

    @property
    def needed(self) -> set[int] | None:
        """The offices to read, or None for all."""
        if any(self.is_group(subject) for subject in self.subjects):
            return None
        return {subject.id for subject in self.subjects}


def figures(
    components: Sequence[Part], subjects: Sequence[Subject], weeks: Collection[date], known_at: datetime | None
) -> dict[tuple[Subject, date], dict[Part, Figure]]:
    """Each component of each subject in each week."""
    scope = Scope(subjects, known_at)
    read = {*components, Component.EXPECTED}
    held = kept(read, weeks, known_at, scope.needed)
    known = sorted({office for office, _week in held})
    found: dict[tuple[Subject, date], dict[Part, Figure]] = {}
    for subject in subjects:
        group = scope.is_group(subject)
        offices = scope.offices(subject, known) if group else [subject.id]
        for week in weeks:
            parts = {office: cells for office in offices if (cells := held.get((office, week)))}
            total = subject.kind == SubjectKind.PROGRAMME
            found[subject, week] = {
                part: together(part, parts, total=total) if group else alone(part, parts.get(subject.id, {})) for part in components
            }
    return found


def kept(
    components: Collection[Part], weeks: Collection[date], known_at: datetime | None, office_ids: Collection[int] | None
) -> Mapping[tuple[int, date], Mapping[Part, Held]]:
    """As `stored`. Where a page reads everything once, an earlier answer about these weeks and components answers this too.

    So does one about all offices: who asks looks up only their own.
    """
    page = remembered()
    if page is None:
        return stored(components, weeks, known_at, office_ids)
    offices = None if office_ids is None else frozenset(office_ids)
    answers = page.setdefault((stored, known_at, offices), [])
    for parts, days, found in [*answers, *page.get((stored, known_at, None), [])]:
        if parts.issuperset(components) and days.issuperset(weeks):
            return found  # type: ignore[no-any-return]
    wanted = {*components, *Component}
    found = stored(wanted, weeks, known_at, office_ids)
    answers.append((frozenset(wanted), frozenset(weeks), found))
    return found


def alone(component: Part, cells: OfficeCells) -> Figure:
    """One office's own figure."""
    held = cells.get(component, Held(NEVER, None))
    return Figure(held.cell, held.data_on, small=small(component, cells))


def small(component: Part, cells: OfficeCells) -> bool:
    """Fewer than five people expected, or fewer than five behind a figure that counts people."""
    expected = cells[Component.EXPECTED].cell.numerator if Component.EXPECTED in cells else None
    behind = cells[component].cell.denominator if component in COUNTS_PEOPLE and component in cells else None
    return is_small(expected) or is_small(behind)


def together(component: Part, parts: Mapping[int, OfficeCells], *, total: bool) -> Figure:
    """Several offices as one. Small ones stay out, so that no difference tells of them; see suppression.may_join_total."""
    held = {office: cells for office, cells in parts.items() if component in cells}
    few = {office for office, cells in held.items() if small(component, cells)}
    sizes = [people(component, held[office]) for office in few if held[office][component].cell.is_told]
    if total and sizes and may_join_total(sizes):
        few = set()
    shown = [held[office][component] for office in held if office not in few]
    cell = pooled([one.cell for one in shown]) if shown else lacking(Missing.SMALL if few else Missing.NO_USAGE)
    days = [one.data_on for one in shown if one.data_on]
    told = sum(one.cell.is_told for one in shown)
    return Figure(cell, max(days, default=None), offices=told, left_out=len(few))


def people(component: Part, cells: OfficeCells) -> int:
    """The people behind an office's figure."""
    own = cells[component].cell
    expected = cells[Component.EXPECTED].cell.numerator if Component.EXPECTED in cells else 0
    return (own.denominator if component in COUNTS_PEOPLE else expected) or 0


def scores(subjects: Sequence[Subject], weeks: Collection[date], known_at: datetime | None) -> dict[tuple[Subject, date], ScoreFigure]:
    """The score of each subject and week with the weights that held for that week, as known then. A page reckons each once."""
    page = remembered()
    if page is None:
        return reckoned_scores(subjects, weeks, known_at)
    told: dict[tuple[Subject, date], ScoreFigure] = page.setdefault((scores, known_at), {})
    lacking_in = {week: [subject for subject in subjects if (subject, week) not in told] for week in weeks}
    for left in {tuple(few): few for few in lacking_in.values() if few}.values():
        told.update(reckoned_scores(left, [week for week, few in lacking_in.items() if few == left], known_at))
    return {(subject, week): told[subject, week] for subject in subjects for week in weeks}


def reckoned_scores(
    subjects: Sequence[Subject], weeks: Collection[date], known_at: datetime | None
) -> dict[tuple[Subject, date], ScoreFigure]:
    versions = approved_weights(known_at)
    holding = {week: weights_for(week, versions) for week in weeks}
    named = {part for version in holding.values() for part in weighed(version.weights)} | set(SCORED)
    found = {}
    for (subject, week), parts in figures([*named, Component.EXPECTED], subjects, weeks, known_at).items():
        version = holding[week]
        cells = {component: figure.cell for component, figure in parts.items()}
        scored = {part: parts[part] for part in weighed(version.weights) if version.weights.get(part)}
        found[subject, week] = ScoreFigure(score(version.weights, cells), version, scored, parts[Component.EXPECTED])
    return found


def youngest_usage(known_at: datetime | None = None) -> dict[date, date]:
    """Week → youngest day of usage in it, for the weeks that have any. Before any office is known, the files' last day."""
    rows = ComponentValue.objects.known_at(known_at).filter(component=Component.ACTIVE, data_on__isnull=False)
    found: dict[date, date] = dict(rows.order_by().values("week").annotate(day=Max("data_on")).values_list("week", "day"))
    if not found and (last := data_span(known_at)[1]):
        return {monday(last): last}
    return found


@once
def last_told_week(known_at: datetime | None = None) -> date | None:
    """The last week for which some office has a reach, else the last with usage up to its Friday, else any: what a page shows first."""
    rows = ComponentValue.objects.known_at(known_at)
    told = rows.filter(component=Component.REACH, missing="").aggregate(week=Max("week"))["week"]
    if told or (last := data_span(known_at)[1]) is None:
        return told
    used = rows.filter(component=Component.ACTIVE, missing="")
    whole = used.filter(week__lte=last_complete_week(last + WEEKEND)).aggregate(week=Max("week"))["week"]
    return whole or used.aggregate(week=Max("week"))["week"]
