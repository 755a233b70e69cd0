"""What the pages of charters, committees and ballots show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from governance.organisation.models import Office
from governance.steering import selectors
from governance.steering.actions.committees import may_change
from governance.steering.authority import Authority
from governance.steering.chartering import against_signing, part_names
from governance.steering.matters import CharterState, Choice, Matter, Outcome, QuorumKind
from governance.steering.models import Ballot, Charter, Committee, Elector, Seat
from governance.steering.naming import officers, recorded
from governance.steering.rules import Tally, needed
from governance.steering.subjects import about

LANGUAGE_NAMES = {"en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
LOOK = {Outcome.CARRIED: "good", Outcome.LOST: "bad", Outcome.NO_QUORUM: "watch"}
CHOICE_LOOK = {Choice.FOR: "good", Choice.AGAINST: "bad", Choice.ABSTAIN: "none"}


@dataclass(frozen=True)
class Line:
    """One matter of a charter: who decides, and what a reader must know about it today."""

    matter: Matter
    who: str
    role: str = ""
    committee: Committee | None = None
    deputies: Sequence[str] = ()
    warning: Text = ""


def charter_context(charter: Charter, actor: Actor, today: date, language: str) -> dict[str, Any]:
    versions = list(Charter.objects.order_by("-number").select_related("signing"))
    holding = Charter.objects.in_force(today)
    draft = charter.state == CharterState.DRAFT
    may_sign = draft and allows(actor, Verb.APPROVE, "charter")
    signing = getattr(charter, "signing", None)
    return {
        "charter": charter,
        "parts": [(part, label, charter.text(part, language).splitlines()) for part, label in part_names().items()],
        "lines": lines(charter, today, live=holding is not None and holding.pk == charter.pk),
        "status": status(charter, holding, today),
        "signing": signing,
        "signed_by": officers([signing.person_id]).get(signing.person_id, "") if signing and signing.person_id else "",
        "drafted_by": recorded(charter.drafted_by, actor),
        "language": language,
        "languages": LANGUAGE_NAMES.items(),
        "versions": [(one, *status(one, holding, today)) for one in versions],
        "missing": against_signing(charter, today) if draft else [],
        "may_edit": draft and allows(actor, Verb.CHANGE, "charter"),
        "may_sign": may_sign and actor.username != charter.drafted_by,
        "own_draft": may_sign and actor.username == charter.drafted_by,
        "may_begin": allows(actor, Verb.CHANGE, "charter") and not any(one.state == CharterState.DRAFT for one in versions),
        "may_see_committees": allows(actor, Verb.VIEW, "committee"),
    }


def status(charter: Charter, holding: Charter | None, today: date) -> tuple[str, str]:
    """The badge of a version: its look and its words."""
    if charter.state == CharterState.DRAFT:
        return "info", _("Draft")
    if holding is not None and charter.pk == holding.pk:
        return "good", _("In force")
    if charter.effective_on is not None and charter.effective_on > today:
        return "watch", _("Signed, in force from %(day)s") % {"day": written.day(charter.effective_on)}
    return "none", _("Replaced")


def lines(charter: Charter, today: date, *, live: bool) -> list[Line]:
    """Who decides what; for the charter in force with today's deputies and who can no longer decide."""
    rows = {row.matter: row for row in charter.authorities.select_related("committee")}
    now = {found.matter: found for found in selectors.authorities(today)} if live else {}
    people = {row.person_id for row in rows.values() if row.person_id} | {one.person_id for found in now.values() for one in found.deputies}
    names = officers(people)
    offices = {office.pk: str(office) for office in Office.objects.filter(pk__in=limits(now))}
    found = []
    for matter in Matter:
        row, authority = rows.get(matter), now.get(matter)
        if row is None:
            found.append(Line(matter, "", warning=authority.explanation if authority else _("Nobody is named yet.")))
            continue
        warning = authority.explanation if authority is not None and not authority.named else ""
        who = str(row.committee) if row.committee else names.get(row.person_id or 0, "")
        role = str(Role(row.role).label) if row.role else ""
        found.append(Line(matter, who, role, row.committee, deputies(authority, names, offices), warning))
    return found


def limits(now: Mapping[Matter, Authority]) -> set[int]:
    return {one.office_id for found in now.values() for one in found.deputies if one.office_id is not None}


def deputies(authority: Authority | None, names: Mapping[int, str], offices: Mapping[int, str]) -> list[str]:
    found = []
    for one in authority.deputies if authority else ():
        values = {"name": names.get(one.person_id, ""), "day": written.day(one.last_day), "office": offices.get(one.office_id or 0, "")}
        if one.office_id:
            found.append(_("%(name)s stands in until %(day)s, for %(office)s only") % values)
        else:
            found.append(_("%(name)s stands in until %(day)s") % values)
    return found


