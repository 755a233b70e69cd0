"""Moodle XML as Moodle writes it, and files made to do harm."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from governance.core.errors import UnreadableFile
from training.testing.formats import moodle_xml, opening
from training.testing.types import Essay, Matching, MultipleChoice, Numeric, Ordering, OrderMarking, ShortAnswer, SingleChoice, TrueFalse


def quiz(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{inside}\n</quiz>'


def question(kind: str, inside: str, text: str = "Which?", name: str = "Q") -> str:
    head = f'<name><text>{name}</text></name><questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    return quiz(f'<question type="{kind}">{head}{inside}</question>')


def answer(fraction: str, text: str, feedback: str = "", more: str = "") -> str:
    said = f'<feedback format="html"><text>{feedback}</text></feedback>' if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{said}{more}</answer>'


def one(text: str) -> Any:
    reading = moodle_xml.read(text, "en")
    assert reading.problems == []
    return reading.found[0].question


def test_a_single_choice() -> None:
    made = one(
        question("multichoice", "<single>true</single><shuffleanswers>0</shuffleanswers>" + answer("100", "a", "Yes") + answer("0", "b"))
    )
    assert isinstance(made, SingleChoice)
    assert ([(o.text.en, o.percent, o.feedback.en) for o in made.options], made.shuffle) == ([("a", 100, "Yes"), ("b", 0, "")], False)


def test_a_multiple_choice() -> None:
    answers = answer("33.33333", "a") * 1 + answer("33.33333", "b") + answer("33.33334", "c") + answer("-50", "d")
    made = one(question("multichoice", f"<single>false</single>{answers}"))
    assert isinstance(made, MultipleChoice)
    assert made.options[3].percent == -50


def test_true_or_false() -> None:
    made = one(question("truefalse", answer("0", "true", "No") + answer("100", "false", "Right")))
    assert isinstance(made, TrueFalse)
    assert (made.answer, made.if_true.en, made.if_false.en) == (False, "No", "Right")


def test_a_short_answer() -> None:
    made = one(question("shortanswer", "<usecase>1</usecase>" + answer("100", "CRM") + answer("50", "C*M")))
    assert isinstance(made, ShortAnswer)
    assert ([(p.pattern, p.percent) for p in made.patterns], made.case_sensitive) == ([("CRM", 100), ("C*M", 50)], True)


def test_a_number() -> None:
    numbers = answer("100", "1.5", more="<tolerance>0.1</tolerance>") + answer("0", "*", "No") + answer("50", "1.5E+1")
    made = one(question("numerical", numbers))
    assert isinstance(made, Numeric)
    assert [(n.value, n.tolerance, n.percent) for n in made.numbers] == [(Decimal("1.5"), Decimal("0.1"), 100), (None, 0, 0), (15, 0, 50)]


def test_matching() -> None:
    pair = '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    made = one(question("matching", pair.format("a", "1") + pair.format("b", "2") + pair.format("", "3")))
    assert isinstance(made, Matching)
    assert [(p.prompt.en, p.answer.en) for p in made.pairs] == [("a", "1"), ("b", "2"), ("", "3")]


def test_an_order() -> None:
    inside = "<selecttype>ALL</selecttype><gradingtype>ALL_OR_NOTHING</gradingtype>" + "".join(
        answer(str(i), f"step {i}") for i in (1, 2, 3)
    )
    made = one(question("ordering", inside))
    assert isinstance(made, Ordering)
    assert ([item.en for item in made.items], made.marking) == (["step 1", "step 2", "step 3"], OrderMarking.WHOLE)


def test_an_essay_with_notes_for_the_marker() -> None:
    made = one(question("essay", '<graderinfo format="html"><text>Look for the pool.</text></graderinfo><maxwordlimit>150</maxwordlimit>'))
    assert isinstance(made, Essay)
    assert (made.notes.en, made.max_words) == ("Look for the pool.", 150)


def test_category_number_tags_and_general_feedback() -> None:
    category = '<question type="category"><category><text>$course$/top/CRM/Visits</text></category></question>'
    more = "<generalfeedback><text>All.</text></generalfeedback><idnumber>V-1</idnumber><tags><tag><text>difficulty-3</text></tag></tags>"
    text = question("truefalse", answer("100", "true") + answer("0", "false") + more).replace("<quiz>\n", f"<quiz>{category}")
    (found,) = moodle_xml.read(text, "en").found
    assert (found.topic, found.code, found.difficulty, found.question.feedback.en) == (("CRM", "Visits"), "V-1", 3, "All.")


def test_texts_in_every_format() -> None:
    for name, written, read in (
        ("html", "a <b>b</b>\nc", "a <b>b</b> c"),
        ("moodle_auto_format", "a\nb", "a<br>b"),
        ("plain_text", "a < b", "a &lt; b"),
        ("markdown", "a **b**", "a <strong>b</strong>"),
    ):
        text = question("essay", "", written).replace('format="html"', f'format="{name}"')
        assert one(text).text.en == read


def test_what_has_no_place_here_is_named() -> None:
    inside = "<defaultgrade>2.0</defaultgrade><correctfeedback><text>Well done</text></correctfeedback><hint><text>Think</text></hint>"
    text = question("essay", inside, 'x<img src="@@PLUGINFILE@@/a.png" alt="map">')
    text = text.replace("</questiontext>", '<file name="a.png" encoding="base64">aaaa</file></questiontext>')
    reading = moodle_xml.read(text, "en")
    assert reading.found[0].question.text.en == "x[map]"
    assert len(reading.notes) == 5


@pytest.mark.parametrize("kind", ["description", "cloze", "calculated", "ddwtos", "gapselect", "random", "coderunner", ""])
def test_a_type_that_is_not_kept_is_refused_by_its_name(kind: str) -> None:
    (problem,) = moodle_xml.read(question(kind, ""), "en").problems
    assert f"“{kind}”" in str(problem.message)
    assert (problem.line, problem.name) == (3, "Q")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (question("truefalse", answer("100", "yes") + answer("0", "no")), "not “yes”"),
        (question("truefalse", answer("0", "true") + answer("0", "false")), "Exactly one"),
        (question("numerical", answer("100", "many")), "“many” is not a number"),
        (question("multichoice", answer("all", "a") + answer("0", "b")), "“all” is not a number"),
        (question("numerical", answer("100", "5") + "<units><unit><unit_name>kg</unit_name></unit></units>"), "units"),
        (question("ordering", "<selecttype>RANDOM</selecttype><selectcount>2</selectcount>" + answer("1", "a") * 3), "Only some"),
        (question("ordering", "<gradingtype>RELATIVE_TO_CORRECT</gradingtype>" + answer("1", "a") * 3), "RELATIVE_TO_CORRECT"),
        (question("multichoice", answer("100", "a")), "At least 2"),
        (quiz(""), "no question"),
    ],
)
def test_what_is_wrong_is_said(text: str, reason: str) -> None:
    assert reason in str(moodle_xml.read(text, "en").problems[0].message)


BOMB = '<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>'
THIEF = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, "document type or entities"),
        (THIEF, "document type or entities"),
        ('<!DOCTYPE quiz SYSTEM "http://x/y.dtd"><quiz/>', "document type or entities"),
        ("<quiz>&nbsp;</quiz>", "not readable XML: line 1"),
        ("<quiz>\n<question>\n</quiz>", "not readable XML: line 3"),
        ("<quiz>" + "<a>" * 100 + "</a>" * 100 + "</quiz>", "nested too deeply"),
        ("<html><body/></html>", "begins with <html>"),
        ("<a/>" * 3, "not readable XML"),
    ],
)
def test_files_made_to_do_harm_are_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        moodle_xml.read(text, "en")


def test_a_million_elements_are_refused_soon() -> None:
    with pytest.raises(UnreadableFile, match="too many elements"):
        moodle_xml.read("<quiz>" + "<a/>" * 600_000 + "</quiz>", "en")


def test_whatever_its_first_line_says_the_file_is_read_in_its_real_encoding() -> None:
    text = question("essay", "", "客户拜访之后多久录入系统？").replace("UTF-8", "GB2312")
    reading = opening.read(text.encode("gb18030"), language="zh-hans")
    assert reading.found[0].question.text.zh_hans == "客户拜访之后多久录入系统？"
