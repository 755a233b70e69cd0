"""Printed one-time codes for people without e-mail: issued for an office as a sheet, used once, replaced by the next sheet."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import InvalidInput, Refused
from governance.core.permissions import TABLE, Verb, require
from governance.core.roles import STEERING_ROLES, Role
from governance.organisation.actions.accounts import open_account, revoke_codes
from governance.organisation.actions.dated import day_of
from governance.organisation.actions.people import require_over
from governance.organisation.models import Account, Delegation, Membership, Office, OneTimeCode, Person, RoleAssignment
from governance.organisation.pseudonyms import ALPHABET

LENGTH = 12
GROUP = 4
LONGEST = 60


@dataclass(frozen=True)
class PrintedCode:
    """One line of the sheet. The code is here only: the database keeps its hash."""

    person: Person
    code: str
    expires_at: datetime


def approvers() -> frozenset[Role]:
    """Roles that steer or approve: whoever could sign in for them could approve what they submitted themselves."""
    return STEERING_ROLES | {role for verbs in TABLE.values() for role in verbs.get(Verb.APPROVE, {})}


def guarded(people: Iterable[int], day: date) -> set[int]:
    """Those of these people who hold or borrow such a role, now or later."""
    wanted, roles = set(people), approvers()
    held = RoleAssignment.objects.current().filter(person__in=wanted, role__in=roles).exclude(last_day__lt=day)
    lent = Delegation.objects.current().filter(deputy__in=wanted, role__in=roles).exclude(last_day__lt=day)
    return set(held.values_list("person_id", flat=True)) | set(lent.values_list("deputy_id", flat=True))


def new_code() -> str:
    """Twelve letters and digits in three groups: 30¹², far out of reach of guessing within the sign-in limits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def hashed(code: str, account_id: int) -> str:
    """The hash that is kept, bound to the account and to this installation's key; case, spaces and dashes do not matter."""
    letters = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hmac.new(settings.SECRET_KEY.encode(), f"one-time-code:{account_id}:{letters}".encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def issue_codes(*, office: Office, actor: Actor, at: datetime, days: int = 14, reason: str = "") -> list[PrintedCode]:
    """A sheet for everyone who belongs to the office today; accounts are opened where needed, and the last sheet stops working.

    Those who steer or approve are left out: only the operator, at the command line, prints for them.
    """
    require(actor, Verb.CHANGE, "account", office_id=office.pk)
    here = Membership.objects.current().on(day_of(at)).filter(office=office).values("person")
    people = Person.objects.filter(pk__in=here, confirmed=True).exclude(left_on__lt=day_of(at)).select_related("identity", "account")
    if not people:
        raise Refused(_("Nobody belongs to %(office)s today, so there is nobody to print codes for.") % {"office": office})
    left_out = set() if actor.system else guarded([person.pk for person in people], day_of(at))
    served = people.exclude(pk__in=left_out).order_by("employee_number", "pseudonym")
    return issued(served, actor=actor, at=at, days=days, reason=reason)


@transaction.atomic
def issue_code(*, person: Person, actor: Actor, at: datetime, days: int = 14, reason: str = "") -> list[PrintedCode]:
    """A code for one person: a first key, or the way back in after a forgotten password."""
    require_over(actor, person, at, what="account")
    if person.left_on and person.left_on < day_of(at):
        raise Refused(_("The person has left the company."))
    if not actor.system and guarded([person.pk], day_of(at)):
        raise Refused(_("This person steers or approves. Only the operator prints a code for them, at the command line."))
    return issued([person], actor=actor, at=at, days=days, reason=reason)


def issued(people: Iterable[Person], *, actor: Actor, at: datetime, days: int, reason: str) -> list[PrintedCode]:
    """Codes of one sheet. Closed accounts get none."""
    if not 1 <= days <= LONGEST:
        message = _("A code is good for 1 to %(longest)s days.") % {"longest": LONGEST}
        raise InvalidInput(message, fields={"days": message})
    sheet, expires_at = uuid.uuid4().hex, at + timedelta(days=days)
    printed: list[PrintedCode] = []
    rows: list[OneTimeCode] = []
    for person in people:
        account = getattr(person, "account", None) or open_account(person=person, actor=actor, at=at, reason=reason)
        if not account.is_active:
            continue
        revoke_codes(account, at=at)
        code = new_code()
        rows.append(
            OneTimeCode(
                account=account,
                sheet=sheet,
                code_hash=hashed(code, account.pk),
                issued_at=at,
                issued_by=actor.username,
                expires_at=expires_at,
            )
        )
        printed.append(PrintedCode(person, code, expires_at))
    OneTimeCode.objects.bulk_create(rows)
    return printed


def use_code(*, account: Account, code: str, at: datetime) -> bool:
    """Sign in with a code. Of two at the same instant one wins; a used, expired or replaced code is worth nothing."""
    unused = OneTimeCode.objects.filter(
        account=account, code_hash=hashed(code, account.pk), used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    )
    return unused.update(used_at=at) == 1
