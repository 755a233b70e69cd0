"""Whether the figures are being computed anew just now, so that a page can say why it still tells what was before."""

from __future__ import annotations

from datetime import datetime

from governance.core.models import Job

RECOMPUTE = "adoption.recompute"


def being_computed(known_at: datetime | None) -> bool:
    """A computation waits or runs. What was known at an earlier instant is not touched by it."""
    return known_at is None and Job.objects.unfinished().filter(kind=RECOMPUTE).exists()
