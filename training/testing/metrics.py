"""This room's figures: who passed, who passed at the first go, and what waits for a mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import Actor
from governance.core.metrics import Direction, Measured, Measurement, Metric, Rows, Subject, SubjectKind, Unit, register
from governance.core.permissions import Verb, allows, scope
from governance.organisation.selectors import people_names
from training.testing.models import AttemptItem, Marking, Paper, QuestionKind
from training.testing.selectors.given import counting_answers
from training.testing.selectors.results import Sat, sat

WHO = frozenset({SubjectKind.PROGRAMME, SubjectKind.OFFICE, SubjectKind.COURSE})
LEAST = 5
Found = dict[tuple[Subject, date], Measurement]
Passed = Callable[[Sat, date], bool | None]


def of(subject: Subject, rows: Sequence[Sat]) -> list[Sat]:
    """What a subject is about; the programme is about all."""
    if subject.kind == SubjectKind.OFFICE:
        return [row for row in rows if row.office_id == subject.id]
    if subject.kind == SubjectKind.COURSE:
        return [row for row in rows if row.course_id == subject.id]
    return list(rows)


def measure_share(passed: Passed, subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    rows = sat(known_at)
    told = {day: {id(row): passed(row, day) for row in rows} for day in days}
    found: Found = {}
    for subject in subjects:
        own = of(subject, rows)
        for day in days:
            marked = [row for row in own if told[day][id(row)] is not None]
            found[subject, day] = share(marked, {id(row) for row in marked if told[day][id(row)]}, day)
    return found


def share(marked: Sequence[Sat], passed: set[int], day: date) -> Measurement:
    """Results that are passes, of all results; the sample counts people."""
    if not marked:
        return Measurement(None, absent=_("Nobody has a marked result here by that day."))
    people = len({row.person_id for row in marked})
    last = max((one.submitted_at for row in marked for one in row.by(day) if one.submitted_at), default=None)
    above, below = Decimal(len(passed)), Decimal(len(marked))
    return Measurement(100 * above / below, above, below, people, last, detail={"small": people < LEAST})


def measure_pass_rate(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    return measure_share(Sat.passed, subjects, days, known_at)


def measure_first_time(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    return measure_share(Sat.first_time, subjects, days, known_at)


def conceal(found: Measured, actor: Actor) -> Measured:
    """Of fewer than five people only those who may see each result are told the share."""
    return {key: hidden(told) if told.detail.get("small") and not trusted(actor, key[0]) else told for key, told in found.items()}


def trusted(actor: Actor, subject: Subject) -> bool:
    """By office where the subject is one; of anything else only who may see it of everybody."""
    return scope(actor, Verb.VIEW, "office_result").reaches(subject.id if subject.kind == SubjectKind.OFFICE else None)


def hidden(told: Measurement) -> Measurement:
    return Measurement(None, data_at=told.data_at, absent=_("Fewer than five people: not shown"), detail={"small": True})


def rows_of(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """One row per person and paper, for those who may see results of people."""
    own = [row for row in of(subject, sat(known_at)) if row.passed(day) is not None and reaches(actor, row)]
    names = people_names([row.person_id for row in own], actor)
    papers = Paper.objects.in_bulk({row.paper_id for row in own})
    cells = [
        (names[row.person_id], str(papers[row.paper_id]), len(row.by(day)), yes(row.first_time(day)), yes(row.passed(day))) for row in own
    ]
    return Rows([_("Person"), _("Paper"), _("Attempts"), _("Passed at the first go"), _("Passed")], sorted(cells))


def reaches(actor: Actor, row: Sat) -> bool:
    return allows(actor, Verb.VIEW, "office_result", office_id=row.office_id or 0)


def yes(value: bool | None) -> str:
    return _("yes") if value else _("no") if value is not None else ""


Waiting = Mapping[int, tuple[int, datetime, datetime | None]]


def handed_in_essays(known_at: datetime | None) -> Waiting:
    """Essay with an answer → its course, when it was handed in, and when it first had a mark."""
    items = AttemptItem.objects.filter(question_version__question__kind=QuestionKind.ESSAY, attempt__submitted_at__isnull=False)
    items = items if known_at is None else items.filter(attempt__submitted_at__lte=known_at)
    rows = list(items.order_by("pk").values_list("pk", "attempt_id", "attempt__paper__course_id", "attempt__submitted_at"))
    answers = counting_answers({attempt for _pk, attempt, _course, _at in rows})
    marks = Marking.objects.filter(item__in=[row[0] for row in rows]).order_by("-pk")
    marks = marks if known_at is None else marks.filter(recorded_at__lte=known_at)
    first = dict(marks.values_list("item_id", "recorded_at"))
    return {
        pk: (course, at, first.get(pk)) for pk, _attempt, course, at in rows if pk in answers and answers[pk].payload and at is not None
    }


def measure_waiting(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    essays = handed_in_essays(known_at)
    found: Found = {}
    for day in days:
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
        open_on = [(course, at) for course, at, marked in essays.values() if at < end and (marked is None or marked >= end)]
        for subject in subjects:
            own = [at for course, at in open_on if subject.kind != SubjectKind.COURSE or course == subject.id]
            detail = {"oldest_days": (end - min(own)).days if own else 0}
            found[subject, day] = Measurement(Decimal(len(own)), sample=len(own), data_at=max(own, default=None), detail=detail)
    return found


register(
    Metric(
        "training.pass_rate",
        gettext_lazy("Pass rate"),
        gettext_lazy(
            "Results that are passes, divided by all results: one per person and paper with a marked attempt, by the grade that the paper "
            "keeps. A pass that has run out counts. People count for the office they belonged to when they first sat the paper."
        ),
        Unit.PERCENT,
        Direction.HIGHER,
        LEAST,
        WHO,
        measure_pass_rate,
        rows_of,
        what="training_figures",
        rows_what="office_result",
        conceal=conceal,
    ),
    Metric(
        "training.first_time_pass_rate",
        gettext_lazy("First-time pass rate"),
        gettext_lazy("People who passed a paper at their first attempt, divided by those whose first attempt is marked."),
        Unit.PERCENT,
        Direction.HIGHER,
        LEAST,
        WHO,
        measure_first_time,
        rows_of,
        what="training_figures",
        rows_what="office_result",
        conceal=conceal,
    ),
    Metric(
        "training.waiting_to_be_marked",
        gettext_lazy("Answers waiting for a mark"),
        gettext_lazy("Essays handed in by the end of the day that had no mark yet. A disputed mark stands until it is changed."),
        Unit.COUNT,
        Direction.LOWER,
        0,
        frozenset({SubjectKind.PROGRAMME, SubjectKind.COURSE}),
        measure_waiting,
        what="training_figures",
    ),
)
