"""GIFT as people and Moodle write it: every feature of the format, and what is said where a file is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from training.testing.formats import gift, opening
from training.testing.formats.found import Reading
from training.testing.types import (
    Essay,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    OrderMarking,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)


def one(text: str, language: str = "en") -> Any:
    """The only question of a text."""
    reading = gift.read(text, language)
    assert reading.problems == []
    (found,) = reading.found
    return found.question


def wrong(text: str) -> tuple[int, str]:
    """Line and reason of the only problem."""
    (problem,) = gift.read(text, "en").problems
    return problem.line, str(problem.message)


def notes(reading: Reading) -> list[tuple[int, str]]:
    return [(note.line, str(note.message)) for note in reading.notes]


def test_a_single_choice_with_feedback() -> None:
    question = one("::Q2:: What's between orange and green?{=yellow # right; good! ~red # wrong, it's yellow ~blue}")
    assert isinstance(question, SingleChoice)
    assert (question.name, question.text.en) == ("Q2", "What's between orange and green?")
    assert [(o.text.en, o.percent, o.feedback.en) for o in question.options] == [
        ("yellow", 100, "right; good!"),
        ("red", 0, "wrong, it's yellow"),
        ("blue", 0, ""),
    ]


def test_several_right_options_with_weights() -> None:
    question = one("Who?{~%50%yellow ~%-100%red ~%50%off-beige ~%-33.33333%blue}")
    assert isinstance(question, MultipleChoice)
    assert [o.percent for o in question.options] == [50, -100, 50, Decimal("-33.33333")]


def test_a_single_choice_may_give_a_part() -> None:
    question = one("Q{=right ~%25%nearly ~wrong}")
    assert isinstance(question, SingleChoice)
    assert [o.percent for o in question.options] == [100, 25, 0]


@pytest.mark.parametrize(("written", "answer"), [("T", True), ("TRUE", True), ("F", False), ("FALSE", False), ("true", True)])
def test_true_or_false(written: str, answer: bool) -> None:
    question = one(f"Grant is buried in Grant's tomb.{{{written}}}")
    assert isinstance(question, TrueFalse)
    assert question.answer is answer


def test_true_or_false_with_feedback_for_wrong_and_right_and_for_all() -> None:
    question = one("::Q1:: 42 is the answer.{\nFALSE#42 is the Ultimate Answer.#You gave the right answer.\n####A reference.}")
    assert (question.if_true.en, question.if_false.en) == ("42 is the Ultimate Answer.", "You gave the right answer.")
    assert question.feedback.en == "A reference."


def test_short_answers_with_weights_and_wildcards() -> None:
    question = one("Best animal?{=Frog#Good! =%50%Cat =%0%*#Completely wrong}")
    assert isinstance(question, ShortAnswer)
    assert [(p.pattern, p.percent, p.feedback.en) for p in question.patterns] == [
        ("Frog", 100, "Good!"),
        ("Cat", 50, ""),
        ("*", 0, "Completely wrong"),
    ]


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [
        ("1822", "1822", "0"),
        ("1.5:0.1", "1.5", "0.1"),
        ("1..2", "1.5", "0.5"),
        ("-2..-1", "-1.5", "0.5"),
        ("３：１", "3", "1"),
        ("=7", "7", "0"),
    ],
)
def test_numbers_with_tolerance_and_ranges(written: str, value: str, tolerance: str) -> None:
    question = one(f"How many?{{#{written.replace('：', ':')}}}")
    assert isinstance(question, Numeric)
    assert (question.numbers[0].value, question.numbers[0].tolerance) == (Decimal(value), Decimal(tolerance))


def test_several_numbers_and_what_is_said_to_all_others() -> None:
    question = one("When?{#\n=1822:0#Right\n=%50%1822:2#Nearly\n~#Completely wrong}")
    assert [(n.value, n.tolerance, n.percent, n.feedback.en) for n in question.numbers] == [
        (1822, 0, 100, "Right"),
        (1822, 2, 50, "Nearly"),
        (None, 0, 0, "Completely wrong"),
    ]


def test_matching_with_one_answer_too_many() -> None:
    question = one("Capitals{=Canada -> Ottawa =Italy -> Rome =Japan->Tokyo = -> Paris}")
    assert isinstance(question, Matching)
    assert [(p.prompt.en, p.answer.en) for p in question.pairs] == [
        ("Canada", "Ottawa"),
        ("Italy", "Rome"),
        ("Japan", "Tokyo"),
        ("", "Paris"),
    ]


def test_an_order_as_the_plugin_for_it_writes_it() -> None:
    question = one("Put in order{>3 ALL VERTICAL ABSOLUTE_POSITION SHOW\nFirst\nSecond\nThird\n}")
    assert isinstance(question, Ordering)
    assert ([item.en for item in question.items], question.marking) == (["First", "Second", "Third"], OrderMarking.PLACES)
    assert one("Put in order{>ALL\na\nb\nc}").marking == OrderMarking.NEIGHBOURS


def test_an_essay_has_nothing_in_its_braces() -> None:
    assert isinstance(one("How are you?{}"), Essay)


def test_a_missing_word_leaves_a_blank_where_it_was() -> None:
    assert one("Grant is {~buried =entombed ~living} in Grant's tomb.").text.en == "Grant is _____ in Grant's tomb."
    assert one("客户保护期为{=90}天。", "zh-hans").text.zh_hans == "客户保护期为_____天。"


def test_escaped_signs_are_signs() -> None:
    question = one(r"::A\:\:B:: 2 \+ 2 \= 4\~\#\{\} \\ back{=a\=b#c\#d ~\%50\%x}")
    assert question.name == "A::B"
    assert question.text.en == "2 \\+ 2 = 4~#{} \\ back"
    assert [o.text.en for o in question.options] == ["a=b", "\\%50\\%x"]
    assert question.options[0].feedback.en == "c#d"


def test_an_escaped_n_is_a_new_line() -> None:
    assert one(r"First\nSecond{T}").text.en == "First<br>Second"


def test_each_text_may_name_its_format() -> None:
    question = one("[html]A <b>bold</b> word{=[markdown]a *slanted* one ~[plain]<b>as it stands</b> ~[moodle]two\\nlines}")
    assert question.text.en == "A <b>bold</b> word"
    assert [o.text.en for o in question.options] == ["a <em>slanted</em> one", "&lt;b&gt;as it stands&lt;/b&gt;", "two<br>lines"]


def test_an_unknown_format_is_text() -> None:
    assert one("[note] what?{T}").text.en == "[note] what?"


def test_categories_hold_until_the_next() -> None:
    text = "$CATEGORY: $course$/top/CRM/Visits\n\n::a::a{T}\n\n::b::b{T}\n\n$CATEGORY: top/A//B\n\n::c::c{T}\n"
    assert [found.topic for found in gift.read(text, "en").found] == [("CRM", "Visits"), ("CRM", "Visits"), ("A/B",)]


def test_comments_are_left_out_but_for_number_and_tags() -> None:
    text = "// question: 7 name: x [id:CRM\\]7] [tag:difficulty-3] [tag:lang-zh_tw] [tag:fixed-order]\n::x::問{=甲 ~乙}\n// end\n"
    (found,) = gift.read(text, "en").found
    assert (found.code, found.difficulty, found.question.languages) == ("CRM]7", 3, ("zh-hant",))
    assert found.question.shuffle is False  # type: ignore[union-attr]


def test_tags_that_are_not_kept_are_named() -> None:
    assert notes(gift.read("// [tag:hot] [tag:difficulty-9]\nx{T}", "en")) == [(2, "Tags that are not kept: hot, difficulty-9.")]


def test_several_languages_as_moodles_filter_marks_them() -> None:
    spans = '<span lang\\="en" class\\="multilang">Yes</span><span lang\\="zh_cn" class\\="multilang">是</span>'
    question = one(f"{spans}?{{={spans} ~CRM}}")
    assert question.text == Text(en="Yes?", zh_hans="是?")
    assert [o.text for o in question.options] == [Text(en="Yes", zh_hans="是"), Text(en="CRM", zh_hans="CRM")]


def test_a_language_that_is_not_kept_is_named() -> None:
    text = '<span lang\\="en" class\\="multilang">Yes</span><span lang\\="fr" class\\="multilang">Oui</span>{T}'
    reading = gift.read(text, "en")
    assert reading.found[0].question.text == Text(en="Yes")
    assert notes(reading) == [(1, "Left out, because only English and Chinese are kept here: fr.")]


def test_a_question_without_a_name_is_called_by_its_beginning() -> None:
    assert one("[html]<p>What <b>now</b>?</p>{T}").name == "What now?"
    assert len(one("word " * 60 + "{T}").name) == 80


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end: str) -> None:
    text = end.join(["::a::One?{", "=yes", "~no", "}", "", "::b::Two?{T}", ""])
    assert [found.question.name for found in gift.read(text, "en").found] == ["a", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_a_chinese_office_saves_in(encoding: str) -> None:
    first = "::分级::客户分为几类？{#3}\n\n::公海::客户超过保护期后进入哪里？{=公海 =客户池}\n\n"
    text = first + "::录入::拜访记录应当在几天内录入系统？{=两天 ~一周 ~一个月}\n"
    reading = opening.read(text.encode(encoding), language="zh-hans")
    assert [found.question.name for found in reading.found] == ["分级", "公海", "录入"]
    assert reading.problems == []


def test_a_stray_sign_after_the_brace_is_left_out_and_told() -> None:
    reading = gift.read('::Q5:: A number from 1 to 5? {#3:2~#Completely wrong}";\n', "en")
    assert reading.found[0].question.text.en == "A number from 1 to 5?"
    assert notes(reading) == [(1, 'The signs "; after the last brace were left out.')]


def test_what_was_taken_out_of_the_html_is_told() -> None:
    reading = gift.read("[html]<p>Look<img src\\='http\\://x/y.png' alt\\='the screen'><script>alert(1)</script></p>{T}", "en")
    assert reading.found[0].question.text.en == "<p>Look[the screen]</p>"
    assert [message[:20] for _line, message in notes(reading)] == ["Taken out of the tex", "Pictures are not kep"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("\n\nJust a text\n", 3, "no answers in braces"),
        ("Q{=a ~b", 1, "brace { or } is missing"),
        ("Q}=a ~b{", 1, "brace { or } is missing"),
        ("Q{=a\n\n~b}", 1, "brace { or } is missing"),
        ("Q{=a{b} ~c}", 1, "more than one pair of braces"),
        ("Q{=a} and {=b}", 1, "more than one pair of braces"),
        ("ok{T}\n\nQ{~a ~b}", 3, "must add up to 100 percent; it is 0"),
        ("Q{~%60%a ~%60%b}", 1, "must add up to 100 percent; it is 120"),
        ("Q{=a}{", 1, "more than one pair"),
        ("Q{#abc}", 1, "“abc” is not a number"),
        ("Q{#5..1}", 1, "runs backwards"),
        ("Q{#1:-1}", 1, "not negative"),
        ("Q{=%50%a =%20%b}", 1, "No answer is worth 100 percent"),
        ("Q{=a->b =c}", 1, "has no ->"),
        ("Q{=a -> b = -> c}", 1, "At least 2 are needed"),
        ("Q{>3 RANDOM\na\nb\nc}", 1, "Orders cannot be marked or shown by “RANDOM”"),
        ("Q{>2\na\nb\nc}", 1, "Only some of the items"),
        ("Q{>ALL LONGEST_ORDERED_SUBSET\na\nb\nc}", 1, "cannot be marked"),
        ("Q{>ALL\na\nb}", 1, "At least 3"),
        ("Q{=a ~a}", 1, "The same as number 1"),
        ("{=a ~b}", 1, "The question has no text"),
        ("Q{=*}", 1, "Any answer at all"),
        ("// only a comment\n", 1, "There is no question"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, reason: str) -> None:
    problem = gift.read(text, "en").problems[0]
    assert problem.line == line
    assert reason in str(problem.message)


def test_every_bad_question_is_named_not_only_the_first() -> None:
    problems = gift.read("::a::a{\n\n::b::b{T}\n\n::c::c{#x}\n\n::d::text\n", "en").problems
    assert [(problem.line, problem.name) for problem in problems] == [(1, "a"), (5, "c"), (7, "d")]
