"""The components and the score, version 1, on figures that can be checked by hand."""

from fractions import Fraction

import pytest

from rollout.adoption.scoring import (
    FIRST_WEIGHTS,
    SCORED,
    Cell,
    Component,
    Missing,
    PersonWeek,
    breadth,
    days_needed,
    habit,
    lacking,
    pooled,
    reach,
    score,
)

ALL_WEEK = "MTWTF--"


def bits(days: str) -> int:
    """“MT-TF--” to bits: a letter is a day, a dash none."""
    return sum(1 << place for place, letter in enumerate(days) if letter != "-")


def person(own: str = ALL_WEEK, used: str = "-------", duty: str = "MTWTFSS", features: int = 0) -> PersonWeek:
    return PersonWeek(bits(duty), bits(own), bits(used), features)


def sides(cell: Cell) -> tuple[int | None, int | None]:
    return cell.numerator, cell.denominator


@pytest.mark.parametrize(("own_days", "needed"), [(2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 5)])
def test_sixty_percent_of_own_days_is_rounded_up(own_days: int, needed: int) -> None:
    assert days_needed(own_days) == needed


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([person(used="M------"), person(used="-------")], (1, 2)),
        ([person(used="------S")], (1, 1)),  # a weekend counts: the duty holds on it
        ([person(duty="---TF--", own="---TF--", used="MTW----")], (0, 1)),  # used before the duty began
        ([person(used="M------")] * 3, (3, 3)),
    ],
)
def test_reach_is_active_expected_users_of_expected_users(people: list[PersonWeek], expected: tuple[int, int]) -> None:
    assert sides(reach(people)) == expected


def test_with_nobody_expected_reach_is_missing_and_not_zero() -> None:
    assert reach([]).missing == Missing.NOBODY_EXPECTED
    assert reach([]).value is None


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([person(used="MTW----")], (1, 1)),
        ([person(used="MT-----")], (0, 1)),
        ([person(used="MT---SS")], (0, 1)),  # weekends are no own working days
        ([person(own="MT-----", used="M------")], (0, 1)),
        ([person(own="MT-----", used="MT-----")], (1, 1)),
        ([person(own="MTWTFS-", used="MTWT---")], (1, 1)),  # a week with a make-up Saturday
        ([person(own="M------", used="M------"), person(used="MTWTF--")], (1, 1)),  # one own day does not count
    ],
)
def test_habit_asks_for_sixty_percent_of_own_working_days(people: list[PersonWeek], expected: tuple[int, int]) -> None:
    assert sides(habit(people)) == expected


def test_habit_is_missing_when_nobody_has_two_working_days() -> None:
    assert habit([person(own="M------", used="M------")]).missing == Missing.FEW_DAYS


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ([0b11, 0b01], (2, 2)),  # one of two is half
        ([0b11, 0b01, 0b01], (1, 2)),
        ([0b00, 0b00], (0, 2)),
        ([0b111], (2, 2)),  # a feature that is not core does not count
        ([], (0, 2)),  # nobody active: nothing is used
    ],
)
def test_breadth_counts_core_features_used_by_at_least_half_of_the_active(features: list[int], expected: tuple[int, int]) -> None:
    people = [person(used="M------", features=used) for used in features]
    assert sides(breadth([*people, person()], core=[0, 1])) == expected


def test_breadth_is_missing_without_core_features() -> None:
    assert breadth([person(used="M------")], core=[]).missing == Missing.NO_CORE


def cells(**shares: tuple[int, int]) -> dict[Component, Cell]:
    return {Component(code): Cell(*share) for code, share in shares.items()}


def test_the_score_with_all_components() -> None:
    found = score(
        FIRST_WEIGHTS,
        cells(reach=(8, 10), habit=(6, 10), breadth=(3, 4), self_entry=(90, 100), timeliness=(70, 100), follow_up=(1, 2)),
    )
    # 24 + 15 + 11.25 + 9 + 7 + 5
    assert found.value == Fraction("71.25")
    assert found.share == 1


def test_from_user_time_and_action_alone_it_stands_on_just_seventy_percent() -> None:
    found = score(FIRST_WEIGHTS, cells(reach=(8, 10), habit=(6, 10), breadth=(3, 4)))
    assert found.share == Fraction(70, 100)
    assert found.value == Fraction("50.25") * 100 / 70
    assert found.parts == {Component.REACH, Component.HABIT, Component.BREADTH}


def test_under_seventy_percent_there_is_none() -> None:
    found = score(FIRST_WEIGHTS, cells(reach=(8, 10), habit=(6, 10)))
    assert found.share == Fraction(55, 100)
    assert found.value is None


def test_an_office_that_uses_nothing_scores_zero_and_is_not_missing() -> None:
    found = score(FIRST_WEIGHTS, cells(reach=(0, 10), habit=(0, 10), breadth=(0, 4)))
    assert found.value == 0


def test_version_one_adds_up_to_a_hundred() -> None:
    assert sum(FIRST_WEIGHTS.values()) == 100
    assert set(FIRST_WEIGHTS) == set(SCORED)


def test_a_weight_of_zero_takes_a_component_out() -> None:
    found = score({Component.REACH: Fraction(100), Component.HABIT: Fraction(0)}, cells(reach=(1, 2), habit=(0, 1)))
    assert [term.component for term in found.terms] == [Component.REACH]
    assert found.value == 50


def test_offices_pooled_add_both_sides() -> None:
    assert pooled([Cell(1, 2, 2), Cell(3, 4, 4), lacking(Missing.NOT_LIVE)]) == Cell(4, 6, 6)
    assert pooled([Cell(3, None, 3), Cell(4, None, 4)]) == Cell(7, None, 7)


def test_pooled_offices_without_data_give_the_reason_of_most() -> None:
    gone = [lacking(Missing.NO_ROSTER), lacking(Missing.NOT_LIVE), lacking(Missing.NOT_LIVE)]
    assert pooled(gone).missing == Missing.NOT_LIVE
    assert pooled([]).missing == Missing.NO_USAGE
