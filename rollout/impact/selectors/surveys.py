"""Results of surveys: known from their closing on, and only of groups large enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from rollout.impact.models import Asked, Question, Survey, SurveyMove, Tally
from rollout.impact.rules.answers import Answers, together, told
from rollout.impact.states import Measures, SurveyKind, SurveyState

Groups = Mapping[int, Answers]


def closed(day: date, known_at: datetime | None = None, *, kind: str = "") -> list[tuple[Survey, date, datetime]]:
    """Surveys closed by that day and known to be, the latest last: (survey, closed on, recorded at)."""
    moves = SurveyMove.objects.filter(state=SurveyState.CLOSED, on__lte=day).select_related("survey")
    moves = moves if known_at is None else moves.filter(recorded_at__lte=known_at)
    moves = moves.filter(survey__kind=kind) if kind else moves
    return [(move.survey, move.on, move.recorded_at) for move in moves.order_by("on", "recorded_at", "pk")]


@dataclass(frozen=True)
class Told:
    """One question's answers as they may be told. `offices` and `jobs` hold the groups that are told, `hidden` whether some are not."""

    question: Question
    everyone: Answers | None
    offices: Groups
    jobs: Mapping[str, Answers]
    hidden: bool


def asked_and_answered(surveys: Iterable[Survey]) -> dict[int, tuple[int, int]]:
    """Survey → (people asked, people who answered). One query."""
    rows = Asked.objects.filter(survey__in=list(surveys)).order_by().values_list("survey_id")
    counted = rows.annotate(people=Count("id"), done=Count("id", filter=Q(answered=True)))
    return {survey: (people, done) for survey, people, done in counted}


def answered_by(surveys: Iterable[Survey]) -> tuple[dict[tuple[int, int], int], dict[tuple[int, str], int]]:
    """How many answered, by (survey, office) and by (survey, job). Two queries. Not to be shown but through `told`."""
    rows = Asked.objects.filter(survey__in=list(surveys), answered=True).order_by()
    offices = rows.values_list("survey_id", "office_id").annotate(people=Count("id"))
    jobs = rows.values_list("survey_id", "job_role").annotate(people=Count("id"))
    return {(survey, office): n for survey, office, n in offices}, {(survey, job): n for survey, job, n in jobs}


def results(surveys: list[Survey]) -> dict[int, list[Told]]:
    """What may be told of these closed surveys: survey → one line per question. A fixed number of queries."""
    questions = list(Question.objects.filter(survey__in=surveys).order_by("survey", "position"))
    by_office, by_job = answered_by(surveys)
    counts: dict[tuple[int, int | None, str], dict[int, int]] = {}
    rows = Tally.objects.filter(question__in=questions, people__gt=0)
    for asked, office, job, value, people in rows.values_list("question_id", "office_id", "job_role", "value", "people"):
        counts.setdefault((asked, office, job), {})[value] = people
    found: dict[int, list[Told]] = {survey.pk: [] for survey in surveys}
    for question in questions:
        offices = {
            office: Answers(counts.get((question.pk, office, ""), {}), people)
            for (survey, office), people in by_office.items()
            if survey == question.survey_id
        }
        jobs = {
            job: Answers(counts.get((question.pk, None, job), {}), people)
            for (survey, job), people in by_job.items()
            if survey == question.survey_id
        }
        found[question.survey_id].append(as_told(question, offices, jobs))
    return found


def as_told(question: Question, offices: Groups, jobs: Mapping[str, Answers]) -> Told:
    may_office, may_job = told(offices), told(jobs)
    return Told(
        question=question,
        everyone=together(list(offices.values())) if may_office.total else None,
        offices={office: answers for office, answers in offices.items() if office in may_office.shown},
        jobs={job: answers for job, answers in jobs.items() if job in may_job.shown},
        hidden=len(may_office.shown) < len(offices) or len(may_job.shown) < len(jobs),
    )


def followed(measures: Measures, lines: list[Told], office_id: int | None = None) -> Answers | None:
    """The answers to all questions of a survey that measure this, of everyone or of one office; None where they are not told.

    `people` is the number who answered, not the number of answers.
    """
    wanted = [line for line in lines if line.question.measures == measures]
    groups = [line.everyone if office_id is None else line.offices.get(office_id) for line in wanted]
    kept = [group for group in groups if group is not None and group.people]
    return Answers(together(kept).counts, kept[0].people) if kept else None


def pulses(day: date, known_at: datetime | None = None) -> list[tuple[Survey, date, datetime]]:
    return closed(day, known_at, kind=SurveyKind.PULSE)
