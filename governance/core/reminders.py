"""The reminder kit: what a person must not forget, shown on the home page and mailed once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from governance.core.models import Reminder


def remind(
    kind: str,
    *,
    to_account: int,
    on: date,
    subject: str,
    key: str,
    at: datetime,
    body: str = "",
    values: Mapping[str, Any] | None = None,
    url: str = "",
) -> Reminder:
    """Remind an account on a day. `subject` and `body` are message keys (marked with gettext_noop) with named places.

    The same `key` again moves or rewords the open reminder; one that is done stays done.
    """
    wanted = {"kind": kind, "account_id": to_account, "on": on, "subject": subject, "body": body, "values": dict(values or {}), "url": url}
    reminder, made = Reminder.objects.get_or_create(key=key, defaults=wanted | {"created_at": at})
    changed = {name: value for name, value in wanted.items() if getattr(reminder, name) != value}
    if not made and changed and reminder.done_at is None:
        Reminder.objects.filter(pk=reminder.pk, done_at__isnull=True).update(**changed)
        reminder.refresh_from_db()
    return reminder


def done(key: str, *, at: datetime) -> bool:
    """What was reminded of has happened. False where it was done before or never asked for."""
    return bool(Reminder.objects.filter(key=key, done_at__isnull=True).update(done_at=at))


def due(account_id: int | None, now: datetime) -> list[Reminder]:
    """Open reminders of an account whose day has come, the longest due first."""
    return list(Reminder.objects.all().due(account_id, timezone.localdate(now))) if account_id else []
