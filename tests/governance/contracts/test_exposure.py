"""What each clause asks for every milestone: one computation for many."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.contracts.actions import amend, exclude_days, grant_extension, record_handover, withdraw_exclusion
from governance.contracts.exposure import exposures
from governance.contracts.models import Cause, Milestone
from governance.contracts.penalties import Base, CannotEvaluate, Clause, Period, PeriodUnit, Rate, RateUnit
from governance.core.errors import InvalidInput
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.terms import per_day, percent, sum_of

pytestmark = pytest.mark.django_db
PROJECT = dealing.actor(Role.PROJECT_OFFICE)


def owed(*milestones: Milestone, day: date = TODAY, known_at: object = None) -> list[D]:
    found = exposures(Milestone.objects.filter(pk__in=[m.pk for m in milestones]), day, known_at)  # type: ignore[arg-type]
    return [exposure.assessment.amount for exposure in found if exposure.assessment]


def late(**fields: object) -> Milestone:
    contract = dealing.contract(**fields)
    return dealing.milestone(contract, dealing.clause(contract))


def test_an_open_milestone_accrues_to_the_day_asked_for() -> None:
    milestone = late()
    assert owed(milestone) == [D(25000)]
    assert owed(milestone, day=date(2026, 6, 2)) == [D(5000)]


def test_days_the_client_caused_do_not_count_until_withdrawn() -> None:
    milestone = late()
    span = exclude_days(
        milestone, first_day=date(2026, 6, 2), last_day=date(2026, 6, 15), cause=Cause.CLIENT, actor=PROJECT, at=NOW, reason="late data"
    )
    assert owed(milestone) == [D(15000)]
    withdraw_exclusion(span, actor=PROJECT, at=NOW, reason="was wrong")
    assert owed(milestone) == [D(25000)]


def test_what_was_known_earlier_can_be_asked() -> None:
    milestone = late()
    grant_extension(milestone, days=30, authority="sponsor", granted_on=TODAY, actor=PROJECT, at=NOW, reason="agreed")
    assert owed(milestone) == [D(0)]
    assert owed(milestone, known_at=dealing.datetime(2026, 6, 29, tzinfo=dealing.UTC)) == [D(25000)]


def test_parts_handed_over_before_the_due_date_leave_the_undelivered_value() -> None:
    contract = dealing.contract()
    terms = Clause(Rate(D("0.1"), RateUnit.PERCENT), Base.UNDELIVERED)
    milestone = dealing.milestone(contract, dealing.clause(contract, terms))
    record_handover(milestone, on=date(2026, 5, 1), share=D("0.6"), actor=PROJECT, at=NOW)
    assert owed(milestone) == [D("11600.00")]
    with pytest.raises(InvalidInput):
        record_handover(milestone, on=TODAY, share=D("0.5"), actor=PROJECT, at=NOW)


@pytest.mark.parametrize("terms", [per_day(sum_of("1000")), per_day(percent("0.1")), per_day(percent("0.1"), percent("1"))])
def test_a_part_handed_over_before_the_due_date_cuts_every_other_rate_and_leaves_the_cap(terms: Clause) -> None:
    contract = dealing.contract()
    milestone = dealing.milestone(contract, dealing.clause(contract, terms))
    record_handover(milestone, on=date(2026, 5, 1), share=D("0.6"), actor=PROJECT, at=NOW)
    # 29 days at 400; the cap is 1 % of the whole value.
    assert owed(milestone) == [D(10_000) if terms.cap else D(11_600)]


def test_a_part_handed_over_before_the_due_date_cuts_a_monthly_rate_and_one_within_a_month_is_refused() -> None:
    contract = dealing.contract()
    milestone = dealing.milestone(contract, dealing.clause(contract, per_day(percent("1"), period=Period(1, PeriodUnit.MONTH))))
    record_handover(milestone, on=date(2026, 6, 1), share=D("0.5"), actor=PROJECT, at=NOW)
    assert owed(milestone) == [D(5_000)]
    record_handover(milestone, on=date(2026, 6, 9), share=D("0.1"), actor=PROJECT, at=NOW)
    (found,) = exposures(Milestone.objects.filter(pk=milestone.pk), TODAY)
    assert isinstance(found.refusal, CannotEvaluate) and found.refusal.parameter == "handovers"


def test_the_undelivered_value_is_frozen_at_the_due_date_as_extended() -> None:
    contract = dealing.contract()
    terms = per_day(percent("0.1"), percent("1"), base=Base.UNDELIVERED)
    milestone = dealing.milestone(contract, dealing.clause(contract, terms))
    grant_extension(milestone, days=9, authority="sponsor", granted_on=TODAY, actor=PROJECT, at=NOW, reason="agreed")
    record_handover(milestone, on=date(2026, 6, 10), share=D("0.6"), actor=PROJECT, at=NOW)
    # Due on the 10th: 0.1 % of 400,000 a day, at most 1 % of that.
    assert owed(milestone, day=date(2026, 6, 15)) == [D(2_000)]
    assert owed(milestone) == [D(4_000)]


def test_an_amended_value_is_the_base_where_the_clause_says_so() -> None:
    contract = dealing.contract()
    terms = Clause(Rate(D(1), RateUnit.PERCENT), Base.CONTRACT_AMENDED)
    milestone = dealing.milestone(contract, dealing.clause(contract, terms), due=date(2026, 6, 29))
    amend(contract, number="1", signed_on=TODAY, value_change=D(500_000), actor=PROJECT, at=NOW, reason="more scope")
    assert owed(milestone) == [D(15000)]


def test_a_clause_that_cannot_be_evaluated_is_shown_with_its_parameter() -> None:
    contract = dealing.contract(calendar="CN")
    terms = Clause(Rate(D(1), RateUnit.SUM), working_days=True)
    dealing.milestone(contract, dealing.clause(contract, terms), due=date(2031, 6, 1))
    found = exposures(Milestone.objects.all(), date(2031, 6, 30))[0]
    assert found.assessment is None and "2031" in str(found.refusal)


def test_the_number_of_queries_does_not_grow() -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            exposures(Milestone.objects.all(), TODAY)
        return len(captured)

    late()
    few = queries()
    for _ in range(5):
        late()
    assert queries() == few
