"""The order of go-live drawn by lot can be drawn again by anyone."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.kpis.effect import dealt_to_waves, drawn_order, kept_to

CODES = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=30)


@given(CODES, st.text())
def test_every_office_is_drawn_once_and_the_list_it_came_in_does_not_matter(codes: list[str], seed: str) -> None:
    assert sorted(drawn_order(codes, seed)) == sorted(codes)
    assert drawn_order(reversed(codes), seed) == drawn_order(codes, seed)


def test_the_ticket_is_the_hash_of_seed_and_code() -> None:
    tickets = {code: hashlib.sha256(f"autumn\n{code}".encode()).hexdigest() for code in ("BJ", "SH", "GZ", "成都")}
    assert drawn_order(tickets, "autumn") == sorted(tickets, key=lambda code: tickets[code])


def test_another_seed_gives_another_order() -> None:
    codes = [f"O{n:02}" for n in range(33)]
    assert drawn_order(codes, "1") != drawn_order(codes, "2")


def test_the_drawn_offices_fill_the_waves_in_turn() -> None:
    assert dealt_to_waves(["a", "b", "c"], [1, 2]) == [["a"], ["b", "c"]]
    with pytest.raises(ValueError, match="every office once"):
        dealt_to_waves(["a", "b", "c"], [1, 1])


@st.composite
def followed(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, int]]:
    """A lot, and months in which its waves went live one after another; the last ones may not be live yet."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    waves = dealt_to_waves(drawn_order([f"O{n:02}" for n in range(sum(sizes))], draw(st.text(max_size=5))), sizes)
    live = draw(st.integers(1, len(waves)))
    months = sorted(draw(st.lists(st.integers(0, 20), min_size=live, max_size=live, unique=True)))
    return waves, {code: months[n] if n < live else -1 for n, wave in enumerate(waves) for code in wave}


@given(followed())
def test_waves_that_went_live_as_drawn_kept_to_the_lot(made: tuple[list[list[str]], dict[str, int]]) -> None:
    assert kept_to(*made)


@given(followed(), st.data())
def test_two_offices_that_changed_places_did_not(made: tuple[list[list[str]], dict[str, int]], data: st.DataObject) -> None:
    waves, months = made
    one, other = data.draw(st.permutations(sorted(months)).map(lambda codes: codes[:2]))
    changed = months | {one: months[other], other: months[one]}
    assert kept_to(waves, changed) == (months[one] == months[other])


@given(followed(), st.data(), st.integers(-1, 25))
def test_one_office_put_off_or_brought_forward_from_its_wave_did_not(
    made: tuple[list[list[str]], dict[str, int]], data: st.DataObject, month: int
) -> None:
    waves, months = made
    wave = data.draw(st.sampled_from([wave for wave in waves if len(wave) > 1] or [None]))
    if wave and months[wave[0]] != month:
        assert not kept_to(waves, months | {wave[0]: month})


@given(followed(), st.integers(-1, 25))
def test_an_office_compared_that_was_not_in_the_draw_is_no_part_of_it(made: tuple[list[list[str]], dict[str, int]], month: int) -> None:
    waves, months = made
    assert not kept_to(waves, months | {"elsewhere": month})


def test_one_wave_of_all_offices_is_no_order() -> None:
    assert not kept_to([["A", "B", "C"]], {"A": 3, "B": 5, "C": -1})


def test_an_office_passed_over_while_later_waves_went_live_breaks_the_lot() -> None:
    assert not kept_to([["A"], ["B"], ["C"]], {"A": -1, "B": 4, "C": 6})
    assert kept_to([["A"], ["B"], ["C"]], {"A": 4, "B": 6, "C": -1})
    assert not kept_to([["A"], ["B"]], {"A": -1, "B": -1})
