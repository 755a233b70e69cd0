"""The room's figures in the registry: as known at any instant, a missing figure says why."""

from datetime import date, datetime, timedelta
from decimal import Decimal as D

import pytest

from governance.contracts import actions
from governance.contracts.actions import staffing
from governance.contracts.models import Milestone
from governance.core import metrics
from governance.core.errors import NotAllowed
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

pytestmark = pytest.mark.django_db
PROJECT = dealing.actor(Role.PROJECT_OFFICE)


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract))


def measured(code: str, milestone: Milestone, day: date = TODAY, known_at: datetime | None = None) -> Measurement:
    subject = Subject(SubjectKind.CONTRACT, milestone.contract_id)
    return metrics.measure_one(f"contracts.{code}", subject, day, actor=PROJECT, known_at=known_at)


@pytest.mark.parametrize(
    ("code", "value"), [("on_time", 0), ("due", 1), ("late", 1), ("days_late", 29), ("penalty_accrued", 25000), ("at_cap", 0)]
)
def test_a_late_milestone_shows_in_every_figure(late: Milestone, code: str, value: int) -> None:
    assert measured(code, late).value == value


def test_nothing_due_is_said_not_counted_as_a_hundred_percent(late: Milestone) -> None:
    found = measured("on_time", late, date(2026, 5, 1))
    assert found.value is None and "due" in str(found.absent)


def test_rounds_and_presence(late: Milestone) -> None:
    assert measured("rounds", late).value is None and measured("key_people_present", late).value is None
    actions.submit(late, on=TODAY, actor=dealing.vendor_actor(late.contract.vendor), at=NOW)
    first, last = TODAY - timedelta(days=9), TODAY
    person = staffing.promise_person(late.contract, name="He", role="PM", first_day=first, last_day=last, actor=PROJECT, at=NOW)
    staffing.record_presence(person, first_day=TODAY, present=False, actor=PROJECT, at=NOW)
    assert measured("rounds", late).value == 1
    assert measured("key_people_present", late).value == D(90)


def test_as_known_before_the_extension(late: Milestone) -> None:
    actions.grant_extension(late, days=30, authority="sponsor", granted_on=TODAY, actor=PROJECT, at=NOW, reason="agreed")
    assert measured("late", late).value == 0
    assert measured("late", late, known_at=NOW - timedelta(hours=1)).value == 1


def test_a_clause_that_cannot_be_evaluated_is_no_zero(late: Milestone) -> None:
    from governance.contracts.penalties import Clause, Rate, RateUnit

    late.clauses.add(dealing.clause(late.contract, Clause(Rate(D(1), RateUnit.SUM), working_days=True), "9"))
    assert measured("penalty_accrued", late, date(2031, 1, 1)).value is None


def test_the_vendor_sees_no_penalty_figure(late: Milestone) -> None:
    vendor = dealing.vendor_actor(late.contract.vendor)
    with pytest.raises(NotAllowed):
        metrics.measure_one("contracts.penalty_accrued", Subject(SubjectKind.CONTRACT, late.contract_id), TODAY, actor=vendor)
