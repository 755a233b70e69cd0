"""Import → export → import is the identity, for every question a format can hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core.languages import LANGUAGES
from tests.training.testing import asking
from tests.training.testing.questions import WORDS, any_question
from training.testing.faults import faults
from training.testing.formats import gift, gift_writing, moodle_xml, moodle_xml_writing
from training.testing.formats.found import Found, topic_name
from training.testing.types import Question, Text

TOPICS = (
    st.lists(WORDS.map(topic_name).filter(bool), max_size=3)
    .map(tuple)
    .filter(lambda names: not names or names[0].lower() not in ("top", "$course$"))
)
FOUND = st.builds(Found, st.just(1), any_question(), TOPICS, st.just("") | WORDS, st.sampled_from([None, 1, 2, 3]))


def same(one: list[Found], other: list[Found]) -> None:
    assert [replace(found, line=0) for found in other] == [replace(found, line=0) for found in one]


@given(any_question())
def test_the_questions_drawn_here_are_sound(question: Question) -> None:
    assert faults(question) == []


@given(st.lists(FOUND, min_size=1, max_size=4), st.sampled_from(LANGUAGES))
def test_gift(questions: list[Found], language: str) -> None:
    held = [found for found in questions if not gift_writing.cannot_hold(found.question)]
    written = gift_writing.write(questions)
    reading = gift.read(written, language)
    assert held == [] or reading.problems == []
    same(held, reading.found)
    assert gift_writing.write(reading.found) == written


@given(st.lists(FOUND, min_size=1, max_size=4), st.sampled_from(LANGUAGES))
def test_moodle_xml(questions: list[Found], language: str) -> None:
    held = [found for found in questions if not moodle_xml_writing.cannot_hold(found.question)]
    written = moodle_xml_writing.write(questions)
    reading = moodle_xml.read(written, language)
    assert held == [] or reading.problems == []
    same(held, reading.found)
    assert moodle_xml_writing.write(reading.found) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_in_one_language_keeps_it_whatever_the_reader_says(language: str) -> None:
    asked = replace(asking.TRUTH, text=Text.of("?", language))
    for write, read in ((gift_writing.write, gift.read), (moodle_xml_writing.write, moodle_xml.read)):
        assert read(write([Found(1, asked)]), "en").found[0].question == asked


def test_a_single_choice_in_which_every_option_is_right_stays_one() -> None:
    right = tuple(replace(option, percent=Decimal(100)) for option in asking.SINGLE.options)
    same(
        [Found(0, replace(asking.SINGLE, options=right))],
        gift.read(gift_writing.write([Found(1, replace(asking.SINGLE, options=right))]), "en").found,
    )


def test_what_gift_cannot_hold_is_named() -> None:
    left_out = {question.kind.value for question in asking.ONE_OF_EACH if gift_writing.cannot_hold(question)}
    assert left_out == {"practical"}
    assert gift_writing.cannot_hold(replace(asking.ESSAY, notes=asking.say("Look for the pool.")))
    assert gift_writing.cannot_hold(replace(asking.ORDERING, feedback=asking.say("That is the order.")))


def test_what_moodle_xml_cannot_hold_is_named() -> None:
    assert [question.kind.value for question in asking.ONE_OF_EACH if moodle_xml_writing.cannot_hold(question)] == ["practical"]
