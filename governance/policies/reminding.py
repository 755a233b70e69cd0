"""Reminders of what is to be signed: at once, shortly before the last day, on the day after it. Gone once it is signed."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from governance.core.models import Reminder
from governance.core.reminders import in_each_language, remind
from governance.organisation.models import Account
from governance.policies.models import PolicyVersion, VersionEvent
from governance.policies.rules import signing
from governance.policies.rules.signing import Standing
from governance.policies.selectors import lines
from governance.policies.states import VersionStep

KIND = "policies.sign"
SUBJECTS = {
    "first": gettext_noop("Please read and sign “%(title)s” by %(day)s"),
    "soon": gettext_noop("“%(title)s” is to be signed by %(day)s"),
    "late": gettext_noop("“%(title)s” was to be signed by %(day)s and is not signed yet"),
}


def key(version_id: int, person_id: int, when: str) -> str:
    return f"{KIND}:{version_id}:{person_id}:{when}"


def settled(version_id: int, person_id: int, *, at: datetime) -> None:
    """Signed: nothing more to remind of."""
    keys = [key(version_id, person_id, when) for when in SUBJECTS]
    Reminder.objects.filter(key__in=keys, done_at__isnull=True).update(done_at=at)


def remind_all(today: date, *, at: datetime) -> tuple[int, int]:
    """Open what is to be reminded of, close what no longer is: (asked for, closed). Run again it changes nothing."""
    waiting = [line for line in lines(today, ahead=True) if line.standing != Standing.SIGNED or line.carried_until]
    accounts = {account.person_id: account for account in Account.objects.filter(is_active=True, person__in={w.person_id for w in waiting})}
    versions = PolicyVersion.objects.select_related("policy").in_bulk({line.issue.version_id for line in waiting})
    published = dict(VersionEvent.objects.filter(step=VersionStep.PUBLISH, version__in=versions).values_list("version_id", "on"))
    known = {reminder.key: reminder.on for reminder in Reminder.objects.filter(kind=KIND)}
    wanted: set[str] = set()
    for line in waiting:
        account, version = accounts.get(line.person_id), versions[line.issue.version_id]
        days = signing.reminder_days(published[version.pk], line.due, today)
        wanted |= {key(version.pk, line.person_id, when) for when in days}
        for when, on in days.items() if account else ():
            if account is not None and known.get(key(version.pk, line.person_id, when)) != on:
                remind(
                    KIND,
                    to_account=account.pk,
                    on=on,
                    subject=SUBJECTS[when],
                    values={"title": in_each_language(version.title_in), "day": line.due.isoformat()},
                    url=reverse("policies:read", args=[version.policy.code, version.number]),
                    key=key(version.pk, line.person_id, when),
                    at=at,
                )
    gone = Reminder.objects.filter(Q(kind=KIND) & ~Q(key__in=wanted), done_at__isnull=True)
    return len(wanted), gone.update(done_at=at)
