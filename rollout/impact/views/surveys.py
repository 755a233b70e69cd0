"""Surveys: the list with the line over time, one survey from draft to result, and answering it on a phone."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import written
from governance.core.columns import Column, Empty
from governance.core.errors import GatehouseError, NotFound
from governance.core.known import known_at
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, scope
from governance.core.tables import Table, status
from governance.organisation.models import JobRole, Office
from governance.organisation.views.acting import Ask, ask
from rollout.impact import charts
from rollout.impact.actions import surveys as actions
from rollout.impact.forms.people import AnswersForm, QuestionForm, SurveyForm
from rollout.impact.models import Asked, Question, Survey
from rollout.impact.selectors import surveys as selectors
from rollout.impact.states import Measures, SurveyKind, SurveyState
from rollout.impact.views.words import SURVEYS, may_change
from rollout.staging.selectors import local_day


@needs(Verb.VIEW, "survey")
def surveys(request: Request) -> HttpResponseBase:
    instant = known_at(request)
    points = line_of(request, instant)
    may = may_change(request, "survey")
    rows = list(Survey.objects.all() if may else Survey.objects.exclude(state=SurveyState.DRAFT))
    asked = selectors.asked_and_answered(rows)
    columns = [
        Column("title", _("Survey"), value=str, link=lambda row: row.get_absolute_url()),
        Column("kind", _("Kind"), choices=SurveyKind.choices),
        Column("opens_on", _("Opens on"), nowrap=True, phone="hide"),
        Column("closes_on", _("Last day"), nowrap=True),
        Column("asked", _("People asked"), value=lambda row: asked.get(row.pk, (None, None))[0], numeric=True),
        Column("answered", _("Answered"), value=lambda row: asked.get(row.pk, (None, None))[1], numeric=True),
        Column("state", _("State"), choices=SurveyState.choices, show=badge, phone="head"),
    ]
    text = _("Ask before it begins what people expect, and again while it runs whether they are satisfied.")
    empty = Empty(_("No survey yet"), text, reverse("impact:survey_new") if may else "", _("Write a survey"), "clipboard-list")
    table = Table(request, columns=columns, rows=rows, name="surveys", order="-closes_on", empty=empty, filename="surveys", compact=10)
    context = {
        "table": table,
        "rows": rows,
        "may_change": may,
        "chart": charts.over_time(points, get_language() or "en") if points else None,
        "last": points[-1] if points else None,
        "known_at": instant,
    }
    return table.export() or render(request, "impact/surveys.html", context)


def badge(row: Survey) -> str:
    return status(SURVEYS[SurveyState(row.state)], row.get_state_display())


def line_of(request: Request, instant: object) -> list[charts.Point]:
    """Each closed pulse survey of the whole company, oldest first."""
    at = known_at(request)
    closed = selectors.pulses(local_day(at or request.now), at)
    told = selectors.results([survey for survey, _on, _at in closed])
    points = []
    for survey, on, _at in closed:
        hopes = selectors.followed(Measures.EXPECTATION, told[survey.pk])
        happy = selectors.followed(Measures.SATISFACTION, told[survey.pk])
        people = (hopes or happy).people if hopes or happy else None  # type: ignore[union-attr]
        points.append(charts.Point(on, str(survey), hopes.mean if hopes else None, happy.mean if happy else None, people))
    return points


def survey_of(request: Request, pk: int) -> Survey:
    found = get_object_or_404(Survey, pk=pk)
    if found.state == SurveyState.DRAFT and not may_change(request, "survey"):
        raise NotFound(_("There is no such survey."))
    return found


@needs(Verb.VIEW, "survey")
def survey(request: Request, pk: int) -> HttpResponse:
    shown = survey_of(request, pk)
    instant = known_at(request)
    known = {one.pk for one, _on, _at in selectors.closed(local_day(instant or request.now), instant)}
    over = shown.pk in known
    told = selectors.results([shown])[shown.pk] if over else []
    language = get_language() or "en"
    people, answered = selectors.asked_and_answered([shown]).get(shown.pk, (0, 0))
    context = {
        "survey": shown,
        "state_kind": SURVEYS[SurveyState(shown.state)],
        "questions": list(shown.questions.order_by("position")),
        "audience": audience(shown),
        "asked": people,
        "answered": answered,
        "over": over,
        "results": [(line, charts.answers(line, language), groups(line, request)) for line in told],
        "hidden": any(line.hidden for line in told),
        "known_at": instant,
        "may_change": may_change(request, "survey"),
        "is_draft": shown.state == SurveyState.DRAFT,
        "is_open": shown.state == SurveyState.OPEN,
    }
    return render(request, "impact/survey.html", context)


def audience(shown: Survey) -> str:
    jobs = written.together(JobRole(job).label for job in shown.job_roles) if shown.job_roles else _("all jobs")
    offices = Office.objects.filter(pk__in=shown.office_ids)
    places = written.together(str(office) for office in offices) if shown.office_ids else _("all offices")
    return f"{jobs} · {places}"


def groups(line: selectors.Told, request: Request) -> list[tuple[str, str, int]]:
    """Mean (or nothing, for choices) of each group that is told: jobs to all readers, offices as far as the reader's right reaches."""
    if line.question.measures == Measures.CHOICE:
        return []
    reached = scope(request.actor, Verb.VIEW, "survey")
    offices = {pk: one for pk, one in line.offices.items() if reached.everything or pk in reached.office_ids}
    named = Office.objects.in_bulk(offices)
    found = [(str(JobRole(job).label), one) for job, one in sorted(line.jobs.items())]
    found += sorted(((str(named[pk]), one) for pk, one in offices.items()), key=lambda pair: pair[0])
    return [(name, written.number(one.mean, 1), one.people) for name, one in found]


