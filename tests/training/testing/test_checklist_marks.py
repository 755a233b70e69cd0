"""The mark of a practical test from what the assessor saw."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing.checking import Observed, Row, Seen, observed

ROWS = [Row(Decimal(2)), Row(Decimal(1)), Row(Decimal(1), required=True)]
LETTERS = {"d": Seen.DONE, "p": Seen.PARTLY, "n": Seen.NOT_DONE}


def seen(text: str) -> dict[int, Seen]:
    """“dp-” to rows: done, partly, still open."""
    return {place: LETTERS[letter] for place, letter in enumerate(text) if letter != "-"}


@pytest.mark.parametrize(
    ("marks", "share", "open_rows", "failed"),
    [
        ("ddd", "1", (), ()),
        ("pdd", "0.75", (), ()),
        ("nnd", "0.25", (), ()),
        ("dd-", None, (2,), ()),
        ("---", None, (0, 1, 2), ()),
        ("ddp", "0", (), (2,)),
        ("ddn", "0", (), (2,)),
        ("d-n", None, (1,), (2,)),
    ],
)
def test_the_mark_of_a_checklist(marks: str, share: str | None, open_rows: tuple[int, ...], failed: tuple[int, ...]) -> None:
    assert observed(ROWS, seen(marks)) == Observed(None if share is None else Decimal(share), open_rows, failed)


@pytest.mark.parametrize(
    ("rows", "marks"), [([], {}), ([Row(Decimal(0))], {}), ([Row(Decimal(-1)), Row(Decimal(2))], {}), (ROWS, {3: Seen.DONE})]
)
def test_a_checklist_that_is_none_is_refused(rows: list[Row], marks: dict[int, Seen]) -> None:
    with pytest.raises(ValueError, match="weights|row"):
        observed(rows, marks)


@given(st.lists(st.sampled_from(list(Seen)), min_size=3, max_size=3), st.integers(0, 2))
def test_doing_more_never_gives_less(marks: list[Seen], place: int) -> None:
    before = observed(ROWS, dict(enumerate(marks))).share
    after = observed(ROWS, dict(enumerate(marks)) | {place: Seen.DONE}).share
    assert before is not None and after is not None
    assert before <= after
