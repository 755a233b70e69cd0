"""Where a person belongs, day by day: moves, exits and corrections as lists of places. Pure; both ends of a place included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Refused

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """One office and job, from first_day to last_day (None: until further notice)."""

    office_id: int
    job_role: str
    first_day: date
    last_day: date | None = None

    def holds(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or self.last_day >= day)


def placed(places: Sequence[Place], office_id: int, job_role: str, on: date) -> list[Place]:
    """The places once the person belongs there from `on`. Refused when nothing would change, or a later move stands."""
    if any(place.first_day > on for place in places):
        raise Refused(_("A later move is already recorded. Correct that one first."))
    if any(place.holds(on) and (place.office_id, place.job_role) == (office_id, job_role) for place in places):
        raise Refused(_("The person already has this place on that day."))
    return [*ended(places, on - DAY), Place(office_id, job_role, on)]


def ended(places: Sequence[Place], last_day: date) -> list[Place]:
    """The places cut at a last day; those that begin after it fall away."""
    return [
        replace(place, last_day=last_day) if place.last_day is None or place.last_day > last_day else place
        for place in places
        if place.first_day <= last_day
    ]


def corrected(places: Sequence[Place], old: Place, new: Place | None) -> list[Place]:
    """The places with one of them replaced, or taken out; Refused where two would then hold on one day."""
    kept = [place for place in places if place != old]
    if new is None:
        return kept
    if new.last_day is not None and new.last_day < new.first_day:
        raise Refused(_("The last day is before the first."))
    if any(overlap(place, new) for place in kept):
        raise Refused(_("On some of these days the person already belongs to another place. A person has one place a day."))
    return sorted([*kept, new], key=lambda place: place.first_day)


def overlap(one: Place, other: Place) -> bool:
    """Whether both hold on at least one day."""
    return one.first_day <= (other.last_day or date.max) and other.first_day <= (one.last_day or date.max)
