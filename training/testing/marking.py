"""From an answer to a mark, per type. Pure; docs/algorithms/marking.md gives the formulas.

A mark is a fraction of the question, 0 to 1, to seven decimals, half up. None means that a person marks it. Nothing given is 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from training.testing.answers import Answer, Chosen, Matched, Ordered, Typed
from training.testing.numbers import read_number
from training.testing.types import (
    SILENT,
    Essay,
    Matching,
    MultipleChoice,
    Number,
    Numeric,
    Ordering,
    OrderMarking,
    Pattern,
    Practical,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)

NO_MARK, FULL_MARK = Decimal(0), Decimal(1)
STEP = Decimal("0.0000001")


@dataclass(frozen=True)
class Mark:
    """`fraction` of the question, None until a person has marked; `feedback` of what was chosen, for after the test."""

    fraction: Decimal | None
    feedback: tuple[Text, ...] = ()

    @property
    def by_hand(self) -> bool:
        return self.fraction is None


def mark(question: Question, answer: Answer | None) -> Mark:
    """What the answer is worth. An answer of another type than the question takes is a fault of ours: TypeError."""
    if isinstance(question, Practical):
        return Mark(None)
    if answer is None:
        return Mark(NO_MARK)
    match question, answer:
        case Essay(), Typed():
            return Mark(None)
        case SingleChoice(), Chosen((place,)):
            option = question.options[place]
            return _marked(option.percent, [option.feedback])
        case MultipleChoice(), Chosen(places):
            chosen = [question.options[place] for place in places]
            gained, whole = sum((each.percent for each in chosen), NO_MARK), _positive(each.percent for each in question.options)
            return Mark(_fraction(gained, whole), _said(each.feedback for each in chosen))
        case TrueFalse(), Chosen((given,)):
            said = question.if_true if given else question.if_false
            return Mark(FULL_MARK if bool(given) == question.answer else NO_MARK, _said([said]))
        case Numeric(), Typed(text):
            return _first(question.numbers, lambda number: fits_number(number, text))
        case ShortAnswer(), Typed(text):
            return _first(question.patterns, lambda pattern: fits_pattern(pattern.pattern, text, question.case_sensitive))
        case Matching(), Matched(pairs):
            right = sum(question.pairs[prompt].answer == question.pairs[chosen].answer for prompt, chosen in pairs)
            return Mark(_fraction(Decimal(right), Decimal(len(question.prompts))))
        case Ordering(), Ordered(order):
            return Mark(mark_order(order, len(question.items), question.marking))
    raise TypeError(f"{type(answer).__name__} is no answer to {type(question).__name__}")


def mark_order(places: tuple[int | None, ...], count: int, marking: OrderMarking) -> Decimal:
    """`places` holds for every place in the order given its item, or None."""
    if marking is OrderMarking.WHOLE:
        return FULL_MARK if places == tuple(range(count)) else NO_MARK
    if marking is OrderMarking.PLACES:
        return _fraction(Decimal(sum(item == place for place, item in enumerate(places))), Decimal(count))
    pairs = zip(places, places[1:], strict=False)
    kept = sum(before is not None and after == before + 1 for before, after in pairs)
    return _fraction(Decimal(kept), Decimal(count - 1))


def fits_number(number: Number, typed: str) -> bool:
    """Within the tolerance, both ends included. A number without value takes every number."""
    given = read_number(typed)
    if given is None:
        return False
    return number.value is None or abs(given - number.value) <= number.tolerance


def fits_pattern(pattern: str, typed: str, case_sensitive: bool) -> bool:
    r"""Whether the whole answer fits. `*` is any run of characters, `\*` a star. Width, outer blanks and runs of blanks do not count."""
    parts = [folded(part, case_sensitive) for part in _parts(pattern)]
    text = folded(typed, case_sensitive).strip()
    parts[0], parts[-1] = parts[0].lstrip(), parts[-1].rstrip()
    if len(parts) == 1:
        return text == parts[0]
    head, *middle, tail = parts
    if len(text) < len(head) + len(tail) or not text.startswith(head) or not text.endswith(tail):
        return False
    at, end = len(head), len(text) - len(tail)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def folded(text: str, case_sensitive: bool) -> str:
    """One form for full and half width (NFKC), runs of blanks as one, and one case unless case counts."""
    text = unicodedata.normalize("NFKC", text)
    text = text if case_sensitive else unicodedata.normalize("NFKC", text.casefold())
    squeezed = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{squeezed}{' ' if squeezed and text[-1:].isspace() else ''}"


def _parts(pattern: str) -> list[str]:
    r"""The pattern cut at its stars, with `\*` back as a star."""
    return [part.replace("\0", "*") for part in pattern.replace("\\*", "\0").split("*")]


def _first[Entry: (Number, Pattern)](entries: Iterable[Entry], fits: Callable[[Entry], bool]) -> Mark:
    for entry in entries:
        if fits(entry):
            return _marked(entry.percent, [entry.feedback])
    return Mark(NO_MARK)


def _marked(percent: Decimal, feedback: Iterable[Text]) -> Mark:
    return Mark(_fraction(percent, Decimal(100)), _said(feedback))


def _said(feedback: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(each for each in feedback if each != SILENT)


def _positive(percents: Iterable[Decimal]) -> Decimal:
    return sum((percent for percent in percents if percent > 0), NO_MARK)


def _fraction(gained: Decimal, whole: Decimal) -> Decimal:
    """gained ÷ whole, never below 0 nor above 1."""
    if whole <= 0:
        return NO_MARK
    return min(max(gained / whole, NO_MARK), FULL_MARK).quantize(STEP, ROUND_HALF_UP)
