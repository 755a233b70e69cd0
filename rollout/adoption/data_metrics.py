"""Metrics about the data itself: how old each source's newest day is, and what share of records was entered late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, Unit, register
from rollout.adoption import words
from rollout.adoption.expected import last_complete_week
from rollout.adoption.listing import rows_of
from rollout.adoption.metrics import SUBJECTS, conceal, measured
from rollout.adoption.scoring import Component
from rollout.adoption.selectors.figures import Figure, Scope, figures
from rollout.adoption.selectors.staleness import Freshness, freshness, sources_of_offices, stalest

Answers = dict[tuple[Subject, date], Measurement]


def measure_staleness(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Answers:
    """The oldest of the sources that tell of the subject; an office that no source names is told by all."""
    found = freshness(set(days), known_at)
    named = sources_of_offices(known_at) if any(subject.kind != SubjectKind.PROGRAMME for subject in subjects) else {}
    scope = Scope(subjects, known_at)
    telling = {subject: sources_of(subject, scope, named) for subject in subjects}
    return {(subject, day): staleness(stalest(told_by(telling[subject], found[day]))) for subject in subjects for day in days}


def sources_of(subject: Subject, scope: Scope, named: Mapping[int, set[int]]) -> set[int]:
    """The sources that name any of the subject's offices; empty means all."""
    if subject.kind == SubjectKind.PROGRAMME:
        return set()
    return {source for office in scope.offices(subject, []) for source in named.get(office, ())}


def told_by(sources: Collection[int], found: Iterable[Freshness]) -> list[Freshness]:
    return [each for each in found if not sources or each.source_id in sources]


def staleness(oldest: Freshness | None) -> Measurement:
    if oldest is None or oldest.age is None:
        return Measurement(None, absent=_("No usage has come in yet"))
    detail = {"source": oldest.name, "limit": oldest.limit, "stale": oldest.is_stale}
    return Measurement(Decimal(oldest.age), sample=1, data_at=words.end_of(oldest.newest), detail=detail)


def rows_of_sources(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """Each source with its newest day, age and limit."""
    named = sources_of_offices(known_at) if subject.kind != SubjectKind.PROGRAMME else {}
    told = told_by(sources_of(subject, Scope([subject], known_at), named), freshness([day], known_at)[day])
    lines = [[each.name, each.newest, each.age, each.limit, _("yes") if each.is_stale else _("no")] for each in told]
    return Rows([_("Source"), _("Newest day"), _("Age, days"), _("Limit, days"), _("Stale")], lines)


def measure_late(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Answers:
    """Records made later than two working days after their business date ÷ records with such a date."""
    weeks = {day: last_complete_week(day) for day in days}
    found = figures([Component.TIMELINESS], subjects, set(weeks.values()), known_at)
    return {(subject, day): late(found[subject, week][Component.TIMELINESS]) for subject in subjects for day, week in weeks.items()}


def late(timely: Figure) -> Measurement:
    told = measured(Component.TIMELINESS, timely)
    if told.value is None or told.denominator is None:
        return replace(told, value=None, numerator=None, absent=words.cannot_be_told(LATE_LABEL, timely.cell.missing))
    above = told.denominator - (told.numerator or 0)
    return Measurement(100 - told.value, above, told.denominator, told.sample, told.data_at, detail=told.detail)


def rows_of_late(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    return rows_of(Component.TIMELINESS, subject, day, known_at, actor)


LATE_LABEL = gettext_lazy("Share of late entries")
METRICS = (
    Metric(
        code="adoption.data_staleness_days",
        label=gettext_lazy("Staleness of the usage data"),
        explanation=gettext_lazy(
            "Days since the newest day that the counted files of a usage source tell of; of several sources the oldest. An office is told "
            "by the sources that name it, else by all."
        ),
        unit=Unit.DAYS,
        direction=Direction.LOWER,
        minimum_sample=1,
        subjects=SUBJECTS,
        measure=measure_staleness,
        rows=rows_of_sources,
        what="adoption",
        rows_what="adoption",
    ),
    Metric(
        code="adoption.late_entry_share",
        label=LATE_LABEL,
        explanation=gettext_lazy(
            "Records made later than two working days after their business date, divided by the records that carry such a date: a CRM "
            "that is filled in after the trouble is a defence, not a tool."
        ),
        unit=Unit.PERCENT,
        direction=Direction.LOWER,
        minimum_sample=1,
        subjects=SUBJECTS,
        measure=measure_late,
        rows=rows_of_late,
        what="adoption",
        rows_what="adoption",
        conceal=conceal,
    ),
)


def register_all() -> None:
    register(*METRICS)
