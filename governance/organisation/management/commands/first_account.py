"""`./run manage first_account NAME`: the very first account of a company that has nobody in its project office yet.

    ./run manage first_account "Mei Chen"                   company office, person, project office, one-time code
    ./run manage first_account "Sun Lei" --role sponsor     the sponsor, who approves whoever else is to steer

NAME may also be the employee number or pseudonym of somebody already on the roster. All later accounts are opened on the pages.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import audit, firsts
from governance.core.actor import Actor, system_actor
from governance.core.errors import GatehouseError
from governance.core.roles import STEERING_ROLES, Role
from governance.organisation.actions.accounts import open_account
from governance.organisation.actions.codes import PrintedCode, issue_code
from governance.organisation.actions.dated import day_of
from governance.organisation.actions.offices import create_office
from governance.organisation.actions.people import hire
from governance.organisation.actions.roles import give_role
from governance.organisation.models import Account, Experience, JobRole, Office, OfficeKind, Person, RoleAssignment, RoleStatus
from governance.organisation.selectors import find_people


class Command(BaseCommand):
    help = "Make the first account of the project office (or of the sponsor) and print its one-time sign-in code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the person's name, or the employee number of somebody on the roster")
        parser.add_argument("--role", choices=sorted(role.value for role in STEERING_ROLES), default=Role.PROJECT_OFFICE.value)
        parser.add_argument("--username", default="", help="without it: the name in small letters, with dots for spaces")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")
        parser.add_argument("--company", default="Company", help="the company's name, where no company office exists yet")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"].strip():
            raise CommandError("Please give a name.")
        role, now = Role(options["role"]), timezone.now()
        actor = system_actor("first_account")
        try:
            with transaction.atomic(), audit.operation(actor, reason=_("The first account, made at the command line.")) as opened:
                refuse_a_second(role, now)
                printed = first_account(role, options, actor, now, opened.reason)
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        account = Account.objects.get(person=printed.person)
        self.stdout.write(f"{role.label}: {printed.person}")
        self.stdout.write(f"user name: {account.username}")
        self.stdout.write(f"one-time code: {printed.code}")
        until = timezone.localtime(printed.expires_at)
        self.stdout.write(
            f"Sign in with the code in the place of the password, once, until {until:%Y-%m-%d %H:%M}; then choose a password."
        )


def refuse_a_second(role: Role, now: datetime) -> None:
    """Raise where an open account holds the role already: its holder opens the other accounts."""
    firsts.hold(RoleAssignment)
    held = RoleAssignment.objects.current().filter(role=role, status=RoleStatus.ACTIVE).exclude(last_day__lt=day_of(now))
    account = Account.objects.filter(is_active=True, person__in=held.values("person")).order_by("pk").first()
    if account is not None:
        raise CommandError(
            f"The role “{role.label}” already has an account: {account.username}. Further accounts are opened on the pages; "
            f"a new code for this one: ./run manage organisation issue_code person={account.record_name}"
        )


def first_account(role: Role, options: dict[str, Any], actor: Actor, now: datetime, reason: str) -> PrintedCode:
    """Office, person, account and role where they are missing, then the code."""
    name = options["name"].strip()
    person = known(name)
    username = options["username"]
    if person is None:
        person = newcomer(name, company_office(options["company"], actor, now, reason), actor, now, reason)
        username = username or ".".join(name.lower().split())
    if not Account.objects.filter(person=person).exists():
        open_account(person=person, username=username, language=options["language"], actor=actor, at=now, reason=reason)
    give_role(person=person, role=role, first_day=day_of(now), actor=actor, at=now, reason=reason)
    printed = issue_code(person=person, actor=actor, at=now, reason=reason)
    if not printed:
        raise CommandError(f"The account of {person} is closed. Name another person, or open it again first.")
    return printed[0]


def known(name: str) -> Person | None:
    """Somebody on the roster by employee number, pseudonym or name."""
    found = find_people(name)
    if len(found) > 1:
        raise CommandError(f"{len(found)} people are called “{name}”. Please give the employee number.")
    return found[0] if found else None


def company_office(company: str, actor: Actor, now: datetime, reason: str) -> Office:
    """The company itself, made where it is missing."""
    found = Office.objects.filter(kind=OfficeKind.COMPANY, confirmed=True, closed_on__isnull=True, merged_into=None).order_by("pk").first()
    return found or create_office(code="COMPANY", name=company, kind=OfficeKind.COMPANY, actor=actor, at=now, reason=reason)


def newcomer(name: str, office: Office, actor: Actor, now: datetime, reason: str) -> Person:
    return hire(
        office=office,
        job=JobRole.OTHER,
        on=day_of(now),
        name=name,
        experience=Experience.VETERAN,
        actor=actor,
        at=now,
        reason=reason,
    )
