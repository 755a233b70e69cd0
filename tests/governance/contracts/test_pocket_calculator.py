"""A reader with a pocket calculator gets the same sum from the printed words alone: what the vendor's lawyer will try."""

import re
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given

from governance.contracts.derivations import exact, say_lines, store_lines
from governance.contracts.penalties import (
    Base,
    Cap,
    Clause,
    Counting,
    Facts,
    Grace,
    GraceKind,
    Handover,
    Period,
    PeriodUnit,
    RateUnit,
    Rounding,
    Span,
    Tier,
    Trigger,
    assess,
)
from governance.core.calendars import calendar
from tests.governance.contracts.terms import percent, sum_of
from tests.governance.contracts.test_penalty_laws import cases, clauses

CHARGE = re.compile(
    r"From day \d+: (?P<count>[\d .,÷+()]+?) (?:periods of \d+ \w+|\w+) × (?P<rate>[\d.]+) % of CN¥(?P<base>[\d,.]+)"
    r"(?: × (?P<factor>[\d.]+) not yet handed over)?\."
)
CAP = re.compile(r"Cap: at most CN¥[\d,.]+, (?P<rate>[\d.]+) % of CN¥(?P<base>[\d,.]+)\.")


def printed(clause: Clause, facts: Facts, code: str = "") -> list[str]:
    lines = assess(clause, facts, calendar(code) if code else None).lines
    return [line.text for line in say_lines(store_lines(lines), "CNY", "en")]


