"""The weights of the score by version: what holds, what is proposed, and the sponsor's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows, require
from rollout.adoption import further, words
from rollout.adoption.actions import weights as actions
from rollout.adoption.expected import monday
from rollout.adoption.forms.score import WeightDecisionForm, WeightsForm
from rollout.adoption.models import WeightKind, WeightState, WeightVersion
from rollout.adoption.owning import OWN_PARTS
from rollout.adoption.scoring import LEAST_SHARE, Part, Weights
from rollout.adoption.selectors.weights import InForce, approved_weights, own_weights, weights_for

DECISIONS = {"approve": actions.approve_weights, "refuse": actions.refuse_weights, "withdraw": actions.withdraw_weights}


@dataclass(frozen=True)
class Kind:
    """Offices' weights or those of people's own scores: the parts, and what has held since when."""

    code: WeightKind
    parts: Sequence[Part]
    versions: Sequence[InForce]

    @property
    def query(self) -> str:
        return "?of=people" if self.code == WeightKind.PERSON else ""


def kind_asked(request: Request, instant: datetime | None) -> Kind:
    if request.GET.get("of") == "people":
        return Kind(WeightKind.PERSON, OWN_PARTS, own_weights(instant))
    return Kind(WeightKind.OFFICE, further.parts(), approved_weights(instant))


@needs(Verb.VIEW, "score_weights")
def listing(request: Request) -> HttpResponse:
    instant = known_at(request)
    today = timezone.localdate(instant or request.now)
    kind = kind_asked(request, instant)
    current = weights_for(monday(today), list(kind.versions))
    rows = WeightVersion.objects.filter(kind=kind.code).prefetch_related("decisions").order_by("-number")
    if instant is not None:
        rows = rows.filter(proposed_at__lte=instant)
    versions = [version_line(row, current.number, kind.parts) for row in rows]
    versions.append({"number": 1, "current": current.number == 1, "shares": shares(kind.versions[0].weights, kind.parts), "built_in": True})
    waiting = next((row for row in rows if row.state == WeightState.PROPOSED), None)
    context = {
        "versions": versions,
        "kind": kind,
        "of_people": kind.code == WeightKind.PERSON,
        "parts": [part.label for part in kind.parts],
        "current": current,
        "least": words.plain(100 * LEAST_SHARE),
        "waiting": waiting,
        "known_at": instant,
        "may_propose": waiting is None and instant is None and allows(request.actor, Verb.CHANGE, "score_weights"),
        "may_decide": may_decide(request, waiting),
        "may_withdraw": waiting is not None and allows(request.actor, Verb.CHANGE, "score_weights"),
    }
    return render(request, "adoption/weights.html", context)


def may_decide(request: Request, waiting: WeightVersion | None) -> bool:
    """The sponsor, unless the proposal is their own."""
    return waiting is not None and allows(request.actor, Verb.APPROVE, "score_weights") and request.actor.username != waiting.proposed_by


def version_line(row: WeightVersion, current: int, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "number": row.number,
        "current": row.number == current,
        "shares": shares(row.exact, parts),
        "row": row,
        "decisions": list(row.decisions.all()),
    }


def shares(weights: Weights, parts: Sequence[Part]) -> list[str]:
    """The weight of each component, in the order of the columns."""
    return [words.plain(weights[part], 2) if part in weights else "–" for part in parts]


@needs(Verb.CHANGE, "score_weights")
def propose(request: Request) -> HttpResponse:
    kind = kind_asked(request, None)
    current = weights_for(monday(timezone.localdate(request.now)), list(kind.versions))
    form = WeightsForm(request.POST or None, weights=current.weights, parts=kind.parts)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            days = {"first_day": given["first_day"], "at": request.now}
            actions.propose_weights(weights=form.weights, reason=given["reason"], kind=kind.code, actor=request.actor, **days)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The weights are proposed and wait for the sponsor."))
            return redirect(reverse("adoption:weights") + kind.query)
    return render(request, "adoption/weights_form.html", {"form": form, "kind": kind})


@needs(Verb.VIEW, "score_weights")
def decide(request: Request, number: int, decision: str) -> HttpResponse:
    version = WeightVersion.objects.filter(number=number).first()
    if version is None or decision not in DECISIONS:
        raise NotFound(_("There is no such proposal."))
    require(request.actor, Verb.CHANGE if decision == "withdraw" else Verb.APPROVE, "score_weights")
    form = WeightDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            DECISIONS[decision](version, actor=request.actor, at=request.now, reason=form.cleaned_data["reason"])
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect(reverse("adoption:weights") + ("?of=people" if version.kind == WeightKind.PERSON else ""))
    titles = {"approve": _("Approve these weights"), "refuse": _("Refuse these weights"), "withdraw": _("Withdraw this proposal")}
    parts = OWN_PARTS if version.kind == WeightKind.PERSON else further.parts()
    told = list(zip([part.label for part in parts], shares(version.exact, parts), strict=True))
    context = {"form": form, "version": version, "title": titles[decision], "told": told, "primary": decision == "approve"}
    return render(request, "adoption/weights_decide.html", context)
