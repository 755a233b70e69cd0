"""This room's figures in the registry. A day is answered by the last ISO week that ended on or before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import Actor
from governance.core.metrics import Direction, Measured, Measurement, Metric, Subject, SubjectKind, Text, Unit, register
from governance.core.permissions import Verb, allows
from rollout.adoption import words
from rollout.adoption.expected import last_complete_week, monday
from rollout.adoption.listing import rows_of, rows_of_data, rows_of_score
from rollout.adoption.scoring import Cell, Component, Missing, Part
from rollout.adoption.selectors import standing
from rollout.adoption.selectors.figures import Figure, ScoreFigure, figures, scores, youngest_usage

SUBJECTS = frozenset({SubjectKind.OFFICE, SubjectKind.WAVE, SubjectKind.PROGRAMME})
OFFICES = frozenset({SubjectKind.OFFICE})
PERCENT = 100
NO_SCORE = standing.Stand(None, small=False, scored=False)


def measure_component(
    component: Component, subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None
) -> dict[tuple[Subject, date], Measurement]:
    weeks = {day: last_complete_week(day) for day in days}
    found = figures([component], subjects, set(weeks.values()), known_at)
    told = {key: measured(component, parts[component]) for key, parts in found.items()}
    return {(subject, day): told[subject, week] for subject in subjects for day, week in weeks.items()}


def measured(component: Component, figure: Figure) -> Measurement:
    """A stored ratio or count as the registry has it: per cent, or people."""
    cell = figure.cell
    detail: dict[str, Any] = {"small": figure.small, "offices": figure.offices, "left_out": figure.left_out, "missing": cell.missing}
    if cell.value is None:
        absent = words.cannot_be_told(component.label, cell.missing)
        return Measurement(None, sample=cell.sample, data_at=words.end_of(figure.data_on), absent=absent, detail=detail)
    value = words.exact(cell.value if cell.denominator is None else PERCENT * cell.value)
    below = None if cell.denominator is None else Decimal(cell.denominator)
    return Measurement(value, Decimal(cell.numerator or 0), below, cell.sample, words.end_of(figure.data_on), detail=detail)


def measure_score(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> dict[tuple[Subject, date], Measurement]:
    weeks = {day: last_complete_week(day) for day in days}
    told = {key: score_measured(figure) for key, figure in scores(subjects, set(weeks.values()), known_at).items()}
    return {(subject, day): told[subject, week] for subject in subjects for day, week in weeks.items()}


def score_measured(figure: ScoreFigure) -> Measurement:
    """The score with its arithmetic in `detail`: version, share of the weight, and each term."""
    score = figure.score
    sample = figure.expected.cell.numerator or 0
    detail = {
        "small": figure.small,
        "version": figure.version.number,
        "share": str(words.exact(PERCENT * score.share)),
        "label": words.rests_on(score),
        "parts": sorted(score.parts),
        "left_out": figure.expected.left_out,
        "terms": [term_told(term.component, term.weight, term.cell) for term in score.terms],
    }
    data_at = words.end_of(figure.data_on)
    if score.value is None:
        return Measurement(None, sample=sample, data_at=data_at, absent=words.why_no_score(score), detail=detail)
    points, weight = words.exact(score.points), words.exact(score.weight)
    return Measurement(words.exact(score.value), points, weight, sample, data_at, detail=detail)


def term_told(component: Part, weight: Any, cell: Cell) -> dict[str, Any]:
    return {
        "component": component.value,
        "weight": str(words.exact(weight)),
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "missing": cell.missing,
    }


def measure_improvement(
    subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None
) -> dict[tuple[Subject, date], Measurement]:
    weeks = {day: last_complete_week(day) for day in days}
    found = standing.improvements(subjects, set(weeks.values()), known_at)
    return {(subject, day): improvement_measured(found[subject, week]) for subject in subjects for day, week in weeks.items()}


def improvement_measured(change: standing.Improvement) -> Measurement:
    detail = {"small": change.small}
    if change.value is None:
        return Measurement(None, absent=_("No score of the same components four weeks earlier to compare with"), detail=detail)
    return Measurement(words.exact(change.value), sample=change.sample, data_at=words.end_of(change.data_on), detail=detail)


def measure_rank(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> dict[tuple[Subject, date], Measurement]:
    weeks = {day: last_complete_week(day) for day in days}
    ranks = standing.by_score(set(weeks.values()), known_at)
    found = {}
    for subject in subjects:
        for day, week in weeks.items():
            found[subject, day] = rank_measured(ranks.get(week, {}).get(subject.id, NO_SCORE))
    return found


def rank_measured(stand: standing.Stand) -> Measurement:
    detail = {"small": stand.small}
    if stand.place is None:
        return Measurement(None, absent=why_no_place(stand), detail=detail)
    place = Decimal(stand.place.place)
    return Measurement(place, place, Decimal(stand.place.of), stand.place.of, detail=detail)


def why_no_place(stand: standing.Stand) -> str:
    if stand.small:
        return _("No place: fewer than 5 people are behind one of its figures")
    if not stand.scored:
        return _("No place: there is no score")
    return _("No place: there is no other score of the same components to compare with")


def measure_data_age(
    subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None
) -> dict[tuple[Subject, date], Measurement]:
    youngest = youngest_usage(known_at)
    ages = {day: data_age(youngest, day) for day in days}
    return {(subject, day): age for subject in subjects for day, age in ages.items()}


def data_age(youngest: Mapping[date, date], day: date) -> Measurement:
    """Days from the youngest day of usage (on or before `day`) to `day`."""
    week = max((week for week, last in youngest.items() if last <= day), default=None)
    if week is None:
        return Measurement(None, absent=_("No usage has come in yet"))
    last = youngest[week]
    whole = last_complete_week(day) if monday(day) == week else week
    detail = {"last_day": last.isoformat(), "week": whole.isoformat()}
    return Measurement(Decimal((day - last).days), sample=1, data_at=words.end_of(last), detail=detail)


def conceal(found: Measured, actor: Actor) -> Measured:
    """A small office's figures go to its own people, its head and the project office only."""
    return {key: hidden(told) if told.detail.get("small") and not trusted(actor, key[0]) else told for key, told in found.items()}


