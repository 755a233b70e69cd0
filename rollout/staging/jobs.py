"""What runs each night: overdue conditions and overrides that ran out hold their offices; owners of conditions are reminded."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from governance.core.actor import system_actor
from governance.core.jobs import Progress, job
from rollout.staging import selectors
from rollout.staging.actions import watch
from rollout.staging.reminding import remind_owners


@job("staging.watch", title=gettext_lazy("Conditions and overrides at gates"))
def watch_gates(progress: Progress) -> dict[str, Any]:
    """One round over the programme, as the named system user."""
    programme = selectors.programme()
    if programme is None:
        return {"held": 0, "ended": 0}
    now = timezone.now()
    done = watch(programme, actor=system_actor("schedule"), at=now)
    remind_owners(selectors.local_day(now), at=now)
    return {"held": done.held, "ended": done.ended}
