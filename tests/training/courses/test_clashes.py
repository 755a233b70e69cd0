"""Trainers and rooms cannot be in two places: the rule of clashes, its laws, and the road between."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from training.courses.rules.clashes import Booking, Why, clash, clashes, legs, overlap, tight

NINE = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def booked(number: int, begin: float, end: float, *trainers: int, room: str = "", place: str | None = "office:1") -> Booking:
    return Booking(number, NINE + hours(begin), NINE + hours(end), frozenset(trainers), room, place)


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    begin = draw(st.integers(0, 40))
    trainers = draw(st.sets(st.integers(1, 4), max_size=3))
    room = draw(st.sampled_from(["", "a", "b"]))
    return booked(draw(st.integers(1, 10**6)), begin / 2, (begin + draw(st.integers(1, 10))) / 2, *trainers, room=room)


def road(one: str, other: str) -> int:
    return 90


def test_the_same_trainer_twice_at_a_time_clashes() -> None:
    found = clash(booked(1, 0, 3, 7, 8), booked(2, 2, 4, 8, 9))
    assert [(one.why, one.trainers) for one in found] == [(Why.TRAINER, frozenset({8}))]


def test_the_same_room_twice_at_a_time_clashes() -> None:
    found = clash(booked(1, 0, 3, 7, room="a"), booked(2, 2, 4, 9, room="a"))
    assert [one.why for one in found] == [Why.ROOM]


def test_no_room_named_is_no_room_taken() -> None:
    assert clash(booked(1, 0, 3, 7), booked(2, 0, 3, 9)) == []


def test_a_session_that_is_changed_does_not_clash_with_itself() -> None:
    assert clash(booked(1, 0, 3, 7), booked(1, 1, 4, 7)) == []


def test_two_not_yet_saved_may_clash() -> None:
    first, second = (Booking(None, NINE, NINE + hours(1), frozenset({7})) for _ in range(2))
    assert clash(first, second)


@given(bookings(), bookings())
def test_a_clash_is_mutual(one: Booking, other: Booking) -> None:
    assert [(c.why, c.trainers) for c in clash(one, other)] == [(c.why, c.trainers) for c in clash(other, one)]


@given(bookings(), st.integers(1, 10))
def test_touching_is_no_clash(one: Booking, length: int) -> None:
    after = Booking(0, one.ends_at, one.ends_at + hours(length), one.trainers, one.room)
    before = Booking(0, one.starts_at - hours(length), one.starts_at, one.trainers, one.room)
    assert clash(one, after) == clash(one, before) == [] and not overlap(one, after)


@given(bookings(), bookings(), st.integers(-100, 100))
def test_only_the_difference_in_time_matters(one: Booking, other: Booking, shift: int) -> None:
    def moved(booking: Booking) -> Booking:
        by = hours(shift)
        return Booking(booking.session_id, booking.starts_at + by, booking.ends_at + by, booking.trainers, booking.room, booking.place)

    assert bool(clash(moved(one), moved(other))) == bool(clash(one, other))


def test_every_clash_is_told_in_order() -> None:
    found = clashes(booked(1, 0, 8, 7, room="a"), [booked(3, 6, 7, 7), booked(2, 1, 2, 7, room="a"), booked(4, 9, 10, 7)])
    assert [(one.other.session_id, one.why) for one in found] == [(2, Why.TRAINER), (2, Why.ROOM), (3, Why.TRAINER)]


def test_a_gap_shorter_than_the_road_is_tight() -> None:
    morning, noon = booked(1, 0, 3, 7, place="office:1"), booked(2, 4, 6, 7, place="office:2")
    (leg,) = legs(7, [noon, morning], road)
    assert (leg.gap, leg.travel, leg.tight) == (60, 90, True)
    assert tight(noon, [morning], road) == [leg] == tight(morning, [noon], road)


def test_a_gap_as_long_as_the_road_is_not_tight() -> None:
    assert tight(booked(2, 4.5, 6, 7, place="office:2"), [booked(1, 0, 3, 7)], road) == []


def test_no_road_within_a_place_by_link_or_for_another_trainer() -> None:
    morning = booked(1, 0, 3, 7)
    for after in (booked(2, 3, 4, 7), booked(2, 3, 4, 7, place=None), booked(2, 3, 4, 8, place="office:2")):
        assert tight(after, [morning], road) == []
