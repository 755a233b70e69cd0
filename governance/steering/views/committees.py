"""Committees and their members."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.organisation.actions.dated import day_of
from governance.organisation.views.acting import Ask, Crumb, ask
from governance.steering.actions import change_committee, create_committee, end_seat, give_seat
from governance.steering.actions.committees import Terms, require_change
from governance.steering.forms.committees import CommitteeForm, EndSeatForm, NewCommitteeForm, SeatForm
from governance.steering.matters import QuorumKind
from governance.steering.models import Committee, Seat
from governance.steering.naming import officers
from governance.steering.showing import committee_context, quorum_words


def committee_of(pk: int) -> Committee:
    found = Committee.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such committee."))
    return found


def crumbs(*more: Crumb) -> list[Crumb]:
    return [(_("Committees"), reverse("steering:committees")), *more]


@needs(Verb.VIEW, "committee")
def committee_list(request: Request) -> HttpResponse:
    today = day_of(request.now)
    rows = []
    for one in Committee.objects.prefetch_related("seats"):
        seats = [seat for seat in one.seats.all() if seat.superseded_at is None and seat.first_day <= today]
        sitting = [seat for seat in seats if seat.last_day is None or seat.last_day >= today]
        rows.append((one, len(sitting), quorum_words(one.quorum_kind, one.quorum_value, sum(seat.votes for seat in sitting))))
    context = {"rows": rows, "may_change": allows(request.actor, Verb.CHANGE, "committee")}
    return render(request, "steering/committees.html", context)


@needs(Verb.VIEW, "committee")
def committee(request: Request, pk: int) -> HttpResponse:
    return render(request, "steering/committee.html", committee_context(committee_of(pk), request.actor, day_of(request.now)))


@needs(Verb.CHANGE, "committee")
def new(request: Request) -> HttpResponse:
    lead = _("Its members follow afterwards. The charter then says what it decides.")
    words = Ask(_("New committee"), _("Set it up"), reverse("steering:committees"), lead, crumbs())

    def act(*, actor: Any, at: Any, **typed: Any) -> HttpResponse:
        return redirect(create_committee(terms=Terms(**typed), actor=actor, at=at))

    return ask(request, NewCommitteeForm, words, act, initial={"quorum_kind": QuorumKind.SHARE, "quorum_value": 51})


@needs(Verb.CHANGE, "committee")
def edit(request: Request, pk: int) -> HttpResponse:
    found = committee_of(pk)
    require_change(request.actor, found)
    initial = {name: getattr(found, name) for name in Terms.__dataclass_fields__}
    lead = _("Ballots under way keep the rules they were opened with.")
    back = found.get_absolute_url()
    words = Ask(_("Change the committee"), _("Save"), back, lead, crumbs((str(found), back)), done=_("Saved."))

    def act(*, actor: Any, at: Any, reason: str, **typed: Any) -> object:
        return change_committee(found, terms=Terms(**typed), actor=actor, at=at, reason=reason)

    return ask(request, CommitteeForm, words, act, initial=initial)


@needs(Verb.CHANGE, "committee")
def new_seat(request: Request, pk: int) -> HttpResponse:
    found = committee_of(pk)
    require_change(request.actor, found)
    back = found.get_absolute_url()
    lead = _("Whoever votes needs the role of a committee member or sponsor, so that they find their ballots.")
    words = Ask(_("New member"), _("Appoint"), back, lead, crumbs((str(found), back)), done=_("The member is appointed."))
    initial = {"first_day": day_of(request.now)}
    return ask(request, SeatForm, words, lambda **typed: give_seat(committee=found, **typed), initial=initial)


@needs(Verb.CHANGE, "committee")
def end(request: Request, pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.current().select_related("committee"), pk=pk)
    require_change(request.actor, seat.committee)
    back = seat.committee.get_absolute_url()
    heading = _("End the seat of %(name)s") % {"name": officers([seat.person_id])[seat.person_id]}
    lead = _("Votes already given stay. From then on they have no vote, in open ballots either.")
    words = Ask(heading, _("End the seat"), back, lead, crumbs((str(seat.committee), back)), danger=True, done=_("The seat is ended."))
    return ask(request, EndSeatForm, words, lambda **typed: end_seat(seat, **typed), initial={"last_day": day_of(request.now)})
