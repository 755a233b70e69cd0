"""Erasing who a person is: two people, after the period, without a hold; the pseudonym and the record stay."""

import io
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from governance.core.roles import Role
from governance.organisation import retention
from governance.organisation.actions import people
from governance.organisation.actions import retention as actions
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, ErasureRequest, Identity, LegalHold, OneTimeCode, Person, RetentionRule
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
HR = Actor(username="hr", grants=(Grant(Role.HR),))
LONG_GONE = date(2023, 12, 31)


@pytest.fixture
def gone():
    return company.person("Zhao Secret", left_on=LONG_GONE, employee_number="SECRET-77")


@pytest.fixture
def asked(gone, project_office):
    return actions.request_erasure(person=gone, actor=project_office, at=NOW, reason="period over")


def decide(request, *, approve=True, actor=HR, reason="checked"):
    return actions.decide_erasure(request=request, approve=approve, actor=actor, at=NOW, reason=reason)


def everything_kept():
    """Every value of every table, as text."""
    return "\n".join(repr(row) for model in apps.get_models(include_auto_created=True) for row in model._default_manager.values())


def test_nothing_of_the_identity_survives_and_the_record_does(project_office):
    north = company.office()
    worker = company.account(Role.TRAINER, office=north, username="zhao.secret")
    person = worker.person
    person.employee_number = "SECRET-77"
    person.save()
    Identity.objects.filter(person=person).update(name="Zhao Secret", name_zh="赵密", email="zhao@secret.example", phone="139SECRET")
    actor = actor_for(worker, date(2023, 1, 1))
    from governance.core import audit

    with audit.operation(actor, reason="did something"):
        company.office("made-by-zhao")
    people.leave_company(person=person, last_day=LONG_GONE, actor=project_office, at=NOW)
    decide(actions.request_erasure(person=person, actor=project_office, at=NOW, reason="period over"))
    kept = everything_kept()
    for secret in ("SECRET", "Secret", "secret", "赵密"):
        assert secret not in kept
    person.refresh_from_db()
    assert str(person) == person.pseudonym and person.memberships.exists()
    from governance.organisation.models import Office

    assert Office.history.get(code="made-by-zhao").history_username == person.pseudonym


def test_signing_in_ends_with_the_identity(gone, project_office):
    account = Account.objects.create_user("zhao", password="correct horse", person=gone)
    decide(actions.request_erasure(person=gone, actor=project_office, at=NOW, reason="x"))
    client = Client()
    client.post("/account/login/", {"login": "SECRET-77", "password": "correct horse"})
    account.refresh_from_db()
    assert "_auth_user_id" not in client.session and not account.is_active and account.username == f"erased-{gone.pseudonym}"


def test_one_person_asks_and_another_decides(gone):
    both = Actor(username="both", grants=(Grant(Role.HR), Grant(Role.PROJECT_OFFICE)))
    asked = actions.request_erasure(person=gone, actor=both, at=NOW, reason="x")
    with pytest.raises(NotAllowed):
        decide(asked, actor=both)
    assert Identity.objects.get().name == "Zhao Secret"


def test_only_hr_decides(asked, project_office):
    other = Actor(username="other", grants=(Grant(Role.PROJECT_OFFICE),))
    for actor in (project_office, other):
        with pytest.raises(NotAllowed):
            decide(asked, actor=actor)


def test_a_request_is_decided_once(asked):
    decide(asked, approve=False)
    with pytest.raises(Conflict):
        decide(asked)
    assert Identity.objects.get().name == "Zhao Secret"


def test_asking_twice_or_without_right_or_reason_is_refused(asked, gone, project_office, sponsor):
    with pytest.raises(Conflict):
        actions.request_erasure(person=gone, actor=project_office, at=NOW, reason="x")
    with pytest.raises(NotAllowed):
        actions.request_erasure(person=gone, actor=sponsor, at=NOW, reason="x")
    with pytest.raises(InvalidInput):
        actions.request_erasure(person=gone, actor=project_office, at=NOW, reason=" ")


def test_the_period_and_the_company_come_first(project_office):
    here = company.person()
    fresh = company.person(left_on=date(2026, 1, 31))
    for person, said in ((here, "still with the company"), (fresh, "24 months")):
        with pytest.raises(Refused) as refused:
            actions.request_erasure(person=person, actor=project_office, at=NOW, reason="x")
        assert said in str(refused.value)


@pytest.mark.parametrize("everyone", [True, False])
def test_a_legal_hold_stops_erasure_until_it_is_released(gone, asked, project_office, everyone):
    hold = actions.place_hold(kind="identity", person=None if everyone else gone, actor=project_office, at=NOW, reason="court")
    with pytest.raises(Refused, match="legal hold"):
        decide(asked)
    actions.release_hold(hold=hold, actor=project_office, at=NOW, reason="settled")
    with pytest.raises(Conflict):
        actions.release_hold(hold=hold, actor=project_office, at=NOW, reason="settled")
    decide(asked)
    assert Identity.objects.get().erased_at == NOW
    assert [row.history_change_reason for row in LegalHold.history.order_by("history_id")] == ["court", "settled"]


