"""When two sessions cannot both be: a trainer in two places, a room with two groups; and when the road between is too long.

Spans are half open: a session that begins the minute another ends does not overlap it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Why(StrEnum):
    TRAINER = "trainer"
    ROOM = "room"


@dataclass(frozen=True)
class Booking:
    """One session as this rule sees it. `room` is empty where none is taken; `place` is None for a session by link."""

    session_id: int | None
    starts_at: datetime
    ends_at: datetime
    trainers: frozenset[int] = frozenset()
    room: str = ""
    place: str | None = None


@dataclass(frozen=True)
class Clash:
    """Both cannot take place: `trainers` are those needed twice."""

    why: Why
    other: Booking
    trainers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Leg:
    """The way of one trainer between two sessions that follow each other: `gap` and `travel` in minutes.

    `travel` is None where nobody has to travel or nothing is known of the road.
    """

    trainer: int
    before: Booking
    after: Booking
    gap: int
    travel: int | None

    @property
    def tight(self) -> bool:
        return self.travel is not None and self.gap < self.travel


Road = Callable[[str, str], int | None]


def overlap(one: Booking, other: Booking) -> bool:
    """Whether the two share time. Touching is no overlap."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def clash(one: Booking, other: Booking) -> list[Clash]:
    """Why these two cannot both take place; empty when they can. A session never clashes with itself."""
    same = one.session_id is not None and one.session_id == other.session_id
    if same or not overlap(one, other):
        return []
    found = []
    if both := one.trainers & other.trainers:
        found.append(Clash(Why.TRAINER, other, both))
    if one.room and one.room == other.room:
        found.append(Clash(Why.ROOM, other))
    return found


def clashes(one: Booking, others: Iterable[Booking]) -> list[Clash]:
    """Every clash of a session with the others, earliest first."""
    ordered = sorted(others, key=lambda booking: (booking.starts_at, booking.session_id or 0))
    return [found for other in ordered for found in clash(one, other)]


def legs(trainer: int, bookings: Iterable[Booking], road: Road) -> list[Leg]:
    """A trainer's way from each session to the next, in order of time. Sessions by link need no way to or from them."""
    own = sorted((b for b in bookings if trainer in b.trainers), key=lambda b: (b.starts_at, b.ends_at))
    return [Leg(trainer, one, two, minutes(two.starts_at - one.ends_at), way(one, two, road)) for one, two in pairs(own)]


def pairs(bookings: Sequence[Booking]) -> Iterable[tuple[Booking, Booking]]:
    return zip(bookings, bookings[1:], strict=False)


def way(one: Booking, two: Booking, road: Road) -> int | None:
    """Minutes from one place to the next; None by link or at the same place."""
    if one.place is None or two.place is None or one.place == two.place:
        return None
    return road(one.place, two.place)


def tight(one: Booking, others: Iterable[Booking], road: Road) -> list[Leg]:
    """The ways to and from this session that are shorter in time than the road."""
    everything = [*others, one]
    return [
        leg for trainer in sorted(one.trainers) for leg in legs(trainer, everything, road) if leg.tight and one in (leg.before, leg.after)
    ]


def minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
