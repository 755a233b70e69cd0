"""The limit of age of a usage source, and the reminder when its data, or a list of what was due in it, is older."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.core import audit, reminders
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.models import Reminder
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Account, RoleAssignment, RoleStatus
from rollout.adoption.models import UsageSource
from rollout.adoption.selectors.staleness import Freshness, freshness, freshness_of_lists

MOST = 366
SUBJECT = gettext_noop("Usage of “%(source)s” is stale: its newest day is %(day)s")
BODY = gettext_noop("Figures of later weeks cannot be told before a newer file has come in.")
LIST_SUBJECT = gettext_noop("The list “%(source)s” is stale: its newest day is %(day)s")
LIST_BODY = gettext_noop("Follow-up in later weeks cannot be told before a newer file has come in.")


def set_limit(source: UsageSource, *, days: int, actor: Actor, at: datetime, reason: str) -> UsageSource:
    """After how many days without newer data this source is stale."""
    require(actor, Verb.IMPORT, "usage_import")
    wrong = {}
    if not 1 <= days <= MOST:
        wrong["days"] = _("Between 1 and %(most)s days.") % {"most": MOST}
    if not reason.strip():
        wrong["reason"] = _("Please say why.")
    if wrong:
        raise InvalidInput(_("This limit cannot be set."), fields=wrong)
    with transaction.atomic(), audit.because(actor, reason):
        if not audit.update(UsageSource.objects.filter(pk=source.pk, stale_after_days=source.stale_after_days), stale_after_days=days):
            raise Conflict(_("Somebody else changed this limit meanwhile. Look at it again."))
    source.refresh_from_db()
    return source


def watch(*, actor: Actor, at: datetime) -> int:
    """Remind the project office of every stale source and list, once per newest day; what is fresh again is done. How many are stale."""
    require(actor, Verb.IMPORT, "usage_import")
    today = timezone.localdate(at)
    stale = [each for each in (*freshness([today])[today], *freshness_of_lists([today])[today]) if each.is_stale]
    accounts = project_office(today)
    wanted = {key_of(each, account): (each, account) for each in stale for account in accounts}
    open_ones = Reminder.objects.filter(kind="adoption.stale", done_at__isnull=True)
    for key in open_ones.exclude(key__in=wanted).values_list("key", flat=True):
        reminders.done(key, at=at)
    for key, (each, account) in wanted.items():
        values = {"source": each.name, "day": each.newest.isoformat() if each.newest else ""}
        subject, body = (LIST_SUBJECT, LIST_BODY) if each.is_list else (SUBJECT, BODY)
        url = reverse("adoption:sources")
        reminders.remind("adoption.stale", to_account=account, on=today, subject=subject, body=body, values=values, url=url, key=key, at=at)
    return len(stale)


def key_of(each: Freshness, account: int) -> str:
    return f"stale-{'list-' if each.is_list else ''}{each.source_id}-{each.newest}-{account}"


def project_office(today: date) -> list[int]:
    """Accounts of those who hold the project office's role today."""
    holders = RoleAssignment.objects.current().on(today).filter(role=Role.PROJECT_OFFICE, status=RoleStatus.ACTIVE).values("person")
    return list(Account.objects.filter(person__in=holders, is_active=True).order_by("pk").values_list("pk", flat=True))
