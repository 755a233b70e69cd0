"""Steps of the rollout: the list with the worst each brings, one step with what customers feel and said, and its forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.columns import Column, Empty
from governance.core.errors import NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Table, status
from governance.organisation.selectors import names_for
from governance.organisation.views.acting import Ask, ask
from rollout.impact.actions import steps as actions
from rollout.impact.forms.steps import AssessmentForm, MoveForm, ReactionForm, SendBackForm, StepForm
from rollout.impact.models import Assessment, RolloutStep
from rollout.impact.rules.moves import GOES_ON
from rollout.impact.rules.severity import blocks
from rollout.impact.selectors.felt import Concern, Felts, rejections
from rollout.impact.selectors.record import Versions
from rollout.impact.states import STEP_MOVES, Severity, StepState
from rollout.impact.views.words import SEVERITIES, STEPS, may_change, severity_badge
from rollout.staging.doers import by_whom
from rollout.staging.selectors import local_day
from rollout.staging.stages import Stage


@dataclass(frozen=True)
class Line:
    """One step in the list."""

    step: RolloutStep
    worst: Severity | None
    blocking: int
    rejected: bool

    @property
    def office(self) -> str:
        return str(self.step.office) if self.step.office else _("All offices")


def lines(day: date, instant: datetime | None = None) -> list[Line]:
    """Every step with its worst severity, as the record held it. A fixed number of queries."""
    if instant is not None:
        return lines_then(day, instant)
    found = []
    for step in RolloutStep.objects.select_related("office").prefetch_related("assessments", "reactions", "moves"):
        rows = list(step.assessments.all())
        worst = max((Severity(row.severity) for row in rows), default=None)
        blocking = sum(blocks(actions.felt(row, StepState(step.state)), day) for row in rows)
        found.append(Line(step, worst, blocking, bool(rejections(step))))
    return found


def lines_then(day: date, instant: datetime) -> list[Line]:
    """The same from moves and histories; a step wears the words it had then."""
    told = Felts(instant)
    states, rejected = told.states(day), told.rejected(day)
    words = Versions(RolloutStep, ("name", "name_zh", "stage", "planned_on"), instant).at(instant)
    concerns: dict[int, list[Concern]] = {}
    for concern in told.concerns(day):
        concerns.setdefault(concern.step_id, []).append(concern)
    found = []
    for step in RolloutStep.objects.select_related("office").filter(pk__in=words):
        for name, value in (words[step.pk] | {"state": states.get(step.pk, StepState.PLANNED)}).items():
            setattr(step, name, value)
        mine = concerns.get(step.pk, [])
        worst = max((one.severity for one in mine), default=None)
        found.append(Line(step, worst, sum(one.blocks for one in mine), step.pk in rejected))
    return found


@needs(Verb.VIEW, "rollout_step")
def steps(request: Request) -> HttpResponseBase:
    instant = known_at(request)
    rows = lines(local_day(instant or request.now), instant)
    columns = [
        Column("name", _("Step"), value=lambda line: str(line.step), link=lambda line: line.step.get_absolute_url()),
        Column("office", _("Office")),
        Column("stage", _("Stage"), value=lambda line: str(Stage(line.step.stage).label), phone="hide"),
        Column("planned_on", _("Planned for"), value=lambda line: line.step.planned_on, nowrap=True),
        Column("worst", _("Worst severity"), value=lambda line: line.worst, show=worst_badge),
        Column("blocking", _("Severe without mitigation"), numeric=True),
        Column(
            "state",
            _("State"),
            where="step__state",
            value=lambda line: line.step.get_state_display(),
            choices=StepState.choices,
            show=lambda line: status(STEPS[StepState(line.step.state)], line.step.get_state_display()),
            phone="head",
        ),
    ]
    may = instant is None and may_change(request, "rollout_step")
    text = _("Write down what the rollout does that a customer may feel, then walk each step touchpoint by touchpoint.")
    empty = Empty(_("No step yet"), text, reverse("impact:step_new") if may else "", _("Add a step"), "stairs")
    table = Table(request, columns=columns, rows=rows, name="steps", order="planned_on", empty=empty, filename="rollout-steps", compact=10)
    blocking = [line for line in rows if line.blocking]
    context = {"table": table, "rows": rows, "blocking": blocking, "may_change": may, "reasons": [said(line) for line in blocking]}
    context |= {"known_at": instant, "rejected": [f"{line.step} ({line.office})" for line in rows if line.rejected]}
    return table.export() or render(request, "impact/steps.html", context)


def said(line: Line) -> str:
    count = ngettext("%(count)d severe impact without mitigation", "%(count)d severe impacts without mitigation", line.blocking)
    return f"{line.step} ({line.office}): {count % {'count': line.blocking}}"


def worst_badge(line: Line) -> Any:
    return status("none", _("Not assessed")) if line.worst is None else status(SEVERITIES[line.worst], line.worst.label)


@needs(Verb.VIEW, "rollout_step")
def step(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(RolloutStep.objects.select_related("office"), pk=pk)
    day = local_day(request.now)
    felt = list(shown.assessments.select_related("touchpoint", "owner__identity"))
    owners = names_for([row.owner for row in felt if row.owner], request.actor)
    state, rejected = StepState(shown.state), rejections(shown)
    rows = [(row, severity_badge(row), blocks(actions.felt(row, state), day), owners.get(row.owner_id or 0, "")) for row in felt]
    may = may_change(request, "rollout_step")
    context = {
        "step": shown,
        "state_kind": STEPS[state],
        "stage": Stage(shown.stage).label,
        "rows": rows,
        "blocking": [_("%(touchpoint)s: %(feels)s") % {"touchpoint": row.touchpoint, "feels": row.feels} for row, _b, no, _o in rows if no],
        "rejected": [" · ".join(filter(None, (written.day(one.on), str(one.office or ""), one.words))) for one in rejected],
        "reactions": shown.reactions.select_related("touchpoint", "office").order_by("-on", "-pk"),
        "moves": by_whom(shown.moves.select_related("because_of").order_by("recorded_at", "pk"), request.actor),
        "to": [(one.value, moves_said()[one]) for one in STEP_MOVES[state] if not (rejected and one in GOES_ON)] if may else [],
        "may_change": may and state not in (StepState.DROPPED, StepState.DONE),
        "may_react": allows(request.actor, Verb.CHANGE, "customer_reaction"),
    }
    return render(request, "impact/step.html", context)


def moves_said() -> dict[StepState, str]:
    """What the button of a move says."""
    return {
        StepState.PLANNED: _("Plan it anew"),
        StepState.RUNNING: _("Begin"),
        StepState.DONE: _("Done"),
        StepState.SENT_BACK: _("Send back"),
        StepState.DROPPED: _("Drop"),
    }


def around(step: RolloutStep | None = None) -> list[tuple[str, str]]:
    found = [(_("Rollout steps"), reverse("impact:steps"))]
    return [*found, (str(step), step.get_absolute_url())] if step else found


@needs(Verb.CHANGE, "rollout_step")
def new(request: Request) -> HttpResponse:
    lead = _("Something the rollout does that a customer may feel.")
    words = Ask(_("Add a step"), _("Add"), reverse("impact:steps"), lead, around())

    def add(**given: Any) -> HttpResponse:
        """The new step's own page is where its touchpoints are assessed."""
        made = actions.plan_step(**given)
        messages.success(request, _("The step was added. Now assess its touchpoints."))
        return redirect(made)

    return ask(request, StepForm, words, add)


