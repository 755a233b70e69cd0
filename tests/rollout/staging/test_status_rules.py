"""The rules of the lights: the published figures, and laws that hold for every rule."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.staging.status.rules import (
    BUILT_IN,
    WEIGHT,
    Book,
    Comparison,
    Light,
    Overriding,
    Rule,
    Scope,
    against_rule,
    light_of,
    shown,
    worst,
)

RED, AMBER, GREEN, UNKNOWN = Light.RED, Light.AMBER, Light.GREEN, Light.UNKNOWN


@pytest.mark.parametrize(
    ("code", "value", "weeks", "light"),
    [
        ("office-score", "50", 20, GREEN),
        ("office-score", "49.99", 8, RED),
        ("office-score", "49.99", 7, AMBER),
        ("office-score", "0", None, AMBER),
        ("office-reach", "80", 3, GREEN),
        ("office-reach", "79.9", 3, AMBER),
        ("office-reach", "60", 3, AMBER),
        ("office-reach", "59.9", 3, RED),
        ("data-age", "14", None, GREEN),
        ("data-age", "15", None, AMBER),
        ("data-age", "28", None, AMBER),
        ("data-age", "29", None, RED),
    ],
)
def test_the_built_in_rules(code, value, weeks, light):
    assert light_of(BUILT_IN[code], D(value), weeks=weeks) == light


@pytest.mark.parametrize(("before", "now", "light"), [("60", "56", GREEN), ("60", "55", AMBER), ("60", "50", RED), ("50", "60", GREEN)])
def test_a_fall_of_exactly_the_limit_is_one(before, now, light):
    assert light_of(BUILT_IN["score-fall"], D(now), before=D(before)) == light


def test_a_fall_without_the_figure_before_cannot_be_told():
    assert light_of(BUILT_IN["score-fall"], D(5)) == UNKNOWN


def test_thresholds_the_wrong_way_round_are_refused():
    assert against_rule(Comparison.BELOW, D(50), D(60)) and against_rule(Comparison.ABOVE, D(60), D(50))
    assert not against_rule(Comparison.BELOW, D(60), D(60)) and not against_rule(Comparison.FALLS, D(5), D(10))


def test_no_override_makes_green_of_what_cannot_be_told():
    to_green, to_amber = (Overriding(1, light, date(2026, 6, 1), "x", "y") for light in (GREEN, AMBER))
    assert shown(UNKNOWN, to_green).light == UNKNOWN and shown(UNKNOWN, to_amber).light == AMBER
    assert shown(RED, to_green) == shown(RED, to_green) and shown(RED, to_green).computed == RED


def test_an_office_shows_its_worst_light():
    assert [worst(lights) for lights in ([], [GREEN, AMBER], [AMBER, UNKNOWN], [UNKNOWN, RED])] == [GREEN, AMBER, UNKNOWN, RED]


def test_an_override_holds_for_its_office_and_rule_only():
    book = Book(overrides={(1, "office-score"): Overriding(1, GREEN, date(2026, 6, 1), "x", "y")})
    lights = [
        book.office_light(code, office, D(10), 20).light for code, office in (("office-score", 1), ("office-score", 2), ("office-reach", 1))
    ]
    assert lights == [GREEN, RED, RED]


numbers = st.decimals(min_value=-200, max_value=200, places=2)


@st.composite
def rules(draw):
    comparison = draw(st.sampled_from(list(Comparison)))
    low, high = sorted((draw(numbers), draw(numbers)))
    amber, red = (high, low) if comparison == Comparison.BELOW else (low, high)
    return Rule("x", Scope.OFFICE, "m", comparison, amber, red, draw(st.none() | st.integers(1, 20)))


@given(rules(), numbers, numbers, st.none() | st.integers(0, 40), numbers)
def test_a_worse_figure_never_has_a_better_light(rule, one, other, weeks, before):
    better, worse = (max(one, other), min(one, other)) if rule.comparison != Comparison.ABOVE else (min(one, other), max(one, other))
    lights = [light_of(rule, value, weeks=weeks, before=before) for value in (better, worse)]
    assert WEIGHT[lights[0]] <= WEIGHT[lights[1]]


@given(rules(), st.none() | st.integers(0, 40), st.none() | numbers)
def test_missing_data_is_never_green(rule, weeks, before):
    assert light_of(rule, None, weeks=weeks, before=before) == UNKNOWN


@given(rules(), numbers, st.integers(0, 40), numbers)
def test_before_it_has_settled_an_office_is_never_red_by_such_a_rule(rule, value, weeks, before):
    light = light_of(rule, value, weeks=weeks, before=before)
    assert not (rule.settled_weeks is not None and weeks < rule.settled_weeks and light == RED)


@given(st.sampled_from(list(Light)), st.sampled_from([GREEN, AMBER, RED]))
def test_an_override_never_changes_what_the_rule_says(computed, light):
    assert shown(computed, Overriding(1, light, date(2026, 6, 1), "x", "y")).computed == computed
