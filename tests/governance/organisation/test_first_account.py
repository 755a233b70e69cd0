"""The first account of an empty company, made at the command line; and Django's own account commands."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from governance.core.roles import Role
from governance.organisation.models import Account, Membership, Office, OfficeKind, Person, RoleAssignment, RoleStatus
from tests import company
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


def run(*words):
    said = io.StringIO()
    call_command("first_account", *words, stdout=said)
    return said.getvalue()


def test_an_empty_company_gets_its_project_office_and_a_code_that_signs_in():
    said = run("Mei Chen", "--company", "Harbour")
    code = re.search(r"one-time code: (\S+)", said)[1]
    assert "user name: mei.chen" in said
    office, account, role = Office.objects.get(), Account.objects.get(), RoleAssignment.objects.get()
    assert (office.kind, office.name, account.language) == (OfficeKind.COMPANY, "Harbour", "en")
    assert (role.role, role.status, role.office) == (Role.PROJECT_OFFICE, RoleStatus.ACTIVE, None)
    assert Account.history.get().history_username == "system:first_account"
    client = Client()
    client.post("/account/login/", {"login": "mei.chen", "password": code})
    assert client.get("/account/password/set/").status_code == 200
    assert client.get("/organisation/accounts/").status_code == 200


def test_a_second_one_is_refused_and_the_sponsor_is_another():
    run("Mei Chen")
    with pytest.raises(CommandError, match="already has an account: mei.chen.*issue_code"):
        run("Wu Fang")
    assert Person.objects.count() == 1
    run("Sun Lei", "--role", "sponsor", "--language", "zh-hant", "--username", "sun")
    assert Office.objects.count() == 1
    assert Account.objects.get(username="sun").language == "zh-hant"


def test_somebody_on_the_roster_gets_the_account():
    person = company.person("Wu Fang", at=company.office())
    run(person.employee_number)
    assert Account.objects.get().person == person and RoleAssignment.objects.get().person == person
    assert Membership.objects.count() == 1


def test_names_that_do_not_say_who_are_refused():
    company.person("Wu Fang")
    company.person("Wu Fang")
    with pytest.raises(CommandError, match="2 people"):
        run("Wu Fang")
    with pytest.raises(CommandError, match="give a name"):
        run(" ")
    assert not Account.objects.exists()


def test_the_account_of_the_support_site_is_made_on_the_record(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse")
    call_command("createsuperuser", "--noinput", "--username", "boss", verbosity=0)
    boss = Account.objects.get()
    assert boss.is_superuser and boss.check_password("correct horse")
    assert boss.history.get().history_username == "system:createsuperuser"


def test_a_password_is_changed_at_the_command_line(monkeypatch):
    account = company.account(username="lin")
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "another fine horse")
    call_command("changepassword", "lin", stdout=io.StringIO())
    account.refresh_from_db()
    assert account.check_password("another fine horse")
    assert account.history.first().history_username == "system:changepassword"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_first_account_at_once_one_wins(tmp_path):
    ended, held = at_once(
        tmp_path,
        *(lambda name=name: run(name) for name in ("Mei Chen", "Wu Fang")),
        then=lambda: (Account.objects.count(), RoleAssignment.objects.count(), Office.objects.count()),
    )
    assert {type(end) for end in ended} == {str, CommandError} and held == (1, 1, 1)
