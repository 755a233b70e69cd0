"""How offices stand beside each other: places by score and by improvement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from governance.core.metrics import Subject, SubjectKind
from governance.organisation.selectors import branches_held
from rollout.adoption.ranks import Place, places
from rollout.adoption.selectors.figures import ScoreFigure, scores

SPAN = timedelta(weeks=4)


@dataclass(frozen=True)
class Improvement:
    """Points gained over four weeks; None where there is no earlier score of the same components and weights."""

    value: Fraction | None
    small: bool
    sample: int = 0
    data_on: date | None = None


def office_subjects(known_at: datetime | None = None) -> list[Subject]:
    """Every confirmed office proper, as known then."""
    return [Subject(SubjectKind.OFFICE, pk) for pk in branches_held(known_at)]


def improvements(
    subjects: Sequence[Subject], weeks: Collection[date], known_at: datetime | None
) -> dict[tuple[Subject, date], Improvement]:
    both = {*weeks, *(week - SPAN for week in weeks)}
    found = scores(subjects, both, known_at)
    return {(subject, week): improvement(found[subject, week], found[subject, week - SPAN]) for subject in subjects for week in weeks}


def improvement(now: ScoreFigure, before: ScoreFigure) -> Improvement:
    small = now.small or before.small
    comparable = now.score.parts == before.score.parts and now.version.number == before.version.number
    if now.score.value is None or before.score.value is None or not comparable:
        return Improvement(None, small)
    sample = now.expected.cell.numerator or 0
    return Improvement(now.score.value - before.score.value, small, sample, now.data_on)


@dataclass(frozen=True)
class Stand:
    """Where an office stands by score. Without a place: it is small, or has no score, or there is none of the same components."""

    place: Place | None
    small: bool
    scored: bool


def by_score(weeks: Iterable[date], known_at: datetime | None) -> dict[date, dict[int, Stand]]:
    """Week → office → place among the offices whose score rests on the same components. Small offices have none."""
    asked = set(weeks)
    found = scores(office_subjects(known_at), asked, known_at)
    return {week: ranked({subject.id: figure for (subject, on), figure in found.items() if on == week}) for week in asked}


def ranked(figures: dict[int, ScoreFigure]) -> dict[int, Stand]:
    shown = {office: figure for office, figure in figures.items() if not figure.small}
    found = compared(places({office: (one.score.parts, one.score.value) for office, one in shown.items() if one.score.value is not None}))
    return {office: Stand(found.get(office), one.small, one.score.value is not None) for office, one in figures.items()}


def compared(found: dict[int, Place]) -> dict[int, Place]:
    """First of one is no place."""
    return {office: place for office, place in found.items() if place.of > 1}


def by_improvement(week: date, known_at: datetime | None) -> dict[int, Place]:
    """Office → place by points gained over four weeks, among offices with the same components."""
    subjects = office_subjects(known_at)
    found = improvements(subjects, [week], known_at)
    parts = {subject.id: figure.score.parts for (subject, _week), figure in scores(subjects, [week], known_at).items()}
    told = {subject.id: change for (subject, _week), change in found.items() if not change.small}
    return compared(places({office: (parts[office], change.value) for office, change in told.items() if change.value is not None}))
