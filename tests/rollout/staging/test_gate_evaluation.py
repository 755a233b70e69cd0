"""What a criterion and a gate come to: a table of cases, then the laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.staging.gates import Asks, Attestation, Compare, Criterion, Facts, Outcome, Reading, Step, Verdict, evaluate, find, flaws
from rollout.staging.gates.stored import (
    criterion_from_json,
    criterion_to_json,
    evaluation_from_json,
    evaluation_to_json,
    facts_from_json,
    facts_to_json,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PASS, FAIL, OPEN, ERROR = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.ERROR


def figure(value: float | None, *, sample: int = 50, age: int | None = 1, absent: str = "", error: str = "") -> Reading:
    data_at = None if age is None else NOW - timedelta(days=age)
    return Reading(None if value is None else Decimal(str(value)), sample, data_at, absent, error)


def asks(compare: Compare = Compare.AT_LEAST, threshold: float | None = 80, **rest: object) -> Criterion:
    return Criterion("reach", metric="adoption.reach", compare=compare, threshold=None if threshold is None else Decimal(threshold), **rest)  # type: ignore[arg-type]


def found(criterion: Criterion, *readings: Reading, weeks_live: int | None = None) -> tuple[Outcome, str]:
    finding = find(criterion, Facts(NOW, weeks_live, {"reach": readings}))
    assert finding.message, "every finding says why"
    return finding.outcome, finding.why


@pytest.mark.parametrize(
    ("compare", "value", "outcome"),
    [
        (Compare.AT_LEAST, 80, PASS),
        (Compare.AT_LEAST, 79.99, FAIL),
        (Compare.MORE_THAN, 80, FAIL),
        (Compare.MORE_THAN, 80.01, PASS),
        (Compare.AT_MOST, 80, PASS),
        (Compare.AT_MOST, 80.01, FAIL),
        (Compare.LESS_THAN, 80, FAIL),
        (Compare.LESS_THAN, 79.99, PASS),
        (Compare.EQUAL, 80, PASS),
        (Compare.EQUAL, 80.5, FAIL),
    ],
)
def test_a_figure_against_its_required_value(compare: Compare, value: float, outcome: Outcome) -> None:
    assert found(asks(compare), figure(value))[0] == outcome


@pytest.mark.parametrize(
    ("criterion", "reading", "outcome", "why"),
    [
        (asks(), figure(None), OPEN, "no_data_yet"),
        (asks(), figure(None, absent="no roster"), OPEN, "no_data"),
        (asks(), figure(99, error="division by zero"), ERROR, "broken"),
        (asks(minimum_sample=10), figure(99, sample=9), OPEN, "small"),
        (asks(minimum_sample=10), figure(99, sample=10), PASS, "met"),
        (asks(fresh_days=7), figure(99, age=7), PASS, "met"),
        (asks(fresh_days=7), figure(99, age=8), OPEN, "stale"),
        (asks(fresh_days=7), figure(99, age=None), OPEN, "undated"),
        (asks(threshold=None), figure(99), ERROR, "no_threshold"),
    ],
)
def test_missing_small_old_and_broken_data(criterion: Criterion, reading: Reading, outcome: Outcome, why: str) -> None:
    assert found(criterion, reading) == (outcome, why)


@pytest.mark.parametrize(
    ("needed", "seen", "weeks", "outcome", "why"),
    [
        (3, 3, (90, 90, 90), PASS, "weeks_met"),
        (3, 3, (90, 70, 90), FAIL, "weeks_not_met"),
        (3, 3, (90, 90), OPEN, "weeks_open"),
        (3, 3, (90, 90, None), OPEN, "weeks_open"),
        (3, 3, (None, 90, 90), OPEN, "weeks_open"),
        (3, 3, (None, 70, 90), FAIL, "weeks_not_met"),
        (2, 3, (90, None, 90), PASS, "weeks_met"),
        (2, 3, (70, 90, 90), PASS, "weeks_met"),
        (2, 3, (None, 90, 90), OPEN, "weeks_open"),
        (2, 3, (70, 70, 90), FAIL, "weeks_not_met"),
    ],
)
def test_weeks_that_must_hold(needed: int, seen: int, weeks: tuple[float | None, ...], outcome: Outcome, why: str) -> None:
    criterion = asks(weeks_needed=needed, weeks_seen=seen)
    assert found(criterion, *(figure(value) for value in weeks)) == (outcome, why)


@pytest.mark.parametrize(
    ("needed", "broken", "outcome", "why"),
    [(3, 0, ERROR, "broken"), (3, 1, OPEN, "weeks_open"), (2, 2, PASS, "weeks_met"), (2, 0, ERROR, "broken")],
)
def test_a_week_that_could_not_be_measured_is_one_that_cannot_be_told(needed: int, broken: int, outcome: Outcome, why: str) -> None:
    weeks = [figure(90, error="division by zero" if place == broken else "") for place in range(3)]
    assert found(asks(weeks_needed=needed, weeks_seen=3), *weeks) == (outcome, why)


def test_only_the_newest_week_must_be_fresh() -> None:
    criterion = asks(weeks_needed=2, weeks_seen=2, fresh_days=10)
    assert found(criterion, figure(90, age=3), figure(90, age=17))[0] == PASS
    assert found(criterion, figure(90, age=11), figure(90, age=12)) == (OPEN, "stale")


@pytest.mark.parametrize(("weeks_live", "outcome"), [(0, PASS), (3, PASS), (4, FAIL), (7, FAIL), (8, FAIL), (None, ERROR)])
def test_the_required_value_may_rise_with_the_weeks_since_go_live(weeks_live: int | None, outcome: Outcome) -> None:
    criterion = asks(threshold=None, steps=(Step(0, Decimal(30)), Step(8, Decimal(80)), Step(4, Decimal(60))))
    assert found(criterion, figure(50), weeks_live=weeks_live)[0] == outcome


STATED = Attestation(True, "sponsor", "Li Na", NOW - timedelta(days=2))


@pytest.mark.parametrize(
    ("stated", "outcome", "why"),
    [
        (STATED, PASS, "attested"),
        (None, OPEN, "not_attested"),
        (replace(STATED, holds=False), FAIL, "denied"),
        (replace(STATED, role="trainer"), OPEN, "wrong_role"),
        (replace(STATED, evidence=False), OPEN, "no_evidence"),
        (replace(STATED, until=NOW), OPEN, "lapsed"),
        (replace(STATED, until=NOW + timedelta(seconds=1)), PASS, "attested"),
    ],
)
def test_a_named_roles_word(stated: Attestation | None, outcome: Outcome, why: str) -> None:
    criterion = Criterion("shown", Asks.ATTESTATION, role="sponsor")
    finding = find(criterion, Facts(NOW, attestations={"shown": stated} if stated else {}))
    assert (finding.outcome, finding.why) == (outcome, why)
    assert finding.message


# ------------------------------------------------------------------ the gate


def gate(*outcomes: Outcome, **rest: object) -> tuple[list[Criterion], Facts]:
    """One criterion per outcome, and facts that lead to it."""
    values = {PASS: figure(90), FAIL: figure(10), OPEN: figure(None), ERROR: figure(90, error="broken")}
    criteria = [replace(asks(**rest), code=f"c{place}") for place in range(len(outcomes))]
    return criteria, Facts(NOW, readings={f"c{place}": (values[outcome],) for place, outcome in enumerate(outcomes)})


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ((PASS,), Verdict.PASS),
        ((PASS, PASS), Verdict.PASS),
        ((PASS, FAIL), Verdict.FAIL),
        ((PASS, OPEN), Verdict.INCONCLUSIVE),
        ((PASS, ERROR), Verdict.INCONCLUSIVE),
        ((OPEN, FAIL), Verdict.FAIL),
        ((ERROR, FAIL), Verdict.FAIL),
        ((OPEN, ERROR), Verdict.INCONCLUSIVE),
        ((), Verdict.INCONCLUSIVE),
    ],
)
def test_a_gate_by_its_counted_criteria(outcomes: tuple[Outcome, ...], verdict: Verdict) -> None:
    assert evaluate(*gate(*outcomes)).verdict == verdict


def test_readiness_is_the_share_of_counted_criteria_that_are_met() -> None:
    evaluation = evaluate(*gate(PASS, PASS, FAIL, OPEN))
    assert evaluation.readiness == 50
    assert [finding.criterion.code for finding in evaluation.lacking] == ["c2", "c3"]
    assert evaluate([], Facts(NOW)).readiness is None


OUTCOMES = st.sampled_from([PASS, FAIL, OPEN, ERROR])
MANY = st.lists(OUTCOMES, max_size=6)
READINGS = st.lists(
    st.builds(figure, st.one_of(st.none(), st.integers(0, 100)), sample=st.integers(0, 20), age=st.one_of(st.none(), st.integers(0, 20))),
    max_size=5,
)
CRITERIA = st.builds(
    asks,
    st.sampled_from(list(Compare)),
    st.one_of(st.none(), st.integers(0, 100)),
    minimum_sample=st.integers(0, 20),
    fresh_days=st.one_of(st.none(), st.integers(1, 20)),
    weeks_needed=st.integers(1, 3),
    weeks_seen=st.integers(3, 4),
)


@given(CRITERIA, READINGS, st.integers(0, 4))
def test_missing_data_never_passes_what_did_not_pass(criterion: Criterion, readings: list[Reading], place: int) -> None:
    without = [Reading(None) if at == place else reading for at, reading in enumerate(readings)]
    if found(criterion, *readings)[0] != PASS:
        assert found(criterion, *without)[0] != PASS


@given(CRITERIA)
def test_no_data_at_all_never_passes(criterion: Criterion) -> None:
    assert found(criterion)[0] != PASS


@given(MANY)
def test_adding_a_failing_blocking_criterion_never_turns_a_gate_to_pass(outcomes: list[Outcome]) -> None:
    assert evaluate(*gate(*outcomes, FAIL)).verdict == Verdict.FAIL


@given(MANY, OUTCOMES, st.sampled_from([{"dry_run": True}, {"blocking": False}, {"active": False}]))
def test_dry_runs_and_advisory_criteria_never_change_the_verdict(outcomes: list[Outcome], extra: Outcome, how: dict[str, bool]) -> None:
    criteria, facts = gate(*outcomes, extra)
    shown = [*criteria[:-1], replace(criteria[-1], **how)]  # type: ignore[arg-type]
    assert evaluate(shown, facts).verdict == evaluate(criteria[:-1], facts).verdict
    assert evaluate(shown, facts).readiness == evaluate(criteria[:-1], facts).readiness


@given(MANY, st.randoms())
def test_the_order_of_the_criteria_does_not_matter(outcomes: list[Outcome], random: object) -> None:
    criteria, facts = gate(*outcomes)
    mixed = sorted(criteria, key=lambda _criterion: random.random())  # type: ignore[attr-defined]
    assert evaluate(mixed, facts).verdict == evaluate(criteria, facts).verdict


@given(st.lists(CRITERIA, max_size=3), READINGS, st.one_of(st.none(), st.integers(0, 30)))
def test_stored_facts_judged_again_give_the_stored_verdict(criteria: list[Criterion], readings: list[Reading], weeks: int | None) -> None:
    named = [replace(criterion, code=f"c{place}") for place, criterion in enumerate(criteria)]
    facts = Facts(NOW, weeks, {criterion.code: tuple(readings) for criterion in named}, {"word": STATED})
    evaluation = evaluate(named, facts)
    again = evaluate([criterion_from_json(criterion_to_json(criterion)) for criterion in named], facts_from_json(facts_to_json(facts)))
    assert again == evaluation
    assert evaluation_from_json(evaluation_to_json(evaluation)) == evaluation


# ------------------------------------------------------------------ putting a gate in force


def test_a_gate_without_an_active_blocking_criterion_cannot_be_put_in_force() -> None:
    whole = asks()
    assert flaws([whole]) == []
    for none in ([], [replace(whole, blocking=False)], [replace(whole, dry_run=True)], [replace(whole, active=False)]):
        assert [code for code, _message in flaws(none)] == [""]


@pytest.mark.parametrize(
    "criterion",
    [
        asks(threshold=None),
        asks(threshold=None, steps=(Step(4, Decimal(1)),)),
        asks(weeks_needed=4, weeks_seen=3),
        asks(weeks_needed=0),
        asks(minimum_sample=-1),
        asks(fresh_days=0),
        asks(steps=(Step(0, Decimal(1)), Step(0, Decimal(2)))),
        replace(asks(), metric=""),
        Criterion("shown", Asks.ATTESTATION),
    ],
)
def test_a_criterion_with_a_gap_is_named(criterion: Criterion) -> None:
    assert [code for code, _message in flaws([criterion])] == [criterion.code]


def test_two_criteria_of_one_code_are_named() -> None:
    assert [code for code, _message in flaws([asks(), asks()])] == ["reach"]
