"""Every action of the room can be carried out from the command line, by a named account or the system."""

import io
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Model

from governance.core.roles import Role
from governance.organisation.management.commands.organisation import actions
from governance.organisation.models import Membership, Office, UseRule
from tests import company

pytestmark = pytest.mark.django_db


def run(*words, **options):
    said = io.StringIO()
    call_command("organisation", *words, stdout=said, **options)
    return said.getvalue()


def test_every_action_is_listed():
    said = run()
    names = {"create_office", "move", "lend", "decide_role", "issue_codes", "decide_erasure", "give_notice", "correct_membership"}
    assert names <= set(actions()) and all(name in said for name in names)
    assert "announce" not in said and "require_over" not in said


def test_someone_is_moved_by_a_named_account():
    mei = company.account(Role.PROJECT_OFFICE, username="mei")
    person, south = company.person(at=company.office()), company.office("S")
    run("move", f"person={person.employee_number}", "office=s", "on=2026-04-01", "reason=closer", username="mei")
    row = Membership.history.filter(office=south).get()
    assert (row.first_day, row.history_username, row.history_change_reason) == (date(2026, 4, 1), mei.person.pseudonym, "closer")


def test_the_rights_of_the_account_hold_here_too():
    company.account(Role.SPONSOR, username="sun")
    with pytest.raises(CommandError, match="roles do not include"):
        run("create_office", "code=X", "name=X", username="sun")
    assert not Office.objects.exists()


def test_without_an_account_the_system_acts():
    run("create_office", "code=X", "name=X")
    run("add_rule", "job=sales", "crm_role=seller", "first_day=2026-07-01", "reason=charter", "office=X")
    assert UseRule.history.get().history_username == "system:command"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fly"], "no action"),
        (["create_office", "code=X"], "it takes: code name"),
        (["create_office", "X"], "not name=value"),
        (["close_office", "office=none", "on=2026-01-01", "reason=x"], "0 found"),
        (["add_rule", "job=sales", "crm_role=s", "first_day=tomorrow", "reason=x"], "cannot be used"),
        (["add_rule", "job=juggler", "crm_role=s", "first_day=2026-01-01", "reason=x"], "none of: sales"),
        (["add_rule", "job=sales", "crm_role=s", "first_day=2026-01-01", "reason="], "give a reason"),
    ],
)
def test_what_cannot_be_understood_is_said(words, said):
    with pytest.raises(CommandError, match=said):
        run(*words)


def test_codes_are_printed_once():
    office = company.office("N")
    company.person("Wu", at=office)
    assert run("issue_codes", "office=N").startswith("Wu: ")


def test_records_are_named_with_the_id_that_further_actions_take():
    said = run("add_rule", "job=sales", "crm_role=seller", "first_day=2026-07-01", "reason=charter")
    assert said == f"Sales → seller, 2026-07-01 – … (id {UseRule.objects.get().pk})\n"
    mei = company.person("Mei")
    said = run("give_role", f"person={mei.employee_number}", "role=auditor", "first_day=2026-07-01", "reason=charter")
    assert said.startswith("Mei: Auditor, 2026-07-01 – …, In force (id ")


def test_every_record_of_the_room_has_a_name():
    models = [one for one in apps.get_app_config("organisation").get_models() if not one.__name__.startswith("Historical")]
    assert all(one.__str__ is not Model.__str__ for one in models)