@needs(Verb.CHANGE, "rollout_step")
def change(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(RolloutStep, pk=pk)
    words = Ask(_("Change “%(name)s”") % {"name": held}, _("Save"), held.get_absolute_url(), "", around(held), done=_("Saved."))
    return ask(request, StepForm, words, partial(actions.plan_step, held), step=held)


@needs(Verb.CHANGE, "rollout_step")
def assess(request: Request, pk: int, assessment: int | None = None) -> HttpResponse:
    held = get_object_or_404(RolloutStep, pk=pk)
    known = get_object_or_404(Assessment.objects.select_related("touchpoint", "owner"), pk=assessment, step=held) if assessment else None
    extra: dict[str, Any] = {"touchpoint": known.touchpoint} if known else {}
    heading = str(known.touchpoint) if known else _("Assess a touchpoint")
    lead = _("The severity follows from the effect and from how many customers it meets.")
    words = Ask(heading, _("Save"), held.get_absolute_url(), lead, around(held), done=_("Assessed."))
    return ask(request, AssessmentForm, words, partial(actions.assess, held, **extra), assessment=known)


@needs(Verb.CHANGE, "rollout_step")
def mitigate(request: Request, pk: int, assessment: int) -> HttpResponse:
    held = get_object_or_404(RolloutStep, pk=pk)
    known = get_object_or_404(Assessment.objects.select_related("touchpoint"), pk=assessment, step=held)
    words = Ask(
        _("The mitigation is in place"), _("In place"), held.get_absolute_url(), known.mitigation, around(held), done=_("Recorded.")
    )
    return ask(request, MoveForm, words, partial(actions.mitigate, known), initial={"on": local_day(request.now)})


@needs(Verb.CHANGE, "customer_reaction")
def react(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(RolloutStep, pk=pk)
    lead = _("What customers did or said when they met this step. It is written once and stays.")
    words = Ask(_("Record a reaction"), _("Record"), held.get_absolute_url(), lead, around(held), done=_("Recorded."))
    reached = scope(request.actor, Verb.CHANGE, "customer_reaction")
    initial: dict[str, Any] = {"on": local_day(request.now)}
    if not reached.everything and len(reached.office_ids) == 1:
        initial["office"] = str(*reached.office_ids)
    act = partial(actions.record_reaction, held)
    return ask(request, ReactionForm, words, act, step=held, reached=reached, initial=initial)


@needs(Verb.CHANGE, "rollout_step")
def move(request: Request, pk: int, to: str) -> HttpResponse:
    held = get_object_or_404(RolloutStep, pk=pk)
    if to not in StepState.values or StepState(to) not in STEP_MOVES[StepState(held.state)]:
        raise NotFound(_("There is no such move from where the step stands."))
    state = StepState(to)
    back = state == StepState.SENT_BACK
    lead = _("Customers come first: it is planned anew before it is tried again.") if back else ""
    danger = state in (StepState.SENT_BACK, StepState.DROPPED)
    words = Ask(
        f"{moves_said()[state]}: {held}",
        moves_said()[state],
        held.get_absolute_url(),
        lead,
        around(held),
        danger=danger,
        done=_("Recorded."),
    )
    options: dict[str, Any] = {"initial": {"on": local_day(request.now)}} | ({"step": held} if back else {})
    return ask(request, SendBackForm if back else MoveForm, words, partial(actions.move_step, held, state), **options)
