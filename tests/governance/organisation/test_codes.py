"""Printed one-time codes: used once, replaced by the next sheet, kept only as a hash."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.core.actor import system_actor
from governance.core.errors import InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.organisation.actions import codes
from governance.organisation.models import Account, OneTimeCode
from tests import company
from tests.at_once import at_once
from tests.company import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return company.person("Wu", at=company.office("N"))


def sheet(office, actor, **more):
    return codes.issue_codes(**{"office": office, "actor": actor, "at": timezone.now()} | more)


def sign_in(number, code):
    client = Client()
    response = client.post("/account/login/", {"login": number, "password": code})
    return client, response


def test_a_sheet_has_a_code_for_everyone_of_the_office(project_office, clerk):
    office = clerk.memberships.get().office
    company.person(at=office, left_on=date(2020, 1, 1))
    company.person(at=company.office())
    (line,) = sheet(office, project_office)
    assert line.person == clerk and Account.objects.get(person=clerk)
    assert line.code not in repr(OneTimeCode.objects.values())


def test_a_clerk_signs_in_once_with_number_and_code_and_then_sets_a_password(project_office, clerk):
    (line,) = sheet(clerk.memberships.get().office, project_office)
    client, response = sign_in(clerk.employee_number, f" {line.code.lower()} ")
    assert response["Location"] == "/account/password/set/"
    client.post("/account/password/set/", {"password1": "long-enough-7", "password2": "long-enough-7"})
    assert "_auth_user_id" in sign_in(clerk.employee_number, "long-enough-7")[0].session
    assert "_auth_user_id" not in sign_in(clerk.employee_number, line.code)[0].session


def test_a_code_is_good_for_its_own_account_only(project_office, clerk):
    (line,) = sheet(clerk.memberships.get().office, project_office)
    other = company.account(username="other")
    assert not codes.use_code(account=other, code=line.code, at=timezone.now())


def test_an_expired_code_is_worth_nothing(project_office, clerk):
    (line,) = sheet(clerk.memberships.get().office, project_office, at=NOW, days=3)
    account = Account.objects.get(person=clerk)
    assert not codes.use_code(account=account, code=line.code, at=NOW + timedelta(days=3))
    assert codes.use_code(account=account, code=line.code, at=NOW + timedelta(days=2))


def test_a_new_sheet_replaces_the_old_one(project_office, clerk):
    office = clerk.memberships.get().office
    (old,), (new,) = sheet(office, project_office), sheet(office, project_office)
    account = Account.objects.get(person=clerk)
    assert [codes.use_code(account=account, code=line.code, at=timezone.now()) for line in (old, new)] == [False, True]


def test_a_closed_account_gets_no_code_and_cannot_use_one(project_office, clerk):
    office = clerk.memberships.get().office
    (line,) = sheet(office, project_office)
    account = Account.objects.get(person=clerk)
    account.is_active = False
    account.save()
    assert "_auth_user_id" not in sign_in(clerk.employee_number, line.code)[0].session
    assert sheet(office, project_office) == []


def test_one_person_gets_a_code_as_the_way_back_in(project_office):
    account = company.account(username="lin")
    (line,) = codes.issue_code(person=account.person, actor=project_office, at=timezone.now())
    client, _response = sign_in("lin", line.code)
    assert "_auth_user_id" in client.session
    account.refresh_from_db()
    assert not account.has_usable_password()


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.PROJECT_OFFICE, Role.HR])
def test_nobody_prints_a_key_to_those_who_approve(project_office, clerk, role):
    office = clerk.memberships.get().office
    chief, deputy = company.person(at=office), company.person(at=office)
    company.role(chief, role)
    company.lends(chief, deputy, role, date(2026, 1, 1), date(2099, 1, 1))
    assert [line.person for line in sheet(office, project_office)] == [clerk]
    for person in (chief, deputy):
        with pytest.raises(Refused):
            codes.issue_code(person=person, actor=project_office, at=timezone.now())
    assert codes.issue_code(person=chief, actor=system_actor("command"), at=timezone.now())


def test_only_the_project_office_prints_codes(sponsor, clerk):
    with pytest.raises(NotAllowed):
        sheet(clerk.memberships.get().office, sponsor)
    assert not OneTimeCode.objects.exists()


def test_nobody_to_print_for_and_odd_lifetimes_are_refused(project_office, clerk):
    with pytest.raises(Refused):
        sheet(company.office(), project_office)
    for days in (0, 61):
        with pytest.raises(InvalidInput):
            sheet(clerk.memberships.get().office, project_office, days=days)


def test_of_two_at_once_one_wins(project_office, transactional_db, tmp_path):
    person = company.person(at=company.office())
    (line,) = sheet(person.memberships.get().office, project_office)
    account = Account.objects.get(person=person)

    def use() -> bool:
        return codes.use_code(account=account, code=line.code, at=timezone.now())

    ended, left = at_once(tmp_path, use, use, then=lambda: OneTimeCode.objects.filter(used_at=None).count())
    assert (sorted(ended), left) == ([False, True], 0)
