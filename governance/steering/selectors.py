"""Who decides what, and how committees decided. Rooms above ask `authority`, `objection`/`may_decide` and `decided`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.permissions import Verb, allows
from governance.core.reading import once
from governance.core.roles import Role
from governance.organisation.models import Delegation, Office, RoleAssignment, RoleStatus
from governance.steering.authority import Authority, Basis, Deputy, Held, Named, Record, Version, resolve
from governance.steering.matters import Choice, Matter, Outcome
from governance.steering.models import Ballot, Charter, Closing, Elector, Seat, Vote
from governance.steering.rules import Tally, count, last_votes

VOTING_ROLES = (Role.COMMITTEE, Role.SPONSOR)


def authority(matter: Matter, on: date, known_at: datetime | None = None) -> Authority:
    """Who decides this on that day, as the record held it at `known_at`. While no charter is signed, the sponsor, and it says so."""
    return resolve(record(known_at), matter, on)


def authorities(on: date, known_at: datetime | None = None) -> list[Authority]:
    """The same for every matter, with the same few queries."""
    held = record(known_at)
    return [resolve(held, matter, on) for matter in Matter]


@once
def record(known_at: datetime | None = None) -> Record:
    """Charters, roles for the whole company and delegations as the record held them: three or four queries."""
    versions = list(charters_signed(known_at))
    named = {Role(line.role) for version in versions for line in version.lines if line.role} | {Role.SPONSOR}
    return Record(versions, roles_held(named, known_at), roles_lent(named, known_at))


def charters_signed(known_at: datetime | None) -> Iterator[Version]:
    """With whom each names for what, the one that holds last at the end. One query."""
    lines = [f"authorities__{name}" for name in ("matter", "person_id", "role", "committee_id")]
    rows = Charter.objects.signed(known_at).filter(effective_on__isnull=False).order_by("effective_on", "number", "authorities__matter")
    for (pk, number, day), found in groupby(rows.values_list("pk", "number", "effective_on", *lines), key=itemgetter(0, 1, 2)):
        yield Version(pk, number, day, tuple(Named(Matter(row[3]), row[4], row[5], row[6]) for row in found if row[3]))


def roles_held(roles: Collection[Role], known_at: datetime | None) -> list[Held]:
    rows = RoleAssignment.objects.known_at(known_at).filter(role__in=roles, office__isnull=True, status=RoleStatus.ACTIVE)
    undecided: set[int] = set()
    if known_at is not None:
        # A proposal that was agreed to only later was no role yet; the row itself keeps its one time of recording.
        past = RoleAssignment.history.filter(history_date__lte=known_at, role__in=roles).order_by("history_date", "history_id")
        latest = dict(past.values_list("id", "status"))
        undecided = {pk for pk, status in latest.items() if status != RoleStatus.ACTIVE}
    found = rows.order_by("first_day", "person_id").values_list("pk", "person_id", "role", "first_day", "last_day")
    return [Held(person, Role(role), first, last) for pk, person, role, first, last in found if pk not in undecided]


def roles_lent(roles: Collection[Role], known_at: datetime | None) -> list[Deputy]:
    rows = Delegation.objects.known_at(known_at).filter(role__in=roles, limit__isnull=True).order_by("first_day", "deputy_id")
    found = rows.values_list("deputy_id", "holder_id", "role", "first_day", "last_day", "office_id")
    return [Deputy(deputy, holder, Role(role), first, last or first, office) for deputy, holder, role, first, last, office in found]


def may_decide(
    actor: Actor, matter: Matter, on: date, *, subject_key: str = "", submitted_by: str = "", office_id: int | None = None
) -> bool:
    """Whether the actor may decide this now; where a committee decides, whether it has carried this very subject."""
    return not objection(actor, matter, on, subject_key=subject_key, submitted_by=submitted_by, office_id=office_id)


def objection(
    actor: Actor, matter: Matter, on: date, *, subject_key: str = "", submitted_by: str = "", office_id: int | None = None
) -> Text:
    """Why the actor may not decide this, in words; nothing where they may.

    Where a committee decides, `subject_key` names what the ballot was about: only what it carried may be put on record, by one of its
    members or whoever keeps the ballots. `office_id` is the office it is about, for deputies who stand in for one office only.
    """
    if actor.system:
        return _("Only a person decides this.")
    if submitted_by and actor.username == submitted_by:
        return _("You submitted this yourself, so someone else must decide on it.")
    found = authority(matter, on)
    if found.committee_id is not None:
        return against_record(actor, found, subject_key)
    if found.basis != Basis.CHARTER and holds_sponsor(actor):
        return ""
    if actor.person_id is not None and stands(actor.person_id, found, office_id):
        return ""
    if not found.holders:
        return found.explanation
    if not found.named:
        return _("%(why)s You do not hold that role.") % {"why": found.explanation}
    return _("The charter names somebody else for this: %(matter)s.") % {"matter": matter.label}


def holds_sponsor(actor: Actor) -> bool:
    """For the whole company, in person or as a deputy without a limit of money."""
    return any(grant.role == Role.SPONSOR and grant.office_ids is None and grant.limit is None for grant in actor.grants)


def stands(person_id: int, found: Authority, office_id: int | None) -> bool:
    """Whether the person is a holder, or a deputy for this office."""
    if any(holder.person_id == person_id for holder in found.holders):
        return True
    mine = [deputy for deputy in found.deputies if deputy.person_id == person_id]
    if any(deputy.office_id is None for deputy in mine):
        return True
    limited = {deputy.office_id for deputy in mine if deputy.office_id is not None}
    return (
        office_id is not None and bool(limited) and office_id in Office.below(limited, dict(Office.objects.values_list("pk", "parent_id")))
    )


def against_record(actor: Actor, found: Authority, subject_key: str) -> Text:
    """Why the actor may not put a decision of the committee on record."""
    closing = decided(found.matter, subject_key) if subject_key else None
    if closing is None or closing.ballot.committee_id != found.committee_id:
        return _("The committee decides this by vote, and no ballot on it is closed yet.")
    if closing.outcome != Outcome.CARRIED:
        return _("The committee did not carry this: %(outcome)s.") % {"outcome": closing.get_outcome_display()}
    member = actor.person_id is not None and closing.ballot.electors.filter(person=actor.person_id).exists()
    if not member and not allows(actor, Verb.CHANGE, "ballot"):
        return _("A member of the committee or the project office puts its decision on record.")
    return ""


def decided(matter: Matter, subject_key: str, known_at: datetime | None = None) -> Closing | None:
    """How the last closed ballot about this subject ended."""
    rows = Closing.objects.filter(ballot__matter=matter, ballot__subject_key=subject_key).select_related("ballot__committee")
    rows = rows if known_at is None else rows.filter(recorded_at__lte=known_at)
    return rows.order_by("recorded_at", "pk").last()


def last_ballots(matter: Matter, subject_keys: Iterable[str], known_at: datetime | None = None) -> dict[str, Ballot]:
    """The last ballot about each of these subjects, with its closing. One query."""
    rows = Ballot.objects.known_at(known_at).filter(matter=matter, subject_key__in=list(subject_keys))
    return {row.subject_key: row for row in rows.select_related("committee", "closing").order_by("recorded_at", "pk")}


def to_close(on: date) -> list[Ballot]:
    """Ballots that can be closed: their last day is over, or everybody has voted. The longest due first; two queries."""
    voting = Elector.objects.filter(excluded=False, votes__isnull=True).values("ballot")
    rows = Ballot.objects.open().filter(Q(due_on__lt=on) | ~Q(pk__in=voting))
    return list(rows.select_related("committee").order_by("due_on", "pk"))


def open_ballot_about(matter: Matter, subject_key: str) -> Ballot | None:
    """The ballot under way about this subject; there is at most one."""
    return Ballot.objects.open().filter(matter=matter, subject_key=subject_key).first()


def tally(ballot: Ballot) -> Tally:
    """How the ballot stands by the votes given so far."""
    electors = [one for one in ballot.electors.all() if not one.excluded]
    chair = next((one.pk for one in electors if one.chair), None) if ballot.casting_vote else None
    return count([one.pk for one in electors], said(ballot), ballot.quorum, chair=chair)


def said(ballot: Ballot) -> dict[int, Choice]:
    """What each elector said last."""
    rows = Vote.objects.filter(elector__ballot=ballot).values_list("elector_id", "number", "choice")
    return last_votes((elector, number, Choice(choice)) for elector, number, choice in rows)


def elector_for(ballot: Ballot, actor: Actor) -> Elector | None:
    """The member for whom the actor votes: themselves, else one who lent them the role. A person has one vote."""
    if actor.person_id is None:
        return None
    electors = list(ballot.electors.select_related("person"))
    own = next((one for one in electors if one.person_id == actor.person_id), None)
    if own is not None or actor.username == ballot.submitted_by:
        return own
    lent = {grant.delegated_by for grant in actor.grants if grant.role in VOTING_ROLES and grant.delegated_by}
    for_others = [one for one in electors if one.person.pseudonym in lent]
    return min(for_others, key=lambda one: (not one.chair, one.person.pseudonym), default=None)


@dataclass(frozen=True)
class Asked:
    """An open ballot on which the reader may vote."""

    ballot: Ballot
    elector: Elector
    voted: bool


def votes_asked(actor: Actor, on: date) -> list[Asked]:
    """Open ballots that the actor may still vote on, the soonest due first. A fixed number of queries but for deputies' seats."""
    if actor.person_id is None:
        return []
    lent = {grant.delegated_by for grant in actor.grants if grant.role in VOTING_ROLES and grant.delegated_by}
    wanted = Q(ballot__in=Ballot.objects.open().filter(due_on__gte=on)) & (Q(person=actor.person_id) | Q(person__pseudonym__in=lent))
    rows = (
        Elector.objects.filter(wanted)
        .select_related("ballot__committee", "person")
        .annotate(voted=Exists(Vote.objects.filter(elector=OuterRef("pk"))))
    )
    sitting = set(Seat.objects.current().on(on).filter(votes=True).values_list("committee_id", "person_id"))
    found: dict[int, Elector] = {}
    for row in sorted(rows, key=lambda row: (row.person_id == actor.person_id, row.chair, row.person.pseudonym)):
        found[row.ballot_id] = row
    mine = [row for row in found.values() if not row.excluded and (row.ballot.committee_id, row.person_id) in sitting]
    seen = [row for row in mine if row.person_id == actor.person_id or row.ballot.submitted_by != actor.username]
    return [
        Asked(row.ballot, row, bool(getattr(row, "voted", False)))
        for row in sorted(seen, key=lambda row: (row.ballot.due_on, row.ballot.pk))
    ]


def still_sits(elector: Elector, on: date) -> bool:
    """Whether the member still has their seat and vote on that day."""
    seats = Seat.objects.current().on(on).filter(committee=elector.ballot.committee_id, person=elector.person_id, votes=True)
    return seats.exists()
