"""A share of the running bill: as entered, else the payment next due when it began; refused by name where neither is known."""

from datetime import date
from decimal import Decimal as D

import pytest

from governance.contracts.actions import measuring, staffing
from governance.contracts.bills import Bill, running_bill
from governance.contracts.claims import drawn
from governance.contracts.measuring import Reading
from governance.contracts.models import Contract, Payment, PaymentKind
from governance.contracts.occurrences import Occurrence
from governance.contracts.penalties import Base, CannotEvaluate, Clause, Period, PeriodUnit, Trigger
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.terms import percent

PROJECT = dealing.actor(Role.PROJECT_OFFICE)
BILLS = [Bill(date(2026, 5, 31), D(100)), Bill(date(2026, 6, 30), D(200)), Bill(date(2026, 6, 30), D(50))]
REMOVED = Clause(percent("5"), Base.BILL, trigger=Trigger.KEY_PERSON_ABSENT, period=Period(1, PeriodUnit.EVENT))


@pytest.mark.parametrize(
    ("day", "amount"),
    [(date(2026, 5, 1), D(100)), (date(2026, 5, 31), D(100)), (date(2026, 6, 1), D(250)), (date(2026, 7, 1), None)],
)
def test_the_bill_that_runs_is_the_next_one_due(day: date, amount: D | None) -> None:
    found = running_bill(BILLS, day)
    assert (found and found.amount) == amount


def removed(contract: Contract) -> Occurrence:
    person = staffing.promise_person(
        contract,
        name="He Jun",
        role="Manager",
        first_day=contract.starts_on,
        last_day=contract.ends_on,
        clause=dealing.clause(contract, REMOVED, "9.3"),
        actor=PROJECT,
        at=NOW,
    )
    staffing.record_presence(person, first_day=date(2026, 6, 8), present=False, removed=True, actor=PROJECT, at=NOW)
    return drawn([contract.pk], TODAY).occurrences[0]


@pytest.mark.django_db
def test_a_removal_is_charged_on_the_payment_next_due() -> None:
    contract = dealing.contract()
    Payment.objects.create(contract=contract, kind=PaymentKind.ADVANCE, amount=900, due=date(2026, 6, 9))
    Payment.objects.create(contract=contract, kind=PaymentKind.PROGRESS, amount=200_000, due=date(2026, 6, 30))
    assert removed(contract).granted == D(10_000)


@pytest.mark.django_db
def test_a_payment_on_acceptance_is_due_with_its_milestone() -> None:
    contract = dealing.contract()
    milestone = dealing.milestone(contract, due=date(2026, 6, 20))
    Payment.objects.create(contract=contract, kind=PaymentKind.FINAL, amount=100_000, milestone=milestone)
    assert removed(contract).granted == D(5_000)


@pytest.mark.django_db
def test_without_a_payment_it_refuses_and_names_the_base() -> None:
    found = removed(dealing.contract())
    assert found.granted == 0 and isinstance(found.refusal, CannotEvaluate)
    assert found.refusal.parameter == "base" and "running bill" in str(found.refusal.message)


@pytest.mark.django_db
def test_what_was_entered_with_a_request_goes_before_the_payments() -> None:
    contract = dealing.contract()
    Payment.objects.create(contract=contract, kind=PaymentKind.PROGRESS, amount=200_000, due=date(2026, 6, 30))
    late = dealing.clause(contract, Clause(percent("1"), Base.BILL, trigger=Trigger.LATE_REQUEST), "7.2")
    due, done = (dealing.datetime(2026, 6, day, tzinfo=dealing.UTC) for day in (20, 22))
    for reference, charge in (("R-1", D(1_000)), ("R-2", None)):
        reading = Reading(due_at=due, done_at=done, charge=charge)
        measuring.record_measurement(late, reference=reference, reading=reading, actor=PROJECT, at=NOW)
    assert [one.granted for one in drawn([contract.pk], TODAY).occurrences] == [D(20), D(4_000)]
