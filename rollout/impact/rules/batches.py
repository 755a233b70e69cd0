"""The states of a migration batch and the only moves between them. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BatchState(TextChoices):
    PLANNED = "planned", _("Planned")
    FIXED = "fixed", _("Tolerance fixed")
    RUNNING = "running", _("Running")
    LOADED = "loaded", _("Loaded, not reconciled")
    PASSED = "passed", _("Reconciled")
    FAILED = "failed", _("Failed")
    REPEATED = "repeated", _("Failed, repeated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# The tolerance can be fixed anew until the run starts, never after. Only a verdict leads to passed.
BATCH_MOVES: dict[BatchState, tuple[BatchState, ...]] = {
    BatchState.PLANNED: (BatchState.PLANNED, BatchState.FIXED, BatchState.WITHDRAWN),
    BatchState.FIXED: (BatchState.FIXED, BatchState.PLANNED, BatchState.RUNNING, BatchState.WITHDRAWN),
    BatchState.RUNNING: (BatchState.LOADED, BatchState.FAILED),
    BatchState.LOADED: (BatchState.PASSED, BatchState.FAILED),
    BatchState.FAILED: (BatchState.REPEATED,),
    BatchState.PASSED: (),
    BatchState.REPEATED: (),
    BatchState.WITHDRAWN: (),
}
BEFORE_THE_RUN = frozenset({BatchState.PLANNED, BatchState.FIXED})


def before(to: BatchState) -> list[BatchState]:
    """From where a batch may come to this state."""
    return [state for state, targets in BATCH_MOVES.items() if to in targets]
