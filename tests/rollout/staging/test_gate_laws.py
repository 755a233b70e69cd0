"""The laws of gates, for any criteria and any facts: figures and words, counted or only shown, over weeks, with steps, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rollout.staging.gates import Asks, Attestation, Compare, Criterion, Facts, Outcome, Reading, Step, Verdict, evaluate, find, flaws
from rollout.staging.gates.deciding import against_go, may_pass_over
from rollout.staging.gates.stored import criterion_from_json, criterion_to_json, facts_from_json, facts_to_json

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROLES = ("sponsor", "trainer")
VALUES = st.decimals(0, 100, places=2)
# Drawn so that criteria are often counted and often met: laws about what passes say nothing of gates that never do.
MOSTLY = st.sampled_from([True, True, True, False])
SELDOM = MOSTLY.map(lambda drawn: not drawn)
FLAGS: dict[str, Any] = {"blocking": MOSTLY, "dry_run": SELDOM, "active": MOSTLY}

READINGS = st.builds(
    Reading,
    st.one_of(VALUES, VALUES, st.none()),
    st.integers(5, 20),
    st.one_of(st.none(), st.integers(0, 12).map(lambda days: NOW - timedelta(days=days))),
    st.sampled_from(["", "no roster"]),
    st.sampled_from(["", "", "", "division by zero"]),
)
FIGURES = st.builds(
    Criterion,
    st.just(""),
    st.just(Asks.METRIC),
    st.just("adoption.reach"),
    st.sampled_from(list(Compare)),
    st.one_of(st.none(), VALUES),
    st.lists(st.builds(Step, st.integers(0, 12), VALUES), max_size=2, unique_by=lambda step: step.from_week).map(tuple),
    minimum_sample=st.sampled_from([0, 0, 5, 10]),
    fresh_days=st.sampled_from([None, None, 7, 10]),
    weeks_needed=st.integers(1, 3),
    weeks_seen=st.integers(1, 4),
    **FLAGS,
)
WORDS = st.builds(Criterion, st.just(""), st.just(Asks.ATTESTATION), role=st.sampled_from((ROLES[0], *ROLES)), **FLAGS)
STATED = st.builds(
    Attestation,
    MOSTLY,
    st.just(ROLES[0]),
    st.just("Li Na"),
    st.just(NOW - timedelta(days=2)),
    st.one_of(st.none(), st.integers(-1, 2).map(lambda days: NOW + timedelta(days=days))),
    MOSTLY,
)


@st.composite
def gates(draw: Any) -> tuple[list[Criterion], Facts]:
    criteria = [replace(one, code=f"c{place}") for place, one in enumerate(draw(st.lists(st.one_of(FIGURES, WORDS), max_size=5)))]
    readings = {one.code: tuple(draw(st.lists(READINGS, max_size=4))) for one in criteria if one.asks == Asks.METRIC}
    said = {one.code: draw(STATED) for one in criteria if one.asks == Asks.ATTESTATION and draw(st.booleans())}
    return criteria, Facts(NOW, draw(st.one_of(st.none(), st.integers(0, 20))), readings, said)


def without(facts: Facts, code: str, place: int) -> Facts:
    """The same facts with one reading, or one statement, missing."""
    readings = {
        key: tuple(Reading(None) if (key, at) == (code, place) else reading for at, reading in enumerate(rows))
        for key, rows in facts.readings.items()
    }
    return replace(facts, readings=readings, attestations={key: word for key, word in facts.attestations.items() if key != code})


@given(gates(), st.integers(0, 4), st.integers(0, 3))
def test_data_that_goes_missing_never_turns_a_gate_to_pass(gate: tuple[list[Criterion], Facts], which: int, place: int) -> None:
    criteria, facts = gate
    if evaluate(criteria, facts).verdict != Verdict.PASS:
        assert evaluate(criteria, without(facts, f"c{which}", place)).verdict != Verdict.PASS


@given(gates())
def test_a_gate_without_any_data_is_never_passed(gate: tuple[list[Criterion], Facts]) -> None:
    assert evaluate(gate[0], Facts(NOW, gate[1].weeks_live)).verdict != Verdict.PASS


@given(gates(), st.integers(0, 5), st.sampled_from([Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.ERROR]))
def test_one_more_blocking_criterion_that_is_not_met_never_leaves_a_pass(gate: Any, at: int, outcome: Outcome) -> None:
    criteria, facts = gate
    told = {
        Outcome.FAIL: (Reading(Decimal(1), 99, NOW),),
        Outcome.INCONCLUSIVE: (),
        Outcome.ERROR: (Reading(None, error="broken"),),
    }[outcome]
    more = Criterion("more", metric="x.y", threshold=Decimal(50))
    longer = [*criteria[:at], more, *criteria[at:]]
    found = evaluate(longer, replace(facts, readings={**facts.readings, "more": told}))
    assert next(finding.outcome for finding in found.findings if finding.criterion is more) == outcome
    assert found.verdict != Verdict.PASS and (outcome != Outcome.FAIL or found.verdict == Verdict.FAIL)


@given(gates())
def test_what_is_only_shown_changes_neither_verdict_nor_readiness(gate: tuple[list[Criterion], Facts]) -> None:
    criteria, facts = gate
    whole, counted = (
        evaluate(criteria, facts),
        evaluate([one for one in criteria if one.blocking and one.active and not one.dry_run], facts),
    )
    assert (whole.verdict, whole.readiness, whole.lacking) == (counted.verdict, counted.readiness, counted.lacking)
    assert [finding.criterion for finding in whole.findings] == [one for one in criteria if one.active]


@given(gates(), st.randoms(use_true_random=False))
def test_in_any_order_each_criterion_and_the_gate_come_to_the_same(gate: tuple[list[Criterion], Facts], random: Any) -> None:
    criteria, facts = gate
    mixed = random.sample(criteria, len(criteria))
    one, other = evaluate(criteria, facts), evaluate(mixed, facts)
    assert one.verdict == other.verdict
    assert {finding.criterion.code: finding for finding in one.findings} == {finding.criterion.code: finding for finding in other.findings}


@given(gates())
def test_judged_again_from_what_was_stored_it_comes_to_the_same(gate: tuple[list[Criterion], Facts]) -> None:
    criteria, facts = gate
    stored = [criterion_from_json(criterion_to_json(one)) for one in criteria]
    assert evaluate(stored, facts_from_json(facts_to_json(facts))) == evaluate(criteria, facts)


@given(gates(), st.sets(st.sampled_from([f"c{place}" for place in range(5)])))
def test_an_override_lets_a_go_stand_and_leaves_the_verdict(gate: tuple[list[Criterion], Facts], over: set[str]) -> None:
    criteria, facts = gate
    evaluation = evaluate(criteria, facts)
    against = {finding.criterion.code for finding in against_go(evaluation, over)}
    lacking = {finding.criterion.code for finding in evaluation.lacking}
    assert against == lacking - over and evaluate(criteria, facts) == evaluation
    assert {code for code in (one.code for one in criteria) if may_pass_over(evaluation, code)} == lacking
    if evaluation.counted:
        assert (evaluation.verdict == Verdict.PASS) == (not against_go(evaluation, ()))


@given(st.lists(st.one_of(FIGURES, WORDS), max_size=4))
def test_no_gate_is_put_in_force_that_nothing_could_fail(criteria: list[Criterion]) -> None:
    named = [replace(one, code=f"c{place}") for place, one in enumerate(criteria)]
    stands = any(one.active and one.blocking and not one.dry_run for one in named)
    assert ("" in [code for code, _message in flaws(named)]) == (not stands)
    if not flaws(named):
        assert evaluate(named, Facts(NOW)).verdict != Verdict.PASS


@given(FIGURES, st.lists(READINGS, max_size=4))
def test_a_figure_is_only_met_by_a_newest_week_that_can_be_told(criterion: Criterion, readings: list[Reading]) -> None:
    finding = find(criterion, Facts(NOW, 0, {"": tuple(readings)}))
    if finding.outcome == Outcome.PASS:
        newest = readings[0]
        assert newest.value is not None and not newest.error and newest.sample >= criterion.minimum_sample
        assert criterion.fresh_days is None or (newest.data_at is not None and NOW - newest.data_at <= timedelta(days=criterion.fresh_days))
