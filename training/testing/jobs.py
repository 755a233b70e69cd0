"""Work by the clock."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.jobs import Progress, job
from training.testing import results_jobs  # noqa: F401
from training.testing.actions.taking import end_all_due


@job("testing.end_due", title=_("Hand in tests whose time is over"))
def end_due(progress: Progress) -> dict[str, Any]:
    return {"ended": end_all_due(actor=progress.actor, at=progress.at)}
