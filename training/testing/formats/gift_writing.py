"""GIFT, written so that reading it gives the same questions again. Pure.

What GIFT cannot hold is left out and named: practical questions, notes for the markers of an essay, feedback of an ordering question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from training.testing.formats.found import Found, join_topic, only_language, write_tags, write_text
from training.testing.formats.gift_signs import escape, tag_comment
from training.testing.types import (
    SILENT,
    WHOLE,
    Essay,
    Matching,
    MultipleChoice,
    Number,
    Numeric,
    Option,
    Ordering,
    OrderMarking,
    Practical,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)
from training.testing.wording import plain_number

ORDER_MARKINGS = {
    OrderMarking.WHOLE: "ALL_OR_NOTHING",
    OrderMarking.PLACES: "ABSOLUTE_POSITION",
    OrderMarking.NEIGHBOURS: "RELATIVE_NEXT_EXCLUDE_LAST",
}

HTML = re.compile(r"[<&]|\A\[")
ITEM_SIGNS = re.compile(r"[{}\\#]|\A(?://|\[)")


def cannot_hold(question: Question) -> Message | None:
    """Why GIFT has no place for this question."""
    match question:
        case Practical():
            return _("GIFT knows no practical questions.")
        case Essay() if question.notes:
            return _("GIFT has no place for notes to markers.")
        case Ordering() if question.feedback:
            return _("GIFT has no place for feedback to an ordering question.")
    return None


def write(questions: Iterable[Found]) -> str:
    """The file. Questions stand in the order given; a category line comes wherever the topic changes."""
    parts: list[str] = []
    topic: tuple[str, ...] | None = None
    for found in questions:
        if cannot_hold(found.question):
            continue
        if found.topic != topic:
            topic = found.topic
            parts.append(f"$CATEGORY: {escape(join_topic(topic))}\n")
        parts.append(_written(found))
    return "\n".join(parts)


def _written(found: Found) -> str:
    question = found.question
    tags = [*write_tags(question, found.difficulty), *_own_tags(question)]
    comment = f"{tag_comment(found.code, tags)}\n" if tags or found.code else ""
    writer = Writer(only_language(question))
    answers = _answers(question, writer)
    asked = writer.text(question.text)
    # One mark before the question holds for all its parts.
    mark = "[html]" if writer.marked and not asked.startswith("[html]") else ""
    return f"{comment}::{escape(question.name)}::{mark}{asked}{{{answers}}}\n"


def _own_tags(question: Question) -> Iterator[str]:
    if isinstance(question, SingleChoice | MultipleChoice | Matching) and not question.shuffle:
        yield "fixed-order"
    if isinstance(question, ShortAnswer) and question.case_sensitive:
        yield "case-sensitive"
    if isinstance(question, Essay) and question.max_words:
        yield f"max-words-{question.max_words}"


@dataclass
class Writer:
    """Writes the texts of one question; `marked` once one of them needs to be read as HTML."""

    alone: str
    marked: bool = False

    def text(self, text: Text) -> str:
        written = write_text(text, self.alone)
        self.marked = self.marked or bool(HTML.search(written))
        return f"[html]{escape(written)}" if written.startswith("[") else escape(written)

    def said(self, feedback: Text) -> str:
        return f" #{self.text(feedback)}" if feedback != SILENT else ""

    def item(self, text: Text) -> str:
        """An item of an order: Moodle's plugin knows no escapes there, so signs it would stumble over are written as HTML does."""
        written = write_text(text, self.alone)
        self.marked = self.marked or bool(HTML.search(written))
        return ITEM_SIGNS.sub(lambda found: f"&#{ord(found.group()[0])};{found.group()[1:]}", written)


def _answers(question: Question, writer: Writer) -> str:
    lines = list(_lines(question, writer))
    general = f"####{writer.text(question.feedback)}" if question.feedback else ""
    if isinstance(question, TrueFalse | Essay):
        return "".join([*lines, general])
    return "\n".join([lines[0], *(f"\t{line}" for line in [*lines[1:], general] if line), ""])


def _lines(question: Question, writer: Writer) -> Iterator[str]:
    """What stands in the braces; the first line directly after the brace."""
    match question:
        case SingleChoice():
            yield ""
            # One sign of each kind: without a ~ it would be read as a short answer, without a = as a multiple choice.
            first = next((option for option in question.options if option.percent == WHOLE), None)
            yield from (_option(option, writer, sign="=" if option is first else "~") for option in question.options)
        case MultipleChoice():
            yield ""
            yield from (_option(option, writer, sign="~") for option in question.options)
        case TrueFalse():
            yield _true_false(question, writer)
        case Numeric():
            yield "#"
            yield from (_number(number, writer) for number in question.numbers)
        case ShortAnswer():
            yield ""
            yield from (f"={_weight(p.percent)}{escape(p.pattern)}{writer.said(p.feedback)}" for p in question.patterns)
        case Matching():
            yield ""
            yield from (f"={writer.text(pair.prompt)} -> {writer.text(pair.answer)}" for pair in question.pairs)
        case Ordering():
            yield f">{len(question.items)} ALL VERTICAL {ORDER_MARKINGS[question.marking]} SHOW"
            yield from (writer.item(item) for item in question.items)


def _option(option: Option, writer: Writer, sign: str) -> str:
    text = writer.text(option.text)
    weight = "" if sign == "=" or (option.percent == 0 and not text.startswith("%")) else _weight(option.percent)
    return f"{sign}{weight}{text}{writer.said(option.feedback)}"


def _weight(percent: Decimal) -> str:
    return f"%{plain_number(percent)}%"


def _number(number: Number, writer: Writer) -> str:
    value = "*" if number.value is None else f"{plain_number(number.value)}:{plain_number(number.tolerance)}"
    return f"={_weight(number.percent)}{value}{writer.said(number.feedback)}"


def _true_false(question: TrueFalse, writer: Writer) -> str:
    right, wrong = (question.if_true, question.if_false) if question.answer else (question.if_false, question.if_true)
    said = f"#{writer.text(wrong)}" if wrong or right else ""
    said += f"#{writer.text(right)}" if right else ""
    return ("TRUE" if question.answer else "FALSE") + said
