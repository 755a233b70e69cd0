"""Item analysis against the published check: 25 candidates, 7 slots, every figure to one part in a million."""

from decimal import Decimal

import pytest

from training.testing.itemanalysis import Analysis, analyse

PUBLISHED = """
1 1 1 1 1 0 1 | 1 1 1 1 .5 1 0 | 1 1 1 1 .5 0 1 | 0 0 1 1 1 0 0 | 1 0 1 0 0 1 .5 | 1 1 1 1 .5 0 .5 | 0 1 1 1 .5 1 .5 | 1 1 1 0 .5 1 .5
| 1 0 1 1 1 1 1 | 0 1 1 0 .5 1 .5 | .8 0 1 1 .5 1 .5 | 1 1 1 0 .5 1 1 | 1 0 1 1 .5 1 .5 | 1 0 1 1 1 0 .5 | 0 0 1 1 0 1 1 | 1 0 1 0 .5 1 1
| .8 0 1 1 .5 0 1 | 1 0 1 1 0 1 .5 | 1 0 1 1 .5 0 .5 | 0 1 1 0 .5 1 0 | 1 1 .3333333 1 .5 0 .5 | 1 1 1 0 .5 0 .5 | 1 1 1 1 0 1 .5
| 0 0 1 0 .5 1 1 | 0 0 1 1 1 1 1
"""
ONE = Decimal(1)


def marks(text: str) -> list[list[Decimal]]:
    return [[Decimal(mark) for mark in row.split()] for row in text.split("|")]


def analysed(text: str) -> Analysis:
    rows = marks(text)
    return analyse(rows, [ONE] * len(rows[0]))


def close(expected: float) -> object:
    return pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("figure", "published"),
    [
        ("mean", 4.617333332),
        ("median", 4.5),
        ("sd", 0.8117265554),
        ("skewness", -0.092502502),
        ("kurtosis", -0.7073968557),
        ("consistency", -87.2230935542),
        ("error_ratio", 136.8294900795),
        ("standard_error", 1.1106813066),
    ],
)
def test_the_published_figures_of_the_test(figure: str, published: float) -> None:
    assert getattr(analysed(PUBLISHED).test, figure) == close(published)


@pytest.mark.parametrize(
    ("slot", "facility", "sd", "weight", "discrimination", "efficiency"),
    [
        (1, 0.704, 0.4513682901, 21.2922742344, -7.0650767526, -9.4550536967),
        (7, 0.62, 0.331662479, 15.4788602394, -5.6543166602, -6.5043742058),
    ],
)
def test_the_published_figures_of_the_slots(
    slot: int, facility: float, sd: float, weight: float, discrimination: float, efficiency: float
) -> None:
    figures = analysed(PUBLISHED).slots[slot - 1]
    assert figures.facility == close(facility)
    assert figures.sd == close(sd)
    assert figures.weight == close(weight)
    assert figures.discrimination == close(discrimination)
    assert figures.efficiency == close(efficiency)


def test_twenty_five_candidates_and_seven_slots_were_read() -> None:
    found = analysed(PUBLISHED)
    assert (found.test.attempts, len(found.slots)) == (25, 7)


def test_a_test_worked_by_hand() -> None:
    # Totals 2, 1, 1, 0: mean 1, k2 = 2/3. Each slot's variance is 1/3, so alpha = 2 · (1 − (2/3)/(2/3)) = 0.
    found = analysed("1 1 | 1 0 | 0 1 | 0 0")
    assert (found.test.mean, found.test.median) == (1, 1)
    assert found.test.sd == pytest.approx((2 / 3) ** 0.5)
    assert found.test.consistency == 0
    assert found.test.error_ratio == 100
    assert [slot.discrimination for slot in found.slots] == [0, 0]
    assert [slot.weight for slot in found.slots] == [50, 50]


def test_slots_that_agree_wholly_are_wholly_consistent() -> None:
    found = analysed("1 1 1 | 0 0 0 | 1 1 1 | 0 0 0")
    assert found.test.consistency == 100
    assert found.test.error_ratio == found.test.standard_error == 0
    assert [slot.discrimination for slot in found.slots] == [100, 100, 100]
    assert [slot.efficiency for slot in found.slots] == [100, 100, 100]


def test_a_negative_reliability_is_shown_as_it_is() -> None:
    found = analysed("1 0 | 0 1 | 1 0 | 0 1 | 1 1")
    assert found.test.consistency is not None and found.test.consistency < 0
    assert found.test.error_ratio is not None and found.test.error_ratio > 100


def test_a_slot_that_runs_against_the_total_has_no_weight() -> None:
    found = analysed("0 1 1 1 | 0 1 1 1 | 1 0 0 0 | 1 0 0 0")
    assert found.slots[0].weight is None
    assert sum(slot.weight for slot in found.slots if slot.weight is not None) == pytest.approx(100)


def test_nobody_has_taken_it() -> None:
    found = analyse([], [ONE, ONE])
    assert found.test.attempts == 0
    assert found.test.mean is found.test.median is found.test.sd is found.test.consistency is None
    assert found.slots[0].facility is found.slots[0].sd is found.slots[0].discrimination is found.slots[0].weight is None


def test_one_candidate_gives_a_mean_and_nothing_else() -> None:
    found = analysed("1 0 .5")
    assert found.test.mean == 1.5
    assert [slot.facility for slot in found.slots] == [1, 0, 0.5]
    assert found.test.sd is found.test.skewness is found.test.kurtosis is found.test.standard_error is None


@pytest.mark.parametrize(
    ("rows", "skewed", "curved"), [("1 0|0 0", False, False), ("1 0|0 0|1 1", True, False), ("1 0|0 0|1 1|0 1", True, True)]
)
def test_skewness_needs_three_candidates_and_kurtosis_four(rows: str, skewed: bool, curved: bool) -> None:
    found = analysed(rows).test
    assert (found.skewness is not None, found.kurtosis is not None) == (skewed, curved)


def test_all_the_same_marks_say_nothing_about_difference() -> None:
    found = analysed("1 0 | 1 0 | 1 0 | 1 0")
    assert found.test.sd == 0
    assert found.test.skewness is found.test.kurtosis is found.test.consistency is found.test.error_ratio is None
    assert [slot.discrimination for slot in found.slots] == [None, None]
    assert [slot.weight for slot in found.slots] == [None, None]


def test_one_slot_has_no_consistency() -> None:
    found = analysed("1 | 0 | .5 | 1")
    assert found.test.consistency is None
    assert found.slots[0].discrimination is None
    assert found.slots[0].weight == 100


def test_thirds_written_out_do_not_make_a_variance_out_of_nothing() -> None:
    third = Decimal(1) / Decimal(3)
    found = analyse([[third, third], [third, third], [third, third]], [ONE, ONE])
    assert found.slots[0].sd == 0
    assert found.slots[0].discrimination is None


@pytest.mark.parametrize(("rows", "maxima"), [([[ONE]], [ONE, ONE]), ([[ONE, ONE]], [ONE]), ([[ONE]], [Decimal(0)]), ([], [])])
def test_a_table_that_is_none_is_refused(rows: list[list[Decimal]], maxima: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="slot|mark"):
        analyse(rows, maxima)
