"""A clause that cannot be evaluated says which parameter is missing; it never returns zero instead."""

from datetime import date
from decimal import Decimal as D

import pytest

from governance.contracts.penalties import (
    Base,
    CannotEvaluate,
    Clause,
    Facts,
    Period,
    PeriodUnit,
    Tier,
    Trigger,
    assess,
    lint,
    misfits,
    service_credit,
)
from governance.core.calendars import calendar
from governance.core.errors import CalendarNotPublished
from tests.governance.contracts.terms import days_late, late, per_day, percent, sum_of


@pytest.mark.parametrize(
    ("parameter", "terms"),
    [
        ("rate", {"rate": percent("-1")}),
        ("period", {"period": Period(0)}),
        ("period", {"period": Period(1, PeriodUnit.WEEK), "working_days": True}),
        ("days", {"working_days": True, "by_instants": True}),
        ("tiers", {"tiers": (Tier(1, percent("1")),)}),
    ],
)
def test_contradictory_terms_name_the_parameter(parameter: str, terms: dict) -> None:
    with pytest.raises(CannotEvaluate) as refused:
        Clause(**{"rate": percent("1"), "base": Base.MILESTONE} | terms)
    assert refused.value.parameter == parameter


@pytest.mark.parametrize(
    ("parameter", "facts"),
    [
        ("base", Facts(due=date(2025, 1, 1), finish=date(2025, 2, 1))),
        ("base", Facts(due=date(2025, 2, 1), finish=date(2025, 1, 1))),
        ("due", Facts(finish=date(2025, 2, 1), bases={Base.MILESTONE: D(1)})),
        ("as_of", Facts(due=date(2025, 1, 1), bases={Base.MILESTONE: D(1)})),
    ],
)
def test_missing_facts_name_the_parameter(parameter: str, facts: Facts) -> None:
    with pytest.raises(CannotEvaluate) as refused:
        assess(per_day(percent("1")), facts)
    assert refused.value.parameter == parameter


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(CannotEvaluate, match="calendar"):
        assess(per_day(percent("1"), working_days=True), days_late(3))


def test_working_days_count_make_up_days() -> None:
    # 26 January 2025 is a Sunday worked to make up for the spring festival.
    clause = per_day(sum_of("1"), working_days=True)
    assert assess(clause, late("2025-01-24", "2025-01-27"), calendar("CN")).days == 2


def test_a_year_that_is_not_published_is_refused() -> None:
    with pytest.raises(CalendarNotPublished):
        assess(per_day(sum_of("1"), working_days=True), late("2031-01-24", "2031-01-27"), calendar("CN"))


def test_a_service_level_that_was_not_measured_is_refused() -> None:
    with pytest.raises(CannotEvaluate):
        service_credit([], None, D(10))
    with pytest.raises(CannotEvaluate):
        assess(per_day(percent("1"), trigger=Trigger.SERVICE_LEVEL), days_late(3))


def test_a_share_that_does_not_say_of_what_is_a_named_gap_and_never_evaluated() -> None:
    terms = per_day(percent("0.1"), percent("5"), base=None, estimated_loss=D(1))
    assert [gap.code for gap in lint(terms)] == ["no_base"] and not misfits(terms)
    for facts in (days_late(3), days_late(0)):
        with pytest.raises(CannotEvaluate) as refused:
            assess(terms, facts)
        assert refused.value.parameter == "base"


def test_a_tier_above_the_limit_is_a_high_rate_too() -> None:
    terms = per_day(percent("0.05"), tiers=(Tier(31, percent("0.2")),), estimated_loss=D(1))
    assert [gap.code for gap in lint(terms)] == ["no_cap", "high_uncapped"]


def test_gaps_are_named() -> None:
    codes = [warning.code for warning in lint(per_day(percent("0.2")))]
    assert codes == ["no_cap", "high_uncapped", "no_estimate"]
    assert not lint(per_day(percent("0.1"), percent("5"), estimated_loss=D(100), agreed_sum=D(130)))
    assert [w.code for w in lint(per_day(percent("0.1"), percent("5"), estimated_loss=D(100), agreed_sum=D(131)))] == ["above_loss"]
