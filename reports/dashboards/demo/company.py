"""Offices, accounts and roles of the demo company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from governance.core import audit
from governance.core.actor import Actor
from governance.core.roles import Role
from governance.organisation.actions.accounts import open_account
from governance.organisation.actions.offices import create_office
from governance.organisation.actions.roles import give_role, lend
from governance.organisation.models import Account, JobRole, Office, OfficeKind, Person
from reports.dashboards.demo.geography import COMPANY, REGIONS
from reports.dashboards.demo.plan import OfficePlan
from reports.dashboards.demo.staff import HEAD_OFFICE, StaffPlan, employee_number

# For trying out only, printed at every start; the command refuses to touch a company that is not the demo.
PASSWORD = "rollout-demo"  # noqa: S105
# The reason on record for the first office: by it a demo company is known as one.
MARK = "Demo company"


@dataclass(frozen=True)
class SignIn:
    """One line of what the demo prints."""

    username: str
    role: str
    secret: str = PASSWORD


def enter_offices(plans: Sequence[OfficePlan], calendar: str, *, actor: Actor, at: datetime) -> dict[str, Office]:
    """The company, its regions and their offices."""
    root = create_office(
        code=COMPANY.code,
        name=COMPANY.name,
        name_zh=COMPANY.name_zh,
        kind=OfficeKind.COMPANY,
        working_calendar=calendar,
        actor=actor,
        at=at,
        reason=MARK,
    )
    offices = {COMPANY.code: root}
    for region in REGIONS:
        offices[region.code] = create_office(
            code=region.code,
            name=region.name,
            name_zh=region.name_zh,
            kind=OfficeKind.REGION,
            parent=root,
            working_calendar=calendar,
            actor=actor,
            at=at,
        )
    for plan in plans:
        place = plan.place
        parent = offices[place.region]
        offices[place.code] = create_office(
            code=place.code, name=place.name, name_zh=place.name_zh, parent=parent, working_calendar=calendar, actor=actor, at=at
        )
    return offices


def enter_accounts(staff: Sequence[StaffPlan], offices: Mapping[str, Office], *, actor: Actor, at: datetime) -> list[Account]:
    """Accounts and roles of the head office and of every office head, all with the one demo password."""
    people = {person.employee_number: person for person in Person.objects.exclude(employee_number=None)}
    password = make_password(PASSWORD)
    accounts = []
    for count, (username, role, language) in enumerate(HEAD_OFFICE, start=1):
        person = people[employee_number(count)]
        accounts.append(enter_account(person, username, role, language, password, office=None, actor=actor, at=at))
    for plan in staff:
        if plan.job == JobRole.MANAGER:
            office, language = offices[plan.office], "en" if plan.office == "SHA" else "zh-hans"
            username = f"head-{plan.office.lower()}"
            accounts.append(
                enter_account(people[plan.number], username, Role.OFFICE_HEAD, language, password, office=office, actor=actor, at=at)
            )
    return accounts


def enter_account(
    person: Person, username: str, role: Role, language: str, password: str, *, office: Office | None, actor: Actor, at: datetime
) -> Account:
    account = open_account(person=person, username=username, language=language, actor=actor, at=at, reason=MARK)
    account.password = password
    with audit.because(actor, "demo password"):
        account.save()
    give_role(person=person, role=role, office=office, first_day=at.date(), actor=actor, at=at, reason=MARK)
    return account


def enter_deputies(accounts: Sequence[Account], offices: Mapping[str, Office], *, actor: Actor, today: date, at: datetime) -> None:
    """The sponsor's deputy for a fortnight, and a head whose neighbour stands in."""
    by_name = {account.username: account.person for account in accounts}
    sponsor, director = by_name["sponsor"], by_name["director"]
    if sponsor and director:
        lend(
            holder=sponsor,
            deputy=director,
            role=Role.SPONSOR,
            first_day=today - timedelta(days=3),
            last_day=today + timedelta(days=11),
            actor=actor,
            at=at,
            reason="Travelling abroad.",
        )
    heads = [account for account in accounts if account.username.startswith("head-")]
    if len(heads) > 1 and heads[0].person and heads[1].person:
        code = heads[1].username.removeprefix("head-").upper()
        lend(
            holder=heads[1].person,
            deputy=heads[0].person,
            role=Role.OFFICE_HEAD,
            office=offices[code],
            first_day=today,
            last_day=today + timedelta(days=20),
            actor=actor,
            at=at,
            reason="Parental leave.",
        )
