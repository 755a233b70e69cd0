"""What the actions of this room share: the list is to be worked out anew, and sponsors are told of what was extended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import jobs
from governance.core.actor import Actor, system_actor
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.models import Reminder
from governance.core.reminders import remind
from governance.core.roles import Role
from governance.organisation.models import Account, RoleAssignment, RoleStatus

FOLLOW, EXTENDED = "clearance.follow", "clearance.extended"


def work_out_anew(actor: Actor, at: datetime) -> None:
    """Something of this room's own decides on clearance: the list follows, once for all that is asked while it waits."""
    jobs.start(FOLLOW, actor=system_actor("after-clearance"), at=at, key=FOLLOW, username=actor.username)


def not_for_oneself(actor: Actor, *person_ids: int) -> None:
    """Nobody lets themselves off."""
    if not actor.system and actor.person_id in person_ids:
        raise NotAllowed(_("Nobody may grant this to themselves. Ask whoever shares this authority."))


def reason_given(reason: str) -> None:
    if not reason.strip():
        message = _("Say why.")
        raise InvalidInput(message, fields={"reason": message})


def lent_by(actor: Actor, *roles: Role) -> str:
    """Whose authority is used: the pseudonym of the one who lent it, nothing where it is the actor's own."""
    held = [grant for grant in actor.grants if grant.role in roles]
    if not held or any(not grant.delegated_by for grant in held):
        return ""
    return held[0].delegated_by


def withdrawn(key: str, *, at: datetime) -> None:
    """What sponsors were told of no longer holds."""
    Reminder.objects.open().filter(kind=EXTENDED, key__startswith=f"{key}-").update(done_at=at)


def over(last: date) -> datetime:
    """The end of a last day: nobody is reminded any more of what has run out."""
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def tell_sponsors(subject: str, *, values: Mapping[str, str], last: date, url: str, key: str, actor: Actor, at: datetime) -> None:
    """A line on every sponsor's home page and in their next letter, until what was extended ends."""
    today: date = timezone.localdate(at)
    holders = RoleAssignment.objects.current().on(today).filter(role=Role.SPONSOR, status=RoleStatus.ACTIVE).values("person")
    for account in Account.objects.filter(person__in=holders, is_active=True).order_by("pk"):
        if account.pk != actor.account_id:
            told = {"to_account": account.pk, "on": today, "until": over(last), "values": dict(values), "url": url, "at": at}
            remind(EXTENDED, subject=subject, key=f"{key}-{account.pk}", **told)  # type: ignore[arg-type]
