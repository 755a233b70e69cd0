"""Which offices a figure's subject is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from governance.core.metrics import Measure, Measurement, Subject, SubjectKind
from rollout.staging import selectors as staging

PROGRAMME, WAVE, OFFICE = SubjectKind.PROGRAMME, SubjectKind.WAVE, SubjectKind.OFFICE
# Some offices (None: the whole programme) and a day give a figure.
Figure = Callable[[frozenset[int] | None, date], Measurement]


def offices_of(subject: Subject, waves: Mapping[int, int]) -> frozenset[int] | None:
    """The offices a subject is about; None for the programme, which is about all."""
    if subject.kind == PROGRAMME:
        return None
    if subject.kind == OFFICE:
        return frozenset({subject.id})
    return frozenset(office for office, wave in waves.items() if wave == subject.id)


def over(read: Callable[[datetime | None], Figure]) -> Measure:
    """A metric's measure: the record is read once, each subject and day is then counted from it."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Mapping[tuple[Subject, date], Measurement]:
        waves = staging.office_waves(known_at) if any(subject.kind == WAVE for subject in subjects) else {}
        figure = read(known_at)
        return {(subject, day): figure(offices_of(subject, waves), day) for subject in subjects for day in days}

    return measure
