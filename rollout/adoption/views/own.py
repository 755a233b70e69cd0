"""People's own scores: the list of states, one with its arithmetic and weeks, and what the person and the office head do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import jobs, written
from governance.core.actor import Actor
from governance.core.errors import NotAllowed, NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.models import Office
from governance.organisation.selectors import people_names
from rollout.adoption import further, words
from rollout.adoption.actions import own as actions
from rollout.adoption.forms.own import AnswerForm, ContestForm, DrawForm
from rollout.adoption.jobs.own import DRAW
from rollout.adoption.models import OwnScore
from rollout.adoption.owning import OwnState, Standing, standing

WHAT = "own_score"
CONTEST = "own_score_contest"
BADGES = {
    Standing.SETTLED: "good",
    Standing.OPEN: "info",
    Standing.CONTESTED: "bad",
    Standing.NOT_SEEN: "none",
    Standing.SET_ASIDE: "watch",
}


@dataclass(frozen=True)
class Line:
    """One drawn score in the list; without its value, which would make it a ranking of people."""

    score: OwnScore
    name: str
    standing: Standing


@needs(Verb.VIEW, WHAT)
def listing(request: Request) -> HttpResponseBase:
    """How every own score stands, by name, never by value."""
    if not allows(request.actor, Verb.CHANGE, CONTEST):
        return redirect("adoption:mine")
    today = timezone.localdate(request.now)
    found = list(reached(request.actor).exclude(state=OwnState.REPLACED).select_related("office").defer("figures"))
    names = people_names((score.person_id for score in found), request.actor)
    lines = [Line(score, names[score.person_id], standing(score.state, score.contest_until, today)) for score in found]
    table = lines_table(request, lines)
    waiting = sum(line.standing == Standing.CONTESTED for line in lines)
    context = {"table": table, "waiting": waiting, "count": len(lines), "may_draw": allows(request.actor, Verb.CHANGE, WHAT)}
    return table.export() or render(request, "adoption/own/index.html", context)


def reached(actor: Actor) -> Any:
    """The scores that the reader's roles reach, besides their own."""
    reach = scope(actor, Verb.VIEW, WHAT)
    return OwnScore.objects.all() if reach.everything else OwnScore.objects.filter(office__in=Office.objects.within(reach))


def lines_table(request: Request, lines: list[Line]) -> Table:
    columns = [
        Column("name", _("Person"), link=lambda line: reverse("adoption:own_score", args=[line.score.pk])),
        Column("office", _("Office"), lambda line: str(line.score.office or "")),
        Column("period", _("Period"), lambda line: period(line.score)),
        Column(
            "standing",
            _("State"),
            lambda line: line.standing.label,
            show=lambda line: status(BADGES[line.standing], line.standing.label),
        ),
        Column("until", _("May be contested until"), lambda line: line.score.contest_until),
    ]
    empty = Empty(_("No own scores yet"), _("Draw them when a period is over; each person then sees their own first."))
    return Table(request, columns, lines, order="name", empty=empty, filename="own-scores")


def period(score: OwnScore) -> str:
    return f"{written.day(score.first_day)} – {written.day(score.last_day)}"


@needs(Verb.CHANGE, WHAT)
def draw(request: Request) -> HttpResponse:
    today = timezone.localdate(request.now)
    last = today.replace(day=1) - timedelta(days=1)
    form = DrawForm(request.POST or None, initial={"first_day": date(last.year, 1, 1), "last_day": last})

    def check(given: dict[str, Any]) -> None:
        actions.check_period(given["first_day"], given["last_day"], today)

    if request.method == "POST" and attempt(form, check):
        given = form.cleaned_data
        arguments = {"first": given["first_day"].isoformat(), "last": given["last_day"].isoformat(), "reason": given["reason"]}
        return redirect(
            jobs.start(DRAW, actor=request.actor, at=request.now, arguments=arguments, then_url=reverse("adoption:own_scores"), key=DRAW)
        )
    return render(request, "adoption/own/draw.html", {"form": form}, status=422 if form.errors else 200)


def of(request: Request, pk: int) -> OwnScore:
    """The score, for its person and for those whose roles reach it; 404 for anybody else."""
    score = OwnScore.objects.filter(pk=pk).select_related("office", "person").first()
    mine = score is not None and request.actor.person_id == score.person_id
    if score is None or not (mine or reached(request.actor).filter(pk=pk).exists()):
        raise NotFound(_("There is no such score."))
    return score


@needs(Verb.VIEW, WHAT)
def detail(request: Request, pk: int) -> HttpResponseBase:
    """One score. Before the person has seen it nobody sees its figures."""
    score = of(request, pk)
    table = weeks_table(request, score) if score.state != OwnState.DRAWN else None
    if table and (response := table.export()):
        return response
    return shown(request, score, table, ContestForm(), AnswerForm())


