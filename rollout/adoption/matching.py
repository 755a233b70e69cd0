"""Which person a user name probably is, and which office a label probably means. Pure; a person accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A person or office that a name could mean, under everything it is known by, the surest first."""

    id: int
    known_as: Sequence[tuple[str, str]]  # (how, text)


@dataclass(frozen=True)
class Suggestion:
    id: int
    how: str


def plain(text: str) -> str:
    """A name without case, accents, double blanks and punctuation between its parts; the host of an address is dropped."""
    text = unicodedata.normalize("NFKD", text.split("@")[0] if text.count("@") == 1 else text)
    text = "".join(character for character in text if not unicodedata.combining(character))
    return re.sub(r"[\s._,-]+", " ", text).strip().casefold() or text.strip().casefold()


def suggestions(names: Iterable[str], candidates: Iterable[Candidate]) -> dict[str, Suggestion]:
    """Name → the one candidate known by it. A name that two candidates share gets none: a guess would count someone else.

    Where several are known by the plain name, such as Michaël and Michael, the one who is known by just these letters is meant.
    """
    known: dict[tuple[str, str], set[int]] = {}
    exactly: dict[tuple[str, str], set[int]] = {}
    ways: dict[str, None] = {}
    for candidate in candidates:
        for how, text in candidate.known_as:
            if plain(text):
                known.setdefault((how, plain(text)), set()).add(candidate.id)
                exactly.setdefault((how, text), set()).add(candidate.id)
                ways.setdefault(how)
    found: dict[str, Suggestion] = {}
    for name in names:
        for how in ways:
            meant = known.get((how, plain(name)), set())
            if len(meant) > 1:
                meant = exactly.get((how, name)) or meant
            if len(meant) == 1:
                found[name] = Suggestion(next(iter(meant)), how)
            if meant:
                break
    return found
