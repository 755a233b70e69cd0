"""The demo company in the product: whole or not at all, kept when asked for again, and one can sign in to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from governance.contracts.models import Contract, Milestone, Penalty, Phase, Selection
from governance.contracts.states import PenaltyState
from governance.core.roles import Role
from governance.organisation.models import Account, Membership, Office, Person, RoleAssignment, UseRule
from reports.dashboards.demo import company
from rollout.adoption.models import ComponentValue, SourceUser, UsageImport, UsageSource
from rollout.staging.models import OfficeRollout, Wave
from rollout.staging.stages import Stage

TODAY = date(2026, 11, 22)


def make(**options: Any) -> str:
    out = StringIO()
    call_command("demo_company", **({"offices": 6, "people": 60, "today": TODAY} | options), stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The company, made once for all tests of this file and rolled back after them."""
    folder = tmp_path_factory.mktemp("demo")
    tasks = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    folders = override_settings(DATA_DIR=folder, ATTACHMENT_DIR=folder / "attachments", USAGE_DIR=folder / "usage")
    quick = override_settings(TASKS=tasks, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic(), folders, quick:
        yield make()
        transaction.set_rollback(True)


def test_the_company_stands_with_offices_people_programme_and_usage(db: None, printed: str) -> None:
    assert Office.objects.branches().count() == 6
    assert Membership.objects.current().filter(job_role__in=["sales", "clerk"]).values("person").distinct().count() == 60
    assert OfficeRollout.objects.filter(stage=Stage.HANDED_OVER, wave__number=0).count() == 2
    assert {sent.state for sent in UsageImport.objects.all()} == {"applied"}
    assert ComponentValue.objects.current().filter(component="reach", numerator__gt=0).exists()


def test_what_has_one_name_only_says_it_in_both_languages(db: None, printed: str) -> None:
    names: list[str] = []
    for model, field in ((Wave, "name"), (Milestone, "name"), (Phase, "name"), (Contract, "title"), (Selection, "title")):
        names += model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)
    names += [*UsageSource.objects.values_list("name", flat=True), *UseRule.objects.values_list("crm_role", flat=True)]
    assert len(names) > 15
    assert [name for name in names if not (re.search("[a-z]", name) and re.search("[一-鿿]", name))] == []


def test_the_contract_of_six_months_shows_a_penalty_in_every_state(db: None, printed: str) -> None:
    contract = Contract.objects.get(number="SFA-2026-01")
    held = Penalty.objects.filter(clause__contract=contract)
    assert set(held.values_list("state", flat=True)) == set(PenaltyState.values)
    assert held.filter(refunded__gt=0, steps__action="refund").exists()
    assert contract.milestones.get(number="S8").accepted_on == contract.ends_on
    assert contract.notices.get().answers.get().by_vendor


def test_what_was_known_five_weeks_ago_can_still_be_asked(db: None, printed: str) -> None:
    arrived = UsageImport.objects.order_by("uploaded_at").first().applied_at
    assert timezone.localdate(arrived) < TODAY
    assert ComponentValue.objects.filter(recorded_at__date=timezone.localdate(arrived)).exists()


def test_everyone_is_matched_but_the_user_nobody_knows(db: None, printed: str) -> None:
    assert set(SourceUser.objects.filter(matches__isnull=True).values_list("key", flat=True)) <= {"test01"}


def test_one_can_sign_in_in_every_role_that_is_printed(db: None, printed: str) -> None:
    for username in ("sponsor", "project", "head-sha", "trainer", "auditor", "hr", "finance", "vendor"):
        assert f"  {username} " in printed
        response = Client().post("/account/login/", {"login": username, "password": company.PASSWORD})
        assert response.status_code == 302, username
    held = RoleAssignment.objects.current().filter(person__account__username="sponsor").get()
    assert held.role == Role.SPONSOR


def test_asked_for_again_it_is_kept_and_a_new_code_is_printed_for_the_clerk(db: None, printed: str) -> None:
    before = (Person.objects.count(), Account.objects.count(), UsageImport.objects.count())
    again = make()
    assert "kept as it is" in again
    assert (Person.objects.count(), Account.objects.count(), UsageImport.objects.count()) == before
    assert printed.splitlines()[-1] != again.splitlines()[-1]
