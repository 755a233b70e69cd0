"""The room's work by the clock."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.actor import system_actor
from governance.core.jobs import Progress, job
from governance.organisation.kept import sweep


@job("organisation.apply_retention", title=_("Apply the retention schedule"))
def apply_retention(progress: Progress) -> dict[str, Any]:
    """Once a day; run again it finds less, or nothing, to do."""
    done = {code: count for code, count, _before in sweep(really=True, actor=system_actor("retention"), at=progress.at)}
    return {"done": done}