def test_another_persons_hold_does_not_matter(gone, asked, project_office):
    actions.place_hold(kind="identity", person=company.person(), actor=project_office, at=NOW, reason="court")
    decide(asked)


def test_an_erased_identity_is_not_filled_or_erased_again(asked, gone, project_office):
    from governance.organisation.actions.corrections import correct_identity

    decide(asked)
    gone.refresh_from_db()
    with pytest.raises(Refused):
        correct_identity(person=gone, name="Back", actor=project_office, at=NOW)
    with pytest.raises(Refused):
        actions.request_erasure(person=Person.objects.get(pk=gone.pk), actor=project_office, at=NOW, reason="x")


def test_rooms_above_forget_in_the_same_transaction(asked, gone, monkeypatch):
    told = []
    monkeypatch.setattr(retention, "_forget", [lambda pk, actor, at: told.append(pk), lambda pk, actor, at: 1 / 0])
    with pytest.raises(ZeroDivisionError):
        decide(asked)
    assert told == [gone.pk] and Identity.objects.get().name == "Zhao Secret"
    assert ErasureRequest.objects.get().status == "requested"


def test_the_schedule_is_changed_with_a_reason_within_bounds(project_office, sponsor):
    rule = actions.set_retention(kind="identity", months=36, actor=project_office, at=NOW, reason="labour law")
    assert retention.months_kept("identity") == 36 and rule.history.get().history_change_reason == "labour law"
    with pytest.raises(InvalidInput):
        actions.set_retention(kind="identity", months=601, actor=project_office, at=NOW, reason="x")
    with pytest.raises(NotFound):
        actions.set_retention(kind="nonsense", months=1, actor=project_office, at=NOW, reason="x")
    with pytest.raises(NotAllowed):
        actions.set_retention(kind="identity", months=1, actor=sponsor, at=NOW, reason="x")
    assert RetentionRule.objects.get().months == 36


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, before):
    assert retention.months_before(day, months) == before


def run(**options):
    said = io.StringIO()
    call_command("apply_retention", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def overdue(gone, project_office):
    """Someone whose time is over, with an open account and an old code."""
    account = Account.objects.create_user("zhao", person=gone)
    OneTimeCode.objects.create(
        account=account, sheet="s", code_hash="h", issued_at=NOW, issued_by="x", expires_at=timezone.now() - timedelta(days=90)
    )
    return account


def test_a_dry_run_changes_nothing(overdue):
    said = run(dry_run=True)
    assert "identity: 1 would go" in said and "account: 1 would go" in said and "one_time_code: 1 would go" in said
    overdue.refresh_from_db()
    assert overdue.is_active and OneTimeCode.objects.exists() and not ErasureRequest.objects.exists()


def test_the_schedule_closes_accounts_drops_codes_and_only_proposes_erasures(overdue):
    run()
    overdue.refresh_from_db()
    assert not overdue.is_active and not OneTimeCode.objects.exists()
    assert ErasureRequest.objects.get().requested_by == "system:retention" and Identity.objects.get().erased_at is None
    assert "identity: 0" in run()


def test_the_schedule_runs_by_the_clock(overdue, settings):
    from governance.core.jobs import Progress
    from governance.organisation.jobs import apply_retention

    assert "organisation.apply_retention" in settings.SCHEDULE
    assert apply_retention(Progress())["done"]["account"] == 1


def test_a_held_kind_stays_whole(overdue, project_office):
    actions.place_hold(kind="one_time_code", actor=project_office, at=NOW, reason="court")
    assert "one_time_code: legal hold" in run() and OneTimeCode.objects.exists()


def test_an_erased_person_does_not_live_on_in_a_roster_file(project_office, signed_in):
    from governance.core.imports import actions as imports
    from governance.organisation.imports import ROSTER

    company.office("BJ")
    data = io.BytesIO(b"employee number,name,office,joined,left\nSECRET-77,Zhao Secret,BJ,2020-01-06,2023-12-31\n")
    batch = imports.receive(ROSTER, data, name="r.csv", actor=project_office, at=NOW)
    imports.apply(batch, actor=project_office, at=NOW)
    person = Person.objects.get(employee_number="SECRET-77")
    decide(actions.request_erasure(person=person, actor=project_office, at=NOW, reason="period over"))
    assert "SECRET" not in everything_kept() and "Secret" not in everything_kept()
    assert signed_in(Role.PROJECT_OFFICE).get(f"/imports/sent/{batch.pk}/").status_code == 200
