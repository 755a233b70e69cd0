"""Deciding at a gate and passing over a criterion; where the charter names a committee, what it was asked and how that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb
from governance.organisation.models import Person
from governance.steering.matters import Matter
from rollout.staging import actions, asking, deciders, selectors
from rollout.staging.actions import Lessons
from rollout.staging.gate_asking import conditions_in
from rollout.staging.gate_forms import DecideForm, OverrideForm
from rollout.staging.gating.readiness import readiness
from rollout.staging.gating.standing import last_decisions, running
from rollout.staging.models import GateDecision
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from rollout.staging.views.gate_office import criterion_of, lines_of, mine
from rollout.staging.ways import Way, standing, ways


def as_carried(found: Sequence[Way]) -> dict[str, Any]:
    """The form as the committee carried it, where it carried something that nobody has put on record yet."""
    one = next((way for way in found if way.carried), None)
    if one is None or one.carried is None:
        return {}
    initial: dict[str, Any] = {"outcome": one.outcome.value, "to": one.carried.terms.get("to", "")}
    rows = one.carried.terms.get("conditions", ())
    people = {person.pseudonym: person for person in Person.objects.filter(pseudonym__in=[row["owner"] for row in rows])}
    for place, row in enumerate(rows, start=1):
        initial |= {f"condition_{place}": row["text"], f"owner_{place}": people.get(row["owner"]), f"due_{place}": row["due"]}
    return initial


@needs(Verb.APPROVE, "gate_decision")
def decide(request: Request, office_id: int) -> HttpResponseBase:
    """The evidence of this instant above, the decision under it."""
    rollout = mine(request, office_id)
    found = readiness([rollout], at=request.now)[office_id]
    if found.version is None:
        raise NotFound(_("No gate is in force before this office."))
    version = found.version
    last = last_decisions([rollout.pk]).get((rollout.pk, version.gate.start))
    today = selectors.local_day(request.now)
    possible = ways(request.actor, rollout, version, today)
    initial = as_carried(possible) | {"seen": str(last.pk) if last else ""}
    form = DecideForm(request.POST or None, reached=found.reached, initial=initial)

    def act(given: dict[str, Any]) -> GateDecision:
        seen = given["seen"]
        after = GateDecision.objects.filter(pk=int(seen), rollout=rollout).first() if seen.isdecimal() and len(seen) < 19 else None
        return actions.decide(
            rollout,
            version,
            Decided(given["outcome"]),
            after=after,
            actor=request.actor,
            at=request.now,
            reason=given["reason"],
            conditions=conditions_in(given),
            to=Stage(given["to"]) if given["to"] else None,
            lessons=Lessons(given["went_well"], given["went_wrong"], given["do_differently"]),
        )

    made: list[GateDecision] = []
    if request.method == "POST" and attempt(form, lambda given: made.append(act(given))):
        messages.success(request, _("The decision is on record, with all its evidence frozen."))
        return redirect(made[0].get_absolute_url())
    context = {
        "rollout": rollout,
        "found": found,
        "form": form,
        "lines": [{"line": each["line"]} for each in lines_of(request, found, request.now)],
        "running": running([rollout.pk], today),
        "ways": possible,
        "open": bool(form.errors) or any(not one.against for one in possible),
        "back": reverse("staging:office_gate", args=[office_id]),
    }
    return render(request, "staging/decide.html", context)


@needs(Verb.APPROVE, "gate_override")
def override(request: Request, office_id: int, pk: int) -> HttpResponseBase:
    rollout, criterion = mine(request, office_id), criterion_of(pk)
    today, stem = selectors.local_day(request.now), deciders.override_key(rollout, criterion)
    put, against, may_ask = standing(request.actor, Matter.OVERRIDE, stem, today, office_id)
    if may_ask and request.method == "GET":
        return redirect("staging:ask_override", office_id, pk)
    carried = asking.carried(put)
    initial = {"until": carried.terms.get("until")} if carried else {}
    form = OverrideForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> object:
        return actions.override_criterion(rollout, criterion, **given, actor=request.actor, at=request.now)

    back = reverse("staging:office_gate", args=[office_id])
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The criterion is passed over until that day. The verdict stays as it is."))
        return redirect(back)
    hint = _("An override permits a go; it never changes what was found. It is printed with the decision.")
    context = {"form": form, "title": _("Pass over: %(criterion)s") % {"criterion": criterion}, "subtitle": str(rollout.office)}
    return render(request, "staging/gate_form.html", context | {"back": back, "hint": hint, "against": against, "put": put})
