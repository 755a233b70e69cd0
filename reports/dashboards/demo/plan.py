"""What each office of the demo company is like, and which stages it walked on which days. Pure.

The story, in weeks before the present Monday: two pilots went live 24 weeks ago and stabilised; four waves followed, the last of them
still in training; a fifth waits. A handful of offices are there to be looked at: see Character.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from reports.dashboards.demo.geography import CITIES, Place, places
from rollout.staging.stages import Stage

WEEKS = 26


class Character(StrEnum):
    """How an office takes to the CRM."""

    ORDINARY = "ordinary"
    STRONG = "strong"
    AMBER = "amber"
    RED = "red"
    CLERK_TYPES = "clerk types for the senior staff"
    MONTH_END = "enters everything at the end of the month"
    STALE = "its usage file stopped coming five weeks ago"
    SMALL = "fewer than five people"


# The offices that are there to be looked at, by code. Everything else is ordinary or strong.
CHARACTERS = {
    "TSN": Character.AMBER,
    "CSX": Character.AMBER,
    "CGO": Character.RED,
    "SZV": Character.RED,
    "DGM": Character.CLERK_TYPES,
    "CTU": Character.MONTH_END,
    "NGB": Character.STALE,
    "LHW": Character.SMALL,
}
HELD = "HRB"
ROLLED_BACK = "WUX"

# Per wave: how many of 33 offices, and how many weeks before the present Monday each stage began.
WAVES: tuple[tuple[int, dict[Stage, int]], ...] = (
    (2, {Stage.PREPARING: 31, Stage.TRAINING: 29, Stage.TRIAL: 27, Stage.LIVE: 24, Stage.STABILISED: 19, Stage.HANDED_OVER: 6}),
    (6, {Stage.PREPARING: 23, Stage.TRAINING: 18, Stage.TRIAL: 17, Stage.LIVE: 15, Stage.STABILISED: 8}),
    (8, {Stage.PREPARING: 20, Stage.TRAINING: 14, Stage.TRIAL: 12, Stage.LIVE: 10, Stage.STABILISED: 3}),
    (8, {Stage.PREPARING: 14, Stage.TRAINING: 9, Stage.TRIAL: 7, Stage.LIVE: 5}),
    (5, {Stage.PREPARING: 8, Stage.TRAINING: 3, Stage.TRIAL: 1}),
    (4, {Stage.PREPARING: 2}),
)
STARTS_WEEKS_AGO = 34


@dataclass(frozen=True)
class OfficePlan:
    """One office: who it is, how large, how it behaves, and its walk in order of days."""

    place: Place
    people: int
    character: Character
    wave: int
    planned_live_on: date | None
    walk: tuple[tuple[Stage, date], ...] = field(default=())

    @property
    def code(self) -> str:
        return self.place.code

    def began(self, stage: Stage) -> date | None:
        """The day the office first entered this stage."""
        return next((day for reached, day in self.walk if reached == stage), None)


def monday(today: date) -> date:
    """The Monday of the present week."""
    return today - timedelta(days=today.weekday())


def wave_of(count: int) -> list[int]:
    """The wave of each office, in the proportions of WAVES; the pilot stays as small as it is."""
    pilots = min(WAVES[0][0], max(count - 1, 1))
    rest, total = count - pilots, sum(size for size, _ in WAVES[1:])
    sizes = [pilots] + [rest * size // total for size, _ in WAVES[1:]]
    sizes[1] += count - sum(sizes)
    return [number for number, size in enumerate(sizes) for _ in range(size)]


def sizes(count: int, people: int, random: Random) -> list[int]:
    """People per office: a few large, many middling, one too small to show; they add up to `people`."""
    weights = [random.lognormvariate(0, 0.35) * (1.8 if number < 8 else 1.0) for number in range(count)]
    small = {number for number, place in enumerate(places(count)) if CHARACTERS.get(place.code) == Character.SMALL}
    rest = people - 4 * len(small)
    share = rest / sum(weight for number, weight in enumerate(weights) if number not in small)
    result = [4 if number in small else max(8, round(weight * share)) for number, weight in enumerate(weights)]
    largest = max(range(count), key=result.__getitem__)
    result[largest] = max(8, result[largest] + people - sum(result))
    return result


def walk(code: str, wave: int, index: int, today: date) -> Iterator[tuple[Stage, date]]:
    """The stages with their days. Offices of a wave follow each other by some days, since the team is one team."""
    for stage, weeks_ago in WAVES[wave][1].items():
        if code in CHARACTERS and CHARACTERS[code] == Character.RED and stage == Stage.STABILISED:
            return
        day = monday(today) - timedelta(weeks=weeks_ago) + timedelta(days=index % 5)
        if code == ROLLED_BACK and stage == Stage.LIVE:
            yield Stage.TRAINING, day - timedelta(days=7)
            yield Stage.TRIAL, day + timedelta(days=5)
            yield Stage.LIVE, day + timedelta(days=17)
            return
        yield stage, day
        if code == HELD and stage == Stage.TRIAL:
            yield Stage.HELD, monday(today) - timedelta(days=3)


def plan(count: int, people: int, seed: int, today: date) -> list[OfficePlan]:
    """All offices of the company. The same arguments give the same company."""
    random = Random(f"offices {seed}")
    waves, numbers = wave_of(count), sizes(count, people, random)
    offices = []
    for index, place in enumerate(places(count)):
        character = CHARACTERS.get(place.code) or (Character.STRONG if random.random() < 0.35 else Character.ORDINARY)
        weeks = WAVES[waves[index]][1].get(Stage.LIVE)
        planned = monday(today) - timedelta(weeks=weeks + 1) if weeks else monday(today) + timedelta(weeks=3 * waves[index] - 10)
        steps = tuple(walk(place.code, waves[index], index, today))
        offices.append(OfficePlan(place, numbers[index], character, waves[index], planned, steps))
    return offices


def capacity(count: int) -> int:
    """How many offices the team carries at once: nine of 33, and more where the company is larger."""
    return max(9, -(-9 * count // len(CITIES)))
