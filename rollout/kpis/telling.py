"""Telling those whose appraisal sheet it is: it is ready, their objection was answered.

Gone once they have spoken or it is signed; that it may be contested is no longer said when the days for that are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from governance.core.dates import day_over
from governance.core.models import Reminder
from governance.core.reminders import remind
from governance.core.roles import Role
from governance.organisation.models import Account, RoleAssignment, RoleStatus
from rollout.kpis.models import AppraisalSheet

KIND = "kpis.appraisal"
READY = gettext_noop("Your appraisal sheet is ready: look at it and contest it by %(day)s if something is wrong")
ANSWERED = gettext_noop("Your objection to your appraisal sheet was answered")


def tell(sheets: Sequence[AppraisalSheet], subject: str, *, at: datetime) -> None:
    """A reminder to each person, or to the heads of each office, who can sign in."""
    today = timezone.localdate(at)
    heads = heads_of({sheet.office_id for sheet in sheets if sheet.person_id is None}, today)
    whose = {sheet.pk: [sheet.person_id] if sheet.person_id is not None else heads.get(sheet.office_id, []) for sheet in sheets}
    people = {person for held in whose.values() for person in held}
    accounts = {account.person_id: account.pk for account in Account.objects.filter(is_active=True, person__in=people)}
    for sheet in sheets:
        for person in whose[sheet.pk]:
            if person in accounts:
                remind(
                    KIND,
                    to_account=accounts[person],
                    on=today,
                    until=day_over(sheet.contest_by) if subject == READY else None,
                    subject=subject,
                    values={"day": sheet.contest_by.isoformat()},
                    url=sheet.get_absolute_url(),
                    key=f"{KIND}:{sheet.pk}:{person}:{'answer' if subject == ANSWERED else 'ready'}",
                    at=at,
                )


def heads_of(office_ids: set[int], day: date) -> dict[int, list[int]]:
    """Office → people who head it that day."""
    held = RoleAssignment.objects.current().on(day).filter(role=Role.OFFICE_HEAD, status=RoleStatus.ACTIVE, office__in=office_ids)
    found: dict[int, list[int]] = {}
    for office, person in held.order_by("office_id", "person_id").values_list("office_id", "person_id"):
        found.setdefault(office, []).append(person)
    return found


def over(sheet: AppraisalSheet, *, at: datetime) -> None:
    """They have spoken, or it is signed or taken back: nothing more to remind of."""
    Reminder.objects.filter(kind=KIND, key__startswith=f"{KIND}:{sheet.pk}:", done_at__isnull=True).update(done_at=at)
