"""A believable roster out of a usage file, for trying the product out. Everything in it is made up but the user names.

Pure: what each user did in, what a roster could look like out. The same input always gives the same roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b

from django.utils.text import slugify

NOTE = "made up from a usage file, for trying out"
UNUSED_SHARE = 12  # Added people who never used it, of a hundred users.
VETERAN_DAYS = 365


@dataclass(frozen=True)
class Seen:
    """One user in one office of the file."""

    user: str
    office: str
    events: int
    first: date
    last: date


@dataclass(frozen=True)
class Made:
    """One line of the roster."""

    number: str
    name: str
    office: str
    job: str
    since: date
    experience: str


def chance(text: str) -> int:
    """0–99, always the same for the same text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest()) % 100


def labels(seen: Sequence[Seen]) -> list[str]:
    """Every office label of the file, dirt such as "0" too: what it means is for people to settle."""
    return sorted({row.office for row in seen if row.office})


def home(rows: Sequence[Seen], fallback: str) -> str:
    """The office in which a user did most."""
    named = [row for row in rows if row.office]
    return max(named, key=lambda row: (row.events, row.office)).office if named else fallback


def make(seen: Sequence[Seen], systems: Sequence[str] = ()) -> list[Made]:
    """A roster: every user at the office where they did most, some people who never used the CRM, and nobody's office with one such."""
    by_user: dict[str, list[Seen]] = {}
    sizes: dict[str, int] = {}
    firsts: dict[str, date] = {}
    for row in seen:
        by_user.setdefault(row.user, []).append(row)
        sizes[row.office] = sizes.get(row.office, 0) + row.events
        firsts[row.office] = min(row.first, firsts.get(row.office, row.first))
    fallback = max((label for label in sizes if label), key=lambda label: (sizes[label], label), default="Office")
    people: list[Made] = []
    for user, rows in sorted(by_user.items()):
        if user in systems:
            continue
        place, first = home(rows, fallback), min(row.first for row in rows)
        people.append(line(len(people) + 1, user, place, first))
        if chance(f"unused {user}") < UNUSED_SHARE:
            people.append(unused(len(people) + 1, place, first))
    for place in sorted(set(labels(seen)) - {person.office for person in people}):
        people.append(unused(len(people) + 1, place, firsts[place]))
    return with_sellers(people)


def with_sellers(people: Sequence[Made]) -> list[Made]:
    """The first person of an office in which nobody sells or types becomes a seller: reach can then be told of every office."""
    using = {person.office for person in people if person.job != "manager"}
    made = []
    for person in people:
        made.append(person if person.office in using else replace(person, job="sales"))
        using.add(person.office)
    return made


def unused(number: int, office: str, first: date) -> Made:
    """Somebody who never used the CRM."""
    return line(number, f"Unused {number}", office, first)


def line(number: int, name: str, office: str, first: date) -> Made:
    """One person; joined some time before the first event."""
    before = 30 + 12 * chance(f"joined {name}")
    die = chance(f"job {name}")
    job = "manager" if die < 6 else "clerk" if die < 16 else "sales"
    return Made(f"MU{number:05}", name, office, job, first - timedelta(days=before), "veteran" if before > VETERAN_DAYS else "new")


def codes(labels: Sequence[str]) -> dict[str, str]:
    """Label → a short code, each once."""
    found: dict[str, str] = {}
    for number, label in enumerate(sorted(set(labels)), start=1):
        code = (slugify(label) or f"office-{number}")[:30].upper()
        found[label] = code if code not in found.values() else f"{code}-{number}"
    return found


def go_live(seen: Sequence[Seen], places: Sequence[str]) -> dict[str, date]:
    """Office → the Monday of the week with its first event."""
    firsts = {place: min((row.first for row in seen if row.office == place), default=None) for place in places}
    return {place: first - timedelta(days=first.weekday()) for place, first in firsts.items() if first}
