"""A vendor's paper counts from the day it came in: nobody dates it back to before the due date, or past the client's silence."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from governance.contracts.actions import noticing, submit
from governance.contracts.models import Milestone, NoticeAnswer, NoticeLetter, Submission
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.test_pages import vendor_client

pytestmark = pytest.mark.django_db
PROJECT = dealing.actor(Role.PROJECT_OFFICE)
EARLIER = date(2026, 5, 30)


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract(deemed_days=20)
    return dealing.milestone(contract, dealing.clause(contract))


@pytest.fixture
def vendor(late: Milestone) -> Actor:
    return dealing.vendor_actor(late.contract.vendor)


@pytest.fixture
def notice(late: Milestone, monkeypatch: pytest.MonkeyPatch) -> NoticeLetter:
    monkeypatch.setattr(noticing, "print_notice", lambda *_args, **_kwargs: None)
    at = dealing.noon(TODAY - timedelta(days=9))
    return noticing.issue_notice(late.contract, subject="Late", language="en", other=["No answer"], actor=PROJECT, at=at)[0]


def test_a_vendor_does_not_date_its_submission_back(late: Milestone, vendor: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        submit(late, on=EARLIER, actor=vendor, at=NOW)
    assert "on" in refused.value.fields and not Submission.objects.exists()


def test_without_a_day_it_counts_from_today_in_the_contracts_zone(late: Milestone, vendor: Actor) -> None:
    late_in_the_evening = dealing.datetime(2026, 6, 29, 16, 30, tzinfo=dealing.UTC)
    assert submit(late, actor=vendor, at=late_in_the_evening).on == TODAY


def test_the_client_writes_down_when_a_paper_came_in(late: Milestone) -> None:
    assert submit(late, on=EARLIER, actor=PROJECT, at=NOW).on == EARLIER


def test_a_vendor_does_not_date_its_answer_back(notice: NoticeLetter, vendor: Actor) -> None:
    with pytest.raises(InvalidInput):
        noticing.answer_notice(notice, on=TODAY - timedelta(days=5), actor=vendor, at=NOW, reason="in time, we say")
    assert not NoticeAnswer.objects.exists()
    assert noticing.answer_notice(notice, actor=vendor, at=NOW, reason="late").on == TODAY
    on_paper = noticing.answer_notice(notice, on=TODAY - timedelta(days=5), actor=PROJECT, at=NOW, reason="came by courier")
    assert on_paper.on == TODAY - timedelta(days=5)


def test_the_vendors_form_has_no_day_and_takes_none(late: Milestone, signed_in) -> None:  # type: ignore[no-untyped-def]
    page = reverse("contracts:submit", args=[late.pk])
    client = vendor_client(late.contract)
    assert 'name="on"' not in client.get(page).content.decode()
    assert 'name="on"' in signed_in(Role.PROJECT_OFFICE).get(page).content.decode()
    assert client.post(page, {"on": "2026-05-30", "reason": "done"}).status_code == 302
    assert Submission.objects.get().on > EARLIER
