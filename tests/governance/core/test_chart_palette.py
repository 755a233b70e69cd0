"""Colours of charts: readable on both grounds, told apart without colour vision, the same as the page's tokens."""

from itertools import combinations

import pytest

from governance.core.charts.palette import DARK, FLAG, INK, SERIES, STAGES

DATA = [series.colour for series in SERIES] + [flag.colour for flag in FLAG.values()] + list(STAGES.values())


def channels(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [colour for colour in DATA if colour not in (STAGES["candidate"], STAGES["preparing"])])
def test_a_mark_keeps_three_to_one_on_white(colour):
    assert contrast(colour, INK.ground) >= 3


@pytest.mark.parametrize("colour", [STAGES["candidate"], STAGES["preparing"]])
def test_the_lightest_stages_come_near_it_and_carry_their_number_beside_them(colour):
    assert contrast(colour, INK.ground) >= 2.6


@pytest.mark.parametrize("colour", DATA)
def test_every_mark_has_a_twin_for_the_dark_ground_that_can_be_seen_on_it(colour):
    assert contrast(DARK[colour], DARK[INK.ground]) >= 2.6


@pytest.mark.parametrize(("text", "ground"), [(INK.text, INK.ground), (INK.quiet, INK.ground)])
def test_words_keep_four_and_a_half_to_one(text, ground):
    assert contrast(text, ground) >= 4.5
    assert contrast(DARK[text], DARK[ground]) >= 4.5


def test_every_colour_of_the_frame_has_a_dark_twin():
    assert {INK.text, INK.quiet, INK.grid, INK.ground, INK.reference} <= DARK.keys()


def test_no_two_colours_are_the_same_so_that_each_swaps_to_its_own_twin():
    assert len(set(DATA)) == len(DATA)


def test_series_differ_by_dash_and_by_marker_too():
    assert len({series.dash for series in SERIES}) == len({series.symbol for series in SERIES}) == len(SERIES)


def test_flags_differ_by_shape_too():
    assert len({flag.symbol for flag in FLAG.values()}) == len({flag.sign for flag in FLAG.values()}) == len(FLAG)


def protanope(colour: str) -> list[float]:
    """Viénot, Brettel and Mollon 1999: what an eye without long-wave cones gets, in linear light."""
    red, green, blue = channels(colour)
    return [0.11238 * red + 0.88762 * green, 0.11238 * red + 0.88762 * green, 0.00401 * red - 0.00401 * green + blue]


@pytest.mark.parametrize(("one", "other"), list(combinations(["green", "amber", "red"], 2)))
def test_flags_stay_apart_for_a_red_blind_reader(one, other):
    seen = [protanope(FLAG[name].colour) for name in (one, other)]
    assert sum(abs(left - right) for left, right in zip(*seen, strict=True)) > 0.08
