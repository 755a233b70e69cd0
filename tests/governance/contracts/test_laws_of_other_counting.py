"""The laws once more for clauses that count working days or elapsed time, round each period, charge a sum or take over parts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.contracts.penalties import (
    Base,
    Cap,
    Claim,
    Clause,
    Counting,
    Facts,
    Grace,
    GraceKind,
    Handover,
    PartDay,
    Period,
    PeriodUnit,
    Rate,
    RateUnit,
    Rounding,
    Span,
    Tier,
    assess,
    draw_on_cap,
    explained,
)
from governance.contracts.penalties.contract import ContractCap
from governance.core.calendars import calendar

# The spring festival of 2025 with its make-up days lies in the middle.
DUE, CHINA = date(2025, 1, 17), calendar("CN")
AT = datetime(2025, 1, 17, 3, 24, tzinfo=UTC)
rates = st.builds(Rate, st.decimals("0.01", "20", places=2), st.sampled_from([RateUnit.PERCENT, RateUnit.PER_MILLE, RateUnit.SUM]))
graces = st.builds(Grace, st.sampled_from(GraceKind), st.integers(0, 9))
caps = st.none() | rates.map(Cap)
values = st.decimals("0", "90000000", places=2)
tiers = st.lists(st.tuples(st.integers(2, 30), rates), max_size=2, unique_by=lambda pair: pair[0]).map(
    lambda pairs: tuple(Tier(day, rate) for day, rate in sorted(pairs, key=lambda pair: pair[0]))
)


@st.composite
def working(draw: st.DrawFn) -> Clause:
    return Clause(
        rate=draw(rates),
        base=Base.MILESTONE,
        period=Period(draw(st.integers(1, 3))),
        counting=draw(st.sampled_from(Counting)),
        working_days=True,
        count_due_day=draw(st.booleans()),
        count_finish_day=draw(st.booleans()),
        grace=draw(graces),
        tiers=draw(tiers),
        cap=draw(caps),
        rounding=draw(st.sampled_from(Rounding)),
    )


@st.composite
def elapsed(draw: st.DrawFn) -> Clause:
    unit = draw(st.sampled_from([PeriodUnit.DAY, PeriodUnit.WEEK]))
    return Clause(
        rate=draw(rates),
        base=Base.MILESTONE,
        period=Period(draw(st.integers(1, 3)), unit),
        counting=draw(st.sampled_from(Counting)),
        by_instants=True,
        part_day=draw(st.sampled_from(PartDay)),
        cap=draw(caps),
        rounding=draw(st.sampled_from(Rounding)),
    )


day_spans = st.lists(
    st.tuples(st.integers(-9, 60), st.integers(0, 20)).map(lambda p: Span(DUE + timedelta(p[0]), DUE + timedelta(p[0] + p[1]))), max_size=3
)
moments = st.integers(-48, 24 * 60).map(lambda hours: AT + timedelta(hours=hours))
hour_spans = st.lists(st.tuples(moments, st.integers(0, 400)).map(lambda p: Span(p[0], p[0] + timedelta(hours=p[1]))), max_size=3)
parts = st.lists(st.tuples(st.integers(-20, 60), st.integers(1, 30)), max_size=3, unique_by=lambda p: p[0]).map(
    lambda found: tuple(Handover(DUE + timedelta(days), D(share) / 100) for days, share in found)
)


def by_days(value: D, finish: int, spans: list[Span], handed: tuple[Handover, ...] = ()) -> Facts:
    return Facts(due=DUE, finish=DUE + timedelta(finish), bases={Base.MILESTONE: value}, excluded=spans, handovers=handed)


def kept(clause: Clause, facts: Facts, later: Facts, granted: Facts, excused: Facts) -> None:
    """Never negative, never above the cap, lines that sum to it; never less when later, never more when granted or excused."""
    calendar_ = CHINA if clause.working_days else None
    result = assess(clause, facts, calendar_)
    assert result.amount >= 0 and sum((line.amount for line in result.lines), D(0)) == result.amount == result.lines[-1].running
    if clause.cap is not None:
        assert result.amount <= clause.cap.rate.amount(facts.bases[Base.MILESTONE]) + D("0.005")
    assert assess(clause, later, calendar_).amount >= result.amount
    assert assess(clause, granted, calendar_).amount <= result.amount
    assert assess(clause, excused, calendar_).amount <= result.amount


@settings(max_examples=150, deadline=None)
@given(working(), values, st.integers(-9, 120), day_spans, day_spans, st.integers(1, 40))
def test_working_days_keep_every_law(clause: Clause, value: D, finish: int, spans: list[Span], more: list[Span], days: int) -> None:
    facts = by_days(value, finish, spans)
    later, granted = by_days(value, finish + days, spans), replace(facts, extension_days=days)
    kept(clause, facts, later, granted, by_days(value, finish, [*spans, *more]))


@settings(max_examples=150, deadline=None)
@given(elapsed(), values, moments, hour_spans, hour_spans, st.integers(1, 500))
def test_elapsed_time_keeps_every_law(clause: Clause, value: D, finish: datetime, spans: list[Span], more: list[Span], hours: int) -> None:
    facts = Facts(due=AT, finish=finish, bases={Base.MILESTONE: value}, excluded=spans)
    later, granted = replace(facts, finish=finish + timedelta(hours=hours)), replace(facts, extension_days=hours)
    kept(clause, facts, later, granted, replace(facts, excluded=[*spans, *more]))


@settings(max_examples=150, deadline=None)
@given(working(), values, st.integers(-9, 90), day_spans, day_spans, parts, st.integers(1, 40))
def test_a_part_handed_over_never_raises_it_and_no_law_falls(
    clause: Clause, value: D, finish: int, spans: list[Span], more: list[Span], handed: tuple[Handover, ...], days: int
) -> None:
    facts, later = (by_days(value, finish + longer, spans, handed) for longer in (0, days))
    kept(clause, facts, later, replace(facts, extension_days=days), replace(facts, excluded=[*spans, *more]))
    assert assess(clause, facts, CHINA).amount <= assess(clause, replace(facts, handovers=()), CHINA).amount + D("0.01") * len(handed)


numbers = st.text("0123456789", min_size=1, max_size=3)
claims_ = st.lists(st.builds(Claim, numbers, st.dates(), values), min_size=1, max_size=6, unique_by=lambda claim: claim.number)


@given(claims_, values, st.decimals("0", "1", places=2))
def test_waiving_a_part_never_raises_the_contracts_total_and_the_lines_lead_to_the_share(claims: list[Claim], limit: D, part: D) -> None:
    before = sum(share.granted for share in draw_on_cap(claims, limit))
    waived = [replace(claims[0], waived=(claims[0].amount * part).quantize(D("0.01"))), *claims[1:]]
    shares = draw_on_cap(waived, limit)
    assert sum(share.granted for share in shares) <= before <= limit
    for share in shares:
        lines = explained(share, shares, ContractCap(limit, (D(10), limit * 10)), waiver=True)
        assert share.claim.amount + sum(line.amount for line in lines) == share.granted
