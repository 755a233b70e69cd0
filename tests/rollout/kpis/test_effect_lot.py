"""The order of go-live drawn by lot can be drawn again by anyone."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.kpis.effect import dealt_to_waves, drawn_order

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
