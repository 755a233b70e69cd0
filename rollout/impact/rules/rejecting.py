"""Which rejections by customers still stand against a step. Pure.

Source: docs/algorithms/customer-impact.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rollout.impact.states import ReactionKind, StepState

# In these a rejection waits for an answer. What stands sent back has it, and what is dropped needs none.
UNANSWERED = frozenset({StepState.PLANNED, StepState.RUNNING, StepState.DONE})


@dataclass(frozen=True)
class Told:
    """One reaction: of which customers (no office: anywhere; no touchpoint: any), about which day, recorded when."""

    pk: int
    kind: ReactionKind
    on: date
    recorded_at: datetime
    office_id: int | None = None
    touchpoint_id: int | None = None


@dataclass(frozen=True)
class Turn:
    """One move of the step, as far as it answers a rejection."""

    start: StepState
    to: StepState
    recorded_at: datetime

    @property
    def answers(self) -> bool:
        """It was sent back, or planned anew out of having been sent back."""
        return StepState.SENT_BACK in (self.start, self.to)


def answered(rejection: Told, turns: Iterable[Turn]) -> bool:
    return any(turn.answers and turn.recorded_at >= rejection.recorded_at for turn in turns)


def lifted(rejection: Told, told: Iterable[Told]) -> bool:
    """The same customers welcome it later. Those of one office do not speak for another's, nor of one touchpoint for another."""
    return any(
        one.kind == ReactionKind.WELCOMES
        and one.office_id in (None, rejection.office_id)
        and one.touchpoint_id in (None, rejection.touchpoint_id)
        and (one.on, one.recorded_at) > (rejection.on, rejection.recorded_at)
        for one in told
    )


def standing(told: Collection[Told], turns: Collection[Turn]) -> list[Told]:
    """The rejections that nobody answered by sending the step back, and that the same customers did not take back."""
    return [one for one in told if one.kind == ReactionKind.REJECTS and not answered(one, turns) and not lifted(one, told)]
