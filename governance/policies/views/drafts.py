"""Writing: a new policy, a new version, the draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import Refused
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb
from governance.organisation.views.acting import Ask, ask
from governance.policies.actions import drafting
from governance.policies.forms.policies import DraftForm, NewPolicyForm, NewVersionForm, VersionForm, content, initial
from governance.policies.models import PolicyVersion
from governance.policies.states import Change, PolicyKind, VersionState
from governance.policies.views.finding import policy_of, version_of


@needs(Verb.CHANGE, "policy")
def new(request: Request) -> HttpResponse:
    form = NewPolicyForm(request.POST or None)
    made: list[PolicyVersion] = []

    def act(typed: dict[str, Any]) -> object:
        kind = PolicyKind(typed["kind"])
        made.append(drafting.create_policy(code=typed["code"], kind=kind, content=content(typed), actor=request.actor, at=request.now))
        return made

    if request.method == "POST" and attempt(form, act):
        return redirect(made[0])
    context = {"form": form, "heading": _("Write a policy"), "back": reverse("policies:policies")}
    return render(request, "policies/edit.html", context, status=422 if form.errors else 200)


@needs(Verb.CHANGE, "policy")
def edit(request: Request, code: str, number: int) -> HttpResponse:
    version = version_of(code, number)
    if version.state != VersionState.DRAFT:
        raise Refused(_("Only a draft can be changed. Send the version back first, or begin a new one."))
    kind = DraftForm if number == 1 else VersionForm
    form = kind(request.POST or None, initial=initial(version))

    def act(typed: dict[str, Any]) -> object:
        return drafting.save_draft(version, content=content(typed), actor=request.actor, at=request.now)

    if request.method == "POST" and attempt(form, act):
        return redirect(version)
    context = {"form": form, "version": version, "heading": _("Edit the draft"), "back": version.get_absolute_url()}
    return render(request, "policies/edit.html", context, status=422 if form.errors else 200)


@needs(Verb.CHANGE, "policy")
def new_version(request: Request, code: str) -> HttpResponse:
    policy = policy_of(code)

    def act(*, change: str, change_note: str, **by: Any) -> HttpResponse:
        made = drafting.new_version(policy, change=Change(change), change_note=change_note, **by)
        return redirect("policies:edit", code, made.number)

    words = Ask(
        _("New version"),
        _("Begin the draft"),
        policy.get_absolute_url(),
        _("It begins as a copy of the last version. Until it is published, the one before holds."),
        [(_("Policies"), reverse("policies:policies")), (str(policy), policy.get_absolute_url())],
    )
    return ask(request, NewVersionForm, words, act)
