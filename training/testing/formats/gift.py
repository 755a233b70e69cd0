"""GIFT, read. Pure. What Moodle reads we read; where it guesses, the reader is told. docs/decisions/0075-question-bank.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from training.testing.formats.found import MOST_QUESTIONS, Found, Reading, Tags, name_from, read_tags, read_text, split_topic
from training.testing.formats.gift_signs import FORMAT, FORMATS, Block, blocks, hide, show, weight_of
from training.testing.markup import line, printable, words_of
from training.testing.numbers import read_number
from training.testing.types import (
    NOTHING,
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
    Pair,
    Pattern,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)

STRAY = re.compile(r"""["'“”;,]+\Z""")
BLANK = "_____"
ORDER_HEAD = re.compile(r">\s*(\d+|ALL)?[ \t]*([A-Z_0-9 \t]*)\Z", re.IGNORECASE)
ORDER_MARKINGS = {
    "ALL_OR_NOTHING": OrderMarking.WHOLE,
    "ABSOLUTE_POSITION": OrderMarking.PLACES,
    "ABSOLUTE": OrderMarking.PLACES,
    "ABS": OrderMarking.PLACES,
    "RELATIVE_NEXT_EXCLUDE_LAST": OrderMarking.NEIGHBOURS,
    "RELATIVE": OrderMarking.NEIGHBOURS,
    "REL": OrderMarking.NEIGHBOURS,
}
ORDER_WORDS = {"ALL", "EXACT", "HORIZONTAL", "HORI", "H", "VERTICAL", "VERT", "V", "SHOW", "HIDE", "TRUE", "FALSE", "YES", "NO", "0", "1"}
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


Common = dict[str, Any]


