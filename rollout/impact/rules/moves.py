"""Which move of a step, a refusal or a task the tables permit, and what a move must carry. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rollout.impact.states import (
    RESISTANCE_MOVES,
    STEP_MOVES,
    TASK_MOVES,
    Cause,
    ReactionKind,
    ResistanceState,
    Response,
    StepState,
    TaskState,
)

# Whoever stops, sends back or opens again says why.
STEP_REASON = frozenset({StepState.SENT_BACK, StepState.DROPPED})
# Where a step that customers rejected does not go.
GOES_ON = frozenset({StepState.RUNNING, StepState.DONE})
# What answers which cause. A firm measure is for intent alone.
FITS: dict[Cause, frozenset[Response]] = {
    Cause.SKILL: frozenset({Response.TRAIN}),
    Cause.HABIT: frozenset({Response.TRAIN, Response.ENCOURAGE}),
    Cause.INTENT: frozenset({Response.ENCOURAGE, Response.FIRM}),
}
# What customers do that lets a step be sent back because of them.
OBJECTS = frozenset({ReactionKind.COMPLAINS, ReactionKind.REJECTS})


def against_step(start: StepState, to: StepState, *, blocking: int, reason: str, rejected: bool) -> list[str]:
    """Why a step may not go there; empty when it may. `blocking`: severe impacts without mitigation."""
    found = []
    if to not in STEP_MOVES[start]:
        found.append(_("From “%(start)s” a step cannot go to “%(end)s”.") % {"start": start.label, "end": to.label})
    if to == StepState.RUNNING and blocking:
        found.append(_("Customers would feel it severely and nothing is done about it yet: %(count)s.") % {"count": blocking})
    if to in GOES_ON and rejected:
        found.append(_("Customers rejected it and it was not sent back since. Send it back, or record that they now welcome it."))
    if to in STEP_REASON and not reason.strip():
        found.append(_("Say why: it is kept with the step."))
    return found


def against_refusal(start: ResistanceState, to: ResistanceState) -> str:
    """Why a refusal may not go there; empty when it may."""
    if to in RESISTANCE_MOVES[start]:
        return ""
    return _("From “%(start)s” this cannot go to “%(end)s”.") % {"start": start.label, "end": to.label}


def against_response(cause: Cause, response: Response) -> str:
    """Why this response does not answer that cause; empty when it does."""
    if response in FITS[cause]:
        return ""
    if response == Response.FIRM:
        return _("A firm measure answers intent alone. Who cannot do it is trained; who does it the old way is encouraged.")
    return _("“%(response)s” does not answer “%(cause)s”.") % {"response": response.label, "cause": cause.label}


def against_task(start: TaskState, to: TaskState) -> str:
    """Why a task may not go there; empty when it may."""
    if to in TASK_MOVES[start]:
        return ""
    return _("From “%(start)s” this cannot go to “%(end)s”.") % {"start": start.label, "end": to.label}
