"""Figures from published clauses, judgments and calculators, to the cent."""

from datetime import datetime
from decimal import Decimal as D

import pytest

from governance.contracts.penalties import (
    Assessment,
    Band,
    Base,
    Cap,
    Clause,
    Counting,
    Facts,
    Grace,
    GraceKind,
    PartDay,
    Period,
    PeriodUnit,
    Rounding,
    Termination,
    assess,
    service_credit,
)
from tests.governance.contracts.terms import days_late, late, per_day, per_week, percent, sum_of

LAW_COURT = late("2019-08-01", "2019-12-12", "3340753.51")


@pytest.mark.parametrize(
    ("clause", "days", "amount"),
    [
        (per_day(percent("0.1"), percent("10")), 133, "334075.35"),
        (per_day(percent("0.1")), 133, "444320.22"),
        (per_day(percent("0.1"), rounding=Rounding.EACH_PERIOD), 133, "444319.75"),
    ],
)
def test_a_tenth_of_a_percent_a_day_capped_at_ten_percent(clause: Clause, days: int, amount: str) -> None:
    result = assess(clause, LAW_COURT)
    assert (result.days, result.amount) == (days, D(amount))


def test_a_tenth_of_a_percent_a_day_of_what_is_not_delivered() -> None:
    facts = Facts(late("2019-06-24", "2019-10-24").due, late("2019-06-24", "2019-10-24").finish, bases={Base.UNDELIVERED: D("276760.46")})
    result = assess(per_day(percent("0.1"), base=Base.UNDELIVERED), facts)
    assert (result.days, result.amount) == (122, D("33764.78"))


@pytest.mark.parametrize(
    ("counting", "amount"), [(Counting.STARTED, "3000000.00"), (Counting.COMPLETED, "2500000.00"), (Counting.PRO_RATA, "2928571.43")]
)
def test_one_percent_a_week_by_way_of_counting(counting: Counting, amount: str) -> None:
    result = assess(per_week(percent("1"), percent("10"), counting=counting), late("2025-06-30", "2025-08-10", "50000000"))
    assert (result.days, result.amount) == (41, D(amount))


@pytest.mark.parametrize(("days", "amount"), [(30, "150000"), (50, "200000")])
def test_five_thousand_a_day_capped_at_two_hundred_thousand(days: int, amount: str) -> None:
    assert assess(per_day(sum_of("5000"), sum_of("200000")), days_late(days)).amount == D(amount)


def hours(due: str, finish: str) -> Facts:
    return Facts(due=datetime.fromisoformat(due), finish=datetime.fromisoformat(finish), bases={Base.MILESTONE: D(200)})


def per_two_days(cap: str | None, part_day: PartDay = PartDay.DROPPED, by_instants: bool = True) -> Clause:
    return per_day(
        percent("10.5"),
        percent(cap) if cap else None,
        period=Period(2),
        counting=Counting.PRO_RATA,
        by_instants=by_instants,
        part_day=part_day,
        termination=Termination(past_days=15),
    )


JANUARY = hours("2019-01-11T03:24+00:00", "2019-01-16T16:34-05:00")
A_YEAR = hours("2019-01-11T03:24+00:00", "2020-01-11T03:24+00:00")
NINE = hours("2019-04-01T12:00+00:00", "2019-04-10T03:24+00:00")
NINETEEN = hours("2019-04-01T12:00+00:00", "2019-04-20T03:24+00:00")


@pytest.mark.parametrize(
    ("clause", "facts", "days", "amount", "terminable"),
    [
        (per_two_days("55"), JANUARY, 5, "52.50", False),
        (per_two_days("55", PartDay.WHOLE), JANUARY, 6, "63.00", False),
        (per_two_days("55"), A_YEAR, 365, "110.00", True),
        (per_two_days(None), A_YEAR, 365, "3832.50", True),
        (per_two_days("52"), NINE, 8, "84.00", False),
        (per_two_days("52"), NINETEEN, 18, "104.00", True),
        (per_two_days(None), NINETEEN, 18, "189.00", True),
        (per_two_days(None, by_instants=False), NINE, 9, "94.50", False),
        (per_two_days(None, by_instants=False), NINETEEN, 19, "199.50", True),
    ],
)
def test_ten_and_a_half_percent_per_two_elapsed_days(clause: Clause, facts: Facts, days: int, amount: str, terminable: bool) -> None:
    result = assess(clause, facts)
    assert (result.days, str(result.amount), result.terminable) == (days, amount, terminable)


@pytest.mark.parametrize(("days", "amount"), [(1, "5000"), (7, "5000"), (8, "10000"), (70, "50000"), (71, "50000")])
def test_half_a_percent_per_started_week_at_most_five(days: int, amount: str) -> None:
    assert assess(per_week(percent("0.5"), percent("5")), days_late(days)).amount == D(amount)


def test_twenty_five_thousand_a_week_with_four_weeks_free() -> None:
    clause = per_week(sum_of("25000"), counting=Counting.PRO_RATA, grace=Grace(GraceKind.DEDUCTIBLE, 28))
    result = assess(clause, late("2018-04-30", "2018-12-20"))
    assert (result.days, result.amount) == (206, D("735714.29"))


@pytest.mark.parametrize(("measured", "amount"), [("100", "0"), ("99.8", "0"), ("99.7", "0.20"), ("97", "0.30")])
def test_a_service_credit_takes_the_worst_band_only(measured: str, amount: str) -> None:
    bands = [Band(D("99.8"), percent("2")), Band(D("98"), percent("3"))]
    assert service_credit(bands, D(measured), D(10)).amount == D(amount)


def test_half_a_cent_goes_up_not_to_even() -> None:
    assert assess(per_day(percent("0.1")), days_late(1, "1005.00")).amount == D("1.01")


def test_not_late_is_zero_and_says_not_due() -> None:
    result: Assessment = assess(per_day(percent("0.1")), late("2019-08-01", "2019-08-01", "100"))
    assert (result.amount, result.lines[0].code) == (0, "not_due")


def test_an_unaccepted_milestone_accrues_to_the_day_asked_for() -> None:
    facts = Facts(due=LAW_COURT.due, as_of=LAW_COURT.finish, bases=LAW_COURT.bases)
    assert assess(per_day(percent("0.1"), percent("10")), facts).amount == D("334075.35")


def test_months_run_to_the_anniversary_clamped_to_the_months_end() -> None:
    clause = per_day(percent("1"), period=Period(1, PeriodUnit.MONTH), counting=Counting.PRO_RATA)
    # 31 January to 28 February is one month; the next runs from there to 31 March: 31 days, of which 10.
    result = assess(clause, late("2025-01-31", "2025-03-10", "310000"))
    assert result.amount == D("4100.00")


def test_a_cap_may_be_of_another_value_than_the_rate() -> None:
    clause = Clause(rate=percent("1"), base=Base.UNDELIVERED, cap=Cap(percent("10"), Base.CONTRACT_ORIGINAL))
    facts = Facts(LAW_COURT.due, LAW_COURT.finish, bases={Base.UNDELIVERED: D(1000), Base.CONTRACT_ORIGINAL: D(2000)})
    assert assess(clause, facts).amount == D(200)
