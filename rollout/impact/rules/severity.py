"""How badly customers feel a step, from three plain answers; and whether what is done about it counts. Pure.

Source: docs/algorithms/customer-impact.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rollout.impact.states import OPEN_STEPS, Effect, Severity, Share, StepState

# Rows: the effect; columns: few, some, many of the customers at this touchpoint.
SCALE: dict[Effect, tuple[Severity, Severity, Severity]] = {
    Effect.NOTHING: (Severity.NONE, Severity.NONE, Severity.NONE),
    Effect.NOTICES: (Severity.SLIGHT, Severity.SLIGHT, Severity.NOTICEABLE),
    Effect.EFFORT: (Severity.NOTICEABLE, Severity.SERIOUS, Severity.SERIOUS),
    Effect.PREVENTED: (Severity.SERIOUS, Severity.SEVERE, Severity.SEVERE),
}


def severity(effect: Effect, share: Share, another_way: bool) -> Severity:
    """The cell of the scale; one lower where customers have another way that works, but never below slight once they notice."""
    found = SCALE[Effect(effect)][Share(share) - 1]
    if another_way and found > Severity.SLIGHT:
        return Severity(found - 1)
    return found


@dataclass(frozen=True)
class Felt:
    """One assessment as the rule sees it."""

    severity: Severity
    step_state: StepState
    mitigation: str
    owned: bool
    due: date | None
    done_on: date | None


def mitigated(felt: Felt, day: date) -> bool:
    """In place, or promised by somebody for a day that has not passed. Words without owner and date are no mitigation."""
    if not felt.mitigation.strip():
        return False
    if felt.done_on is not None and felt.done_on <= day:
        return True
    return felt.owned and felt.due is not None and felt.due >= day


def blocks(felt: Felt, day: date) -> bool:
    """Severe, in a step that is still to come or under way, and not mitigated."""
    return felt.severity >= Severity.SEVERE and felt.step_state in OPEN_STEPS and not mitigated(felt, day)
