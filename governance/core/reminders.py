"""The reminder kit: what a person must not forget, shown on the home page and mailed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

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
    until: datetime | None = None,
    mail_changes: bool = False,
) -> Reminder:
    """Remind an account on a day. `subject` and `body` are message keys (marked with gettext_noop) with named places.

    The same `key` again moves or rewords the open reminder, and mails it anew where `mail_changes`; one that is done stays done.
    From `until` on it is neither shown nor mailed, whichever job ran or did not.
    """
    told = {"subject": subject, "body": body, "values": dict(values or {}), "url": url}
    wanted = {"kind": kind, "account_id": to_account, "on": on, "until": until} | told
    reminder, made = Reminder.objects.get_or_create(key=key, defaults=wanted | {"created_at": at})
    changed = {name: value for name, value in wanted.items() if getattr(reminder, name) != value}
    if mail_changes and changed:
        changed["mailed_at"] = None
    if not made and changed and reminder.done_at is None:
        Reminder.objects.filter(pk=reminder.pk, done_at__isnull=True).update(**changed)
        reminder.refresh_from_db()
    return reminder


def done(key: str, *, at: datetime) -> bool:
    """What was reminded of has happened. False where it was done before or never asked for."""
    return bool(Reminder.objects.filter(key=key, done_at__isnull=True).update(done_at=at))


def due(account_id: int | None, now: datetime) -> list[Reminder]:
    """Open reminders of an account whose day has come and whose occasion has not passed, the longest due first."""
    return list(Reminder.objects.all().due(now).filter(account_id=account_id)) if account_id else []


def in_each_language(called: Callable[[], object]) -> dict[str, str]:
    """What something is called in each language: a value that is read in the language of its reader, not of whoever wrote it."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = str(called())
    return said
