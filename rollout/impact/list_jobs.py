"""Two lists in the background: compared, and forgotten after a day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, job
from rollout.impact.actions import lists
from rollout.impact.comparing.columns import Columns
from rollout.impact.models import ListPair, PairState

COMPARE = "impact.compare_lists"


@job(COMPARE, title=gettext_lazy("Compare two lists"))
def compare_lists(progress: Progress, pair: int, columns: dict[str, Any]) -> dict[str, Any]:
    """Compare them. A run after one that finished but could not say so changes nothing."""
    found = ListPair.objects.get(pk=pair)
    if found.state == PairState.SENT:
        chosen = Columns.from_json(columns)
        found = lists.compare(found, columns=chosen, actor=progress.actor, at=progress.at, say=progress.step)
    return {"url": found.get_absolute_url(), "message": _("The lists are compared. Nothing has been decided yet.")}


@job("impact.forget_lists", title=gettext_lazy("Remove lists that lie for more than a day"))
def forget_lists(progress: Progress) -> dict[str, Any]:
    return {"message": _("%(count)s folders removed.") % {"count": lists.sweep(at=progress.at)}}
