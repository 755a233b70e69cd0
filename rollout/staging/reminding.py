"""Reminders of this room: conditions of goes that bind, to their owners, before the day on which they would hold the office."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from governance.core.models import Reminder
from governance.core.reminders import in_each_language, remind
from governance.organisation.models import Account
from rollout.staging.gating.standing import binding, conditions
from rollout.staging.models import OfficeRollout
from rollout.staging.states import PERMITS

KIND = "staging.condition"
AHEAD = timedelta(days=3)
DUE = gettext_noop("The condition “%(what)s” (%(office)s) is due on %(day)s; overdue it puts the office on hold")


def remind_owners(today: date, *, at: datetime) -> tuple[int, int]:
    """Open what is to be reminded of, close what no longer is: (stand, closed). Run again it changes nothing."""
    go = [
        decision for decision in binding(list(OfficeRollout.objects.values_list("pk", flat=True))).values() if decision.outcome in PERMITS
    ]
    due = list(conditions(go).filter(due__lte=today + 2 * AHEAD))
    accounts = {one.person_id: one for one in Account.objects.filter(is_active=True, person__in={row.owner_id for row in due})}
    keys = set()
    for row in due:
        account, key = accounts.get(row.owner_id), f"{KIND}:{row.pk}"
        keys.add(key)
        if account is None:
            continue
        office = in_each_language(row.decision.rollout.office.__str__)
        values = {"what": row.text, "office": office, "day": row.due.isoformat()}
        url = reverse("staging:meet_condition", args=[row.pk])
        remind(KIND, to_account=account.pk, on=row.due - AHEAD, subject=DUE, values=values, url=url, key=key, at=at)
    gone = Reminder.objects.filter(Q(kind=KIND) & ~Q(key__in=keys), done_at__isnull=True).update(done_at=at)
    return len(keys), gone
