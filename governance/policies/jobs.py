"""The room's work by the clock and after changes: reminders of what is to be signed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, after, job
from governance.policies.reminding import remind_all
from governance.policies.reminding_heads import remind_heads


@after("roster", "policies")
@job("policies.remind", title=gettext_lazy("Reminders of policies to sign"))
def remind(progress: Progress) -> dict[str, Any]:
    """Each morning, after a roster changed, and when a version was published. Run again it changes nothing."""
    today = timezone.localdate(progress.at)
    open_, closed = remind_all(today, at=progress.at)
    open_ += remind_heads(today, at=progress.at)
    return {"message": _("%(open)s reminders stand, %(closed)s were closed.") % {"open": open_, "closed": closed}}
