"""Accepted by silence or by use: the penalty stops, the payment opens, the warranty runs, and nobody rejects it any more."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import actions
from governance.contracts.acceptance import ReviewTerms, Round, standing
from governance.contracts.actions import completing
from governance.contracts.exposure import records
from governance.contracts.models import Milestone, Payment, PaymentKind, Submission, Verdict
from governance.contracts.selectors import accepted_days
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

pytestmark = pytest.mark.django_db
PROJECT, FINANCE = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE)
SignIn = Callable[..., Client]
HANDED_IN, SILENT_UNTIL = date(2026, 6, 5), date(2026, 6, 15)


@pytest.fixture
def late() -> Milestone:
    """Due 1 June; ten days of silence or productive use accept it."""
    contract = dealing.contract(deemed_days=10, use_is_acceptance=True, review_days=5)
    return dealing.milestone(contract, dealing.clause(contract))


@pytest.fixture
def waiting(late: Milestone) -> Submission:
    return actions.submit(late, actor=dealing.vendor_actor(late.contract.vendor), at=dealing.noon(HANDED_IN))


def authority(of: Milestone) -> Actor:
    return dealing.actor(Role.PROJECT_OFFICE, of.contract.authority, username="authority")


def accepted(of: Milestone, day: date = TODAY) -> date | None:
    return accepted_days(Milestone.objects.filter(pk=of.pk), day).get(of.pk)


def used(of: Milestone, since: date | None, actor: Actor = PROJECT) -> None:
    actions.record_use(of, since=since, actor=actor, at=NOW, reason="42 people work with it every day")


def test_silence_accepts_only_once_its_days_are_over(waiting: Submission) -> None:
    assert accepted(waiting.milestone, SILENT_UNTIL) is None
    assert accepted(waiting.milestone, SILENT_UNTIL + timedelta(days=1)) == SILENT_UNTIL


def test_a_decision_after_the_silence_does_not_move_the_day() -> None:
    late = Round(1, HANDED_IN, TODAY, Verdict.ACCEPTED)
    found = standing([late], ReviewTerms(5, deemed_days=10), start=date(2026, 1, 1), today=TODAY)
    assert (found.accepted, found.why) == (SILENT_UNTIL, "silence")


def test_use_before_the_decision_is_acceptance_from_the_first_day_of_use() -> None:
    decided = Round(1, HANDED_IN, date(2026, 6, 12), Verdict.ACCEPTED)
    terms = ReviewTerms(5, use_is_acceptance=True)
    found = standing([decided], terms, start=date(2026, 1, 1), today=TODAY, used_since=date(2026, 6, 8))
    assert (found.accepted, found.why) == (date(2026, 6, 8), "use")


def test_too_late_to_reject_but_never_too_late_to_say_yes(waiting: Submission) -> None:
    late = waiting.milestone
    by = {"on": TODAY, "actor": authority(late), "at": NOW, "reason": "the first field is wrong"}
    with pytest.raises(InvalidInput) as refused:
        actions.review(waiting, verdict=Verdict.REJECTED, **by)  # type: ignore[arg-type]
    assert "verdict" in refused.value.fields
    actions.review(waiting, verdict=Verdict.ACCEPTED, **by)  # type: ignore[arg-type]
    late.refresh_from_db()
    assert late.accepted_on == SILENT_UNTIL


def test_its_payment_opens_and_its_warranty_runs(waiting: Submission, signed_in: SignIn) -> None:
    late = waiting.milestone
    payment = Payment.objects.create(contract=late.contract, milestone=late, kind=PaymentKind.PROGRESS, amount=D(1000))
    with pytest.raises(Refused, match="waits for the acceptance"):
        completing.make_payment(payment, on=HANDED_IN, amount=D(1000), actor=FINANCE, at=dealing.noon(SILENT_UNTIL))
    completing.add_warranty(late.contract, term="Mending", milestone=late, months=12, actor=PROJECT, at=NOW)
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:contract", args=[late.contract_id])).content.decode()
    assert "15 Jun 2026 to 15 Jun 2027" in page
    completing.make_payment(payment, on=TODAY, amount=D(1000), actor=FINANCE, at=NOW)
    assert payment.paid_on == TODAY


def test_use_is_recorded_with_what_shows_it_and_stops_the_penalty(late: Milestone, signed_in: SignIn) -> None:
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    used(late, date(2026, 6, 8))
    assert accepted(late) == date(2026, 6, 8)
    penalty.refresh_from_db()
    assert penalty.assessed == D(5000)
    kept = late.history.first()
    assert (kept.used_since, kept.history_username, kept.history_change_reason) == (
        date(2026, 6, 8), "project_office", "42 people work with it every day",
    )  # fmt: skip
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:milestone", args=[late.pk])).content.decode()
    assert "in productive use" in page and reverse("contracts:use", args=[late.pk]) in page
    assert reverse("contracts:submit", args=[late.pk]) not in page


def test_use_is_taken_back(late: Milestone) -> None:
    used(late, date(2026, 6, 8))
    used(late, None)
    assert accepted(late) is None


def test_use_means_nothing_where_the_contract_does_not_say_so() -> None:
    plain = dealing.milestone(dealing.contract())
    used(plain, date(2026, 6, 8))
    assert accepted(plain) is None


def test_use_is_the_clients_word_with_evidence_and_not_to_come(late: Milestone) -> None:
    with pytest.raises(NotAllowed):
        used(late, TODAY, actor=dealing.vendor_actor(late.contract.vendor))
    with pytest.raises(InvalidInput):
        used(late, TODAY + timedelta(days=1))
    with pytest.raises(InvalidInput):
        actions.record_use(late, since=TODAY, actor=PROJECT, at=NOW, reason=" ")
    draft = dealing.milestone(dealing.contract(state="draft"))
    with pytest.raises(Conflict):
        used(draft, TODAY)


def test_what_was_known_of_its_use_earlier(late: Milestone) -> None:
    before = dealing.datetime.now(dealing.UTC)
    used(late, date(2026, 6, 8))
    rows = Milestone.objects.filter(pk=late.pk)
    assert [records(rows, TODAY, known_at)[0].standing.accepted for known_at in (before, None)] == [None, date(2026, 6, 8)]


def test_it_is_done_on_its_page(late: Milestone, signed_in: SignIn) -> None:
    page = reverse("contracts:use", args=[late.pk])
    client = signed_in(Role.PROJECT_OFFICE)
    assert client.post(page, {"since": "2026-06-08", "reason": ""}).status_code == 200
    assert client.post(page, {"since": "2026-06-08", "reason": "in use"}).status_code == 302
    late.refresh_from_db()
    assert late.used_since == date(2026, 6, 8)
    assert signed_in(Role.AUDITOR).get(page).status_code == 403
