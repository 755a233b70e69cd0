"""Laws of clearance that hold for whatever facts there are."""

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from training.clearance.rules import DAY, Evidence, Facts, Kind, Need, Span, Version, Waived, decide, on_day

START = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days=days))
NEEDS = st.builds(Need, st.sampled_from(list(Kind)), st.integers(1, 2))


@st.composite
def spans(draw: st.DrawFn, *, open_end: bool = True) -> Span:
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 30)))
    return Span(first, None if open_end and draw(st.booleans()) else last)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    proofs = draw(st.lists(st.tuples(NEEDS, spans()), max_size=5))
    waivers = draw(st.lists(st.tuples(NEEDS, spans(open_end=False)), max_size=3))
    versions = draw(st.lists(st.tuples(DAYS, st.frozensets(NEEDS, max_size=4)), max_size=3))
    return Facts(
        tuple(draw(st.lists(spans(), max_size=2))),
        tuple(Version(first, needs, order) for order, (first, needs) in enumerate(versions)),
        tuple(Evidence(need, span.first_day, span.last_day) for need, span in proofs),
        tuple(Waived(need, span) for need, span in waivers),
    )


@given(facts(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(known: Facts, day: date, shuffle: random.Random) -> None:
    parts = [list(known.duties), list(known.versions), list(known.evidence), list(known.waivers)]
    for part in parts:
        shuffle.shuffle(part)
    assert decide(Facts(*(tuple(part) for part in parts)), day) == decide(known, day)


@given(facts(), DAYS, NEEDS)
def test_a_further_requirement_never_lets_anybody_in(known: Facts, day: date, further: Need) -> None:
    asked_more = tuple(replace(version, needs=version.needs | {further}) for version in known.versions)
    assert on_day(replace(known, versions=asked_more), day).allowed <= on_day(known, day).allowed


@given(facts(), DAYS, st.data())
def test_a_fact_less_never_lets_anybody_in(known: Facts, day: date, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["duties", "evidence", "waivers"]))
    part = getattr(known, name)
    if part:
        gone = data.draw(st.integers(0, len(part) - 1))
        less = replace(known, **{name: part[:gone] + part[gone + 1 :]})
        assert on_day(less, day).allowed <= on_day(known, day).allowed


@given(facts(), DAYS)
def test_without_duty_or_requirements_nobody_is_let_in(known: Facts, day: date) -> None:
    assert not on_day(replace(known, duties=()), day).allowed
    assert not on_day(replace(known, versions=()), day).allowed


@given(facts(), DAYS, NEEDS, spans(open_end=False))
def test_a_waiver_changes_its_own_requirement_on_its_own_days_only(known: Facts, day: date, need: Need, span: Span) -> None:
    before, after = on_day(known, day), on_day(replace(known, waivers=(*known.waivers, Waived(need, span))), day)
    changed = {one.need for one, other in zip(before.lines, after.lines, strict=True) if one != other}
    assert changed <= ({need} if span.holds(day) else set())


@given(facts(), DAYS)
def test_since_and_until_bound_the_days_with_the_same_answer(known: Facts, day: date) -> None:
    told = decide(known, day)

    def answer(when: date) -> tuple[bool, str | None]:
        found = on_day(known, when)
        return found.allowed, found.obstacle

    here = (told.allowed, told.obstacle)
    first, last = told.since or START - timedelta(days=5), told.until or START + timedelta(days=120)
    assert all(answer(first + timedelta(days=passed)) == here for passed in range((last - first).days + 1))
    assert told.until is None or answer(told.until + DAY) != here
    assert told.since is None or answer(told.since - DAY) != here


@given(facts(), DAYS)
def test_the_day_after_something_held_alone_runs_out_is_a_denial(known: Facts, day: date) -> None:
    told = decide(known, day)
    if told.allowed and told.until is not None:
        assert not on_day(known, told.until + DAY).allowed
