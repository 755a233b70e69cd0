"""People's own scores, drawn in the background."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, job
from rollout.adoption.actions.own import draw_own_scores

DRAW = "adoption.draw_own_scores"


@job(DRAW, title=gettext_lazy("Draw people's own scores"))
def draw(progress: Progress, first: str, last: str, reason: str) -> dict[str, Any]:
    """Running it again draws anew only what nobody has seen."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    drawn = draw_own_scores(first_day=days[0], last_day=days[1], actor=progress.actor, at=progress.at, reason=reason)
    return {"url": reverse("adoption:own_scores"), "message": _("Own scores drawn: %(count)s.") % {"count": drawn}}
