"""Points on a stated scale: a table an office head can check, then the laws."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.kpis.appraising import Attained, Band, Line, Scale, appraise, flaws, rounded, scale_flaws


def bands(*pairs: tuple[int, int], joined: bool = False) -> Scale:
    return Scale(tuple(Band(Decimal(at), Decimal(points)) for at, points in pairs), joined)


STEPS = bands((60, 40), (80, 70), (100, 100), (120, 120))
JOINED = replace(STEPS, joined=True)


@pytest.mark.parametrize(
    ("scale", "attained", "points"),
    [
        (STEPS, "59.99", "0"),
        (STEPS, "60", "40"),
        (STEPS, "99.9", "70"),
        (STEPS, "100", "100"),
        (STEPS, "500", "120"),
        (JOINED, "59.99", "0"),
        (JOINED, "60", "40"),
        (JOINED, "70", "55"),
        (JOINED, "90", "85"),
        (JOINED, "110", "110"),
        (JOINED, "130", "120"),
    ],
)
def test_points_for_what_was_attained(scale: Scale, attained: str, points: str) -> None:
    assert scale.points(Decimal(attained)) == Fraction(points)


SCHEME = [Line("adoption", Decimal(20), JOINED), Line("won", Decimal(50), STEPS), Line("late", Decimal(30), STEPS)]


@pytest.mark.parametrize(
    ("attained", "share", "total"),
    [
        ({"adoption": 90, "won": 100, "late": 80}, 1, "88.0"),
        ({"adoption": None, "won": 100, "late": 80}, "0.8", "88.8"),
        ({"adoption": 90, "won": 100, "late": None}, "0.7", "95.7"),
        ({"adoption": 90, "won": None, "late": 80}, "0.5", None),
        ({"adoption": None, "won": None, "late": None}, 0, None),
    ],
)
def test_a_sheet(attained: dict[str, int | None], share: object, total: str | None) -> None:
    facts = {code: Attained(None if percent is None else Decimal(percent), "none") for code, percent in attained.items()}
    sheet = appraise(SCHEME, facts)
    assert sheet.share == Fraction(str(share))
    assert rounded(sheet.total) == (None if total is None else Decimal(total))


def test_a_missing_figure_is_no_zero() -> None:
    sheet = appraise(SCHEME, {"won": Attained(Decimal(100)), "late": Attained(Decimal(100))})
    assert sheet.total == 100
    assert sheet.lines[0].points is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no line"),
        ([replace(SCHEME[0], weight=Decimal(90))], "add up to 100"),
        ([replace(SCHEME[0], weight=Decimal(50)), replace(SCHEME[0], weight=Decimal(50))], "may come once"),
        ([replace(SCHEME[0], weight=Decimal(0)), *SCHEME[1:]], "above 0"),
        ([replace(SCHEME[0], weight=Decimal(100), scale=Scale(()))], "no band"),
    ],
)
def test_a_scheme_with_a_flaw_is_named(lines: list[Line], message: str) -> None:
    assert any(message in flaw for flaw in flaws(lines))
    assert flaws(SCHEME) == []


def test_a_scale_rises() -> None:
    assert scale_flaws(bands((60, 40), (60, 50)))
    assert scale_flaws(bands((60, 40), (80, 30)))
    assert scale_flaws(bands((60, -1)))


PERCENTS = st.decimals(0, 200, places=2)


@given(PERCENTS, PERCENTS, st.booleans())
def test_more_attained_never_gives_fewer_points(one: Decimal, other: Decimal, joined: bool) -> None:
    scale = replace(STEPS, joined=joined)
    low, high = sorted([one, other])
    assert scale.points(low) <= scale.points(high)


@given(st.dictionaries(st.sampled_from(["adoption", "won", "late"]), PERCENTS))
def test_the_lines_add_up_to_the_total(attained: dict[str, Decimal]) -> None:
    sheet = appraise(SCHEME, {code: Attained(percent) for code, percent in attained.items()})
    counted = [line.counted for line in sheet.lines if line.counted is not None]
    assert sum(counted, Fraction(0)) == (sheet.total or 0)
    assert sheet.total is None or 0 <= sheet.total <= 120
