"""Background work on results: a decision carried out, decisions followed up, markers reminded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, after, job
from training.testing.actions.faulty import carry_out, follow_up, give_up
from training.testing.actions.reminding import remind_markers
from training.testing.models import Remark, RemarkState
from training.testing.remarking import Moved


@job("testing.remark", title=gettext_lazy("Decision on a faulty question"))
def remark(progress: Progress, remark: int) -> dict[str, Any]:
    """All or nothing; run again after the worker was killed it finds either nothing written or everything."""
    decision = Remark.objects.select_related("question", "new_version").get(pk=remark)
    progress.step(0, 2, _("Reckoning every result anew"))
    if decision.state == RemarkState.DONE:
        return {"message": told(decision.counts), **decision.counts}
    try:
        counts = carry_out(decision, actor=progress.actor, at=progress.at)
    except Exception:
        give_up(decision, actor=progress.actor)
        raise
    progress.step(2, 2)
    return {"message": told(counts), **counts}


def told(counts: dict[str, int]) -> str:
    return _("Results changed: %(changed)s. Newly passed: %(passes)s. No longer passed: %(fails)s. Passes kept: %(kept)s.") % {
        "changed": sum(counts.get(moved.value, 0) for moved in (Moved.FAILS, Moved.PASSES, Moved.LOWER, Moved.HIGHER)),
        "passes": counts.get(Moved.PASSES.value, 0),
        "fails": counts.get(Moved.FAILS.value, 0),
        "kept": counts.get(Moved.KEPT.value, 0),
    }


@after("results")
@job("testing.follow_decisions", title=gettext_lazy("Decisions on faulty questions, applied to later results"))
def follow_decisions(progress: Progress) -> dict[str, Any]:
    return {"marks": follow_up(actor=progress.actor, at=progress.at)}


@job("testing.remind_markers", title=gettext_lazy("Reminders of answers that wait to be marked"))
def remind(progress: Progress) -> dict[str, Any]:
    return {"reminded": remind_markers(actor=progress.actor, at=progress.at)}