def figure(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def keyed_in(text: str) -> Fraction:
    """“(2 + 10 ÷ 30) ÷ 3” as the keys of a calculator are pressed."""
    assert re.fullmatch(r"[\d.,÷+() ]+", text)
    fractions = re.sub(r"[\d.]+", lambda number: f"Fraction('{number[0]}')", text.replace(",", ""))
    return Fraction(eval(fractions.replace("÷", "/"), {"Fraction": Fraction}))


def recomputed(lines: list[str]) -> D:
    """The sum that the words alone give."""
    total = Fraction(0)
    for line in lines:
        if charge := CHARGE.fullmatch(line):
            one = keyed_in(charge["count"]) * figure(charge["rate"]) / 100 * figure(charge["base"])
            total += one * figure(charge["factor"] or "1")
        if cap := CAP.fullmatch(line):
            total = min(total, figure(cap["rate"]) / 100 * figure(cap["base"]))
    cents = total * 100
    return (D(cents.numerator) / D(cents.denominator)).quantize(D(1), rounding=ROUND_HALF_UP) / 100


@given(clauses(), cases())
def test_the_words_alone_give_the_sum_of_any_clause(clause: Clause, facts: Facts) -> None:
    assert recomputed(printed(clause, facts)) == assess(clause, facts).amount


def test_which_days_are_counted_is_said_with_both_ends() -> None:
    clause = Clause(percent("0.1"), Base.MILESTONE)
    facts = Facts(due=date(2026, 3, 1), finish=date(2026, 4, 11), bases={Base.MILESTONE: D(1000)})
    assert (
        printed(clause, facts)[0] == "Due 1 Mar 2026, done on 11 Apr 2026. Counted from 2 Mar 2026 to 11 Apr 2026, both included: 41 days."
    )
    open_ = Facts(due=date(2026, 3, 1), as_of=date(2026, 4, 11), bases={Base.MILESTONE: D(1000)})
    assert printed(clause, open_)[0].startswith("Due 1 Mar 2026, still open on 11 Apr 2026.")


def test_days_not_counted_are_named_with_their_cause_and_overlaps_once() -> None:
    clause = Clause(percent("1"), Base.MILESTONE, working_days=True, grace=Grace(GraceKind.THRESHOLD, 5))
    excluded = (Span(date(2026, 1, 12), date(2026, 1, 16), "client"), Span(date(2026, 1, 15), date(2026, 1, 20), "force_majeure"))
    facts = Facts(due=date(2026, 1, 9), finish=date(2026, 1, 30), bases={Base.MILESTONE: D(1000)}, excluded=excluded)
    assert printed(clause, facts, "CN")[:4] == [
        "Due 9 Jan 2026, done on 30 Jan 2026. Counted from 10 Jan 2026 to 30 Jan 2026, both included: 15 working days. "
        "Calendar: Mainland China.",
        "Not counted: 12 Jan 2026 to 20 Jan 2026, Caused by the client, Force majeure.",
        "Less 7 days that do not count against the vendor: 8 days.",
        "More than the 5 days of grace have passed: all 8 days are charged.",
    ]


def test_a_tier_within_a_week_begins_with_the_next_week_and_the_part_handed_over_is_dated() -> None:
    clause = Clause(percent("0.5"), Base.UNDELIVERED, period=Period(1, PeriodUnit.WEEK), tiers=(Tier(10, percent("1")),))
    facts = Facts(
        due=date(2026, 3, 1),
        finish=date(2026, 4, 11),
        bases={Base.UNDELIVERED: D(480_000)},
        handovers=(Handover(date(2026, 3, 20), D("0.25")),),
        origins={Base.UNDELIVERED: {"whole": D(600_000), "delivered": D("0.2")}},
    )
    lines = printed(clause, facts)
    assert lines[1:] == [
        "41 days make 6 started periods of 1 week.",
        "25 % were handed over on 20 Mar 2026.",
        "Base: value not yet delivered at the due date, CN¥480,000.00, tax included. CN¥600,000.00 less 20 % handed over by then.",
        "From day 1: 2 weeks × 0.5 % of CN¥480,000.00.",
        "From day 15: 1 week × 1 % of CN¥480,000.00.",
        "From day 22: 3 weeks × 1 % of CN¥480,000.00 × 0.75 not yet handed over.",
    ]
    assert recomputed(lines) == assess(clause, facts).amount == D(20_400)


def test_parts_of_a_week_and_of_a_month_are_quotients() -> None:
    week = Clause(sum_of("25000"), period=Period(1, PeriodUnit.WEEK), counting=Counting.PRO_RATA, grace=Grace(GraceKind.DEDUCTIBLE, 28))
    assert "206 ÷ 7 weeks" in printed(week, Facts(due=date(2018, 4, 30), finish=date(2018, 12, 20)))[2]
    month = Clause(percent("1.5"), Base.MILESTONE, period=Period(1, PeriodUnit.MONTH), counting=Counting.PRO_RATA)
    lines = printed(month, Facts(due=date(2026, 1, 31), finish=date(2026, 4, 10), bases={Base.MILESTONE: D(1_300_000)}))
    assert lines[1] == "2 whole months to 31 Mar 2026, then 10 of the 30 days to 30 Apr 2026."
    assert recomputed(lines) == D(45_500)


def test_each_period_rounded_says_to_what() -> None:
    clause = Clause(percent("0.1"), Base.MILESTONE, rounding=Rounding.EACH_PERIOD)
    facts = Facts(due=date(2019, 8, 1), finish=date(2019, 12, 12), bases={Base.MILESTONE: D("3340753.51")})
    assert printed(clause, facts)[-1].endswith("Each period is rounded to CN¥3,340.75.") and assess(clause, facts).amount == D("444319.75")


def test_the_running_bill_says_which_payment_it_is() -> None:
    clause = Clause(percent("0.5"), Base.BILL, trigger=Trigger.KEY_PERSON_ABSENT, cap=Cap(percent("5")))
    absent = (Span(date(2026, 6, 1), date(2026, 6, 12)),)
    facts = Facts(absent=absent, bases={Base.BILL: D(120_000)}, origins={Base.BILL: {"bill": date(2026, 6, 30)}})
    assert "Base: running bill, CN¥120,000.00, tax included. The payment due on 30 Jun 2026." in printed(clause, facts)


def test_a_derivation_frozen_before_these_lines_reads_as_it_did() -> None:
    frozen = [
        {
            "code": "days",
            "facts": {"kind": "calendar", "due": "2026-03-01", "end": "2026-04-11", "total": "41"},
            "amount": "0",
            "running": "0",
        },
        {"code": "cap", "facts": {"limit": "50"}, "amount": "-1", "running": "50"},
    ]
    assert [line.text for line in say_lines(frozen, "CNY", "en")] == [
        "From 1 Mar 2026 to 11 Apr 2026: 41 days.",
        "Cap: at most CN¥50.00.",
    ]


@pytest.mark.parametrize(
    ("value", "shown"), [("5", "5.00"), ("1.005", "1.005"), ("-110244.399", "−110,244.399"), ("0.1234567", "0.123457")]
)
def test_a_sum_shows_cents_and_more_places_only_where_there_are_any(value: str, shown: str) -> None:
    assert exact(D(value)) == shown


def test_rates_keep_the_unit_they_were_entered_in() -> None:
    from governance.contracts.penalties import Rate

    clause = Clause(Rate(D(5), RateUnit.PER_TEN_THOUSAND), Base.MILESTONE)
    facts = Facts(due=date(2026, 3, 1), finish=date(2026, 3, 3), bases={Base.MILESTONE: D(100_000)})
    assert printed(clause, facts)[-1] == "From day 1: 2 days × 5 ‱ of CN¥100,000.00."
