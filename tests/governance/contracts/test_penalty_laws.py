"""Laws every clause obeys, whatever its terms."""

from dataclasses import replace
from datetime import date, timedelta
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
    Period,
    PeriodUnit,
    Rate,
    RateUnit,
    Rounding,
    Span,
    Tier,
    assess,
    assess_bonus,
    draw_on_cap,
)
from governance.contracts.penalties.counting import merged
from tests.governance.contracts.terms import percent

DUE = date(2025, 1, 31)
rates = st.decimals(min_value="0.01", max_value="20", places=2).map(lambda value: Rate(value, RateUnit.PERCENT))
rising = st.lists(st.tuples(st.integers(2, 60), rates), max_size=2, unique_by=lambda pair: pair[0]).map(
    lambda pairs: tuple(Tier(day, rate) for day, rate in sorted(pairs, key=lambda pair: pair[0]))
)
graces = st.builds(Grace, st.sampled_from(GraceKind), st.integers(0, 20))
caps = st.none() | rates.map(Cap)


@st.composite
def clauses(draw: st.DrawFn, units: tuple[PeriodUnit, ...] = (PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH)) -> Clause:
    unit = draw(st.sampled_from(units))
    return Clause(
        rate=draw(rates),
        base=Base.MILESTONE,
        period=Period(draw(st.integers(1, 3)), unit),
        counting=draw(st.sampled_from(Counting)),
        count_due_day=draw(st.booleans()),
        count_finish_day=draw(st.booleans()),
        grace=draw(graces),
        tiers=() if unit == PeriodUnit.MONTH else draw(rising),
        cap=draw(caps),
    )


spans = st.lists(
    st.tuples(st.integers(-20, 150), st.integers(0, 40)).map(
        lambda pair: Span(DUE + timedelta(pair[0]), DUE + timedelta(pair[0] + pair[1]))
    ),
    max_size=4,
)
finishes = st.integers(-30, 200).map(lambda days: DUE + timedelta(days))
values = st.decimals(min_value="0", max_value="90000000", places=2)


@st.composite
def cases(draw: st.DrawFn) -> Facts:
    return Facts(due=DUE, finish=draw(finishes), bases={Base.MILESTONE: draw(values)}, excluded=draw(spans))


@given(clauses(), cases())
def test_never_negative_and_never_above_the_cap(clause: Clause, facts: Facts) -> None:
    result = assess(clause, facts)
    assert result.amount >= 0
    if clause.cap:
        assert result.amount <= clause.cap.rate.amount(facts.bases[Base.MILESTONE]) + D("0.005")


@given(clauses(), cases(), st.integers(1, 60))
def test_never_decreasing_in_the_finish_date(clause: Clause, facts: Facts, later: int) -> None:
    assert facts.finish is not None
    assert assess(clause, facts).amount <= assess(clause, replace(facts, finish=facts.finish + timedelta(later))).amount


@given(clauses(), cases(), st.integers(1, 60))
def test_an_extension_never_raises_it(clause: Clause, facts: Facts, days: int) -> None:
    assert assess(clause, replace(facts, extension_days=days)).amount <= assess(clause, facts).amount


@given(clauses(), cases(), spans)
def test_client_caused_delay_never_raises_it(clause: Clause, facts: Facts, more: list[Span]) -> None:
    assert assess(clause, replace(facts, excluded=[*facts.excluded, *more])).amount <= assess(clause, facts).amount


@given(clauses(), cases())
def test_overlapping_exclusions_equal_their_union(clause: Clause, facts: Facts) -> None:
    union = merged(facts.excluded)
    days = {span.first + timedelta(n) for span in facts.excluded for n in range((span.last - span.first).days + 1)}
    assert sum((span.last - span.first).days + 1 for span in union) == len(days)
    assert assess(clause, replace(facts, excluded=union)).amount == assess(clause, facts).amount


@given(rates, rising, values, st.integers(1, 100), st.integers(2, 100))
def test_splitting_a_daily_delay_where_the_rate_stays_changes_nothing(
    rate: Rate, tiers: tuple[Tier, ...], value: D, days: int, cut: int
) -> None:
    clause = Clause(rate=rate, base=Base.MILESTONE, counting=Counting.PRO_RATA, tiers=tiers)
    if cut in {tier.from_day for tier in tiers}:
        return
    in_force = [rate, *(tier.rate for tier in tiers if tier.from_day < cut)][-1]
    split = replace(clause, tiers=tuple(sorted((*tiers, Tier(cut, in_force)), key=lambda tier: tier.from_day)))
    facts = Facts(due=DUE, finish=DUE + timedelta(days), bases={Base.MILESTONE: value})
    assert assess(split, facts).amount == assess(clause, facts).amount


@given(rates, rates, st.integers(0, 9000), st.integers(2, 100), st.integers(0, 100))
def test_a_daily_delay_cut_at_a_tier_boundary_is_the_sum_of_its_parts(first: Rate, then: Rate, value: int, cut: int, more: int) -> None:
    # Values of whole ten thousands come out in cents, so that rounding plays no part.
    facts = Facts(due=DUE, finish=DUE + timedelta(cut - 1 + more), bases={Base.MILESTONE: D(value * 10_000)})
    before = Clause(rate=first, base=Base.MILESTONE, counting=Counting.PRO_RATA)
    whole = assess(replace(before, tiers=(Tier(cut, then),)), facts)
    boundary = DUE + timedelta(cut - 1)
    parts = assess(before, replace(facts, finish=boundary)), assess(replace(before, rate=then), replace(facts, due=boundary))
    assert whole.amount == sum(part.amount for part in parts)


@given(clauses(), cases(), st.sampled_from(Rounding))
def test_the_lines_sum_to_the_result_exactly(clause: Clause, facts: Facts, rounding: Rounding) -> None:
    result = assess(replace(clause, rounding=rounding), facts)
    assert sum((line.amount for line in result.lines), D(0)) == result.amount
    assert result.lines[-1].running == result.amount


@given(clauses(), cases(), st.integers(2, 9))
def test_scaling_the_base_scales_the_result_up_to_rounding(clause: Clause, facts: Facts, times: int) -> None:
    scaled = replace(facts, bases={Base.MILESTONE: facts.bases[Base.MILESTONE] * times})
    assert abs(assess(clause, scaled).amount - times * assess(clause, facts).amount) <= D("0.005") * (times + 1)


@given(
    st.lists(st.builds(Claim, st.text("0123456789", min_size=1, max_size=3), st.dates(), values, values), min_size=1, max_size=6),
    st.none() | values,
)
def test_waiving_one_milestone_never_raises_the_contracts_total(claims: list[Claim], cap: D | None) -> None:
    before = sum(share.granted for share in draw_on_cap(claims, cap))
    waived = [replace(claims[0], waived=claims[0].amount), *claims[1:]]
    assert sum(share.granted for share in draw_on_cap(waived, cap)) <= before
    assert cap is None or before <= cap


@settings(max_examples=50)
@given(clauses(), cases())
def test_penalty_and_bonus_are_never_both_paid(clause: Clause, facts: Facts) -> None:
    from governance.contracts.penalties import Bonus

    with_bonus = replace(clause, bonus=Bonus(percent("0.1"), Period(1)))
    penalty, bonus = assess(with_bonus, facts), assess_bonus(with_bonus, facts)
    assert bonus.amount >= 0
    assert not (penalty.amount and bonus.amount)
