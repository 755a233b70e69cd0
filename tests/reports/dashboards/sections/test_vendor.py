"""The vendor section: literal sums of one contract with one late milestone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from governance.contracts import actions
from governance.contracts.actions import completing
from governance.contracts.models import Milestone, Payment
from governance.contracts.states import ContractState
from governance.core.actor import Actor
from governance.core.roles import Role
from reports.dashboards.homes import telling
from reports.dashboards.sections import Asked, vendor
from reports.dashboards.telling import vendor as words
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

pytestmark = pytest.mark.django_db
PROJECT, FINANCE = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE)


@pytest.fixture
def late() -> Milestone:
    """Due 1 June, open on 30 June: five started weeks of half a percent of a million."""
    contract = dealing.contract()
    dealing.milestone(contract, due=date(2026, 9, 1))
    return dealing.milestone(contract, dealing.clause(contract))


def told(reader: Actor, **asked: object) -> dict:
    found = vendor.facts(Asked(TODAY, None, reader, **asked))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_late_milestone_and_what_it_costs(late: Milestone, sponsor: Actor) -> None:
    (line,) = told(sponsor)["contracts"]
    assert (line["due"], line["on_time"], line["late"], line["days_late"]) == ("1", "0", "1", "29")
    # Ten started weeks in 30 days, which is the cap of five percent.
    assert (D(line["accrued"]), D(line["ahead"])) == (25_000, 45_000)
    assert [one["today"] for one in line["owed"]] == [line["accrued"]]
    assert len(line["milestones"]) == 2


def test_what_was_asked_set_off_and_paid(late: Milestone, sponsor: Actor) -> None:
    contract = late.contract
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(penalty)
    actions.set_off(penalty, dealing.payment(contract, 30_000), amount=D(10_000), actor=FINANCE, at=NOW)
    completing.make_payment(dealing.payment(contract, 50_000), on=TODAY, amount=D(50_000), actor=FINANCE, at=NOW)
    Payment.objects.create(contract=contract, kind="progress", amount=7_000, due=TODAY - timedelta(days=1))
    (sums,) = told(sponsor)["sums"]
    assert {name: D(sums[name]) for name in ("notified", "set_off", "paid", "due_unpaid", "paid_by_vendor")} == {
        "notified": 25_000,
        "set_off": 10_000,
        "paid": 50_000,
        "due_unpaid": 7_000,
        "paid_by_vendor": 0,
    }


def test_before_it_was_recorded_nothing_was_set_off(late: Milestone, sponsor: Actor) -> None:
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.notify(penalty, actor=PROJECT, at=NOW)
    found = vendor.facts(Asked(TODAY - timedelta(days=1), None, sponsor))
    assert found is not None and D(found["sums"][0]["notified"]) == 0


def test_a_contract_that_ended_is_no_longer_late_but_was(late: Milestone, sponsor: Actor) -> None:
    before = timezone.now()
    late.contract.state = ContractState.COMPLETED
    late.contract.save()
    assert [one["state"] for one in told(sponsor)["contracts"]] == ["completed"]
    earlier = vendor.facts(Asked(TODAY, before, sponsor))
    assert earlier is not None and [one["state"] for one in earlier["contracts"]] == ["in_force"]
    visit: Any = SimpleNamespace(day=TODAY, language="en")
    assert [tile.value for tile in telling.vendor(earlier, visit).tiles if tile.label == "Milestones late"] == ["1 / 2"]
    after = telling.vendor(told(sponsor), visit)
    assert "Milestones late" not in [tile.label for tile in after.tiles] and after.chart is None


def test_a_draft_a_reader_without_the_right_and_an_empty_room_have_nothing_to_say(sponsor: Actor) -> None:
    assert vendor.facts(Asked(TODAY, None, sponsor)) is None
    contract = dealing.contract(state=ContractState.DRAFT)
    dealing.milestone(contract)
    assert vendor.facts(Asked(TODAY, None, sponsor)) is None
    contract.state = ContractState.IN_FORCE
    contract.save()
    assert vendor.facts(Asked(TODAY, None, sponsor)) is not None
    assert vendor.facts(Asked(TODAY, None, dealing.vendor_actor(contract.vendor))) is None


def test_the_penalties_of_a_contract_add_up_line_by_line_to_what_has_accrued(late: Milestone, sponsor: Actor) -> None:
    (line,) = told(sponsor)["contracts"]
    assert [row[2:] for row in words.owed(line).rows] == [["CN¥25,000", "CN¥45,000"]]
    line |= {"accrued": "31000.00", "ahead": "60000.00"}
    rows = words.owed(line).rows
    assert [row[0] for row in rows[1:]] == ["Other clauses: people, service levels, requests", "All penalties accrued"]
    assert [row[2:] for row in rows[1:]] == [["CN¥6,000", "CN¥15,000"], ["CN¥31,000", "CN¥60,000"]]
    on_the_page = [[str(cell.text) for cell in row] for row in telling.accruing(line)]
    assert on_the_page[1][0].endswith("Other clauses: people, service levels, requests")
    assert [row[2:] for row in on_the_page] == [["CN¥25,000.00", "CN¥45,000.00"], ["CN¥6,000.00", "CN¥15,000.00"]]


def test_where_a_claim_cannot_be_worked_out_no_line_pretends_to_be_the_rest(late: Milestone, sponsor: Actor) -> None:
    (line,) = told(sponsor)["contracts"]
    assert len(words.owed(line | {"accrued": None}).rows) == 1