class Unreadable(Exception):
    """Why one block is no question."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass
class Reader:
    """Reads the texts of one block: in its languages, as it says, keeping what was noted."""

    languages: tuple[str, ...]
    how: str
    notes: list[Message]

    def text(self, written: str) -> Text:
        stripped = written.strip()
        named = FORMAT.match(stripped)
        how = FORMATS[named.group(1)] if named else self.how
        text, notes = read_text(show(stripped[named.end() :] if named else stripped).strip(), how, self.languages)
        self.notes.extend(notes)
        return text


def read(text: str, language: str) -> Reading:
    """Every question of a file; texts that name no language are in `language`."""
    reading = Reading("gift")
    topic: tuple[str, ...] = ()
    for block in blocks(printable(text)):
        if block.text.startswith("$CATEGORY:"):
            topic = split_topic(show(hide(block.text.removeprefix("$CATEGORY:"))))
            continue
        if len(reading.found) + len(reading.problems) >= MOST_QUESTIONS:
            reading.refuse(block.line, "", _("More than %(most)s questions: split the file.") % {"most": MOST_QUESTIONS})
            break
        _take(reading, block, topic, language)
    if not reading.found and not reading.problems:
        reading.refuse(1, "", _("There is no question in this file."))
    return reading


def _take(reading: Reading, block: Block, topic: tuple[str, ...], language: str) -> None:
    tags = read_tags(block.tags)
    name, rest = _name(hide(block.text))
    try:
        question, notes = _question(name, rest, tags, tags.language or language)
    except Unreadable as wrong:
        reading.refuse(block.line, name or words_of(show(rest.partition("{")[0]))[:80], wrong.message)
        return
    reading.note(block.line, *notes)
    if tags.other:
        reading.note(block.line, _("Tags that are not kept: %(tags)s.") % {"tags": ", ".join(tags.other[:10])})
    reading.take(Found(block.line, question, topic, block.code[:100], tags.difficulty))


def _name(text: str) -> tuple[str, str]:
    """The name between double colons, and the rest."""
    if text.startswith("::") and (end := text.find("::", 2)) >= 0:
        return line(show(text[2:end])), text[end + 2 :].strip()
    return "", text


def _question(name: str, text: str, tags: Tags, language: str) -> tuple[Question, list[Message]]:
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise Unreadable(_("This has no answers in braces { }. A text alone (Moodle's type “description”) is no question here."))
    if start < 0 or end < start:
        raise Unreadable(
            _("A brace { or } is missing. An empty line inside the braces would end the question; write \\{ for a brace in the text.")
        )
    if "{" in text[start + 1 : end] or "{" in text[end + 1 :] or "}" in text[end + 1 :]:
        raise Unreadable(_("There is more than one pair of braces. Only one is possible; write \\{ and \\} for braces in the text."))
    inside, after = text[start + 1 : end].strip(), text[end + 1 :].strip()
    notes: list[Message] = []
    if STRAY.match(after):
        notes.append(_("The signs %(signs)s after the last brace were left out.") % {"signs": after})
        after = ""
    asked = f"{text[:start]}{BLANK}{text[end + 1 :]}" if after else text[:start]
    named = FORMAT.match(asked.strip())
    reader = Reader((language,), FORMATS[named.group(1)] if named else "auto", notes)
    said = reader.text(asked)
    reader.languages = said.languages or reader.languages
    inside, _sign, general = inside.rpartition("####") if "####" in inside else (inside, "", "")
    common: Common = {"name": name or name_from(said), "text": said, "feedback": reader.text(general)}
    return _typed(inside.strip(), common, reader, tags), notes


def _typed(inside: str, common: Common, reader: Reader, tags: Tags) -> Question:
    """By what stands in the braces, in the order in which Moodle looks."""
    if not inside:
        return Essay(**common, max_words=tags.max_words)
    if inside.startswith(">"):
        return _ordering(inside, common, reader)
    if inside.startswith("#"):
        return Numeric(**common, numbers=_numbers(inside[1:], reader))
    if "~" in inside:
        return _choice(inside, common, reader, tags)
    answers = [part.strip() for part in inside.split("=") if part.strip()]
    if "=" in inside and "->" in inside and not any(weight_of(part)[0] is not None for part in answers):
        return Matching(**common, pairs=tuple(_pair(part, reader) for part in answers), shuffle=not tags.fixed_order)
    truth = TRUTHS.get(inside.partition("#")[0].strip().upper())
    if truth is not None:
        return _true_false(truth, inside, common, reader)
    patterns = tuple(_pattern(part, reader) for part in answers)
    return ShortAnswer(**common, patterns=patterns, case_sensitive=tags.case_sensitive)


def _choice(inside: str, common: Common, reader: Reader, tags: Tags) -> Question:
    of = SingleChoice if "=" in inside else MultipleChoice
    options = []
    for part in (part.strip() for part in inside.replace("=", "~=").split("~")):
        if not part:
            continue
        right = part.startswith("=")
        weight, rest = (WHOLE, part[1:].strip()) if right else weight_of(part)
        answer, _sign, feedback = rest.partition("#")
        options.append(Option(reader.text(answer), weight or NOTHING, reader.text(feedback)))
    return of(**common, options=tuple(options), shuffle=not tags.fixed_order)


def _true_false(answer: bool, inside: str, common: Common, reader: Reader) -> Question:
    """`T#said when wrong#said when right`."""
    _truth, wrong, right = [*(reader.text(part) for part in inside.split("#", 2)), SILENT, SILENT][:3]
    if_true, if_false = (right, wrong) if answer else (wrong, right)
    return TrueFalse(**common, answer=answer, if_true=if_true, if_false=if_false)


def _pair(part: str, reader: Reader) -> Pair:
    prompt, arrow, answer = part.partition("->")
    if not arrow:
        raise Unreadable(
            _("“%(part)s” has no ->, though other lines have: each line of a matching question is prompt -> answer.")
            % {"part": show(part)[:80]}
        )
    return Pair(reader.text(prompt), reader.text(answer))


def _pattern(part: str, reader: Reader) -> Pattern:
    weight, rest = weight_of(part)
    answer, _sign, feedback = rest.partition("#")
    return Pattern(line(show(answer)), WHOLE if weight is None else weight, reader.text(feedback))


def _numbers(inside: str, reader: Reader) -> tuple[Number, ...]:
    right, wrong_sign, wrong = inside.partition("~")
    numbers = [_number(part.strip(), reader) for part in right.split("=") if part.strip()]
    if wrong_sign:
        _nothing, _sign, feedback = wrong.partition("#")
        numbers.append(Number(None, percent=NOTHING, feedback=reader.text(feedback)))
    return tuple(numbers)


def _number(part: str, reader: Reader) -> Number:
    weight, rest = weight_of(part)
    written, _sign, feedback = rest.partition("#")
    low, dots, high = written.strip().partition("..")
    percent, said = WHOLE if weight is None else weight, reader.text(feedback)
    if dots:
        first, last = _decimal(low), _decimal(high)
        if last < first:
            raise Unreadable(_("The range %(range)s runs backwards.") % {"range": show(written.strip())[:80]})
        return Number((first + last) / 2, (last - first) / 2, percent, said)
    value, _colon, tolerance = written.partition(":")
    if show(value).strip() == "*":
        return Number(None, percent=percent, feedback=said)
    return Number(_decimal(value), _decimal(tolerance) if tolerance.strip() else NOTHING, percent, said)


def _decimal(written: str) -> Decimal:
    number = read_number(show(written))
    if number is None:
        raise Unreadable(_("“%(written)s” is not a number.") % {"written": show(written).strip()[:80]})
    return number


def _ordering(inside: str, common: Common, reader: Reader) -> Question:
    """`>ALL VERTICAL ABSOLUTE_POSITION`, then one item per line."""
    head, *lines = inside.split("\n")
    found = ORDER_HEAD.match(head.strip())
    if not found:
        raise Unreadable(_("After > comes how the items are shown and marked; the items follow, one on each line."))
    items = tuple(reader.text(written) for written in lines if written.strip())
    if found.group(1) and found.group(1).isdigit() and int(found.group(1)) < len(items) and "ALL" not in found.group(2).upper().split():
        raise Unreadable(_("Only some of the items would be shown. All of them must be: write >ALL."))
    marking = OrderMarking.NEIGHBOURS
    for word in found.group(2).upper().split():
        if word in ORDER_MARKINGS:
            marking = ORDER_MARKINGS[word]
        elif word not in ORDER_WORDS:
            raise Unreadable(_("Orders cannot be marked or shown by “%(word)s” here.") % {"word": word})
    return Ordering(**common, items=items, marking=marking)
