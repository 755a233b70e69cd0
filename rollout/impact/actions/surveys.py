"""Surveys: written, opened, answered once by each who is asked, closed. An answer leaves counters and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.permissions import Verb, require
from governance.organisation.selectors import outsiders, stays_held
from rollout.impact.actions.checks import day_of, held, said, saved
from rollout.impact.models import Asked, Question, Survey, SurveyMove, Tally
from rollout.impact.rules import answers
from rollout.impact.states import Measures, SurveyKind, SurveyState


def write_survey(
    survey: Survey | None = None,
    *,
    kind: str,
    title: str,
    title_zh_hans: str = "",
    title_zh_hant: str = "",
    opens_on: date,
    closes_on: date,
    job_roles: Sequence[str] = (),
    office_ids: Sequence[int] = (),
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Survey:
    """Enter a survey, or change one that is not open yet."""
    require(actor, Verb.CHANGE, "survey")
    if closes_on < opens_on:
        message = _("It cannot close before it opens.")
        raise InvalidInput(message, fields={"closes_on": message})
    fields: dict[str, Any] = {
        "kind": kind,
        "title": said(title, "title", _("Give it a title.")),
        "title_zh_hans": title_zh_hans,
        "title_zh_hant": title_zh_hant,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "job_roles": sorted(job_roles),
        "office_ids": sorted(office_ids),
    }
    with transaction.atomic(), audit.because(actor, reason):
        return saved(draft(survey) if survey else Survey(), at, **fields)


def draft(survey: Survey) -> Survey:
    """The survey, held; Refused once people may have answered it."""
    fresh = held(survey)
    if fresh.state != SurveyState.DRAFT:
        raise Refused(_("It is open or over: what people are asked stays as it was."))
    return fresh


def ask_question(
    survey: Survey,
    *,
    measures: str,
    text: str,
    text_zh_hans: str = "",
    text_zh_hant: str = "",
    choices: Sequence[Mapping[str, str]] = (),
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Question:
    """One question more, at the end."""
    require(actor, Verb.CHANGE, "survey")
    text = said(text, "text", _("Write the question."))
    if measures == Measures.CHOICE and not 2 <= len(choices) <= 12:
        message = _("Two to twelve choices, one in each line.")
        raise InvalidInput(message, fields={"choices": message})
    with transaction.atomic(), audit.because(actor, reason):
        fresh = draft(survey)
        last = fresh.questions.order_by("-position").values_list("position", flat=True).first() or 0
        question = Question(survey=fresh, position=last + 1, measures=measures, text=text)
        kept = [dict(choice) for choice in choices] if measures == Measures.CHOICE else []
        return saved(question, at, text_zh_hans=text_zh_hans, text_zh_hant=text_zh_hant, choices=kept)


def take_out_question(question: Question, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """It is not asked after all: while the survey is a draft."""
    require(actor, Verb.CHANGE, "survey")
    with transaction.atomic(), audit.because(actor, reason):
        draft(question.survey)
        question._history_date = at
        question.delete()


def open_survey(survey: Survey, *, actor: Actor, at: datetime, reason: str = "") -> Survey:
    """From now on those who work here today in the jobs and offices named may answer. The counters stand ready at nought."""
    require(actor, Verb.CHANGE, "survey")
    today = day_of(at)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = draft(survey)
        questions = list(fresh.questions.order_by("position"))
        people = audience(fresh, today)
        refuse_opening(fresh, questions, len(people), today)
        Asked.objects.bulk_create(
            [Asked(survey=fresh, person_id=pk, office_id=office, job_role=job) for pk, (office, job) in people.items()]
        )
        Tally.objects.bulk_create(counters(questions, people))
        saved(fresh, at, state=SurveyState.OPEN)
        SurveyMove.objects.create(survey=fresh, state=SurveyState.OPEN, on=today, recorded_at=at)
    return fresh


def refuse_opening(survey: Survey, questions: list[Question], people: int, today: date) -> None:
    reasons = []
    if not questions:
        reasons.append(_("It asks nothing yet."))
    if survey.kind == SurveyKind.PULSE and not any(question.measures in answers.FOLLOWED for question in questions):
        reasons.append(_("A pulse survey asks for expectation or satisfaction, so that they can be followed."))
    if people < answers.FLOOR:
        reasons.append(_("Fewer than %(least)d people would be asked; nothing could be told of their answers.") % {"least": answers.FLOOR})
    if survey.closes_on < today:
        reasons.append(_("Its last day has passed."))
    if reasons:
        raise Refused(_("This survey cannot be opened."), reasons=reasons)


def audience(survey: Survey, today: date) -> dict[int, tuple[int, str]]:
    """Person → the office and job they are asked in; a vendor's people are not. In key order, which says nothing of who answers."""
    stays, _parents = stays_held(today, today)
    outside = outsiders(today)
    found: dict[int, tuple[int, str]] = {}
    for stay in stays:
        here = stay.first_day <= today and (stay.last_day is None or stay.last_day >= today)
        wanted = not survey.job_roles or stay.job_role in survey.job_roles
        if here and wanted and stay.person_id not in outside and (not survey.office_ids or stay.office_id in survey.office_ids):
            found.setdefault(stay.person_id, (stay.office_id, stay.job_role))
    return found


