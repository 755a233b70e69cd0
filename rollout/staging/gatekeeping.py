"""The seam where a gate is asked. No gates are defined yet, so none objects."""

from __future__ import annotations

from datetime import date

from rollout.staging.models import OfficeRollout
from rollout.staging.rules import Objection
from rollout.staging.stages import AllowedMove


def objections(rollout: OfficeRollout, move: AllowedMove, on: date) -> tuple[Objection, ...]:
    """What the gate of this move says against it on that day. Every forward move asks here, from every entry point."""
    return ()
