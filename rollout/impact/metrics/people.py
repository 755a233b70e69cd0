"""Figures of refusals and of surveys. None of them points at persons: rollout/impact/rules/small_groups.py says what is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measured, Measurement, Metric, SubjectKind, Unit
from governance.core.permissions import Verb, scope
from rollout.impact.metrics.subjects import OFFICE, PROGRAMME, Figure, over
from rollout.impact.rules.answers import Answers
from rollout.impact.rules.small_groups import part_told, told_by_group
from rollout.impact.selectors import surveys
from rollout.impact.selectors.refusals import Line, RefusalRecord, by_office
from rollout.impact.states import Cause, Measures, SurveyKind

FEW = gettext_lazy("Too few to be told: refusals of small groups are read in their own office alone.")
FEW_ANSWERS = gettext_lazy("Too few answers: groups below five are not told, and no difference may tell them.")


def counted(number: int, told: bool, record: RefusalRecord) -> Measurement:
    """A count; `told` in its detail decides whether anybody above the office is given it."""
    return Measurement(Decimal(number), Decimal(number), Decimal(1), number, record.youngest(), detail={"told": told})


def refusals(firm_only: bool) -> Callable[[datetime | None], Figure]:
    """Open refusals, or those answered by a firm measure."""

    def read(known_at: datetime | None) -> Figure:
        record = RefusalRecord(known_at)

        def figure(offices: frozenset[int] | None, day: date) -> Measurement:
            lines = record.lines(day)
            counts, told = by_office(lines, record.people(day))
            firm = Counter(line.office_id for line in lines if line.firm)
            if offices is None:
                whole, part = sum(counts.values()), sum(firm.values())
                return in_all(lines, whole, part, told.total, firm_only, record)
            (office,) = offices
            may = counts[office] == 0 or office in told.shown
            if firm_only:
                return counted(firm[office], firm[office] == 0 or (may and part_told(firm[office], counts[office])), record)
            return counted(counts[office], may, record)

        return figure

    return read


def in_all(lines: Sequence[Line], whole: int, part: int, told: bool, firm_only: bool, record: RefusalRecord) -> Measurement:
    causes = Counter(line.cause for line in lines if line.open)
    told = told and told_by_group(causes).total
    if not firm_only:
        return counted(whole, told, record)
    return counted(part, part == 0 or (told and part_told(part, causes[Cause.INTENT]) and part_told(part, whole)), record)


def of_cause(cause: Cause) -> Callable[[datetime | None], Figure]:
    """Open refusals of one cause in the whole programme."""

    def read(known_at: datetime | None) -> Figure:
        record = RefusalRecord(known_at)

        def figure(offices: frozenset[int] | None, day: date) -> Measurement:
            lines = record.lines(day)
            causes = Counter(line.cause for line in lines if line.open)
            split, total = told_by_group(causes), by_office(lines, record.people(day))[1].total
            return counted(causes[cause], causes[cause] == 0 or (total and split.total and cause in split.shown), record)

        return figure

    return read


def conceal(found: Measured, actor: Actor) -> Measured:
    """A head is told of the own office whatever its size; everybody else only what points at nobody. Gates are no exception."""
    own = scope(actor, Verb.VIEW, "resistance").office_ids
    all_offices = scope(actor, Verb.VIEW, "resistance_figures").everything
    kept = {}
    for (subject, day), measured in found.items():
        head = subject.kind == OFFICE and subject.id in own
        told = measured.detail.get("told", False) and (all_offices or subject.kind == OFFICE)
        kept[subject, day] = measured if head or told else Measurement(None, absent=FEW)
    return kept


def rating(measures: Measures) -> Callable[[datetime | None], Figure]:
    """The mean rating in the last pulse survey closed by the day."""

    def read(known_at: datetime | None) -> Figure:
        closed = surveys.pulses(date.max, known_at)
        told = surveys.results([survey for survey, _on, _at in closed])

        def figure(offices: frozenset[int] | None, day: date) -> Measurement:
            for survey, on, at in reversed(closed):
                asks = any(line.question.measures == measures for line in told[survey.pk])
                if on <= day and asks:
                    (office,) = offices if offices is not None else (None,)
                    return as_measured(surveys.followed(measures, told[survey.pk], office), at, str(survey))
            return Measurement(None, absent=_("No pulse survey that asks this has closed yet."))

        return figure

    return read


def as_measured(answers: Answers | None, at: datetime, survey: str) -> Measurement:
    if answers is None or answers.mean is None:
        return Measurement(None, absent=FEW_ANSWERS, data_at=at)
    number = Decimal(sum(answers.counts.values()))
    return Measurement(answers.mean, answers.mean * number, number, answers.people, at, detail={"survey": survey})


def needs_answered(known_at: datetime | None) -> Figure:
    """Of those asked in the last needs survey, who answered. Of the programme alone: in an office it would name who did not."""
    closed = surveys.closed(date.max, known_at, kind=SurveyKind.NEEDS)
    asked = surveys.asked_and_answered([survey for survey, _on, _at in closed])

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        for survey, on, at in reversed(closed):
            if on <= day and survey.pk in asked:
                people, answered = asked[survey.pk]
                return Measurement(Decimal(100 * answered) / people, Decimal(answered), Decimal(people), people, at)
        return Measurement(None, absent=_("No needs survey has closed yet."))

    return figure


def refusal_metric(
    code: str, label: metrics.Text, text: metrics.Text, read: Callable[[datetime | None], Figure], *kinds: SubjectKind
) -> Metric:
    """Seen by who steers; the rows are the office's own, and no metric lists them."""
    subjects, what = frozenset(kinds), "resistance_figures"
    return Metric(code, label, text, Unit.COUNT, Direction.LOWER, 0, subjects, over(read), what=what, conceal=conceal)


