"""What a decision freezes: everything it rested on, in codes and numbers, with the words of that day in every language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from governance.core.actor import Actor
from governance.organisation.models import Office
from governance.steering.models import Ballot, Vote
from rollout.staging import deciders
from rollout.staging.deciders import NewCondition
from rollout.staging.gates import Evaluation, Facts
from rollout.staging.gates.stored import criterion_to_json, evaluation_to_json, facts_to_json
from rollout.staging.models import GateCriterion, GateVersion, OfficeRollout, Override
from rollout.staging.stages import Stage
from rollout.staging.states import Decided


def in_languages(say: Callable[[], object]) -> dict[str, str]:
    """A text in every language of the product, as it reads today."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(say())
    return found


def figures(
    rollout: OfficeRollout,
    version: GateVersion,
    facts: Facts,
    evaluation: Evaluation,
    outcome: Decided,
    overrides: Sequence[Override],
    conditions: Sequence[NewCondition],
    ballot: int | None,
    actor: Actor,
    on: date,
    reason: str,
    to: Stage | None,
) -> dict[str, Any]:
    """The frozen evidence. Judged again, `facts` under `criteria` give `evaluation`."""
    lines = list(version.criteria.all())
    return {
        "office": office_words(rollout.office),
        "stage": rollout.stage,
        "gate": {"start": version.gate.start, "end": version.gate.end.value, "version": version.number},
        "decision": {
            "outcome": outcome.value,
            "verdict": evaluation.verdict.value,
            "on": on,
            "by": actor.username,
            "authority": in_languages(lambda: deciders.words(actor, deciders.MATTERS[outcome], on)),
            "ballot": ballot_words(ballot),
            "to": to.value if to else "",
            "reason": reason,
        },
        "criteria": [criterion_words(line) for line in lines],
        "facts": facts_to_json(facts),
        "evaluation": evaluation_to_json(evaluation),
        "overrides": [override_words(row) for row in overrides],
        "conditions": [{"text": row.text, "owner": row.owner.pseudonym, "due": row.due} for row in conditions],
    }


def criterion_words(line: GateCriterion) -> dict[str, Any]:
    """One line as the pure rules take it, with what else a reader must know."""
    return criterion_to_json(line.asked) | {"scope": line.scope, "label": in_languages(line.__str__)}


def office_words(office: Office) -> dict[str, Any]:
    return {"id": office.pk, "code": office.code, "name": in_languages(office.__str__)}


def override_words(row: Override) -> dict[str, Any]:
    return {"code": row.code, "until": row.until, "by": row.username, "reason": row.reason}


def ballot_words(ballot: int | None) -> dict[str, Any] | None:
    """The committee's vote: its question, outcome and each last vote."""
    found = Ballot.objects.filter(pk=ballot).select_related("closing").first() if ballot else None
    if found is None:
        return None
    votes = Vote.objects.filter(elector__ballot=found).order_by("elector", "number").values_list("elector__person__pseudonym", "choice")
    return {"id": found.pk, "question": found.question, "outcome": found.closing.outcome, "votes": dict(votes)}
