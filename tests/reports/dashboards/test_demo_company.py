"""The demo company in the product: whole or not at all, kept when asked for again, and one can sign in to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q, Sum
from django.test import Client, override_settings
from django.utils import timezone

from governance.contracts.claims import drawn
from governance.contracts.left_open import left_open
from governance.contracts.models import Contract, Milestone, Penalty, Phase, Selection
from governance.contracts.states import PenaltyState
from governance.core.roles import Role
from governance.organisation.models import Account, Membership, Office, Person, RoleAssignment, UseRule
from governance.policies.models import Signature
from reports.dashboards.demo import company
from rollout.adoption.models import ComponentValue, SourceUser, UsageImport, UsageSource
from rollout.impact.models import Asked, Tally
from rollout.staging.models import OfficeRollout, Wave
from rollout.staging.stages import Stage
from training.testing.models import Attempt, Marking
from training.testing.selectors.mine import own_tests
from training.testing.selectors.standings import percents

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


def test_who_comes_from_outside_or_only_decides_has_no_test_to_take(db: None, printed: str) -> None:
    now = timezone.now()
    told = {account.username: own_tests(account.person, now) for account in Account.objects.exclude(person=None).order_by("pk")}
    assert [name for name in ("sponsor", "committee", "director", "vendor", "auditor", "hr", "finance") if told[name]] == []
    assert "administering" in {test.paper.course.code for test in told["crmadmin"]}


def test_what_was_known_five_weeks_ago_can_still_be_asked(db: None, printed: str) -> None:
    arrived = UsageImport.objects.order_by("uploaded_at").first().applied_at
    assert timezone.localdate(arrived) < TODAY
    assert ComponentValue.objects.filter(recorded_at__date=timezone.localdate(arrived)).exists()


def test_everyone_is_matched_but_the_user_nobody_knows(db: None, printed: str) -> None:
    assert set(SourceUser.objects.filter(matches__isnull=True).values_list("key", flat=True)) <= {"test01"}


def test_one_can_sign_in_in_every_role_that_is_printed(db: None, printed: str) -> None:
    for username in ("sponsor", "project", "head-sha", "trainer", "auditor", "hr", "finance", "vendor", "trainee", "assessor"):
        assert f"  {username} " in printed
        response = Client().post("/account/login/", {"login": username, "password": company.PASSWORD})
        assert response.status_code == 302, username
    for username, role in (("sponsor", Role.SPONSOR), ("assessor", Role.ASSESSOR)):
        assert RoleAssignment.objects.current().get(person__account__username=username).role == role


def test_something_waits_for_the_trainee_and_for_the_assessor(db: None, printed: str) -> None:
    for username, words in (("trainee", "Begin with the first"), ("assessor", "Practical tests not signed off")):
        client = Client()
        client.force_login(Account.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert words in client.get("/").content.decode()


def test_asked_for_again_it_is_kept_and_a_new_code_is_printed_for_the_clerk(db: None, printed: str) -> None:
    before = (Person.objects.count(), Account.objects.count(), UsageImport.objects.count())
    again = make()
    assert "kept as it is" in again
    assert (Person.objects.count(), Account.objects.count(), UsageImport.objects.count()) == before
    assert printed.splitlines()[-1] != again.splitlines()[-1]


def test_what_thousands_did_is_each_ones_own_act_on_record(db: None, printed: str) -> None:
    """Signatures and tests are written together, and read as if each had come by itself."""
    signatures = Signature.objects.select_related("person", "text")
    assert len(signatures) > 100
    assert all(row.username == row.person.pseudonym and row.operation and row.sha256 == row.text.sha256 for row in signatures)
    done = Attempt.objects.filter(state="submitted", paper__kind="written").select_related("person")
    assert len(done) > 20
    for attempt in done:
        told = attempt.history.order_by("history_id").values_list("history_type", "state", "history_username")
        who = attempt.person.pseudonym
        assert list(told) == [("+", "open", who), ("~", "submitted", who)]
        kinds = attempt.events.order_by("recorded_at").values_list("kind", "recorded_at", "username")
        assert list(kinds) == [("started", attempt.started_at, who), ("submitted", attempt.submitted_at, who)]
        marks = Marking.objects.filter(item__attempt=attempt, source="automatic").values_list("username", "recorded_at")
        assert set(marks) <= {(who, attempt.submitted_at)}
    assert Marking.objects.filter(item__attempt__in=done, source="automatic").count() > 10 * len(done) / 2
    assert percents([attempt.pk for attempt in done]).keys() == {attempt.pk for attempt in done}


def test_answers_of_a_survey_are_counted_once_in_each_cut(db: None, printed: str) -> None:
    counted = Tally.objects.values("question__survey", "question").annotate(
        of_offices=Sum("people", filter=Q(job_role="")), of_jobs=Sum("people", filter=~Q(job_role=""))
    )
    pulses = counted.filter(question__survey__kind="pulse", question__survey__state="closed")
    assert pulses and all(row["of_offices"] == row["of_jobs"] > 0 for row in pulses)
    for row in pulses:
        assert Asked.objects.filter(survey=row["question__survey"], answered=True).count() == row["of_offices"]


def test_an_earlier_vendors_contract_has_ended_and_what_it_owes_stays_owed(db: None, printed: str) -> None:
    contract = Contract.objects.get(number="CRM-2025-02")
    end = contract.ends.standing().get()
    assert (contract.state, end.grounds, end.kind) == ("terminated", "clause", "terminated") and end.notice.services.exists()
    today = TODAY + timedelta(days=400)
    still = {(one.left.value, one.amount) for one in left_open(contract, today)}
    # 192,000 at 1 ‰ a day is at its cap of 10 percent; 5,000 of the second claim were set off.
    assert {("penalty", Decimal(14_200)), ("claim", Decimal(19_200)), ("security", Decimal(24_000))} <= still
    assert drawn([contract.pk], today).total(contract.pk) == Decimal("39552.00")
