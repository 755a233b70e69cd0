"""Office heads are told how many of their people have let the last day pass, policy by policy. Gone once nobody is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop

from governance.core.models import Reminder
from governance.core.reminders import in_each_language, remind
from governance.core.roles import Role
from governance.organisation.models import Account, Office, RoleAssignment, RoleStatus
from governance.policies.models import PolicyVersion
from governance.policies.rules.signing import Standing
from governance.policies.selectors import Line, lines

KIND = "policies.office"
SUBJECT = gettext_noop("“%(title)s” was to be signed by %(day)s. Not signed yet in %(office)s: %(open)s")


@dataclass(frozen=True)
class Head:
    """Who heads an office and all below it, with the account that is reminded."""

    account: Account
    office: Office
    below: frozenset[int]


def heads(today: date) -> list[Head]:
    held = RoleAssignment.objects.current().on(today).filter(role=Role.OFFICE_HEAD, status=RoleStatus.ACTIVE, office__isnull=False)
    rows = list(held.select_related("office").order_by("office__code", "person_id"))
    accounts = {row.person_id: row for row in Account.objects.filter(is_active=True, person__in={row.person_id for row in rows})}
    parents = dict(Office.objects.values_list("pk", "parent_id"))
    return [
        Head(accounts[row.person_id], row.office, Office.below([row.office.pk], parents))
        for row in rows
        if row.person_id in accounts and row.office is not None
    ]


def remind_heads(today: date, *, at: datetime) -> int:
    """Open what heads are to be reminded of, close what no longer is; how many stand. Run again it changes nothing."""
    late: dict[int, list[Line]] = defaultdict(list)
    for line in lines(today):
        if line.standing == Standing.OVERDUE:
            late[line.issue.version_id].append(line)
    versions = PolicyVersion.objects.select_related("policy").in_bulk(late)
    wanted: set[str] = set()
    for head in heads(today) if late else []:
        for version_id, missing in sorted(late.items()):
            # What the head has not signed is told to the head alone, by the reminder of their own.
            own = [line for line in missing if line.office_id in head.below and line.person_id != head.account.person_id]
            if own:
                wanted.add(remind_head(head, versions[version_id], own, at=at))
    Reminder.objects.filter(kind=KIND, done_at__isnull=True).exclude(key__in=wanted).update(done_at=at)
    return len(wanted)


def remind_head(head: Head, version: PolicyVersion, missing: list[Line], *, at: datetime) -> str:
    """One reminder for each last day: who comes to be late after it was put aside is told anew."""
    due = max(line.due for line in missing)
    key = f"{KIND}:{version.pk}:{head.office.pk}:{head.account.pk}:{due.isoformat()}"
    values = {
        "title": in_each_language(version.title_in),
        "day": due.isoformat(),
        "office": in_each_language(head.office.__str__),
        "open": len({line.person_id for line in missing}),
    }
    url = reverse("policies:signatures", args=[version.policy.code]) + "?signatures-state=overdue"
    remind(KIND, to_account=head.account.pk, on=due + timedelta(days=1), subject=SUBJECT, values=values, url=url, key=key, at=at)
    return key
