"""Aiken: one line of question, lettered options, ANSWER."""

from __future__ import annotations

import pytest

from training.testing.formats import aiken, opening
from training.testing.types import SingleChoice

GOOD = """Which class has the largest orders?
A) Class C
B. Class A
C) Class B
ANSWER: B

Is <b>this</b> shown & kept?
A) Yes
B) No
ANSWER: A
"""


def test_questions_are_read_with_their_right_letter() -> None:
    reading = aiken.read(GOOD, "en")
    assert reading.problems == []
    first, second = [found.question for found in reading.found]
    assert isinstance(first, SingleChoice)
    assert isinstance(second, SingleChoice)
    assert [(o.text.en, o.percent) for o in first.options] == [("Class C", 0), ("Class A", 100), ("Class B", 0)]
    assert second.text.en == "Is &lt;b&gt;this&lt;/b&gt; shown &amp; kept?"
    assert [found.line for found in reading.found] == [1, 7]


def test_chinese_and_windows_line_ends() -> None:
    reading = aiken.read("客户在哪里？\r\nA) 公海\r\nB) 抽屉\r\nANSWER: A\r\n", "zh-hans")
    assert reading.found[0].question.text.zh_hans == "客户在哪里？"
    assert reading.found[0].question.languages == ("zh-hans",)


@pytest.mark.parametrize("sign", ["、", "．", "）", ".", ")"])
@pytest.mark.parametrize("answer", ["ANSWER: B", "ANSWER：B", "答案：B"])
def test_letters_and_answers_are_read_as_chinese_writers_write_them(sign: str, answer: str) -> None:
    written = f"客户在哪里？\nA{sign}公海\nB{sign} 抽屉\n{answer}\n"
    (found,) = aiken.read(written, "zh-hans").found
    assert opening.format_of(written) == "aiken"
    assert isinstance(found.question, SingleChoice)
    assert [(o.text.zh_hans, o.percent) for o in found.question.options] == [("公海", 0), ("抽屉", 100)]


def test_a_question_of_several_lines_is_one_text() -> None:
    assert aiken.read("First line\nsecond line\nA) a\nB) b\nANSWER: A\n", "en").found[0].question.text.en == "First line second line"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Q\nA) a\nB) b\n", 1, "ANSWER: is missing"),
        ("Q\nA) a\nB) b\nANSWER: C\n", 1, "names “C”, but the options are A, B"),
        ("Q\nA) a\nB) b\nANSWER: AB\n", 1, "names “AB”"),
        ("Q\nA) a\nA) b\nANSWER: A\n", 3, "comes twice"),
        ("Q\nA) a\nANSWER: A\n", 1, "At least 2"),
        ("Q\nA) a\nB) b\nstray\nANSWER: A\n", 4, "After the options"),
        ("", 1, "no question"),
        ("A) a\nB) b\nANSWER: A\n", 1, "no text"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, reason: str) -> None:
    problem = aiken.read(text, "en").problems[0]
    assert problem.line == line
    assert reason in str(problem.message)
