"""Every morning: which usage sources have grown stale."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, job
from rollout.adoption.actions.sources import watch


@job("adoption.watch_sources", title=gettext_lazy("Watch the age of usage data"))
def watch_sources(progress: Progress) -> dict[str, Any]:
    """Reminds the project office; running it again changes nothing."""
    stale = watch(actor=progress.actor, at=progress.at)
    return {"stale": stale, "message": _("Stale sources: %(count)s.") % {"count": stale}}
