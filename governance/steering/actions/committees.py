"""Committees: their rules of voting and their members. Once a signed charter names one, only the sponsor changes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotAllowed, Refused, Text
from governance.core.permissions import Verb, allows, require
from governance.organisation.actions.dated import chosen, current, in_order, locked, reasoned, replace, supersede
from governance.organisation.models import Person, RoleAssignment, RoleStatus
from governance.steering.matters import CharterState, QuorumKind
from governance.steering.models import Committee, Seat
from governance.steering.selectors import VOTING_ROLES


@dataclass(frozen=True)
class Terms:
    """What a committee is called and how it votes."""

    name_en: str
    name_zh_hans: str
    name_zh_hant: str
    quorum_kind: str = QuorumKind.SHARE
    quorum_value: int = 51
    casting_vote: bool = False


def chartered(committee: Committee) -> bool:
    return committee.charter_authorities.filter(charter__state=CharterState.SIGNED).exists()


def may_change(actor: Actor, committee: Committee) -> bool:
    """The project office and the sponsor; the sponsor alone once a signed charter names the committee."""
    return allows(actor, Verb.APPROVE if chartered(committee) else Verb.CHANGE, "committee")


def require_change(actor: Actor, committee: Committee) -> None:
    require(actor, Verb.CHANGE, "committee")
    if not may_change(actor, committee):
        raise NotAllowed(_("A signed charter rests on this committee, so only the sponsor changes it."))


@transaction.atomic
def create_committee(*, terms: Terms, actor: Actor, at: datetime, reason: str = "") -> Committee:
    require(actor, Verb.CHANGE, "committee")
    values = checked(terms)
    with audit.because(actor, reason):
        return Committee.objects.create(**values)


@transaction.atomic
def change_committee(committee: Committee, *, terms: Terms, actor: Actor, at: datetime, reason: str) -> Committee:
    """Another name or other rules of voting. Ballots under way keep the rules they were opened with."""
    require_change(actor, committee)
    committee = locked(committee)
    values = checked(terms, committee)
    with audit.because(actor, reasoned(reason)):
        audit.update(Committee.objects.filter(pk=committee.pk), **values)
    committee.refresh_from_db()
    return committee


def checked(terms: Terms, committee: Committee | None = None) -> dict[str, object]:
    """The committee's columns; InvalidInput where they cannot be kept."""
    wrong: dict[str, Text] = {}
    names = {name: " ".join(getattr(terms, name).split()) for name in ("name_en", "name_zh_hans", "name_zh_hant")}
    wrong |= {name: _("Every language needs a name of at most 120 characters.") for name, text in names.items() if not 0 < len(text) <= 120}
    same = Committee.objects.filter(name_en=names["name_en"])
    if (same.exclude(pk=committee.pk) if committee else same).exists():
        wrong["name_en"] = _("There is a committee of this name already.")
    kind = chosen(QuorumKind, terms.quorum_kind, "quorum_kind")
    if not 1 <= terms.quorum_value <= 100:
        wrong["quorum_value"] = _("A quorum lies between 1 and 100.")
    if wrong:
        raise InvalidInput(_("The committee was not saved."), fields=wrong)
    return names | {"quorum_kind": kind, "quorum_value": terms.quorum_value, "casting_vote": terms.casting_vote}


@transaction.atomic
def give_seat(
    *,
    committee: Committee,
    person: Person,
    first_day: date,
    actor: Actor,
    at: datetime,
    reason: str,
    last_day: date | None = None,
    chair: bool = False,
    votes: bool = True,
) -> Seat:
    """A member for dated days. They must hold a role that may vote, so that they can reach their ballots."""
    require_change(actor, committee)
    reason = reasoned(reason)
    in_order(first_day, last_day)
    if actor.person_id == person.pk and not actor.system:
        raise NotAllowed(_("Nobody gives a seat to themselves."))
    committee = locked(committee)
    may_sit(committee, person, first_day, last_day, chair=chair)
    with audit.because(actor, reason):
        return Seat.objects.create(
            committee=committee,
            person=person,
            chair=chair,
            votes=votes or chair,
            first_day=first_day,
            last_day=last_day,
            recorded_at=at,
            username=actor.username,
            reason=reason,
        )


def may_sit(committee: Committee, person: Person, first_day: date, last_day: date | None, *, chair: bool) -> None:
    """Raise where the person has no role that votes, sits there already, or another one chairs on these days."""
    roles = RoleAssignment.objects.current().on(first_day).filter(person=person, status=RoleStatus.ACTIVE, office__isnull=True)
    if not roles.filter(role__in=VOTING_ROLES).exists():
        message = _("This person is neither committee member nor sponsor on that day. Give them the role first.")
        raise InvalidInput(message, fields={"person": message})
    standing = committee.seats.current().during(first_day, last_day or date.max)
    if standing.filter(person=person).exists():
        raise Refused(_("This person has a seat on some of these days already."))
    if chair and standing.filter(chair=True).exists():
        raise Refused(_("Somebody else chairs the committee on some of these days. End that seat first."))


@transaction.atomic
def end_seat(seat: Seat, *, last_day: date, actor: Actor, at: datetime, reason: str) -> None:
    """The seat ends with this day; before its first day it falls away altogether."""
    require_change(actor, seat.committee)
    reason = reasoned(reason)
    seat = current(seat)
    if seat.last_day is not None and seat.last_day <= last_day:
        raise Refused(_("The seat already ends by that day."))
    with audit.because(actor, reason):
        if last_day < seat.first_day:
            supersede(seat, at=at)
        else:
            replace(seat, at=at, last_day=last_day, username=actor.username, reason=reason)
