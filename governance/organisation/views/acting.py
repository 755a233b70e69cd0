"""How a page of this room carries out an action: form → action → message → back; a refusal comes back on the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from governance.core.errors import GatehouseError, NotAllowed, NotFound, Text
from governance.core.pages import Request, show_refusal
from governance.core.permissions import Verb, allows, scope
from governance.organisation.actions.dated import day_of
from governance.organisation.actions.people import office_of
from governance.organisation.models import Office, Person

NO_PERSON = _("There is no such person, or none you may know of.")
NO_OFFICE = _("There is no such office, or none you may know of.")
NOT_YOURS = _("Your roles do not include this. The project office can tell you who may.")
Crumb = tuple[Text, str]


@dataclass(frozen=True)
class Ask:
    """The words around a form: what is about to happen, the button, and the way back."""

    heading: Text
    submit: Text
    back: str
    lead: Text = ""
    crumbs: Sequence[Crumb] = field(default=())
    danger: bool = False
    done: Text = ""


def ask(request: Request, form_class: Callable[..., forms.Form], words: Ask, act: Callable[..., Any], **options: Any) -> HttpResponse:
    """Show the form; when it is sent in, act with its values. Nothing typed is lost when a rule says no."""
    form = form_class(request.POST if request.method == "POST" else None, **options)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                answer = act(**form.cleaned_data, actor=request.actor, at=request.now)
            except (NotAllowed, NotFound):
                raise
            except GatehouseError as refusal:
                show_refusal(form, refusal)
            else:
                if isinstance(answer, HttpResponse):
                    return answer
                if words.done:
                    messages.success(request, str(words.done))
                return redirect(words.back)
        status = 422
    return render(request, "organisation/form.html", {"form": form, "words": words}, status=status)


def fetch_person(request: Request, pk: int, verb: Verb = Verb.VIEW, what: str = "person") -> Person:
    """The person, if the reader may know of them; NotFound for outsiders, NotAllowed for those who may only read."""
    person = Person.objects.within(scope(request.actor, Verb.VIEW, "person")).filter(pk=pk).select_related("identity", "account").first()
    if person is None:
        raise NotFound(NO_PERSON)
    if verb != Verb.VIEW and not may(request, verb, what, person):
        raise NotAllowed(NOT_YOURS)
    return person


def fetch_office(request: Request, pk: int, verb: Verb = Verb.VIEW, what: str = "office") -> Office:
    """The office, if the reader may know of it."""
    office = Office.objects.within(scope(request.actor, Verb.VIEW, "office")).filter(pk=pk).select_related("parent", "merged_into").first()
    if office is None:
        raise NotFound(NO_OFFICE)
    if verb != Verb.VIEW and not allows(request.actor, verb, what, office_id=office.pk):
        raise NotAllowed(NOT_YOURS)
    return office


def may(request: Request, verb: Verb, what: str, person: Person) -> bool:
    """Whether the reader has this right over the person, by the office they belong to, or as themselves."""
    office_id = office_of(person, day_of(request.now))
    return allows(request.actor, verb, what, office_id=office_id, person_id=person.pk)