def quorum_words(kind: str, value: int, electors: int | None = None) -> str:
    """The quorum for people: the rule, and how many of these members that is."""
    if kind == QuorumKind.COUNT:
        return _("%(count)s members must vote") % {"count": value}
    if electors is None:
        return _("%(share)s percent of those who may vote") % {"share": value}
    count = needed(Ballot(quorum_kind=kind, quorum_value=value).quorum, electors)
    return _("%(share)s percent of those who may vote: %(count)s of %(electors)s") % {"share": value, "count": count, "electors": electors}


@dataclass(frozen=True)
class Member:
    seat: Seat
    name: str
    now: bool
    past: bool


def committee_context(committee: Committee, actor: Actor, today: date) -> dict[str, Any]:
    seats = list(committee.seats.current().order_by("-chair", "first_day", "pk"))
    names = officers(seat.person_id for seat in seats)
    members = [
        Member(seat, names[seat.person_id], holds(seat, today), seat.last_day is not None and seat.last_day < today) for seat in seats
    ]
    sitting = [one for one in members if one.now]
    voters = sum(one.seat.votes for one in sitting)
    matters = committee.charter_authorities.filter(charter=Charter.objects.in_force(today)).order_by("matter")
    ballots = list(committee.ballots.select_related("closing").order_by("-recorded_at", "-pk")[:10])
    return {
        "committee": committee,
        "members": sorted(members, key=lambda one: (one.past, not one.now, not one.seat.chair, one.name)),
        "sitting": len(sitting),
        "quorum": quorum_words(committee.quorum_kind, committee.quorum_value, voters),
        "out_of_reach": needed(committee.quorum, voters) > voters,
        "matters": [row.get_matter_display() for row in matters],
        "ballots": [(one, LOOK[Outcome(one.closing.outcome)] if not one.is_open else "info") for one in ballots],
        "may_change": may_change(actor, committee),
        "may_see_ballots": allows(actor, Verb.VIEW, "ballot"),
    }


def holds(seat: Seat, today: date) -> bool:
    return seat.first_day <= today and (seat.last_day is None or seat.last_day >= today)


@dataclass(frozen=True)
class Said:
    """One elector of a ballot with every vote they gave, the last first."""

    elector: Elector
    name: str
    votes: Sequence[Any]
    look: str
    by_deputy: str = ""


def ballot_context(ballot: Ballot, actor: Actor, today: date) -> dict[str, Any]:
    electors = list(ballot.electors.prefetch_related("votes"))
    people = {one.person_id for one in electors} | {vote.voter_id for one in electors for vote in one.votes.all()}
    names = officers(people)
    closing = getattr(ballot, "closing", None)
    tally = selectors.tally(ballot)
    mine = selectors.elector_for(ballot, actor) if allows(actor, Verb.CHANGE, "vote") else None
    votes_now = mine is not None and not mine.excluded and ballot.is_open and today <= ballot.due_on and selectors.still_sits(mine, today)
    entitled = sum(not one.excluded for one in electors)
    all_voted = tally.present >= entitled
    return {
        "ballot": ballot,
        "closing": closing,
        "submitted_by": recorded(ballot.submitted_by, actor),
        "opened_by": recorded(ballot.username, actor),
        "closed_by": recorded(closing.username, actor) if closing else "",
        "status": LOOK[Outcome(closing.outcome)] if closing else "info",
        "tally": tally,
        "entitled": entitled,
        "quorum": quorum_words(ballot.quorum_kind, ballot.quorum_value, entitled),
        "said": sorted((of_elector(one, names) for one in electors), key=lambda one: (not one.elector.chair, one.name)),
        "mine": mine if votes_now else None,
        "my_name": names.get(mine.person_id, "") if mine is not None and mine.person_id != actor.person_id else "",
        "my_last": mine.votes.order_by("number").last() if mine is not None else None,
        "excluded": mine is not None and mine.excluded,
        "may_close": ballot.is_open and allows(actor, Verb.CHANGE, "ballot") and (all_voted or ballot.is_due(today)),
        "overdue": ballot.is_open and today > ballot.due_on,
        "stands": standing_words(tally, ballot.is_open),
        "about": about(ballot, actor),
    }


def of_elector(elector: Elector, names: Mapping[int, str]) -> Said:
    votes = sorted(elector.votes.all(), key=lambda vote: -vote.number)
    look = CHOICE_LOOK[Choice(votes[0].choice)] if votes else "none"
    deputy = names.get(votes[0].voter_id, "") if votes and votes[0].voter_id != elector.person_id else ""
    return Said(elector, names.get(elector.person_id, ""), votes, look, deputy)


def standing_words(tally: Tally, is_open: bool) -> str:
    """How it stands, in one sentence."""
    values = {
        "for": tally.votes_for,
        "against": tally.votes_against,
        "abstained": tally.abstained,
        "present": tally.present,
        "needed": tally.needed,
    }
    if tally.present < tally.needed:
        return _("%(present)s have voted; the quorum is %(needed)s.") % values
    if tally.by_chair:
        return _("%(for)s for, %(against)s against, %(abstained)s abstained; the chair decides the tie.") % values
    return _("%(for)s for, %(against)s against, %(abstained)s abstained.") % values
