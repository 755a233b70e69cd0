"""What reaches a candidate's browser holds no key, and what comes back is read with care."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core.errors import InvalidInput
from tests.training.testing import asking
from tests.training.testing.questions import any_question
from training.testing import answers, presenting, shuffling
from training.testing.answers import Answer, Chosen, Matched, Ordered, Typed, as_json, from_json, read, warning
from training.testing.marking import mark
from training.testing.types import (
    Essay,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Practical,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)

SEEDS = st.text("0123456789abcdef", min_size=1, max_size=8)
SECRET = "s3cr3t"
# Everything a browser may be sent, by name: anything else would have to be thought about first.
ALLOWED = {"type", "language", "text", "options", "prompts", "choices", "items", "given", "longest", "max_words"}
ALLOWED_IN_PARTS = {"key", "text", "chosen", "place"}


def best(question: Question) -> Answer | None:
    """An answer worth everything."""
    match question:
        case SingleChoice():
            return Chosen((next(place for place, option in enumerate(question.options) if option.percent == 100),))
        case MultipleChoice():
            return Chosen(tuple(place for place, option in enumerate(question.options) if option.percent > 0))
        case TrueFalse():
            return Chosen((int(question.answer),))
        case Numeric():
            return Typed(f"{question.numbers[0].value:f}")
        case ShortAnswer():
            return Typed(question.patterns[0].pattern.replace("\\*", "*"))
        case Matching():
            return Matched(tuple((place, place) for place in question.prompts))
        case Ordering():
            return Ordered(tuple(range(len(question.items))))
        case _:
            return None


def as_posted(question: Question, seed: str, given_answer: Answer | None) -> dict[str, object]:
    """What a browser sends when these parts are chosen on the page shown for the seed."""
    shown = presenting.for_candidate(question, seed, given=given_answer)
    if "options" in shown:
        return {"answer": [option["key"] for option in shown["options"] if option["chosen"]]}
    if "prompts" in shown:
        return {f"answer-{prompt['key']}": prompt["chosen"] for prompt in shown["prompts"]}
    if "items" in shown:
        return {f"answer-{item['key']}": str(item["place"] or "") for item in shown["items"]}
    return {"answer": shown.get("given", "")}


@given(any_question(), SEEDS)
def test_what_is_shown_and_chosen_comes_back_as_it_was_meant(question: Question, seed: str) -> None:
    wanted = best(question)
    assert read(question, as_posted(question, seed, wanted), seed=seed) == wanted
    if wanted is not None:
        assert mark(question, wanted).fraction in (1, None)


@given(any_question(), SEEDS)
def test_nothing_but_the_named_parts_reaches_a_browser(question: Question, seed: str) -> None:
    shown = presenting.for_candidate(question, seed)
    assert set(shown) <= ALLOWED
    for part in ("options", "prompts", "choices", "items"):
        assert all(set(one) <= ALLOWED_IN_PARTS for one in shown.get(part, []))
    json.dumps(shown)


def with_secrets(question: Question) -> Question:
    """The same question with a secret word in everything that tells the key."""
    said = Text(SECRET, SECRET, SECRET)
    changes: dict[str, Any] = {"feedback": said, "name": SECRET}
    match question:
        case SingleChoice() | MultipleChoice():
            changes["options"] = tuple(replace(option, feedback=said) for option in question.options)
        case TrueFalse():
            changes |= {"if_true": said, "if_false": said}
        case Numeric():
            changes["numbers"] = tuple(replace(number, feedback=said) for number in question.numbers)
        case ShortAnswer():
            changes["patterns"] = tuple(replace(pattern, pattern=SECRET, feedback=said) for pattern in question.patterns)
        case Essay():
            changes["notes"] = said
        case Practical():
            changes["checks"] = tuple(replace(check, text=said) for check in question.checks)
    return replace(question, **changes)


@given(any_question(), SEEDS)
def test_neither_feedback_nor_notes_nor_patterns_reach_a_browser(question: Question, seed: str) -> None:
    assert SECRET not in json.dumps(presenting.for_candidate(with_secrets(question), seed))


@given(any_question(kinds=(SingleChoice, MultipleChoice, TrueFalse, Numeric, ShortAnswer)), SEEDS)
def test_a_question_with_another_key_looks_the_same(question: Question, seed: str) -> None:
    match question:
        case SingleChoice() | MultipleChoice():
            other: Question = replace(question, options=tuple(Option(o.text, Decimal(100) - o.percent) for o in question.options))
        case TrueFalse():
            other = replace(question, answer=not question.answer)
        case Numeric():
            other = replace(question, numbers=tuple(replace(n, value=Decimal(77), tolerance=Decimal(3)) for n in question.numbers))
        case _:
            other = replace(question, patterns=(question.patterns[0],))  # type: ignore[union-attr]
    assert presenting.for_candidate(other, seed) == presenting.for_candidate(question, seed)


@given(any_question(kinds=(Ordering,)), SEEDS)
def test_an_order_never_begins_in_the_right_order(question: Ordering, seed: str) -> None:
    assert shuffling.items(question, seed) != tuple(range(len(question.items)))


def test_the_same_seed_gives_the_same_paper_and_another_a_different_one() -> None:
    many = replace(asking.SINGLE, options=tuple(asking.option(each, 100 if each == "a" else 0) for each in "abcdefgh"))
    shown = {seed: [option["text"] for option in presenting.for_candidate(many, seed)["options"]] for seed in ("1", "2", "3")}
    assert shown["1"] == ["d", "b", "a", "f", "c", "h", "g", "e"], "a seed must give the same order for ever"
    assert len({tuple(order) for order in shown.values()}) == 3


def test_a_fixed_order_is_kept() -> None:
    fixed = replace(asking.SINGLE, shuffle=False)
    assert [option["text"] for option in presenting.for_candidate(fixed, "7")["options"]] == ["A", "B", "C"]


def test_every_place_is_as_likely_as_another() -> None:
    first = [shuffling.options(asking.SINGLE, str(seed)).index(0) for seed in range(3000)]
    assert all(900 < first.count(place) < 1100 for place in range(3))


@pytest.mark.parametrize(("language", "said"), [("en", "Yes?"), ("zh-hans", "是吗？"), ("zh-hant", "是吗？"), ("fr", "Yes?"), ("", "Yes?")])
def test_the_readers_language_picks_the_wording(language: str, said: str) -> None:
    question = replace(asking.TRUTH, text=Text(en="Yes?", zh_hans="是吗？"))
    assert presenting.for_candidate(question, "1", language)["text"] == said


def test_after_the_test_the_key_is_shown_in_the_questions_own_order() -> None:
    assert presenting.with_key(asking.SINGLE, "1")["right"] == [("A", "100")]
    assert presenting.with_key(asking.ORDERING, "1")["right"] == [("Lead", "1"), ("Visit", "2"), ("Offer", "3"), ("Order", "4")]
    assert presenting.with_key(asking.NUMERIC, "1")["right"] == [("2", "100")]
    hostile = replace(asking.SHORT, patterns=(replace(asking.SHORT.patterns[0], pattern="<script>"),))
    assert presenting.with_key(hostile, "1")["right"] == [("&lt;script&gt;", "100")]


FORGED: list[tuple[Question, dict[str, object]]] = [
    (asking.SINGLE, {"answer": "4"}),
    (asking.SINGLE, {"answer": "0"}),
    (asking.SINGLE, {"answer": "-1"}),
    (asking.SINGLE, {"answer": "１"}),
    (asking.SINGLE, {"answer": "1" * 5000}),
    (asking.SINGLE, {"answer": ["1", "2"]}),
    (asking.SINGLE, {"answer": {"1": "2"}}),
    (asking.SINGLE, {"answer": [["1"]]}),
    (asking.MULTIPLE, {"answer": ["1", "9"]}),
    (asking.TRUTH, {"answer": "maybe"}),
    (asking.TRUTH, {"answer": ["true", "false"]}),
    (asking.NUMERIC, {"answer": ["1", "2"]}),
    (asking.MATCHING, {"answer-1": "9"}),
    (asking.ORDERING, {"answer-1": "5"}),
    (asking.ORDERING, {"answer-1": "NaN"}),
]


@pytest.mark.parametrize(("question", "posted"), FORGED)
def test_what_the_page_cannot_have_sent_is_refused(question: Question, posted: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        read(question, posted, seed="1")


@pytest.mark.parametrize("question", asking.ONE_OF_EACH)
@pytest.mark.parametrize("posted", [{}, {"answer": ""}, {"answer": []}, {"answer": None}, {"answer": "  \n "}, {"other": "1"}])
def test_nothing_given_is_nothing(question: Question, posted: dict[str, object]) -> None:
    if question.kind in ("single", "multiple", "true_false") and "\n" in str(posted.get("answer")):
        return
    assert read(question, posted, seed="1") is None


@pytest.mark.parametrize(("question", "size"), [(asking.ESSAY, 10_000_000), (asking.SHORT, 10_000_000), (asking.NUMERIC, 501)])
def test_too_long_a_text_is_refused_and_says_how_long_it_may_be(question: Question, size: int) -> None:
    with pytest.raises(InvalidInput, match="at most"):
        read(question, {"answer": "x" * size}, seed="1")


def test_an_essay_of_the_longest_kind_is_kept_whole() -> None:
    text = "字" * answers.LONGEST_ESSAY
    assert read(asking.ESSAY, {"answer": text}, seed="1") == Typed(text)


def test_control_signs_and_lone_surrogates_are_left_out_and_all_else_is_kept() -> None:
    typed = "a\x00b\x07c\ud800d\r\ne\tf\u200fg\U0001f600"
    assert read(asking.ESSAY, {"answer": typed}, seed="1") == Typed("abcd\ne\tf\u200fg\U0001f600")


def test_two_items_in_one_place_leave_it_open() -> None:
    shown = presenting.for_candidate(asking.ORDERING, "1")["items"]
    posted = {f"answer-{item['key']}": "1" for item in shown}
    assert read(asking.ORDERING, posted, seed="1") == Ordered((None, None, None, None))
    given_ = read(asking.ORDERING, {"answer-1": "1"}, seed="1")
    assert warning(asking.ORDERING, given_) == "Not every item has a place of its own yet."


def test_a_number_that_is_none_is_kept_and_told() -> None:
    given_ = read(asking.NUMERIC, {"answer": "two"}, seed="1")
    assert given_ == Typed("two")
    assert "not a number" in warning(asking.NUMERIC, given_)
    assert warning(asking.NUMERIC, Typed("２")) == ""


@pytest.mark.parametrize(
    ("text", "words"), [("one two  three", 3), ("客户拜访", 4), ("CRM里的客户", 5), ("", 0), ("- – …", 0), ("don't stop", 2)]
)
def test_words_are_counted_as_a_reader_counts_them(text: str, words: int) -> None:
    assert answers.count_words(text) == words


def test_an_essay_that_is_too_long_is_told_before_it_is_handed_in() -> None:
    assert "at most 200" in warning(asking.ESSAY, Typed("word " * 201))
    assert warning(asking.ESSAY, Typed("word " * 200)) == ""


@given(any_question(), SEEDS)
def test_an_answer_is_kept_in_the_questions_own_places(question: Question, seed: str) -> None:
    wanted = best(question)
    assert from_json(json.loads(json.dumps(as_json(wanted)))) == wanted


@given(st.dictionaries(st.sampled_from(["answer", "answer-1", "answer-2"]), st.text() | st.lists(st.text()) | st.none() | st.integers()))
def test_whatever_is_posted_is_read_or_refused(posted: dict[str, object]) -> None:
    for question in asking.ONE_OF_EACH:
        try:
            mark(question, read(question, posted, seed="1"))
        except InvalidInput as refused:
            assert str(refused.message)
