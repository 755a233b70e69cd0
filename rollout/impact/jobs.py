"""The room's work by the clock: surveys whose last day has passed are closed, and what is due is reminded of."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import system_actor
from governance.core.jobs import Progress, job
from rollout.impact.actions.surveys import close_survey
from rollout.impact.models import Survey
from rollout.impact.reminding import remind_all
from rollout.impact.states import SurveyState


@job("impact.daily", title=gettext_lazy("Surveys to close, and reminders of what is due"))
def daily(progress: Progress) -> dict[str, Any]:
    """Each morning. Run again it changes nothing."""
    today = timezone.localdate(progress.at)
    over = Survey.objects.filter(state=SurveyState.OPEN, closes_on__lt=today).order_by("pk")
    for survey in over:
        close_survey(survey, actor=system_actor("schedule"), at=progress.at, reason=_("Its last day has passed."))
    stand, closed = remind_all(today, at=progress.at)
    return {"message": _("%(open)s reminders stand, %(closed)s were closed.") % {"open": stand, "closed": closed}}
