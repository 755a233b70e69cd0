"""Moodle XML, written so that reading it gives the same questions again. Pure. Practical questions are left out: Moodle has none."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from training.testing.formats.found import Found, join_topic, only_language, write_tags, write_text
from training.testing.formats.gift_writing import ORDER_MARKINGS
from training.testing.types import (
    SILENT,
    WHOLE,
    Essay,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Pair,
    Practical,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)
from training.testing.wording import plain_number


def cannot_hold(question: Question) -> Message | None:
    """Why Moodle XML has no place for this question."""
    return _("Moodle knows no practical questions.") if isinstance(question, Practical) else None


def write(questions: Iterable[Found]) -> str:
    """The file. A category comes wherever the topic changes."""
    quiz = ET.Element("quiz")
    topic: tuple[str, ...] | None = None
    for found in questions:
        if cannot_hold(found.question):
            continue
        if found.topic != topic:
            topic = found.topic
            _said(ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category"), join_topic(topic))
        _written(quiz, found)
    ET.indent(quiz)
    return ET.tostring(quiz, encoding="unicode", xml_declaration=False).join(['<?xml version="1.0" encoding="UTF-8"?>\n', "\n"])


def _said(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _plain(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


class _Writer:
    def __init__(self, node: ET.Element, alone: str) -> None:
        self.node, self.alone = node, alone

    def text(self, name: str, text: Text, parent: ET.Element | None = None, **attributes: str) -> ET.Element:
        made = ET.SubElement(self.node if parent is None else parent, name, attributes | {"format": "html"})
        _said(made, write_text(text, self.alone))
        return made

    def answer(self, percent: Decimal, text: Text, feedback: Text) -> None:
        self.feedback(self.text("answer", text, fraction=plain_number(percent)), feedback)

    def typed(self, percent: Decimal, written: str, feedback: Text) -> ET.Element:
        made = ET.SubElement(self.node, "answer", fraction=plain_number(percent), format="moodle_auto_format")
        _said(made, written)
        self.feedback(made, feedback)
        return made

    def feedback(self, answer: ET.Element, feedback: Text) -> None:
        if feedback != SILENT:
            self.text("feedback", feedback, parent=answer)


def _written(quiz: ET.Element, found: Found) -> None:
    question = found.question
    node = ET.SubElement(quiz, "question", type=_type(question))
    writer = _Writer(node, only_language(question))
    _said(ET.SubElement(node, "name"), question.name)
    writer.text("questiontext", question.text)
    writer.text("generalfeedback", question.feedback)
    _plain(node, "defaultgrade", "1")
    if found.code:
        _plain(node, "idnumber", found.code)
    _parts(question, writer)
    tags = ET.SubElement(node, "tags")
    for tag in write_tags(question, found.difficulty):
        _said(ET.SubElement(tags, "tag"), tag)


def _type(question: Question) -> str:
    match question:
        case SingleChoice() | MultipleChoice():
            return "multichoice"
        case TrueFalse():
            return "truefalse"
        case Numeric():
            return "numerical"
        case ShortAnswer():
            return "shortanswer"
        case Matching():
            return "matching"
        case Ordering():
            return "ordering"
        case _:
            return "essay"


def _parts(question: Question, writer: _Writer) -> None:
    match question:
        case SingleChoice() | MultipleChoice():
            _plain(writer.node, "single", str(isinstance(question, SingleChoice)).lower())
            _plain(writer.node, "shuffleanswers", str(question.shuffle).lower())
            _options(question.options, writer)
        case TrueFalse():
            writer.typed(WHOLE if question.answer else Decimal(0), "true", question.if_true)
            writer.typed(Decimal(0) if question.answer else WHOLE, "false", question.if_false)
        case Numeric():
            for number in question.numbers:
                made = writer.typed(number.percent, "*" if number.value is None else plain_number(number.value), number.feedback)
                _plain(made, "tolerance", plain_number(number.tolerance))
        case ShortAnswer():
            _plain(writer.node, "usecase", str(int(question.case_sensitive)))
            for pattern in question.patterns:
                writer.typed(pattern.percent, pattern.pattern, pattern.feedback)
        case Matching():
            _plain(writer.node, "shuffleanswers", str(question.shuffle).lower())
            _pairs(question.pairs, writer)
        case Ordering():
            _ordering(question, writer)
        case Essay():
            writer.text("graderinfo", question.notes)
            if question.max_words:
                _plain(writer.node, "maxwordlimit", str(question.max_words))


def _options(options: Iterable[Option], writer: _Writer) -> None:
    for option in options:
        writer.answer(option.percent, option.text, option.feedback)


def _pairs(pairs: Iterable[Pair], writer: _Writer) -> None:
    for pair in pairs:
        made = writer.text("subquestion", pair.prompt)
        _said(ET.SubElement(made, "answer"), write_text(pair.answer, writer.alone))


def _ordering(question: Ordering, writer: _Writer) -> None:
    for name, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", str(len(question.items)))):
        _plain(writer.node, name, value)
    _plain(writer.node, "gradingtype", ORDER_MARKINGS[question.marking])
    for place, item in enumerate(question.items, start=1):
        writer.text("answer", item, fraction=str(place))
