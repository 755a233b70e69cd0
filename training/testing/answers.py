"""What a candidate gave, read from whatever a browser sends. Pure.

`posted` holds field names and what came with them: a text, or a list of texts. Names: `answer` (choice, true or false, number,
short answer, essay), `answer-<key>` (matching: one per prompt; ordering: one per item). Keys are those `presenting.for_candidate`
showed for the same seed. Nothing a person typed is thrown away: a number that is none is kept as typed and counts as wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput
from training.testing import shuffling
from training.testing.numbers import read_number
from training.testing.types import (
    Essay,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Practical,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

LONGEST_LINE = 500
LONGEST_ESSAY = 20_000


@dataclass(frozen=True)
class Chosen:
    """Places of the options chosen; for true or false 1 and 0."""

    places: tuple[int, ...]


@dataclass(frozen=True)
class Typed:
    """What was typed: number, short answer or essay."""

    text: str


@dataclass(frozen=True)
class Matched:
    """(place of the prompt, place of a pair with the answer chosen), by prompt."""

    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Ordered:
    """For every place in the order given its item; None where none, or more than one, was put."""

    places: tuple[int | None, ...]


Answer = Chosen | Typed | Matched | Ordered
Posted = Mapping[str, object]


def read(question: Question, posted: Posted, *, seed: str) -> Answer | None:
    """The answer; None where nothing was given. InvalidInput for what the page cannot have sent, and for too long a text."""
    match question:
        case SingleChoice():
            return _chosen(_keys(posted, "answer", at_most=1), shuffling.options(question, seed))
        case MultipleChoice():
            return _chosen(_keys(posted, "answer", at_most=len(question.options)), shuffling.options(question, seed))
        case TrueFalse():
            given = _keys(posted, "answer", at_most=1)
            return Chosen((_truth(given[0]),)) if given else None
        case Numeric() | ShortAnswer():
            return _typed(_line(posted, "answer"), LONGEST_LINE)
        case Essay():
            return _typed(_line(posted, "answer"), LONGEST_ESSAY)
        case Matching():
            return _matched(question, posted, seed)
        case Ordering():
            return _ordered(question, posted, seed)
        case Practical():
            return None


def warning(question: Question, answer: Answer | None) -> str:
    """A friendly hint beside an answer that cannot count as it stands; empty when there is none."""
    if isinstance(question, Numeric) and isinstance(answer, Typed) and read_number(answer.text) is None:
        return str(_("This is not a number. Write digits only, for example 12 or 1.5."))
    if isinstance(question, Essay) and question.max_words and isinstance(answer, Typed):
        words = count_words(answer.text)
        if words > question.max_words:
            return str(_("%(words)s words; at most %(most)s are asked for.") % {"words": words, "most": question.max_words})
    if isinstance(question, Matching) and isinstance(answer, Matched) and len(answer.pairs) < len(question.prompts):
        return str(_("Not every line has an answer yet."))
    if isinstance(question, Ordering) and isinstance(answer, Ordered) and None in answer.places:
        return str(_("Not every item has a place of its own yet."))
    return ""


def count_words(text: str) -> int:
    """Words as a reader counts them: each Chinese character is one, and each run of other letters."""
    ideographs = sum("CJK" in unicodedata.name(sign, "") for sign in text)
    rest = "".join(" " if "CJK" in unicodedata.name(sign, "") else sign for sign in text)
    return ideographs + sum(any(sign.isalnum() for sign in word) for word in rest.split())


def as_json(answer: Answer | None) -> dict[str, Any] | None:
    """The answer to keep, in the question's own places: a later change of the shuffling cannot touch it."""
    match answer:
        case None:
            return None
        case Chosen(places):
            return {"chosen": list(places)}
        case Typed(text):
            return {"typed": text}
        case Matched(pairs):
            return {"matched": [list(pair) for pair in pairs]}
        case Ordered(places):
            return {"ordered": list(places)}


def from_json(kept: Mapping[str, Any] | None) -> Answer | None:
    """The answer of `as_json`."""
    if not kept:
        return None
    ((name, value),) = kept.items()
    match name:
        case "chosen":
            return Chosen(tuple(value))
        case "typed":
            return Typed(value)
        case "matched":
            return Matched(tuple((prompt, answer) for prompt, answer in value))
        case "ordered":
            return Ordered(tuple(value))
    raise ValueError(f"not an answer: {name}")


def _not_ours() -> InvalidInput:
    return InvalidInput(_("This answer does not belong to this question. Open the test again; what was saved is kept."))


def _texts(posted: Posted, name: str) -> list[str]:
    """Everything that came under this name, as text without what no database takes."""
    found = posted.get(name, [])
    many = list(found) if isinstance(found, list | tuple) else [found]
    if any(not isinstance(each, str | int | bool) for each in many if each is not None):
        raise _not_ours()
    return [cleaned(str(each)) for each in many if each is not None]


def cleaned(text: str) -> str:
    """Without NUL and other control characters, lone surrogates, and Windows line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def _line(posted: Posted, name: str) -> str:
    found = _texts(posted, name)
    if len(found) > 1:
        raise _not_ours()
    return found[0] if found else ""


def _keys(posted: Posted, name: str, *, at_most: int) -> list[str]:
    found = list(dict.fromkeys(each for each in _texts(posted, name) if each))
    if len(found) > at_most:
        raise _not_ours()
    return found


def _place(key: str, shown: tuple[int, ...]) -> int:
    """The question's own place of what was shown under this key."""
    if not (key.isascii() and key.isdigit() and len(key) <= 3 and 1 <= int(key) <= len(shown)):
        raise _not_ours()
    return shown[int(key) - 1]


def _truth(key: str) -> int:
    if key not in ("true", "false"):
        raise _not_ours()
    return int(key == "true")


def _chosen(keys: list[str], shown: tuple[int, ...]) -> Chosen | None:
    return Chosen(tuple(sorted(_place(key, shown) for key in keys))) if keys else None


def _typed(text: str, longest: int) -> Typed | None:
    if len(text) > longest:
        raise InvalidInput(
            _("The answer is %(length)s characters long; at most %(most)s can be kept. Shorten it.")
            % {"length": len(text), "most": longest}
        )
    return Typed(text) if text.strip() else None


def _matched(question: Matching, posted: Posted, seed: str) -> Matched | None:
    prompts, answers = shuffling.prompts(question, seed), shuffling.answers(question, seed)
    pairs = []
    for shown, prompt in enumerate(prompts, start=1):
        if key := _line(posted, f"answer-{shown}"):
            pairs.append((prompt, _place(key, answers)))
    return Matched(tuple(sorted(pairs))) if pairs else None


def _ordered(question: Ordering, posted: Posted, seed: str) -> Ordered | None:
    """Items by the place each was given; two items in one place leave it open."""
    items = shuffling.items(question, seed)
    given: dict[int, list[int]] = {}
    for shown, item in enumerate(items, start=1):
        if key := _line(posted, f"answer-{shown}"):
            given.setdefault(_place(key, tuple(range(len(items)))), []).append(item)
    if not given:
        return None
    return Ordered(tuple(given[place][0] if len(given.get(place, [])) == 1 else None for place in range(len(items))))
