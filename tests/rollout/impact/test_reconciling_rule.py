"""Whether a batch passes: literal tables and laws."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rollout.impact.rules.reconciling import COUNTS, Check, Outcome, Run, Side, Tolerance, TotalRule, given_up, verdict
from rollout.impact.telling import outcome_json, outcome_of, verdict_json, verdict_of

AT = datetime(2026, 6, 1, tzinfo=UTC)
RUN = Run(planned=100, reported=100, fixed_at=AT, started_at=AT)
SAME = Side(100, keys=100, totals={"balance": Decimal("12345.67")})
GOOD = Outcome(SAME, SAME)
STRICT = Tolerance(totals=(TotalRule("balance"),))


def failing(outcome: Outcome = GOOD, tolerance: Tolerance = STRICT, run: Run = RUN) -> set[str]:
    return {found.check.value for found in verdict(outcome, tolerance, run).failing}


def test_the_same_lists_pass():
    assert verdict(GOOD, STRICT, RUN).passed


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (replace(GOOD, missing=1), {"missing"}),
        (replace(GOOD, extra=1), {"extra"}),
        (replace(GOOD, differing=1), {"differing"}),
        (Outcome(replace(SAME, keys=99), SAME), {"source_duplicates"}),
        (Outcome(SAME, replace(SAME, keys=99)), {"loaded_duplicates"}),
        (Outcome(SAME, replace(SAME, rejects=1, keys=99)), {"count", "loaded_rejects"}),
        (Outcome(SAME, replace(SAME, totals={"balance": Decimal("12345.68")})), {"total"}),
        (Outcome(SAME, replace(SAME, totals={})), {"total"}),
        (Outcome(SAME, Side(0, keys=0, totals={"balance": Decimal(0)}), missing=100), {"rows", "reported", "count", "missing", "total"}),
    ],
)
def test_each_fault_fails_with_its_own_reason(outcome, expected):
    assert failing(outcome) == expected


def test_counts_that_agree_pass_nothing_when_the_sums_do_not():
    lost = Outcome(replace(SAME, keys=None), replace(SAME, keys=None, totals={"balance": Decimal("12345.66")}))
    assert failing(lost) == {"total"}


def test_rows_alone_never_pass():
    bare = Side(100)
    assert failing(Outcome(bare, bare), Tolerance()) == {"telling"}


def test_lists_without_a_key_in_common_pass_by_no_tolerance_however_wide():
    strangers = Outcome(replace(SAME, totals={}), replace(SAME, totals={}), missing=100, extra=100)
    wide = Tolerance(dict.fromkeys(COUNTS, 10**6))
    assert failing(strangers, wide) == {"telling"}
    assert not failing(replace(strangers, missing=99), wide)


@pytest.mark.parametrize(("within", "expected"), [("0", set()), ("12345.66", set()), ("12345.67", {"telling"}), ("99999", {"telling"})])
def test_a_control_total_that_may_be_off_by_all_there_is_tells_nothing(within, expected):
    summed = replace(SAME, keys=None, totals={"balance": Decimal("12345.67")})
    assert failing(Outcome(summed, summed), Tolerance(totals=(TotalRule("balance", Decimal(within)),))) == expected


def test_a_sum_of_nought_is_still_a_control_total():
    empty = replace(SAME, keys=None, totals={"balance": Decimal(0)})
    assert not failing(Outcome(empty, empty))


def test_a_control_total_alone_suffices():
    summed = replace(SAME, keys=None)
    assert verdict(Outcome(summed, summed), STRICT, RUN).passed


def test_a_key_alone_suffices():
    keyed = replace(SAME, totals={})
    assert verdict(Outcome(keyed, keyed), Tolerance(), RUN).passed


def test_a_tolerance_fixed_after_the_start_fails():
    assert failing(run=replace(RUN, fixed_at=AT + timedelta(seconds=1))) == {"beforehand"}
    assert failing(run=replace(RUN, fixed_at=None)) == {"beforehand"}


def test_what_was_reported_must_be_what_is_there():
    assert failing(run=replace(RUN, reported=101)) == {"reported"}
    assert failing(run=replace(RUN, planned=101)) == {"planned"}
    assert not failing(run=replace(RUN, planned=101), tolerance=replace(STRICT, allowed={Check.COUNT: 1}))


def test_a_sum_within_its_tolerance_passes_and_one_cent_beyond_fails():
    off = Outcome(SAME, replace(SAME, totals={"balance": Decimal("12345.72")}))
    assert not failing(off, Tolerance(totals=(TotalRule("balance", Decimal("0.05")),)))
    assert failing(off, Tolerance(totals=(TotalRule("balance", Decimal("0.04")),))) == {"total"}


def test_a_sum_stated_beforehand_is_held_against_the_source_list():
    assert failing(tolerance=Tolerance(totals=(TotalRule("balance", stated=Decimal("12345.00")),))) == {"stated"}


def test_a_run_given_up_never_passes():
    assert not given_up().passed


def test_without_any_check_nothing_passes():
    assert not replace(given_up(), findings=()).passed


numbers = some.integers(0, 50)
amounts = some.decimals(0, 1000, places=2)


@some.composite
def sides(draw, keyed, totals):
    usable = draw(numbers)
    rejects = draw(numbers)
    keys = draw(some.integers(0, usable)) if keyed else None
    return Side(usable + rejects, rejects, keys, {name: draw(amounts) for name in totals})


either = some.booleans()
any_totals = some.sampled_from([(), ("balance",)])


@some.composite
def outcomes(draw, keyed=either, totals=any_totals):
    by_key, named = draw(keyed), draw(totals)
    odd = [draw(numbers) if by_key else 0 for _place in range(3)]
    return Outcome(draw(sides(by_key, named)), draw(sides(by_key, named)), *odd)


tolerances = some.builds(
    Tolerance,
    some.dictionaries(some.sampled_from(COUNTS), numbers),
    some.sampled_from([(), (TotalRule("balance", Decimal(5)),), (TotalRule("balance", Decimal(10**6)),)]),
)
runs = some.builds(Run, numbers, numbers, some.sampled_from([None, AT]), some.sampled_from([None, AT]))


@given(outcomes(some.just(False), some.just(())), tolerances, runs)
def test_without_key_or_control_total_nothing_ever_passes(outcome, tolerance, run):
    assert not verdict(outcome, tolerance, run).passed


@given(some.integers(1, 50), numbers)
def test_where_everything_may_differ_a_key_in_both_lists_is_still_asked(rows, missing):
    side, lost = Side(rows, keys=rows), min(missing, rows)
    run, wide = replace(RUN, planned=rows, reported=rows), Tolerance(dict.fromkeys(COUNTS, 50))
    assert verdict(Outcome(side, side, lost, lost), wide, run).passed == (lost < rows)


@given(outcomes(some.just(False), some.just(("balance",))), some.dictionaries(some.sampled_from(COUNTS), numbers), runs)
def test_a_sum_that_no_rule_laid_down_is_no_control_total(outcome, allowed, run):
    assert not verdict(outcome, Tolerance(allowed), run).passed


@given(outcomes(), tolerances, runs, some.sampled_from(COUNTS), numbers)
def test_a_wider_tolerance_never_turns_a_pass_into_a_failure(outcome, tolerance, run, check, more):
    wider = replace(tolerance, allowed={**tolerance.allowed, check: tolerance.allowed.get(check, 0) + more})
    assert verdict(outcome, wider, run).passed or not verdict(outcome, tolerance, run).passed


@given(outcomes(), tolerances, runs, some.sampled_from(["missing", "extra", "differing"]))
def test_one_more_fault_never_turns_a_failure_into_a_pass(outcome, tolerance, run, fault):
    worse = replace(outcome, **{fault: getattr(outcome, fault) + 1})
    assert not verdict(worse, tolerance, run).passed or verdict(outcome, tolerance, run).passed


@given(outcomes(), tolerances, runs)
def test_what_is_kept_says_the_same_when_read_again(outcome, tolerance, run):
    found = verdict(outcome, tolerance, run)
    assert verdict(outcome_of(outcome_json(outcome)), Tolerance.from_json(tolerance.to_json()), run) == found
    assert verdict_of(verdict_json(found)).passed == found.passed
