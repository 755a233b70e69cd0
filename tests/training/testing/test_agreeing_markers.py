"""The mark that stands when one, two or three people have marked an answer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing.agreeing import TOLERANCE, Agreement, Outcome, agree, share_of

SHARE = st.decimals(0, 1, places=2)


def d(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("first", "second", "lead", "two", "agreement", "stands"),
    [
        (None, None, None, False, Agreement.WAITS_FOR_FIRST, None),
        ("0.70", None, None, False, Agreement.SINGLE, "0.70"),
        ("0.70", None, None, True, Agreement.WAITS_FOR_SECOND, None),
        ("0.70", "0.80", None, True, Agreement.AVERAGE, "0.75"),
        ("0.70", "0.75", None, True, Agreement.AVERAGE, "0.73"),
        ("0.70", "0.70", None, False, Agreement.AVERAGE, "0.70"),
        ("0.70", "0.81", None, True, Agreement.WAITS_FOR_LEAD, None),
        ("0.20", "0.90", "0.60", True, Agreement.DECIDED, "0.60"),
        ("0.70", "0.75", "0.10", True, Agreement.DECIDED, "0.10"),
    ],
)
def test_what_stands(first: str, second: str, lead: str, two: bool, agreement: Agreement, stands: str) -> None:
    assert agree(d(first), d(second), d(lead), two_wanted=two) == Outcome(agreement, d(stands))


@pytest.mark.parametrize(
    ("first", "second", "two", "agreement"),
    [
        ("0.70", None, False, Agreement.WAITS_FOR_SECOND),
        ("0.70", "0.75", False, Agreement.AVERAGE),
        ("0.70", "0.90", False, Agreement.WAITS_FOR_LEAD),
        ("0.70", "0.75", True, Agreement.WAITS_FOR_LEAD),
    ],
)
def test_a_dispute_brings_the_next_marker(first: str, second: str | None, two: bool, agreement: Agreement) -> None:
    assert agree(d(first), d(second), two_wanted=two, disputed=True).agreement == agreement


@pytest.mark.parametrize(
    ("first", "second", "lead"), [(None, "0.5", None), (None, None, "0.5"), ("0.5", None, "0.5"), ("1.1", None, None), ("-0.1", None, None)]
)
def test_marks_out_of_bounds_or_out_of_turn_are_refused(first: str, second: str, lead: str) -> None:
    with pytest.raises(ValueError, match="mark|lead"):
        agree(d(first), d(second), d(lead))


@given(SHARE, SHARE)
def test_which_of_two_markers_came_first_does_not_matter(one: Decimal, other: Decimal) -> None:
    assert agree(one, other) == agree(other, one)


@given(SHARE, SHARE)
def test_two_marks_give_one_between_them_or_none(one: Decimal, other: Decimal) -> None:
    found = agree(one, other)
    assert found.waits == (abs(one - other) > TOLERANCE)
    assert found.waits or min(one, other) <= (found.share or 0) <= max(one, other)


@pytest.mark.parametrize(
    ("given_points", "possible", "share"),
    [("2 3", "4 6", "0.500000"), ("1", "3", "0.333333"), ("4 6", "4 6", "1.000000"), ("0", "5", "0.000000")],
)
def test_points_of_a_rubric_are_a_share_of_its_maximum(given_points: str, possible: str, share: str) -> None:
    assert share_of([Decimal(p) for p in given_points.split()], [Decimal(p) for p in possible.split()]) == Decimal(share)


@pytest.mark.parametrize(("given_points", "possible"), [("5", "4"), ("-1", "4"), ("1 1", "4"), ("", ""), ("0", "0")])
def test_points_that_no_rubric_gives_are_refused(given_points: str, possible: str) -> None:
    with pytest.raises(ValueError, match="rubric|row"):
        share_of([Decimal(p) for p in given_points.split()], [Decimal(p) for p in possible.split()])
