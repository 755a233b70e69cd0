"""What waits at gates: who acts next where a gate is ready to be decided, conditions that come due, overrides that run out.

For home pages and work lists. Queries grow with the figures that gates ask for, not with the offices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count

from governance.core.actor import Actor
from governance.core.permissions import Verb, allows, scope
from governance.steering import selectors as steering
from governance.steering.authority import Authority
from governance.steering.matters import Matter, Outcome
from governance.steering.models import Ballot
from rollout.staging import deciders, selectors
from rollout.staging.gating.readiness import Readiness, of_programme
from rollout.staging.gating.ripe import ripe, running_of
from rollout.staging.gating.standing import binding, conditions
from rollout.staging.models import Condition, GateDecision, GateVersion, OfficeRollout, Override, ProgrammeStop
from rollout.staging.states import PERMITS, Decided

AHEAD = timedelta(days=14)


class Next(StrEnum):
    """What happens next at a gate that is ready."""

    DECIDE = "decide"
    ASK = "ask"
    VOTE = "vote"
    RECORD = "record"


@dataclass(frozen=True)
class Waiting:
    """An office whose next gate permits a go that nobody has decided. `mine`: the reader is who acts next."""

    rollout: OfficeRollout
    version: GateVersion
    passed_over: int
    next: Next
    mine: bool
    ballot: Ballot | None = None


def ready_to_decide(actor: Actor, at: datetime, known_at: datetime | None = None) -> list[Waiting]:
    """Every office at whose gate a go is possible and not decided, in the order in which offices go next."""
    rollouts = of_programme(known_at)
    found = [] if stopped(rollouts, known_at) else ripe(rollouts, at=at, known_at=known_at)
    if not found:
        return []
    day = selectors.local_day(at)
    authority = steering.authority(Matter.GATE_DECISION, day, known_at)
    if authority.committee_id is None:
        may = may_decide(actor, authority, [each.rollout.office_id for each, _over in found], day)
        return [Waiting(each.rollout, version_of(each), over, Next.DECIDE, each.rollout.office_id in may) for each, over in found]
    return asked_of_committee(actor, found, authority.committee_id, day, known_at)


def stopped(rollouts: Sequence[OfficeRollout], known_at: datetime | None) -> bool:
    """Whether the programme was ended, as the record held it. No query: its end is read with its offices."""
    end: ProgrammeStop | None = getattr(rollouts[0].wave.programme, "stop", None) if rollouts else None
    return end is not None and (known_at is None or end.recorded_at <= known_at)


def version_of(each: Readiness) -> GateVersion:
    assert each.version is not None
    return each.version


def may_decide(actor: Actor, authority: Authority, office_ids: Collection[int], day: date) -> set[int]:
    """The offices about which this reader decides: all, or those a deputy stands in for."""
    if not allows(actor, Verb.APPROVE, "gate_decision"):
        return set()
    if not steering.objection(actor, Matter.GATE_DECISION, day):
        return set(office_ids)
    limited = any(deputy.person_id == actor.person_id and deputy.office_id for deputy in authority.deputies)
    if actor.person_id is None or not limited:
        return set()
    return {office for office in office_ids if steering.stands(actor.person_id, authority, office)}


def asked_of_committee(
    actor: Actor, waiting: Sequence[tuple[Readiness, int]], committee_id: int, day: date, known_at: datetime | None
) -> list[Waiting]:
    """Where the committee decides: to be put to it, being voted on, or carried and to be put on record."""
    turns = turns_of([each.rollout.pk for each, _over in waiting], known_at)
    keys = {
        each.rollout.pk: deciders.key_of(each.rollout.pk, version_of(each).pk, Decided.GO, turns.get(each.rollout.pk, 0) + 1)
        for each, _over in waiting
    }
    ballots = steering.last_ballots(Matter.GATE_DECISION, keys.values(), known_at)
    clerk = allows(actor, Verb.CHANGE, "ballot") and allows(actor, Verb.APPROVE, "gate_decision")
    voting = {one.ballot.pk for one in steering.votes_asked(actor, day) if not one.voted}
    found = []
    for each, over in waiting:
        ballot = ballots.get(keys[each.rollout.pk])
        step = step_of(ballot if ballot is not None and ballot.committee_id == committee_id else None)
        mine = clerk if step != Next.VOTE else ballot is not None and ballot.pk in voting
        found.append(Waiting(each.rollout, version_of(each), over, step, mine, ballot))
    return found


def step_of(ballot: Ballot | None) -> Next:
    """A question that was lost, or had no quorum, may be put again."""
    if ballot is None:
        return Next.ASK
    if ballot.is_open:
        return Next.VOTE
    return Next.RECORD if ballot.closing.outcome == Outcome.CARRIED else Next.ASK


def turns_of(rollout_ids: Collection[int], known_at: datetime | None) -> Mapping[int, int]:
    """How many decisions each office has had. One query."""
    rows = GateDecision.objects.filter(rollout__in=rollout_ids)
    rows = rows if known_at is None else rows.filter(recorded_at__lte=known_at)
    return dict(rows.order_by().values_list("rollout_id").annotate(Count("pk")))


def conditions_due(actor: Actor, day: date, *, within: timedelta = AHEAD, known_at: datetime | None = None) -> list[Condition]:
    """Open conditions of goes that bind, due by then or overdue, that this reader answers for or may follow; the longest due first."""
    reached = scope(actor, Verb.VIEW, "gate_condition")
    go = [decision for decision in binding(keys_of(known_at), known_at).values() if decision.outcome in PERMITS]
    rows = conditions(go, known_at).filter(due__lte=day + within)
    return [
        row
        for row in rows
        if reached.everything
        or row.decision.rollout.office_id in reached.office_ids
        or (reached.person_id is not None and row.owner_id == reached.person_id)
    ]


def overrides_ending(actor: Actor, day: date, *, within: timedelta = AHEAD, known_at: datetime | None = None) -> list[Override]:
    """Overrides of criteria that run out by then, the first first."""
    reached = scope(actor, Verb.VIEW, "gate_override")
    rows = [row for row in running_of(keys_of(known_at), day, known_at) if row.until <= day + within]
    return [row for row in rows if reached.everything or row.rollout.office_id in reached.office_ids]


def keys_of(known_at: datetime | None) -> tuple[int, ...]:
    return tuple(row.pk for row in of_programme(known_at))
