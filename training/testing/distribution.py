"""Who gave what: the answers to one question by third of the candidates. Pure.

One line per option, pair, item or answer typed; an option that nobody chose has a line too. Of what is typed the most frequent are shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from training.testing.answers import Answer, Chosen, Matched, Ordered, Typed
from training.testing.judging import Third, chosen_by_third
from training.testing.marking import folded, mark
from training.testing.types import Matching, MultipleChoice, Numeric, Ordering, Question, ShortAnswer, SingleChoice, TrueFalse

MOST_TYPED = 8
NOTHING_GIVEN = "nothing"
OTHER = "other"
Key = Hashable


@dataclass(frozen=True)
class Line:
    """One thing that could be given. `label` is a fragment, or a word of ours (`own`): true, false, nothing, other; `worth` in per cent."""

    label: str
    worth: Decimal | None
    counts: Mapping[Third, int]
    own: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def lines(question: Question, given: Sequence[Answer | None], third: Sequence[Third], language: str) -> list[Line]:
    """The lines of a question that a rule marks; none for what people mark."""
    said = question.language_for(language)
    counts = chosen_by_third([keys(question, answer) for answer in given], third)
    match question:
        case SingleChoice() | MultipleChoice():
            found = [line(place, option.text.said(said), option.percent, counts) for place, option in enumerate(question.options)]
        case TrueFalse():
            found = [line(key, "true" if key else "false", worth(bool(key) == question.answer), counts, own=True) for key in (1, 0)]
        case Numeric() | ShortAnswer():
            found = typed_lines(question, given, counts)
        case Matching():
            found = [
                line((prompt, chosen), f"{question.pairs[prompt].prompt.said(said)} → {pair.answer.said(said)}", worth(right), counts)
                for prompt in question.prompts
                for chosen, pair in enumerate(question.pairs)
                if (prompt, chosen) in counts or prompt == chosen
                for right in [question.pairs[prompt].answer == pair.answer]
            ]
        case Ordering():
            found = [line(place, f"{place + 1}. {item.said(said)}", Decimal(100), counts) for place, item in enumerate(question.items)]
        case _:
            return []
    return found + ([line(NOTHING_GIVEN, NOTHING_GIVEN, None, counts, own=True)] if NOTHING_GIVEN in counts else [])


def keys(question: Question, answer: Answer | None) -> list[Key]:
    """What this answer counts under; of an order, the items put where they belong."""
    match answer:
        case Chosen(places):
            return list(places)
        case Typed(text):
            return [typed_key(text)]
        case Matched(pairs):
            return list(pairs)
        case Ordered(places):
            return [item for place, item in enumerate(places) if item == place]
    return [NOTHING_GIVEN]


def typed_key(text: str) -> str:
    return folded(text, False).strip()


def line(key: Key, label: str, worth: Decimal | None, counts: Mapping[Key, Mapping[Third, int]], *, own: bool = False) -> Line:
    return Line(label, worth, counts.get(key, dict.fromkeys(Third, 0)), own)


def worth(right: bool) -> Decimal:
    return Decimal(100) if right else Decimal(0)


def typed_lines(question: Numeric | ShortAnswer, given: Sequence[Answer | None], counts: Mapping[Key, Mapping[Third, int]]) -> list[Line]:
    """The most frequent answers, with what the key gives them; the rest together."""
    first: dict[str, str] = {}
    for answer in given:
        if isinstance(answer, Typed):
            first.setdefault(typed_key(answer.text), answer.text)
    ordered = sorted(first, key=lambda key: (-sum(counts[key].values()), key))
    shown, rest = ordered[:MOST_TYPED], ordered[MOST_TYPED:]
    found = [line(key, escaped(first[key]), Decimal(100) * (mark(question, Typed(first[key])).fraction or 0), counts) for key in shown]
    if rest:
        found.append(Line(OTHER, None, {third: sum(counts[key][third] for key in rest) for third in Third}, own=True))
    return found


def escaped(text: str) -> str:
    """What a candidate typed, as a fragment that holds nothing but text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