def trusted(actor: Actor, subject: Subject) -> bool:
    return allows(actor, Verb.VIEW, "person_usage", office_id=subject.id if subject.kind == SubjectKind.OFFICE else None)


def hidden(told: Measurement) -> Measurement:
    return Measurement(
        None, data_at=told.data_at, absent=words.reason(Missing.SMALL), detail={"small": True, "missing": Missing.SMALL.value}
    )


@dataclass(frozen=True)
class Entry:
    """What differs between the components' metrics."""

    component: Component
    explanation: Text
    unit: Unit = Unit.PERCENT
    direction: Direction = Direction.HIGHER
    minimum: int = 5


ENTRIES = (
    Entry(
        Component.REACH,
        gettext_lazy(
            "Expected users with at least one successful counting action in the week, divided by expected users. Signing in, failed "
            "sign-ins and system accounts never count. Expected are the people whom the rule names, from their office's go-live or "
            "from joining plus the days of grace if that is later, less leave and exits. People who are not cleared stay in."
        ),
    ),
    Entry(
        Component.HABIT,
        gettext_lazy(
            "Expected users active on at least 60 % (rounded up) of their own working days of the week, divided by expected users with "
            "at least two such days. Own working days are those of the office's calendar, less leave."
        ),
    ),
    Entry(
        Component.BREADTH,
        gettext_lazy(
            "Core features used in the week by at least half of the active expected users, divided by the core features listed for "
            "that week. When nobody is active, no feature is used."
        ),
    ),
    Entry(
        Component.SELF_ENTRY,
        gettext_lazy("Records entered by their owner, divided by all records entered, of the office's people since its go-live."),
        minimum=1,
    ),
    Entry(
        Component.TIMELINESS,
        gettext_lazy("Records made within two working days of their business date, divided by the records that carry such a date."),
        minimum=1,
    ),
    Entry(
        Component.FOLLOW_UP,
        gettext_lazy(
            "Customers or deals due in the week that had an activity in that week, divided by those due, of the office's people since "
            "its go-live. A list counts that was sent in after the week was over; each due counts once however many lists hold it."
        ),
        minimum=1,
    ),
    Entry(
        Component.MONTH_END,
        gettext_lazy("Records entered on the last three days of a month, divided by all records entered: a sign of filling in afterwards."),
        direction=Direction.LOWER,
        minimum=1,
    ),
    Entry(
        Component.EXPECTED,
        gettext_lazy("People who should use the CRM in the week: at least one own working day on which the rule and the go-live hold."),
        unit=Unit.PEOPLE,
        direction=Direction.NEUTRAL,
        minimum=1,
    ),
    Entry(
        Component.ACTIVE,
        gettext_lazy(
            "People with at least one successful counting action in the week, expected or not, and user names that nobody has confirmed. "
            "Somebody who belongs to two offices counts in each."
        ),
        unit=Unit.PEOPLE,
        minimum=1,
    ),
)


def of_component(entry: Entry) -> Metric:
    return Metric(
        code=f"adoption.{entry.component.value}",
        label=entry.component.label,
        explanation=entry.explanation,
        unit=entry.unit,
        direction=entry.direction,
        minimum_sample=entry.minimum,
        subjects=SUBJECTS,
        measure=partial(measure_component, entry.component),
        rows=partial(rows_of, entry.component),
        what="adoption",
        rows_what="adoption",
        conceal=conceal,
    )


def of_score(code: str, label: Text, explanation: Text, measure: Callable[..., Any], **options: Any) -> Metric:
    plain = Metric(
        code=code,
        label=label,
        explanation=explanation,
        unit=Unit.POINTS,
        direction=Direction.HIGHER,
        minimum_sample=5,
        subjects=SUBJECTS,
        measure=measure,
        rows=rows_of_score,
        what="adoption",
        rows_what="adoption",
        conceal=conceal,
    )
    return replace(plain, **options)


METRICS = (
    *(of_component(entry) for entry in ENTRIES),
    of_score(
        "adoption.score",
        gettext_lazy("Adoption score"),
        gettext_lazy(
            "Weight × component, added up, divided by the weight of the components that have data, as points from 0 to 100. It says on "
            "how much of the weight it rests; under 70 % there is no score. The weights are those approved for that week."
        ),
        measure_score,
    ),
    of_score(
        "adoption.improvement",
        gettext_lazy("Improvement of the score"),
        gettext_lazy("The score of the week less the score four weeks earlier, when both rest on the same components and weights."),
        measure_improvement,
    ),
    of_score(
        "adoption.rank",
        gettext_lazy("Place among offices"),
        gettext_lazy(
            "The office's place by score among the live offices whose scores rest on the same components. Small offices have none."
        ),
        measure_rank,
        unit=Unit.COUNT,
        direction=Direction.LOWER,
        minimum_sample=1,
        subjects=OFFICES,
    ),
    of_score(
        "adoption.data_age_days",
        gettext_lazy("Age of the usage data"),
        gettext_lazy("Days since the youngest day that the applied usage files tell of, for the company as a whole."),
        measure_data_age,
        unit=Unit.DAYS,
        direction=Direction.LOWER,
        minimum_sample=1,
        rows=rows_of_data,
        conceal=None,
    ),
)


def register_all() -> None:
    register(*METRICS)
