"""Drawing a paper: blueprint and pool and seed in, ordered questions out. Pure; see docs/algorithms/drawing.md.

Every choice follows the order of a SHA-256 of the seed and the question's number, so the same seed draws the same paper on
every machine and version of Python, whatever order the pool is given in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256


@dataclass(frozen=True)
class Slot:
    """One row of the blueprint: so many questions of this topic and difficulty, each worth so many points."""

    id: int
    topic: int
    difficulty: int
    count: int
    points: Decimal = Decimal(1)


@dataclass(frozen=True)
class Pooled:
    """A question that may be drawn, in the wording it would be asked with."""

    question: int
    version: int
    topic: int
    difficulty: int


@dataclass(frozen=True)
class Drawn:
    """One question of a drawn paper; `seed` orders its options."""

    order: int
    slot: int
    question: int
    version: int
    points: Decimal
    seed: int


@dataclass(frozen=True)
class Shortage:
    """A row that the bank cannot fill."""

    topic: int
    difficulty: int
    wanted: int
    found: int


class CannotFill(Exception):
    """The bank has too few questions for the blueprint; `shortages` names each topic and difficulty."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(", ".join(f"{s.topic}/{s.difficulty}: {s.found} of {s.wanted}" for s in shortages))
        self.shortages = tuple(shortages)


def number(seed: int, *parts: object) -> int:
    """A number of 63 bits that follows from the seed and what it is for."""
    text = "/".join(str(part) for part in (seed, *parts))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 1


def shortages(blueprint: Iterable[Slot], pool: Iterable[Pooled]) -> list[Shortage]:
    """The rows that the pool cannot fill. Rows never share a topic and difficulty, so each counts its own."""
    have: dict[tuple[int, int], set[int]] = {}
    for question in pool:
        have.setdefault((question.topic, question.difficulty), set()).add(question.question)
    return [
        Shortage(slot.topic, slot.difficulty, slot.count, found)
        for slot in blueprint
        if (found := len(have.get((slot.topic, slot.difficulty), ()))) < slot.count
    ]


def draw(blueprint: Sequence[Slot], pool: Sequence[Pooled], seed: int) -> tuple[Drawn, ...]:
    """The paper of this seed: per row the questions of smallest number, then all of them in a shuffled order."""
    if short := shortages(blueprint, pool):
        raise CannotFill(short)
    chosen: list[tuple[Slot, Pooled]] = []
    for slot in blueprint:
        fitting = [question for question in pool if (question.topic, question.difficulty) == (slot.topic, slot.difficulty)]
        fitting.sort(key=lambda question: number(seed, "choose", slot.id, question.question))
        chosen += [(slot, question) for question in fitting[: slot.count]]
    chosen.sort(key=lambda pair: number(seed, "order", pair[1].question))
    return tuple(
        Drawn(place, slot.id, question.question, question.version, slot.points, number(seed, "options", question.question))
        for place, (slot, question) in enumerate(chosen, start=1)
    )