def rating_metric(code: str, label: metrics.Text, text: metrics.Text, measures: Measures) -> Metric:
    subjects = frozenset({OFFICE, PROGRAMME})
    return Metric(code, label, text, Unit.POINTS, Direction.HIGHER, 5, subjects, over(rating(measures)), what="survey")


OPEN = gettext_lazy(
    "Refusals that are not closed at the end of the day. Of few refusals, or in a small office, only the office itself is told."
)
METRICS = (
    refusal_metric("impact.resistance_open", gettext_lazy("Open refusals"), OPEN, refusals(False), OFFICE, PROGRAMME),
    refusal_metric(
        "impact.firm_refusals_open",
        gettext_lazy("Open refusals under a firm measure"),
        gettext_lazy("Open refusals whose cause is intent and whose answer is a firm measure under a policy in force."),
        refusals(True),
        OFFICE,
        PROGRAMME,
    ),
    refusal_metric("impact.resistance_skill", gettext_lazy("Open refusals: skill"), OPEN, of_cause(Cause.SKILL), PROGRAMME),
    refusal_metric("impact.resistance_habit", gettext_lazy("Open refusals: habit"), OPEN, of_cause(Cause.HABIT), PROGRAMME),
    refusal_metric("impact.resistance_intent", gettext_lazy("Open refusals: intent"), OPEN, of_cause(Cause.INTENT), PROGRAMME),
    rating_metric(
        "impact.pulse_expectation",
        gettext_lazy("Expectation"),
        gettext_lazy(
            "Mean of 1 to 5 in the last pulse survey closed by the day that asks for expectation. Groups below five are not told."
        ),
        Measures.EXPECTATION,
    ),
    rating_metric(
        "impact.pulse_satisfaction",
        gettext_lazy("Satisfaction"),
        gettext_lazy(
            "Mean of 1 to 5 in the last pulse survey closed by the day that asks for satisfaction. Groups below five are not told."
        ),
        Measures.SATISFACTION,
    ),
    Metric(
        "impact.needs_answered",
        gettext_lazy("Needs survey answered"),
        gettext_lazy("Who answered the last needs survey closed by the day, in percent of those asked."),
        Unit.PERCENT,
        Direction.HIGHER,
        5,
        frozenset({PROGRAMME}),
        over(needs_answered),
        what="survey",
    ),
)


def register() -> None:
    metrics.register(*METRICS)
