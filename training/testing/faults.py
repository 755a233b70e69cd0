"""What makes a question unusable. Pure. Empty means that it can be asked.

Each fault names the part it is about as a path (`text`, `options`, `options.2.text`), so that a form can show it beside the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from governance.core.languages import LANGUAGES
from training.testing.markup import words_of
from training.testing.types import (
    NOTHING,
    WHOLE,
    Essay,
    Matching,
    MultipleChoice,
    Number,
    Numeric,
    Option,
    Ordering,
    Pattern,
    Practical,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)

LONGEST_NAME, LONGEST_TEXT, LONGEST_PATTERN = 255, 20_000, 500
MOST_PARTS = 50
# Thirds and sixths as files write them (33.33333) add up to a little less than a hundred.
NEARLY = Decimal("0.1")
LANGUAGE_NAMES = {"en": _("English"), "zh-hans": _("simplified Chinese"), "zh-hant": _("traditional Chinese")}


@dataclass(frozen=True)
class Fault:
    path: str
    message: Message


def faults(question: Question) -> list[Fault]:
    """Everything that is wrong with a question, in the order of its parts."""
    return [*_common(question), *_of_type(question)]


def _common(question: Question) -> Iterator[Fault]:
    if not question.name.strip() and question.text:
        yield Fault("name", _("A question needs a name, so that it can be found again."))
    if len(question.name) > LONGEST_NAME:
        yield Fault("name", _("The name is longer than %(most)s characters.") % {"most": LONGEST_NAME})
    if not question.text:
        yield Fault("text", _("The question has no text."))
    yield from _too_long("text", question.text)
    yield from _too_long("feedback", question.feedback)


def _of_type(question: Question) -> Iterator[Fault]:
    match question:
        case SingleChoice():
            yield from _options(question.options, question)
            yield from _single(question.options)
        case MultipleChoice():
            yield from _options(question.options, question)
            yield from _multiple(question.options)
        case TrueFalse():
            yield from _too_long("if_true", question.if_true)
            yield from _too_long("if_false", question.if_false)
        case Numeric():
            yield from _entries("numbers", question.numbers)
            yield from _numbers(question.numbers)
        case ShortAnswer():
            yield from _entries("patterns", question.patterns)
            yield from _patterns(question.patterns)
        case Matching():
            yield from _matching(question)
        case Ordering():
            yield from _ordering(question)
        case Essay():
            yield from _too_long("notes", question.notes)
            if question.max_words is not None and not 1 <= question.max_words <= 10_000:
                yield Fault("max_words", _("Between 1 and 10,000 words."))
        case Practical():
            yield from _checks(question)


def _too_long(path: str, text: Text) -> Iterator[Fault]:
    if any(len(text.own(code)) > LONGEST_TEXT for code in LANGUAGES):
        yield Fault(path, _("Longer than %(most)s characters.") % {"most": LONGEST_TEXT})


def _said(path: str, text: Text, question: Question) -> Iterator[Fault]:
    """A part that is shown must be said in every language of the question."""
    missing = [str(LANGUAGE_NAMES[code]) for code in question.languages if not text.own(code)]
    if missing:
        yield Fault(path, _("Missing in %(languages)s.") % {"languages": ", ".join(missing)})
    yield from _too_long(path, text)


def _count(path: str, parts: Sequence[object], least: int) -> Iterator[Fault]:
    if len(parts) < least:
        yield Fault(path, _("At least %(least)s are needed; there are %(count)s.") % {"least": least, "count": len(parts)})
    if len(parts) > MOST_PARTS:
        yield Fault(path, _("At most %(most)s are possible; there are %(count)s.") % {"most": MOST_PARTS, "count": len(parts)})


def _apart(path: str, texts: Sequence[Text], question: Question) -> Iterator[Fault]:
    """Two parts that read the same cannot be told apart."""
    for code in question.languages:
        seen: dict[str, int] = {}
        for place, text in enumerate(texts):
            words = words_of(text.own(code)) or text.own(code)
            if words and words in seen:
                yield Fault(f"{path}.{place}.text", _("The same as number %(number)s.") % {"number": seen[words] + 1})
                return
            seen.setdefault(words, place)


def _options(options: Sequence[Option], question: Question) -> Iterator[Fault]:
    yield from _count("options", options, 2)
    for place, option in enumerate(options):
        yield from _said(f"options.{place}.text", option.text, question)
        yield from _too_long(f"options.{place}.feedback", option.feedback)
        if not -WHOLE <= option.percent <= WHOLE:
            yield Fault(f"options.{place}.percent", _("Between −100 and 100 percent."))
    yield from _apart("options", [option.text for option in options], question)


def _single(options: Sequence[Option]) -> Iterator[Fault]:
    if options and not any(option.percent == WHOLE for option in options):
        yield Fault("options", _("No option is right: one must be worth 100 percent."))


def _multiple(options: Sequence[Option]) -> Iterator[Fault]:
    whole = sum((option.percent for option in options if option.percent > 0), NOTHING)
    if options and abs(whole - WHOLE) > NEARLY:
        said = {"whole": f"{whole.normalize():f}"}
        yield Fault("options", _("What the right options are worth must add up to 100 percent; it is %(whole)s.") % said)


def _entries(path: str, entries: Sequence[Number | Pattern]) -> Iterator[Fault]:
    yield from _count(path, entries, 1)
    if entries and not any(entry.percent == WHOLE for entry in entries):
        yield Fault(path, _("No answer is worth 100 percent, so nobody could get this right."))
    for place, entry in enumerate(entries):
        if not NOTHING <= entry.percent <= WHOLE:
            yield Fault(f"{path}.{place}.percent", _("Between 0 and 100 percent."))
        yield from _too_long(f"{path}.{place}.feedback", entry.feedback)


def _numbers(numbers: Iterable[Number]) -> Iterator[Fault]:
    for place, number in enumerate(numbers):
        if number.tolerance < 0:
            yield Fault(f"numbers.{place}.tolerance", _("A tolerance is not negative."))
        if number.value is None and number.percent == WHOLE:
            yield Fault(f"numbers.{place}.percent", _("Any number at all would be right."))


def _patterns(patterns: Iterable[Pattern]) -> Iterator[Fault]:
    for place, pattern in enumerate(patterns):
        if not pattern.pattern.strip():
            yield Fault(f"patterns.{place}.pattern", _("The answer is empty."))
        if len(pattern.pattern) > LONGEST_PATTERN:
            yield Fault(f"patterns.{place}.pattern", _("Longer than %(most)s characters.") % {"most": LONGEST_PATTERN})
        if pattern.percent == WHOLE and not pattern.pattern.replace("*", "").strip() and pattern.pattern.strip():
            yield Fault(f"patterns.{place}.percent", _("Any answer at all would be right."))


def _matching(question: Matching) -> Iterator[Fault]:
    yield from _count("pairs", question.prompts, 2)
    yield from _count("pairs", question.pairs, 2)
    for place, pair in enumerate(question.pairs):
        if pair.prompt:
            yield from _said(f"pairs.{place}.prompt", pair.prompt, question)
        yield from _said(f"pairs.{place}.answer", pair.answer, question)
    if len({pair.answer for pair in question.pairs}) < 2:
        yield Fault("pairs", _("All answers are the same, so there is nothing to match."))


def _ordering(question: Ordering) -> Iterator[Fault]:
    yield from _count("items", question.items, 3)
    for place, item in enumerate(question.items):
        yield from _said(f"items.{place}.text", item, question)
    yield from _apart("items", question.items, question)


def _checks(question: Practical) -> Iterator[Fault]:
    yield from _count("checks", question.checks, 1)
    for place, check in enumerate(question.checks):
        yield from _said(f"checks.{place}.text", check.text, question)
        if not NOTHING < check.percent <= WHOLE:
            yield Fault(f"checks.{place}.percent", _("A weight above 0, at most 100."))
