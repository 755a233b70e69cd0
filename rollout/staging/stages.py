"""The stages of an office and the one table of allowed moves. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    PREPARING = "preparing", _("Preparing")
    TRAINING = "training", _("Training")
    TRIAL = "trial", _("Trial use")
    LIVE = "live", _("Live")
    STABILISED = "stabilised", _("Stabilised")
    HANDED_OVER = "handed_over", _("Handed over")
    HELD = "held", _("On hold")


# The order in which an office walks. HELD stands outside it.
WALK = (Stage.CANDIDATE, Stage.PREPARING, Stage.TRAINING, Stage.TRIAL, Stage.LIVE, Stage.STABILISED, Stage.HANDED_OVER)
STARTED = frozenset(WALK[2:])
CARRIED = frozenset({Stage.TRAINING, Stage.TRIAL})
LIVE_STAGES = frozenset(WALK[4:])
PROVEN = frozenset(WALK[5:])


class MoveKind(TextChoices):
    FORWARD = "forward", _("Forward")
    HOLD = "hold", _("Put on hold")
    RESUME = "resume", _("Resume")
    ROLL_BACK = "roll_back", _("Roll back")


# A decision to stop or go back is worth nothing without its reason.
REASON_REQUIRED = frozenset({MoveKind.HOLD, MoveKind.ROLL_BACK})


@dataclass(frozen=True)
class AllowedMove:
    """One line of the table. `held_in` is the stage in which an office on hold was stopped; None for all others."""

    start: Stage
    end: Stage
    kind: MoveKind
    held_in: Stage | None = None

    @property
    def gated(self) -> bool:
        """A gate stands between each two stages of the walk."""
        return self.kind == MoveKind.FORWARD


def _table() -> tuple[AllowedMove, ...]:
    forward = [AllowedMove(start, end, MoveKind.FORWARD) for start, end in zip(WALK, WALK[1:], strict=False)]
    back = [AllowedMove(start, end, MoveKind.ROLL_BACK) for place, start in enumerate(WALK) for end in WALK[:place]]
    holdable = WALK[:-1]  # what is handed over is no longer the programme's to hold
    hold = [AllowedMove(start, Stage.HELD, MoveKind.HOLD) for start in holdable]
    resume = [AllowedMove(Stage.HELD, stage, MoveKind.RESUME, stage) for stage in holdable]
    held_back = [AllowedMove(Stage.HELD, end, MoveKind.ROLL_BACK, stage) for place, stage in enumerate(holdable) for end in WALK[:place]]
    return (*forward, *hold, *resume, *back, *held_back)


MOVES: tuple[AllowedMove, ...] = _table()
_BY_ENDS = {(move.start, move.held_in, move.end): move for move in MOVES}


def move_between(start: Stage, end: Stage, held_in: Stage | None = None) -> AllowedMove | None:
    """The line of the table for this move, or None: whatever is not in the table is not allowed."""
    return _BY_ENDS.get((start, held_in if start == Stage.HELD else None, end))


def moves_from(start: Stage, held_in: Stage | None = None) -> list[AllowedMove]:
    """Every line of the table that begins where the office stands."""
    return [move for move in MOVES if move.start == start and move.held_in == (held_in if start == Stage.HELD else None)]
