"""What of a question may reach a browser. Pure.

`for_candidate` holds no key: no worth, no feedback, no notes, and every part under a key that only says where it is shown.
`with_key` is for after the test, and for those who keep the bank.
"""

from __future__ import annotations

import html
from typing import Any

from training.testing import shuffling
from training.testing.answers import LONGEST_ESSAY, LONGEST_LINE, Answer, Chosen, Matched, Ordered, Typed
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
    Text,
    TrueFalse,
)
from training.testing.wording import plain_number

Shown = dict[str, Any]


def for_candidate(question: Question, seed: str, language: str = "en", given: Answer | None = None) -> Shown:
    """The question as it is asked, JSON-ready, with what was given so far under the keys shown.

    `type`, `language`, `text` (HTML) and, by type: `options`, `prompts` and `choices`, `items` (each with `key` and `text`), `given`,
    `longest`, `max_words`.
    """
    said = question.language_for(language)
    shown: Shown = {"type": question.kind.value, "language": said, "text": question.text.said(said)}
    match question:
        case SingleChoice() | MultipleChoice():
            chosen = given.places if isinstance(given, Chosen) else ()
            places = shuffling.options(question, seed)
            shown["options"] = [
                {"key": str(key), "text": question.options[place].text.said(said), "chosen": place in chosen}
                for key, place in enumerate(places, start=1)
            ]
        case TrueFalse():
            shown["given"] = ("true" if given.places[0] else "false") if isinstance(given, Chosen) else ""
        case Numeric() | ShortAnswer():
            shown |= {"given": _typed(given), "longest": LONGEST_LINE}
        case Essay():
            shown |= {"given": _typed(given), "longest": LONGEST_ESSAY, "max_words": question.max_words}
        case Matching():
            shown |= _matching(question, seed, said, given)
        case Ordering():
            shown["items"] = _items(question, seed, said, given)
        case Practical():
            pass
    return shown


def _typed(given: Answer | None) -> str:
    return given.text if isinstance(given, Typed) else ""


def _matching(question: Matching, seed: str, said: str, given: Answer | None) -> Shown:
    answers = shuffling.answers(question, seed)
    chosen = dict(given.pairs) if isinstance(given, Matched) else {}
    keys = {place: str(key) for key, place in enumerate(answers, start=1)}
    return {
        "prompts": [
            {"key": str(key), "text": question.pairs[place].prompt.said(said), "chosen": keys.get(chosen.get(place, -1), "")}
            for key, place in enumerate(shuffling.prompts(question, seed), start=1)
        ],
        "choices": [{"key": keys[place], "text": question.pairs[place].answer.said(said)} for place in answers],
    }


def _items(question: Ordering, seed: str, said: str, given: Answer | None) -> list[Shown]:
    placed = {item: place for place, item in enumerate(given.places, start=1) if item is not None} if isinstance(given, Ordered) else {}
    return [
        {"key": str(key), "text": question.items[item].said(said), "place": placed.get(item)}
        for key, item in enumerate(shuffling.items(question, seed), start=1)
    ]


def with_key(question: Question, seed: str, language: str = "en", given: Answer | None = None) -> Shown:
    """`for_candidate`, the right answer and what is said to everyone: only when the key may be seen."""
    said = question.language_for(language)
    return for_candidate(question, seed, language, given) | {"right": right(question, said), "feedback": question.feedback.said(said)}


def right(question: Question, language: str) -> list[tuple[str, str]]:
    """(what counts, its worth in percent or what it belongs to), as HTML, in the question's own order."""
    match question:
        case SingleChoice() | MultipleChoice():
            return [(_in(option.text, language), f"{plain_number(option.percent)}") for option in question.options if option.percent > 0]
        case TrueFalse():
            return [("true" if question.answer else "false", "100")]
        case Numeric():
            return [(number_in_words(n.value, n.tolerance), f"{plain_number(n.percent)}") for n in question.numbers if n.percent > 0]
        case ShortAnswer():
            return [
                (html.escape(pattern.pattern, quote=False), f"{plain_number(pattern.percent)}")
                for pattern in question.patterns
                if pattern.percent > 0
            ]
        case Matching():
            return [(_in(question.pairs[p].prompt, language), _in(question.pairs[p].answer, language)) for p in question.prompts]
        case Ordering():
            return [(_in(item, language), str(place)) for place, item in enumerate(question.items, start=1)]
        case Practical():
            return [(_in(check.text, language), f"{plain_number(check.percent)}") for check in question.checks]
        case Essay():
            return []


def _in(text: Text, language: str) -> str:
    return text.said(language)


def number_in_words(value: Any, tolerance: Any) -> str:
    """ "12", "1.5 ± 0.1", or "*" for any number."""
    if value is None:
        return "*"
    return f"{plain_number(value)} ± {plain_number(tolerance)}" if tolerance else plain_number(value)
