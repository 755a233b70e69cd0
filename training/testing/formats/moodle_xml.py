"""Moodle XML, read. Pure. A type that is not kept here is refused by name; what has no place here is named in a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from governance.core.errors import UnreadableFile
from training.testing.formats.found import MOST_QUESTIONS, Found, Reading, name_from, read_tags, read_text, split_topic
from training.testing.formats.gift import ORDER_MARKINGS, Unreadable
from training.testing.formats.xml_tree import Node, parse
from training.testing.markup import line, printable
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

FORMATS = {"html": "html", "moodle_auto_format": "auto", "plain_text": "plain", "markdown": "markdown"}
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
Common = dict[str, Any]


@dataclass
class Reader:
    """Reads the texts of one question: in its languages, in the format each names or that of the question."""

    languages: tuple[str, ...]
    how: str = "html"
    notes: list[Message] = field(default_factory=list)

    def text(self, node: Node | None) -> Text:
        """The text of an element with a format; its files are not kept."""
        if node is None:
            return SILENT
        if any(node.all("file")):
            self.notes.append(_("Files inside the question are not kept."))
        how = FORMATS.get(node.attributes.get("format", ""), self.how)
        text, notes = read_text((node.first("text") or node).text.strip(), how, self.languages)
        self.notes.extend(notes)
        return text


def read(text: str, language: str) -> Reading:
    """Every question of a file; texts that name no language are in `language`."""
    root = parse(printable(text).strip())
    if root.name != "quiz":
        raise UnreadableFile(
            _("This is XML, but not a Moodle question file: it begins with <%(name)s>, not <quiz>.") % {"name": root.name[:40]}
        )
    reading = Reading("xml")
    topic: tuple[str, ...] = ()
    for node in root.all("question"):
        if len(reading.found) + len(reading.problems) >= MOST_QUESTIONS:
            reading.refuse(node.line, "", _("More than %(most)s questions: split the file.") % {"most": MOST_QUESTIONS})
            break
        if node.attributes.get("type") == "category":
            topic = split_topic(line(node.said("category", "text")))
        else:
            _take(reading, node, topic, language)
    if not reading.found and not reading.problems:
        reading.refuse(root.line, "", _("There is no question in this file."))
    return reading


def _take(reading: Reading, node: Node, topic: tuple[str, ...], language: str) -> None:
    name = line(node.said("name", "text") or node.said("name"))
    tags = read_tags(tag.said("text") for group in node.all("tags") for tag in group.all("tag"))
    asked = node.first("questiontext")
    reader = Reader((tags.language or language,))
    reader.how = FORMATS.get(asked.attributes.get("format", "") if asked else "", "html")
    try:
        question = _question(node, name, asked, reader)
    except Unreadable as wrong:
        reading.refuse(node.line, name, wrong.message)
        return
    reading.note(node.line, *reader.notes, *_not_kept(node, tags.other))
    reading.take(Found(node.line, question, topic, line(node.said("idnumber"))[:100], tags.difficulty))


def _question(node: Node, name: str, asked: Node | None, reader: Reader) -> Question:
    kind = node.attributes.get("type", "")
    build = BUILD.get(kind)
    if build is None:
        raise Unreadable(
            _("The type “%(type)s” is not kept here. Remove this question from the file, or turn it into another type.")
            % {"type": kind[:40]}
        )
    said = reader.text(asked)
    reader.languages = said.languages or reader.languages
    common: Common = {"name": name or name_from(said), "text": said, "feedback": reader.text(node.first("generalfeedback"))}
    return build(node, common, reader)


def _not_kept(node: Node, other_tags: tuple[str, ...]) -> list[Message]:
    notes: list[Message] = []
    if other_tags:
        notes.append(_("Tags that are not kept: %(tags)s.") % {"tags": ", ".join(other_tags[:10])})
    if any(node.said(name, "text") for name in COMBINED):
        notes.append(_("Feedback to right, partly right and wrong answers as a whole is not kept."))
    if any(hint.said("text") for hint in node.all("hint")):
        notes.append(_("Hints are not kept."))
    if (worth := read_number(node.said("defaultgrade"))) not in (None, Decimal(1)):
        notes.append(_("The question counts %(worth)s in the file; here the paper says what a question counts.") % {"worth": worth})
    return notes


def _percent(node: Node) -> Decimal:
    written = node.attributes.get("fraction", "0").strip()
    percent = read_number(written)
    if percent is None:
        raise Unreadable(_("“%(written)s” is not a number.") % {"written": written[:80]})
    return percent


def _number(written: str) -> Decimal:
    number = read_number(written)
    if number is None:
        raise Unreadable(_("“%(written)s” is not a number.") % {"written": written[:80]})
    return number


def _yes(node: Node, name: str, default: bool) -> bool:
    said = node.said(name).lower()
    return said in ("1", "true") if said else default


def _choice(node: Node, common: Common, reader: Reader) -> Question:
    options = tuple(Option(reader.text(answer), _percent(answer), reader.text(answer.first("feedback"))) for answer in node.all("answer"))
    of = SingleChoice if _yes(node, "single", True) else MultipleChoice
    return of(**common, options=options, shuffle=_yes(node, "shuffleanswers", True))


def _true_false(node: Node, common: Common, reader: Reader) -> Question:
    said: dict[bool, tuple[Decimal, Text]] = {}
    for answer in node.all("answer"):
        word = answer.said("text").lower()
        if word not in ("true", "false"):
            raise Unreadable(_("The answers of a true or false question are “true” and “false”, not “%(word)s”.") % {"word": word[:40]})
        if (word == "true") in said:
            raise Unreadable(_("Exactly one of true and false must be worth 100 percent."))
        said[word == "true"] = (_percent(answer), reader.text(answer.first("feedback")))
    right = [truth for truth, (percent, _feedback) in said.items() if percent == WHOLE]
    if len(right) != 1:
        raise Unreadable(_("Exactly one of true and false must be worth 100 percent."))
    feedback = {truth: text for truth, (_percent_, text) in said.items()}
    return TrueFalse(**common, answer=right[0], if_true=feedback.get(True, SILENT), if_false=feedback.get(False, SILENT))


def _short(node: Node, common: Common, reader: Reader) -> Question:
    patterns = tuple(
        Pattern(line(answer.said("text")), _percent(answer), reader.text(answer.first("feedback"))) for answer in node.all("answer")
    )
    return ShortAnswer(**common, patterns=patterns, case_sensitive=_yes(node, "usecase", False))


def _numeric(node: Node, common: Common, reader: Reader) -> Question:
    if any(unit.said("unit_name") for units in node.all("units") for unit in units.all("unit")):
        raise Unreadable(_("Numbers with units are not kept here. Say in the text which unit is asked for, and remove the units."))
    numbers = []
    for answer in node.all("answer"):
        written, tolerance = answer.said("text"), answer.said("tolerance")
        value = None if written == "*" else _number(written)
        margin = _number(tolerance) if tolerance and value is not None else NOTHING
        numbers.append(Number(value, margin, _percent(answer), reader.text(answer.first("feedback"))))
    return Numeric(**common, numbers=tuple(numbers))


def _matching(node: Node, common: Common, reader: Reader) -> Question:
    pairs = tuple(Pair(reader.text(part), reader.text(part.first("answer"))) for part in node.all("subquestion"))
    return Matching(**common, pairs=pairs, shuffle=_yes(node, "shuffleanswers", True))


def _ordering(node: Node, common: Common, reader: Reader) -> Question:
    items = tuple(reader.text(answer) for answer in node.all("answer"))
    shown = (node.said("selecttype") or node.said("logical") or "ALL").upper()
    count = read_number(node.said("selectcount")) or 0
    if shown not in ("ALL", "EXACT", "0") and count < len(items):
        raise Unreadable(_("Only some of the items would be shown. All of them must be: set selecttype to ALL."))
    said = node.said("gradingtype").upper() or "RELATIVE"
    marking = {"-1": OrderMarking.WHOLE, "0": OrderMarking.PLACES, "1": OrderMarking.NEIGHBOURS}.get(said) or ORDER_MARKINGS.get(said)
    if marking is None:
        raise Unreadable(_("Orders cannot be marked or shown by “%(word)s” here.") % {"word": said[:40]})
    return Ordering(**common, items=items, marking=marking)


def _essay(node: Node, common: Common, reader: Reader) -> Question:
    most = read_number(node.said("maxwordlimit"))
    return Essay(**common, notes=reader.text(node.first("graderinfo")), max_words=int(most) if most else None)


BUILD: dict[str, Callable[[Node, Common, Reader], Question]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numeric,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