def shown(
    request: Request, score: OwnScore, table: Table | None, contesting: ContestForm, answering: AnswerForm, code: int = 200
) -> HttpResponse:
    stands = standing(score.state, score.contest_until, timezone.localdate(request.now))
    mine = request.actor.person_id == score.person_id
    may_answer = not mine and allows(request.actor, Verb.CHANGE, CONTEST, office_id=score.office_id)
    context = {
        "score": score,
        "mine": mine,
        "name": "" if mine else people_names([score.person_id], request.actor)[score.person_id],
        "standing": stands,
        "badge": BADGES[stands],
        "period": period(score),
        "label": words.on_share(Decimal(score.figures.get("share", "100"))),
        "terms": terms(score),
        "table": table,
        "contest_form": contesting if mine and stands == Standing.OPEN else None,
        "answer_form": answering if may_answer and stands == Standing.CONTESTED else None,
        "steps": [(step, OwnState(step.state).label) for step in score.steps.order_by("recorded_at", "pk")],
    }
    return render(request, "adoption/own/score.html", context, status=code)


def terms(score: OwnScore) -> list[dict[str, Any]]:
    """The arithmetic as it was frozen."""
    if score.state == OwnState.DRAWN:
        return []
    found = []
    for told in score.figures.get("terms", []):
        above, below, weight = told["numerator"], told["denominator"], Decimal(told["weight"])
        value = Decimal(above) / Decimal(below) if not told["missing"] and below else None
        label = further.part(told["component"]).label
        missing = words.reason(told["missing"]) if told["missing"] else ""
        points = None if value is None else weight * value
        share = None if value is None else 100 * value
        found.append(
            {"label": label, "weight": weight, "above": above, "below": below, "value": share, "points": points, "missing": missing}
        )
    return found


def weeks_table(request: Request, score: OwnScore) -> Table:
    """The weeks behind both sides of every part."""
    keys = ("week", "own_days", "used_days", "needed", "own_hand", "records", "timely", "dated", "done", "due")
    # Scores drawn before lists of what was due came in have no figures of it.
    weeks = [[*row, *[None] * (len(keys) - len(row))] for row in score.figures.get("weeks", [])]
    rows = [dict(zip(keys, [date.fromisoformat(row[0]), *row[1:]], strict=True)) for row in weeks]
    labels = {
        "own_days": _("Own working days"),
        "used_days": _("Days used"),
        "needed": _("Needed for habit"),
        "own_hand": _("Entered by the own hand"),
        "records": _("Records"),
        "timely": _("Entered in time"),
        "dated": _("With a business date"),
        "done": _("Followed up"),
        "due": _("Due for follow-up"),
    }
    numbers = [Column(key, label, lambda row, key=key: row[key], numeric=True) for key, label in labels.items()]  # type: ignore[misc]
    columns = [Column("week", _("Week from"), lambda row: row["week"]), *numbers]
    return Table(request, columns, rows, order="-week", filename="own-score-weeks", per_page=60)


@require_POST
@needs(Verb.VIEW, WHAT)
def see(request: Request, pk: int) -> HttpResponse:
    """From this moment the days to contest run."""
    score = actions.see(of(request, pk), actor=request.actor, at=request.now)
    return redirect("adoption:own_score", score.pk)


@require_POST
@needs(Verb.VIEW, WHAT)
def accept(request: Request, pk: int) -> HttpResponse:
    score = actions.accept(of(request, pk), actor=request.actor, at=request.now)
    messages.success(request, _("Accepted: the score may now enter an appraisal."))
    return redirect("adoption:own_score", score.pk)


@require_POST
@needs(Verb.VIEW, WHAT)
def contest(request: Request, pk: int) -> HttpResponse:
    score, form = of(request, pk), ContestForm(request.POST)

    def act(given: dict[str, Any]) -> None:
        actions.contest(score, actor=request.actor, at=request.now, reason=given["reason"])

    if not attempt(form, act):
        return shown(request, score, weeks_table(request, score), form, AnswerForm(), 422)
    messages.success(request, _("Contested. Until it is answered it enters no appraisal."))
    return redirect("adoption:own_score", score.pk)


@require_POST
@needs(Verb.CHANGE, CONTEST)
def answer(request: Request, pk: int) -> HttpResponse:
    score, form = of(request, pk), AnswerForm(request.POST)
    if request.actor.person_id == score.person_id:
        raise NotAllowed(_("Nobody answers a contest of their own."))

    def act(given: dict[str, Any]) -> None:
        actions.answer(score, outcome=OwnState(given["outcome"]), actor=request.actor, at=request.now, reason=given["reason"])

    if not attempt(form, act):
        return shown(request, score, weeks_table(request, score), ContestForm(), form, 422)
    messages.success(request, _("Answered. The person is told."))
    return redirect("adoption:own_scores")