def counters(questions: list[Question], people: Mapping[int, tuple[int, str]]) -> list[Tally]:
    """All at nought, so that no row is made when somebody answers."""
    offices, jobs = sorted({office for office, _job in people.values()}), sorted({job for _office, job in people.values()})
    made = []
    for question in questions:
        for value in answers.possible(Measures(question.measures), len(question.choices)):
            made += [Tally(question=question, office_id=office, value=value) for office in offices]
            made += [Tally(question=question, job_role=job, value=value) for job in jobs]
    return made


def answer_survey(survey: Survey, *, given: Mapping[int, Sequence[int]], actor: Actor, at: datetime) -> None:
    """One person's answers, once. `given`: question id → values. Counters rise; who it was is only ticked off."""
    require(actor, Verb.CHANGE, "own_survey", person_id=actor.person_id)
    with transaction.atomic():
        # Held, so that nothing is counted any more once it is closed and its results are known.
        fresh = held(survey)
        if fresh.state != SurveyState.OPEN or not fresh.opens_on <= day_of(at) <= fresh.closes_on:
            raise Refused(_("This survey is not open."))
        check_given(survey, given)
        mine = Asked.objects.filter(survey=survey, person=actor.person_id)
        place = mine.values_list("office_id", "job_role").first()
        if place is None:
            raise NotAllowed(_("You are not among those asked."))
        if not mine.filter(answered=False).update(answered=True):
            raise Conflict(_("You have answered this survey already. Your answers count once."))
        for question_id, values in given.items():
            raised = Tally.objects.filter(question=question_id, value__in=list(values))
            raised.filter(office=place[0]).update(people=F("people") + 1)
            raised.filter(job_role=place[1]).update(people=F("people") + 1)


def check_given(survey: Survey, given: Mapping[int, Sequence[int]]) -> None:
    """Every question answered, with a value it has."""
    fields = {}
    questions = {question.pk: question for question in survey.questions.all()}
    for pk, question in questions.items():
        values = given.get(pk)
        if values is None or not answers.acceptable(Measures(question.measures), len(question.choices), values):
            fields[f"question_{pk}"] = _("Please choose an answer.")
    if set(given) - set(questions):
        fields["__all__"] = _("This question is not part of the survey.")
    if fields:
        raise InvalidInput(_("Some answers are missing."), fields=fields)


def close_survey(survey: Survey, *, actor: Actor, at: datetime, reason: str = "") -> Survey:
    """No more answers; from now on the results are known."""
    require(actor, Verb.CHANGE, "survey")
    with transaction.atomic(), audit.because(actor, reason):
        fresh = held(survey, state=SurveyState.OPEN)
        lay_anew(fresh)
        saved(fresh, at, state=SurveyState.CLOSED)
        SurveyMove.objects.create(survey=fresh, state=SurveyState.CLOSED, on=day_of(at), recorded_at=at)
    return fresh


def lay_anew(survey: Survey) -> None:
    """Write ticks and counters once more, all together and in the order of new random keys.

    A database keeps traces of which row was changed last; afterwards all rows bear the same one.
    """
    asked = list(Asked.objects.filter(survey=survey))
    tallies = list(Tally.objects.filter(question__survey=survey))
    for tick in asked:
        tick.id = uuid.uuid4()
    for counter in tallies:
        counter.id = uuid.uuid4()
    Asked.objects.filter(survey=survey).delete()
    Tally.objects.filter(question__survey=survey).delete()
    Asked.objects.bulk_create(sorted(asked, key=lambda row: row.id))
    Tally.objects.bulk_create(sorted(tallies, key=lambda row: row.id))
