"""Markers and assessors are reminded when something has waited too long; the reminder goes when nothing waits any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from governance.core import reminders
from governance.core.actor import Actor
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Account, RoleAssignment, RoleStatus
from training.testing.models import Round
from training.testing.selectors.checklists import begun
from training.testing.selectors.hand_marks import waiting

# How long an answer, or a checklist begun, may wait before anybody is reminded.
PATIENCE = timedelta(days=3)
MARKS = gettext_noop("%(count)s answers wait to be marked")
DECISIONS = gettext_noop("%(count)s answers wait for your decision between two marks")
CHECKLISTS = gettext_noop("%(count)s practical tests were begun and not signed off")


def remind_markers(*, actor: Actor, at: datetime) -> int:
    """Remind trainers of essays, the project office of decisions, assessors of checklists. How many accounts were reminded."""
    require(actor, Verb.CHANGE, "hand_marking")
    essays = [one for one in waiting() if at - one.since >= PATIENCE]
    first_or_second = sum(one.round in (Round.FIRST, Round.SECOND) for one in essays)
    sheets = sum(at - one.since >= PATIENCE for one in begun())
    return (
        tell({Role.TRAINER}, "marks", MARKS, first_or_second, reverse("testing:to-mark"), at=at)
        + tell({Role.PROJECT_OFFICE}, "decisions", DECISIONS, len(essays) - first_or_second, reverse("testing:to-mark"), at=at)
        + tell({Role.TRAINER, Role.ASSESSOR}, "checklists", CHECKLISTS, sheets, reverse("testing:practical"), at=at)
    )


def tell(roles: set[Role], about: str, subject: str, count: int, url: str, *, at: datetime) -> int:
    """One reminder per account and matter, reworded each day; done as soon as nothing waits too long."""
    today = timezone.localdate(at)
    held = RoleAssignment.objects.current().on(today).filter(role__in=roles, status=RoleStatus.ACTIVE)
    accounts = Account.objects.filter(person__in=held.values("person"), is_active=True).order_by("pk").values_list("pk", flat=True)
    monday = today - timedelta(days=today.weekday())
    for account in accounts:
        # What was done and comes back in another week is a new reminder; last week's gives way to it.
        key, earlier = (f"testing.{about}:{account}:{monday - timedelta(weeks=weeks)}" for weeks in (0, 1))
        reminders.done(earlier, at=at)
        if count:
            reminders.remind(
                f"testing.{about}", to_account=account, on=today, subject=subject, key=key, at=at, values={"count": count}, url=url
            )
        else:
            reminders.done(key, at=at)
    return len(accounts) if count else 0
