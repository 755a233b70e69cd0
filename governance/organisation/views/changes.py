"""Pages that change one person: move, job, leave, exit, corrections, account, codes, erasure."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.actions import accounts, codes, corrections, leave, people, retention, roles, use_rules
from governance.organisation.actions.dated import OVERTAKEN
from governance.organisation.forms import people as forms
from governance.organisation.forms.authority import PersonNoticeForm, RoleForm
from governance.organisation.models import Absence, Membership, Person
from governance.organisation.selectors import people_names
from governance.organisation.views.acting import Ask, ask, fetch_person
from governance.organisation.views.offices import sheet


def words_for(request: Request, person: Person, heading: str, submit: str, **more: Any) -> Ask:
    back = reverse("organisation:person", args=[person.pk])
    name = people_names([person.pk], request.actor)[person.pk]
    crumbs = [(_("People"), reverse("organisation:people")), (name, back)]
    return Ask(heading % {"person": name}, submit, back, crumbs=crumbs, **more)


@needs(Verb.CHANGE, "person")
def move(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE)
    lead = _("Each office counts the person for its own days.")
    words = words_for(request, person, _("Move %(person)s"), _("Record the move"), lead=lead, done=_("The move is recorded."))
    return ask(request, forms.MoveForm, words, lambda **data: people.move(person=person, **data))


@needs(Verb.CHANGE, "person")
def job(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE)
    words = words_for(request, person, _("New job of %(person)s"), _("Record the job"), done=_("The new job is recorded."))
    return ask(request, forms.JobForm, words, lambda **data: people.change_job(person=person, **data))


@needs(Verb.CHANGE, "person")
def exit_(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE)
    words = words_for(
        request, person, _("%(person)s leaves the company"), _("Record the exit"), danger=True, done=_("The exit is recorded.")
    )
    return ask(request, forms.ExitForm, words, lambda **data: people.leave_company(person=person, **data))


@needs(Verb.CHANGE, "person")
def rehire(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE)
    words = words_for(request, person, _("%(person)s comes back"), _("Record the return"), done=_("The return is recorded."))
    return ask(request, forms.RehireForm, words, lambda **data: people.rehire(person=person, **data))


@needs(Verb.CHANGE, "person")
def confirm(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE)
    words = words_for(request, person, _("Confirm %(person)s"), _("Confirm"), done=_("The person is confirmed."))
    return ask(request, forms.MaybeWhyForm, words, lambda **data: people.confirm_person(person=person, **data))


@needs(Verb.CHANGE, "person")
def absence(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE)
    lead = _("On these days nobody expects the person to use the CRM.")
    words = words_for(request, person, _("Leave of %(person)s"), _("Record the leave"), lead=lead, done=_("The leave is recorded."))
    return ask(request, forms.AbsenceForm, words, lambda **data: leave.record_absence(person=person, **data))


@needs(Verb.CHANGE, "person")
def absence_correct(request: Request, pk: int) -> HttpResponse:
    row = Absence.objects.current().filter(pk=pk).select_related("person").first()
    if row is None:
        raise NotFound(OVERTAKEN)
    person = fetch_person(request, row.person_id, Verb.CHANGE)
    words = words_for(request, person, _("Correct the leave of %(person)s"), _("Correct"), done=_("The leave is corrected."))
    initial = {"first_day": row.first_day, "last_day": row.last_day}
    return ask(request, forms.AbsenceCorrectionForm, words, lambda **data: leave.correct_absence(absence=row, **data), initial=initial)


@needs(Verb.CHANGE, "person")
def membership_correct(request: Request, pk: int) -> HttpResponse:
    row = Membership.objects.current().filter(pk=pk).select_related("person", "office").first()
    if row is None:
        raise NotFound(OVERTAKEN)
    person = fetch_person(request, row.person_id, Verb.CHANGE)
    lead = _("For what was recorded wrongly. Someone who really moved is moved instead.")
    words = words_for(request, person, _("Correct a place of %(person)s"), _("Correct"), lead=lead, done=_("The place is corrected."))
    initial = {"office": row.office, "job": row.job_role, "first_day": row.first_day, "last_day": row.last_day}
    return ask(
        request,
        forms.MembershipCorrectionForm,
        words,
        lambda **data: corrections.correct_membership(membership=row, **data),
        initial=initial,
    )


@needs(Verb.CHANGE, "person")
def correct(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE)
    words = words_for(request, person, _("Correct the facts of %(person)s"), _("Correct"), done=_("The facts are corrected."))
    initial = {field: getattr(person, field) for field in ("employee_number", "experience", "joined_on", "left_on")}
    return ask(
        request, forms.PersonCorrectionForm, words, lambda **data: corrections.correct_person(person=person, **data), initial=initial
    )


@needs(Verb.CHANGE, "identity")
def identity(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE, "identity")
    lead = _("What the names and contacts were is not kept, only that they changed.")
    words = words_for(request, person, _("Name and contacts of %(person)s"), _("Save"), lead=lead, done=_("Name and contacts are saved."))
    now = getattr(person, "identity", None)
    initial = {field: getattr(now, field) for field in corrections.CONTACTS} if now else {}
    return ask(request, forms.IdentityForm, words, lambda **data: corrections.correct_identity(person=person, **data), initial=initial)


@needs(Verb.CHANGE, "usage_notice")
def notice(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE, "usage_notice")
    lead = _("Record that the person was told that their use of the CRM is measured.")
    words = words_for(
        request, person, _("Usage notice to %(person)s"), _("Record the notice"), lead=lead, done=_("The notice is recorded.")
    )
    return ask(request, PersonNoticeForm, words, lambda **data: use_rules.give_notice(people=[person], **data))


@needs(Verb.CHANGE, "role_assignment")
def give_role(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk)
    lead = _("Sponsor and project office are only proposed here: the sponsor approves.")
    words = words_for(request, person, _("Give %(person)s a role"), _("Give the role"), lead=lead, done=_("The role is recorded."))
    return ask(request, RoleForm, words, lambda **data: roles.give_role(person=person, **data))


@needs(Verb.CHANGE, "account")
def account_open(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE, "account")
    words = words_for(request, person, _("Account for %(person)s"), _("Open the account"), done=_("The account is open."))
    return ask(request, forms.AccountForm, words, lambda **data: accounts.open_account(person=person, **data))


@needs(Verb.CHANGE, "account")
def account_code(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE, "account")
    lead = _("A first key, or the way back in. It replaces the password once it is used.")
    words = words_for(request, person, _("One-time code for %(person)s"), _("Make the code"), lead=lead)

    def act(**data: Any) -> HttpResponse:
        return sheet(request, codes.issue_code(person=person, **data), people_names([person.pk], request.actor)[person.pk])

    return ask(request, forms.CodesForm, words, act)


@needs(Verb.CHANGE, "identity")
def erasure_request(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk, Verb.CHANGE, "identity")
    lead = _("Name, contacts and employee number go for good; the record stays under the pseudonym. HR decides.")
    words = words_for(
        request,
        person,
        _("Erase the identity of %(person)s"),
        _("Request the erasure"),
        lead=lead,
        danger=True,
        done=_("The erasure is requested and waits for HR."),
    )
    return ask(request, forms.WhyForm, words, lambda **data: retention.request_erasure(person=person, **data))
