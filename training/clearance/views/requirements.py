"""What roles require: as it stands, proposed, decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from training.clearance import actions, sources, wording
from training.clearance.foreseeing import effect_of
from training.clearance.forms import DecisionForm, RequirementForm, as_text
from training.clearance.models import RequirementState, RequirementVersion
from training.clearance.rules import Kind, Need
from training.clearance.selectors.roles import known_roles
from training.clearance.views.asked import acting

# People need time to learn what is newly asked of them.
NOTICE = timedelta(days=30)


@dataclass(frozen=True)
class RoleLine:
    """One role: what holds, and what is open or to come."""

    crm_role: str
    current: RequirementVersion | None
    items: list[tuple[str, str]]
    others: list[RequirementVersion]


def needs_of(version: RequirementVersion) -> list[Need]:
    return [Need(item.kind, item.target_id) for item in version.items.all()]


def in_words(wanted: list[Need], titles: dict[Need, str]) -> list[tuple[str, str]]:
    return [(str(Kind(need.kind).label), wording.title_of(need, titles)) for need in wanted]


@needs(Verb.VIEW, "clearance_rules")
def listing(request: Request) -> HttpResponseBase:
    day = timezone.localdate(request.now)
    versions = list(RequirementVersion.objects.order_by("crm_role", "-number").prefetch_related("items"))
    titles = sources.titles({need for version in versions for need in needs_of(version)})
    lines = []
    for role in known_roles():
        own = [version for version in versions if version.crm_role == role]
        begun = [one for one in own if one.state == RequirementState.APPROVED and one.first_day <= day]
        current = max(begun, key=lambda one: (one.first_day, one.number), default=None)
        others = [version for version in own if version != current]
        lines.append(RoleLine(role, current, in_words(needs_of(current), titles) if current else [], others))
    context = {
        "lines": lines,
        "may_change": allows(request.actor, Verb.CHANGE, "clearance_rules"),
        "may_see_rules": allows(request.actor, Verb.VIEW, "use_rule"),
    }
    return render(request, "clearance/requirements.html", context)


@needs(Verb.CHANGE, "clearance_rules")
def new(request: Request) -> HttpResponseBase:
    """A proposal for one role, beginning with what it requires now."""
    role = request.GET.get("role", "")
    last = RequirementVersion.objects.filter(crm_role=role, state=RequirementState.APPROVED).order_by("-first_day", "-number").first()
    initial = {
        "crm_role": role,
        "first_day": timezone.localdate(request.now) + (NOTICE if last else timedelta(0)),
        "needs": [as_text(need) for need in needs_of(last)] if last else [],
    }
    form = RequirementForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> object:
        return actions.propose_requirements(**given, actor=request.actor, at=request.now)

    done = _("The proposal waits for somebody else to approve it.")
    back = reverse("clearance:requirements")
    return acting(request, form, act, done=done, back=back, title=_("Propose what a role requires"), crumbs=crumb())


def crumb() -> list[tuple[str, str]]:
    return [(reverse("clearance:requirements"), _("What roles require"))]


@needs(Verb.VIEW, "clearance_rules")
def detail(request: Request, pk: int) -> HttpResponseBase:
    """One version: what it asks, what it would change, and the decision on it."""
    version = RequirementVersion.objects.filter(pk=pk).prefetch_related("items").first()
    if version is None:
        raise NotFound(_("There is no such version."))
    form = DecisionForm(request.POST or None)
    decide = actions.approve_requirements if request.POST.get("decision") == "approve" else actions.decline_requirements
    if request.method == "POST" and attempt(
        form, lambda given: decide(version, reason=given["reason"], actor=request.actor, at=request.now)
    ):
        messages.success(request, _("Your decision was recorded. The clearance list follows."))
        return redirect("clearance:requirements")
    undecided = version.state == RequirementState.PROPOSED
    own = version.proposed_by == request.actor.username
    context = {
        "version": version,
        "items": in_words(needs_of(version), sources.titles(needs_of(version))),
        "effect": effect_of(version, timezone.localdate(request.now)) if undecided else None,
        "form": form,
        "may_decide": undecided and not own and allows(request.actor, Verb.APPROVE, "clearance_rules"),
        "own": undecided and own,
    }
    return render(request, "clearance/requirement.html", context, status=422 if form.errors else 200)
