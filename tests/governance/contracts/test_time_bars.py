"""A claim is notified within the clause's days of its accrual, or it is lost; the page says until when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import actions, selectors
from governance.contracts.actions import measuring, staffing
from governance.contracts.claims import outlook
from governance.contracts.models import Milestone, Penalty, PenaltyStep
from governance.contracts.penalties import Clause, Notice, Rate, RateUnit, Trigger
from governance.contracts.time_bars import TimeBar, time_bar
from governance.core.errors import Refused
from governance.core.roles import Role
from tests.governance.contracts import dealing

pytestmark = pytest.mark.django_db
PROJECT = dealing.actor(Role.PROJECT_OFFICE)
BARRED = replace(dealing.HALF_PERCENT_A_WEEK, notice=Notice(required=True, time_bar_days=28))
LAST, AFTER = datetime(2026, 6, 30, 4, tzinfo=UTC), datetime(2026, 7, 1, 4, tzinfo=UTC)


@pytest.fixture
def late() -> Milestone:
    """Due 1 June: accrues from 2 June, so the claim must be notified by 30 June."""
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract, BARRED))


def assessed(late: Milestone) -> Penalty:
    return actions.assess_penalty(late, late.clauses.get(), day=date(2026, 6, 20), actor=PROJECT, at=LAST)


def test_the_last_day_is_the_accrual_plus_the_days() -> None:
    began, last = date(2026, 6, 2), date(2026, 6, 30)
    assert time_bar(BARRED, began, last) == TimeBar(last, passed=False)
    assert time_bar(BARRED, began, date(2026, 7, 1)) == TimeBar(last, passed=True)
    assert time_bar(BARRED, None, last) is None
    assert time_bar(dealing.HALF_PERCENT_A_WEEK, began, last) is None


def test_on_the_last_day_it_is_still_notified(late: Milestone) -> None:
    penalty = assessed(late)
    actions.notify(penalty, actor=PROJECT, at=LAST)
    assert penalty.state == "notified"


def test_past_the_bar_nothing_is_assessed(late: Milestone) -> None:
    with pytest.raises(Refused, match=r"within 28 days, by 30 Jun 2026"):
        actions.assess_penalty(late, late.clauses.get(), day=date(2026, 6, 20), actor=PROJECT, at=AFTER)
    assert not Penalty.objects.exists()


def test_past_the_bar_the_vendor_cannot_be_told(late: Milestone) -> None:
    penalty = assessed(late)
    with pytest.raises(Refused, match="The claim is lost"):
        actions.notify(penalty, actor=PROJECT, at=AFTER)
    penalty.refresh_from_db()
    assert penalty.state == "assessed" and PenaltyStep.objects.count() == 1


def test_past_the_bar_no_absence_is_assessed() -> None:
    contract = dealing.contract()
    terms = Clause(Rate(Decimal(2000), RateUnit.SUM), trigger=Trigger.KEY_PERSON_ABSENT, notice=Notice(time_bar_days=28))
    by: dict[str, Any] = {"actor": PROJECT, "at": LAST}
    days: dict[str, Any] = {"first_day": date(2026, 6, 2), "last_day": date(2026, 6, 5)}
    clause, ends = dealing.clause(contract, terms), contract.ends_on
    manager = staffing.promise_person(
        contract, name="He Jun", role="Manager", first_day=contract.starts_on, last_day=ends, clause=clause, **by
    )
    staffing.record_presence(manager, present=False, **days, **by)
    with pytest.raises(Refused, match=r"by 30 Jun 2026"):
        measuring.assess_absence(manager, day=date(2026, 6, 20), actor=PROJECT, at=AFTER)
    assert measuring.assess_absence(manager, day=date(2026, 6, 20), **by).assessed


def test_what_was_notified_in_time_may_be_assessed_and_told_again(late: Milestone) -> None:
    penalty = assessed(late)
    actions.notify(penalty, actor=PROJECT, at=LAST)
    actions.reassess(penalty, actor=PROJECT, at=AFTER, reason="a week later", day=date(2026, 7, 1))
    actions.notify(penalty, actor=PROJECT, at=AFTER)
    assert penalty.state == "notified"


def test_what_is_owed_says_until_when_until_the_vendor_is_told(late: Milestone) -> None:
    def bar() -> TimeBar | None:
        return selectors.owed(outlook([late.contract_id], dealing.TODAY))[0].notify_by

    assert bar() == TimeBar(date(2026, 6, 30), passed=False)
    actions.notify(assessed(late), actor=PROJECT, at=LAST)
    assert bar() is None


def test_the_pages_say_it_in_red_when_it_has_passed(signed_in: Callable[..., Client], late: Milestone) -> None:
    """The pages are read today, long after 30 June 2026 or before it: the milestone moves with the day."""
    penalty = assessed(late)
    client = signed_in(Role.PROJECT_OFFICE)
    pages = [reverse("contracts:penalty", args=[penalty.pk]), reverse("contracts:milestone", args=[late.pk]), reverse("contracts:owed")]
    for page in pages:
        assert "30 Jun 2026" in client.get(page).content.decode()
