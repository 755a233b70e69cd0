"""By what right somebody decides at a gate: the charter's word, or the sponsor's role while it says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.errors import NotAllowed, Refused, Text
from governance.core.roles import Role
from governance.organisation.models import Person
from governance.steering import selectors as steering
from governance.steering.matters import Matter
from rollout.staging import asking
from rollout.staging.models import GateCriterion, GateDecision, GateVersion, OfficeRollout, Override, Programme
from rollout.staging.stages import Stage
from rollout.staging.states import Decided


@dataclass(frozen=True)
class NewCondition:
    """What must be done, by whom and by which day (included)."""

    text: str
    owner: Person
    due: date


MATTERS = {
    Decided.GO: Matter.GATE_DECISION,
    Decided.CONDITIONAL: Matter.GATE_DECISION,
    Decided.HOLD: Matter.GATE_DECISION,
    Decided.ROLL_BACK: Matter.ROLLBACK,
    Decided.STOP: Matter.STOP,
}


def decision_key(rollout: OfficeRollout, version: GateVersion, outcome: Decided) -> str:
    """What a ballot on a decision is about: this office, this version, this outcome, and which decision in turn it is."""
    return key_of(rollout.pk, version.pk, outcome, GateDecision.objects.filter(rollout=rollout).count() + 1)


def key_of(rollout_id: int, version_id: int, outcome: Decided, turn: int) -> str:
    return f"gate:{rollout_id}:{version_id}:{outcome.value}:{turn}"


def override_key(rollout: OfficeRollout, criterion: GateCriterion) -> str:
    turn = Override.objects.filter(rollout=rollout, code=criterion.code).count() + 1
    return f"override:{rollout.pk}:{criterion.pk}:{turn}"


def retire_key(version: GateVersion) -> str:
    return f"retire:{version.pk}"


def lift_key(decision: GateDecision) -> str:
    """What a ballot on lifting a decided hold is about: this hold and no later one."""
    return f"lift:{decision.rollout_id}:{decision.pk}"


def stop_key(programme: Programme) -> str:
    return f"stop:{programme.pk}"


def withdrawal_key(rollout: OfficeRollout) -> str:
    return f"withdrawal:{rollout.pk}"


def decision_terms(outcome: Decided, conditions: Sequence[NewCondition], to: Stage | None) -> dict[str, Any]:
    """What a decision carries beside its outcome."""
    back = to.value if to is not None and outcome == Decided.ROLL_BACK else ""
    return asking.terms_of(to=back, conditions=[(row.text, row.owner.pseudonym, row.due) for row in conditions])


def objection(actor: Actor, matter: Matter, on: date, *, key: str, office_id: int | None = None) -> Text:
    """Why the actor may not decide this, in words; nothing where they may."""
    return steering.objection(actor, matter, on, subject_key=key, office_id=office_id)


def right(
    actor: Actor, matter: Matter, on: date, *, stem: str, terms: Mapping[str, Any], office_id: int | None = None
) -> tuple[str, int | None]:
    """The right by which the actor decides, in words, and the ballot where a committee decided. NotAllowed without one.

    A committee is asked about exact terms; to record others than it carried is Refused.
    """
    key = asking.key_with(stem, terms)
    against = objection(actor, matter, on, key=key, office_id=office_id)
    committee = steering.authority(matter, on).committee_id is not None
    if against and committee and terms and (other := asking.carried(asking.put(matter, stem))) is not None and other.terms != terms:
        raise Refused(_("The committee carried other terms. Record exactly what it carried, or ask it again."))
    if against:
        raise NotAllowed(against)
    closing = steering.decided(matter, key) if committee else None
    return words(actor, matter, on), closing.ballot_id if closing else None


def words(actor: Actor, matter: Matter, on: date) -> str:
    """The right by which the actor decides, in the reader's language."""
    said = str(steering.authority(matter, on).explanation)
    lent = any(grant.role == Role.SPONSOR and grant.delegated_by for grant in actor.grants)
    return _("%(right)s Decided as deputy.") % {"right": said} if lent else said