def around(held: Survey | None = None) -> list[tuple[str, str]]:
    found = [(_("Surveys"), reverse("impact:surveys"))]
    return [*found, (str(held), held.get_absolute_url())] if held else found


@needs(Verb.CHANGE, "survey")
def new(request: Request) -> HttpResponse:
    lead = _("Then write its questions, and open it when they are right.")

    def act(**typed: object) -> HttpResponse:
        return redirect(actions.write_survey(**typed))  # type: ignore[arg-type]

    words = Ask(_("Write a survey"), _("Save the draft"), reverse("impact:surveys"), lead, around())
    return ask(request, SurveyForm, words, act)


@needs(Verb.CHANGE, "survey")
def change(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Survey, pk=pk)
    words = Ask(_("Change “%(name)s”") % {"name": held}, _("Save"), held.get_absolute_url(), "", around(held), done=_("Saved."))
    return ask(request, SurveyForm, words, partial(actions.write_survey, held), survey=held)


@needs(Verb.CHANGE, "survey")
def question(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Survey, pk=pk)
    words = Ask(_("Add a question"), _("Add"), held.get_absolute_url(), "", around(held), done=_("The question was added."))
    return ask(request, QuestionForm, words, partial(actions.ask_question, held))


@require_POST
@needs(Verb.CHANGE, "survey")
def take_out(request: Request, pk: int, question: int) -> HttpResponse:
    held = get_object_or_404(Question.objects.select_related("survey"), pk=question, survey=pk)
    actions.take_out_question(held, actor=request.actor, at=request.now)
    messages.success(request, _("The question was taken out."))
    return redirect("impact:survey", pk=pk)


@require_POST
@needs(Verb.CHANGE, "survey")
def turn(request: Request, pk: int, to: str) -> HttpResponse:
    """Open or close it; what stands against it is said on the survey's page."""
    held = get_object_or_404(Survey, pk=pk)
    act, done = {
        "open": (actions.open_survey, _("The survey is open. Those asked find it on their first page.")),
        "close": (actions.close_survey, _("The survey is closed; its results are known from now on.")),
    }.get(to, (None, ""))
    if act is None:
        raise NotFound(_("There is no such step."))
    try:
        act(held, actor=request.actor, at=request.now)
        messages.success(request, done)
    except GatehouseError as refusal:
        messages.error(request, str(refusal))
    return redirect(held)


@needs(Verb.CHANGE, "own_survey")
def my_surveys(request: Request) -> HttpResponse:
    """Surveys that wait for my answer, and those I have answered."""
    today = local_day(request.now)
    mine = Asked.objects.filter(person=request.actor.person_id, survey__state=SurveyState.OPEN).select_related("survey")
    rows = sorted(
        (asked for asked in mine if asked.survey.opens_on <= today <= asked.survey.closes_on), key=lambda one: one.survey.closes_on
    )
    context = {"waiting": [one.survey for one in rows if not one.answered], "answered": [one.survey for one in rows if one.answered]}
    return render(request, "impact/my_surveys.html", context)


@needs(Verb.CHANGE, "own_survey")
def answer(request: Request, pk: int) -> HttpResponse:
    """The questions, one below the other. Whoever is not asked finds nothing here."""
    asked = Asked.objects.filter(survey=pk, person=request.actor.person_id).select_related("survey").first()
    if asked is None:
        raise NotFound(_("You are not among those asked."))
    held = asked.survey
    form = AnswersForm(request.POST if request.method == "POST" else None, questions=held.questions.order_by("position"))
    waits = held.state == SurveyState.OPEN and held.opens_on <= local_day(request.now) <= held.closes_on and not asked.answered

    def act(_cleaned: dict[str, object]) -> None:
        actions.answer_survey(held, given=form.given(), actor=request.actor, at=request.now)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Thank you. Your answers are counted, and nobody can tell which were yours."))
        return redirect("impact:my_surveys")
    context = {"survey": held, "form": form, "waits": waits, "answered": asked.answered}
    return render(request, "impact/answer.html", context, status=422 if form.errors else 200)
