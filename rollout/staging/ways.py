"""The decisions that are possible for a reader: what stands against each, and the committee's part where the charter names one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.permissions import Verb, allows
from governance.steering import selectors as steering
from governance.steering.matters import Matter
from rollout.staging import asking, deciders
from rollout.staging.asking import Put
from rollout.staging.models import GateDecision, GateVersion, OfficeRollout
from rollout.staging.states import Decided


@dataclass(frozen=True)
class Way:
    """One possible decision at a gate. `put`: what the committee was asked about it, the newest first."""

    outcome: Decided
    against: Text
    put: Sequence[Put]
    may_ask: bool

    @property
    def carried(self) -> Put | None:
        return asking.carried(self.put)


def ways(actor: Actor, rollout: OfficeRollout, version: GateVersion, on: date) -> list[Way]:
    return [way(actor, rollout, version, outcome, on) for outcome in Decided]


def way(actor: Actor, rollout: OfficeRollout, version: GateVersion, outcome: Decided, on: date) -> Way:
    stem = deciders.decision_key(rollout, version, outcome)
    put, against, may_ask = standing(actor, deciders.MATTERS[outcome], stem, on, rollout.office_id)
    return Way(outcome, against, put, may_ask)


def standing(actor: Actor, matter: Matter, stem: str, on: date, office_id: int | None = None) -> tuple[Sequence[Put], Text, bool]:
    """What was put to the committee, why this actor may not decide now, and whether they may ask the committee."""
    by_vote = steering.authority(matter, on).committee_id is not None
    put = asking.put(matter, stem) if by_vote else []
    carried = asking.carried(put)
    key = carried.ballot.subject_key if carried else stem
    against = deciders.objection(actor, matter, on, key=key, office_id=office_id)
    may_ask = by_vote and carried is None and asking.voting(put) is None and allows(actor, Verb.CHANGE, "ballot")
    return put, against, may_ask


def can_decide(actor: Actor, rollout: OfficeRollout, version: GateVersion | None, on: date) -> bool:
    """Whether this actor may take one of the decisions about the office, or ask the committee for one. The stop has a page of its own."""
    if version is None or not allows(actor, Verb.APPROVE, "gate_decision", office_id=rollout.office_id):
        return False
    about_office = (one for one in ways(actor, rollout, version, on) if one.outcome != Decided.STOP)
    return any(not one.against or one.may_ask for one in about_office)


def may_override(actor: Actor, on: date, office_id: int) -> bool:
    """Whether this actor may pass over a criterion of that office, or ask the committee to."""
    if not allows(actor, Verb.APPROVE, "gate_override", office_id=office_id):
        return False
    if steering.authority(Matter.OVERRIDE, on).committee_id is not None:
        return allows(actor, Verb.CHANGE, "ballot")
    return not steering.objection(actor, Matter.OVERRIDE, on, office_id=office_id)


def lifting(actor: Actor, rollout: OfficeRollout, decision: GateDecision, on: date) -> tuple[Text, bool]:
    """Why this actor may not lift the hold that was decided, and whether they may ask the committee to."""
    _put, against, may_ask = standing(actor, Matter.GATE_DECISION, deciders.lift_key(decision), on, rollout.office_id)
    return against, may_ask


def may_lift(actor: Actor, rollout: OfficeRollout, decision: GateDecision | None, on: date) -> bool:
    if decision is None or not allows(actor, Verb.APPROVE, "gate_decision", office_id=rollout.office_id):
        return False
    against, may_ask = lifting(actor, rollout, decision, on)
    return not against or may_ask
