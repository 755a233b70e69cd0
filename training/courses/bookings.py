"""Sessions as the rule of clashes sees them, and the roads between their places."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from governance.organisation.models import Office, OfficeKind
from training.courses.models import Mode, Session, SessionTrainer, Travel
from training.courses.rules.clashes import Booking, Road

# Where nobody entered the road: an hour within a region, half a day between regions. Said so on the page.
WITHIN_A_REGION = 60
BETWEEN_REGIONS = 240


def trainers_of(session_ids: Iterable[int], known_at: datetime | None = None) -> dict[int, list[int]]:
    """Session → the people who teach it, in the order they were named."""
    found: dict[int, list[int]] = {}
    rows = SessionTrainer.objects.known_at(known_at).filter(session__in=list(session_ids)).order_by("pk")
    for session_id, person_id in rows.values_list("session_id", "person_id"):
        found.setdefault(session_id, []).append(person_id)
    return found


def booking(session: Session, trainers: Iterable[int]) -> Booking:
    """The session as the rule sees it."""
    return Booking(session.pk, session.starts_at, session.ends_at, frozenset(trainers), room_key(session), place_key(session))


def place_key(session: Session) -> str | None:
    """Which place it is; None for a session by link."""
    if session.mode == Mode.REMOTE:
        return None
    return f"office:{session.office_id}" if session.office_id else f"place:{folded(session.place)}"


def room_key(session: Session) -> str:
    """Which room it takes; empty where none is named, and for a session by link."""
    place = place_key(session)
    return f"{place}/{folded(session.room)}" if place and session.room.strip() else ""


def folded(name: str) -> str:
    return " ".join(name.casefold().split())


def bookings_around(session: Session, trainers: Collection[int], days: int = 2) -> list[Booking]:
    """Other sessions of these days that share a trainer or a place with this one."""
    span = timedelta(days=days)
    near = Session.objects.taking_place().overlapping(session.starts_at - span, session.ends_at + span).exclude(pk=session.pk)
    found = list(near.order_by("starts_at", "pk"))
    taught = trainers_of(one.pk for one in found)
    every = [booking(one, taught.get(one.pk, ())) for one in found]
    place = place_key(session)
    return [one for one in every if one.trainers & set(trainers) or (place is not None and one.place == place)]


def roads() -> Road:
    """Minutes from one place to another, either way: as entered for the two offices, else for their regions, else by habit. Two queries."""
    entered = {(one, two): minutes for one, two, minutes in Travel.objects.values_list("first_id", "second_id", "minutes")}
    offices = {pk: (parent, kind) for pk, parent, kind in Office.objects.values_list("pk", "parent_id", "kind")}

    def region(office_id: int) -> int | None:
        here: int | None = office_id
        for _step in range(len(offices)):
            if here is None or here not in offices or offices[here][1] == OfficeKind.REGION:
                break
            here = offices[here][0]
        return here

    def road(one: str, two: str) -> int | None:
        if not (one.startswith("office:") and two.startswith("office:")):
            return None
        first, second = int(one.removeprefix("office:")), int(two.removeprefix("office:"))
        here, there = region(first) or 0, region(second) or 0
        pairs = ((first, second), (here, there))
        told = next((entered[min(pair), max(pair)] for pair in pairs if (min(pair), max(pair)) in entered), None)
        return told if told is not None else WITHIN_A_REGION if here == there else BETWEEN_REGIONS

    return road
