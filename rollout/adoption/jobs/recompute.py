"""Recompute in the background: after imports, after changes of roster, stages or offices, nightly, and by button."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, after, job
from rollout.adoption.actions.recompute import recompute
from rollout.adoption.selectors.under_way import RECOMPUTE as CODE


@after("roster", "stages", "offices")
@job(CODE, title=gettext_lazy("Compute adoption figures"))
def recompute_figures(progress: Progress, weeks: list[str] | None = None, reason: str = "") -> dict[str, Any]:
    """`weeks` are ISO days; none means all weeks."""
    days = [date.fromisoformat(day) for day in weeks] if weeks is not None else None
    done = recompute(days, actor=progress.actor, at=progress.at, reason=reason, say=progress.step)
    return {"weeks": done.weeks, "changed": done.changed, "message": told(done.changed)}


def told(changed: int) -> str:
    if not changed:
        return _("Computed; no figure changed.")
    return _("Computed; %(changed)s figures are new or changed.") % {"changed": changed}
