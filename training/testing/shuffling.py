"""In which order the parts of a question are shown: from a seed, the same for ever, on every machine. Pure.

Sorting by a hash instead of a random generator, whose shuffle may differ between versions of Python. The seed stays on the server,
so an order tells nothing about where an option stands in the question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from training.testing.types import Matching, MultipleChoice, Ordering, SingleChoice


def shuffled(places: Iterable[int], seed: str, part: str) -> tuple[int, ...]:
    """The places in the order of the hashes of seed, part and place."""
    return tuple(sorted(places, key=lambda place: hashlib.sha256(f"{seed}|{part}|{place}".encode()).digest()))


def options(question: SingleChoice | MultipleChoice, seed: str) -> tuple[int, ...]:
    places = range(len(question.options))
    return shuffled(places, seed, "options") if question.shuffle else tuple(places)


def prompts(question: Matching, seed: str) -> tuple[int, ...]:
    return shuffled(question.prompts, seed, "prompts") if question.shuffle else question.prompts


def answers(question: Matching, seed: str) -> tuple[int, ...]:
    """One place for each different answer. Always shuffled: in the order of the prompts they would give themselves away."""
    first: dict[object, int] = {}
    for place, pair in enumerate(question.pairs):
        first.setdefault(pair.answer, place)
    return shuffled(first.values(), seed, "answers")


def items(question: Ordering, seed: str) -> tuple[int, ...]:
    """Never in the right order to begin with, else doing nothing would earn the mark."""
    found = shuffled(range(len(question.items)), seed, "items")
    return found if found != tuple(range(len(found))) else found[1:] + found[:1]
