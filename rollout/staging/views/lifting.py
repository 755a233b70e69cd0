"""Lifting a hold that was decided at a gate: by whom the charter names for gates, or asked of the committee that it names."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from governance.core.errors import Conflict, NotAllowed
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.steering.matters import Matter
from rollout.staging import actions, deciders, selectors, ways
from rollout.staging.forms import MoveForm
from rollout.staging.gating.holds import decided_holds, words
from rollout.staging.models import GateDecision, OfficeRollout
from rollout.staging.views.asking import asked
from rollout.staging.views.offices import decide, page_of, rollout_of, seen, take_as_seen


def hold_of(office_id: int) -> tuple[OfficeRollout, GateDecision]:
    rollout = rollout_of(office_id)
    decision = decided_holds([rollout]).get(rollout.pk)
    if decision is None:
        raise Conflict(_("%(office)s is not on hold by a decision. Nothing was changed.") % {"office": rollout.office})
    return rollout, decision


@needs(Verb.APPROVE, "gate_decision")
def lift(request: Request, office_id: int) -> HttpResponseBase:
    rollout, decision = hold_of(office_id)
    against, may_ask = ways.lifting(request.actor, rollout, decision, selectors.local_day(request.now))
    if may_ask:
        return redirect("staging:ask_lift", office_id)
    if against:
        raise NotAllowed(against)
    to = rollout.held_in
    assert to is not None
    take_as_seen(rollout, request.POST.get("seen", ""))
    initial = {"on": selectors.local_day(request.now), "seen": seen(rollout)}
    form = MoveForm(request.POST or None, initial=initial, reason_required=True)

    def act(given: dict[str, Any]) -> object:
        return actions.move(rollout, to, on=given["on"], reason=given["reason"], actor=request.actor, at=request.now)

    done = _("%(office)s is now at “%(stage)s”.") % {"office": rollout.office, "stage": to.label}
    context = {"rollout": rollout, "title": _("Lift the hold"), "hint": words(decision)}
    return decide(request, form, act, done=done, back=page_of(office_id), context=context)


@needs(Verb.CHANGE, "ballot")
def about_lifting(request: Request, office_id: int) -> HttpResponseBase:
    rollout, decision = hold_of(office_id)
    return asked(
        request,
        Matter.GATE_DECISION,
        deciders.lift_key(decision),
        question=lambda given: _("Shall the hold of %(office)s be lifted?") % {"office": rollout.office},
        back=page_of(office_id),
        title=_("Ask the committee to lift the hold: %(office)s") % {"office": rollout.office},
    )
