"""The steps of a version's life, each a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound, Text
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, require
from governance.organisation.views.acting import Ask, ask
from governance.policies.actions import life
from governance.policies.forms.policies import ConsultationForm, NoteForm, PublishForm, ReviewForm, WhyForm, WithdrawForm
from governance.policies.models import PolicyVersion
from governance.policies.showing import verbs
from governance.policies.states import VersionState, VersionStep
from governance.policies.views.finding import kept, today, version_of

S = VersionStep


@dataclass(frozen=True)
class Step:
    """A form, what it does, and what is said above it and afterwards."""

    form: type[forms.Form]
    act: Callable[..., object]
    lead: Text
    done: Text
    files: bool = False
    danger: bool = False


def steps() -> dict[VersionStep, Step]:
    return {
        S.SUBMIT: Step(
            NoteForm, life.submit, _("The wording is fixed from here on. To change it, send it back."), _("It is in consultation.")
        ),
        S.CONSULT: Step(
            ConsultationForm, life.record_consultation, _("It counts for the wording as it stands now."), _("Recorded."), files=True
        ),
        S.REVIEW: Step(ReviewForm, life.record_review, _("It counts for the wording as it stands now."), _("Recorded."), files=True),
        S.APPROVE: Step(WhyForm, life.approve, _("You approve the wording as it stands now."), _("Approved. It can be published.")),
        S.RETURN: Step(
            WhyForm, life.send_back, _("Consultation, legal review and approval will have to be recorded again."), _("It is a draft again.")
        ),
        S.PUBLISH: Step(
            PublishForm,
            life.publish,
            _("Those it is for see it at once and are asked to sign."),
            _("Published. Those it is for are asked to sign."),
            files=True,
        ),
        S.WITHDRAW: Step(
            WithdrawForm,
            life.withdraw,
            _("An earlier version does not come back into force. Signatures stay on record."),
            _("Withdrawn."),
            danger=True,
        ),
    }


@needs(Verb.VIEW, "policy")
def step(request: Request, code: str, number: int, step: str) -> HttpResponse:
    version = version_of(code, number)
    if step not in S.values:
        raise NotFound(_("There is no such step."))
    taken = S(step)
    chosen = steps()[taken]
    for_approvers = taken == S.APPROVE or (taken == S.WITHDRAW and version.state == VersionState.PUBLISHED)
    if taken == S.RETURN:
        life.writes_or_approves(request.actor)
    else:
        require(request.actor, Verb.APPROVE if for_approvers else Verb.CHANGE, "policy")
    label = str(verbs()[taken])
    crumbs = [(_("Policies"), reverse("policies:policies")), (str(version), version.get_absolute_url())]
    words = Ask(label, label, version.get_absolute_url(), chosen.lead, crumbs, danger=chosen.danger, done=chosen.done)
    options: dict[str, Any] = {"initial": first(version, taken, today(request))}
    if chosen.files and request.method == "POST":
        options["files"] = request.FILES
    return ask(request, chosen.form, words, acting(request, chosen, version), **options)


def acting(request: Request, chosen: Step, version: PolicyVersion) -> Callable[..., object]:
    def act(**typed: Any) -> object:
        with transaction.atomic():
            if chosen.files:
                typed["attachment"] = kept(request, typed.pop("file", None), "policy")
            return chosen.act(version, **typed)

    return act


def first(version: PolicyVersion, step: VersionStep, day: date) -> dict[str, Any]:
    return {"on": day, "from_day": day}
