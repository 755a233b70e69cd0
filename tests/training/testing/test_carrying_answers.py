"""An answer to one wording is marked by the corrected wording."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from training.testing.answers import Answer, Chosen, Matched, Ordered, Typed
from training.testing.carrying import CannotCarry, carried
from training.testing.marking import mark
from training.testing.types import (
    Matching,
    MultipleChoice,
    Number,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    SingleChoice,
    Text,
    TrueFalse,
)

WHOLE, NONE = Decimal(100), Decimal(0)


def said(words: str) -> Text:
    return Text(en=words)


def single(right: str, options: str = "a b c") -> SingleChoice:
    return SingleChoice(name="q", text=said("?"), options=tuple(Option(said(o), WHOLE if o == right else NONE) for o in options.split()))


def several(right: str, options: str = "a b c d") -> MultipleChoice:
    share = WHOLE / len(right.split())
    made = tuple(Option(said(o), share if o in right.split() else -share) for o in options.split())
    return MultipleChoice(name="q", text=said("?"), options=made)


def pairs(text: str) -> Matching:
    return Matching(name="q", text=said("?"), pairs=tuple(Pair(said(pair[0]), said(pair[1])) for pair in text.split()))


def order(items: str) -> Ordering:
    return Ordering(name="q", text=said("?"), items=tuple(said(item) for item in items.split()))


@pytest.mark.parametrize(
    ("asked", "corrected", "answer", "before", "after"),
    [
        (single("a"), single("b"), Chosen((1,)), "0", "1"),
        (single("a"), single("b"), Chosen((0,)), "1", "0"),
        (single("a"), single("b", "c b a"), Chosen((1,)), "0", "1"),
        (several("a b"), several("a c"), Chosen((0, 2)), "0", "1"),
        (several("a b"), several("a c", "d c b a"), Chosen((0, 2)), "0", "1"),
        (TrueFalse(name="q", text=said("?"), answer=True), TrueFalse(name="q", text=said("?"), answer=False), Chosen((0,)), "0", "1"),
        (pairs("1a 2b"), pairs("1b 2a"), Matched(((0, 1), (1, 0))), "0", "1"),
        (pairs("1a 2b"), pairs("2a 1b"), Matched(((0, 1), (1, 0))), "0", "1"),
        (order("x y"), order("y x"), Ordered((1, 0)), "0", "1"),
    ],
)
def test_what_was_chosen_is_marked_by_the_corrected_key(
    asked: Question, corrected: Question, answer: Answer, before: str, after: str
) -> None:
    assert mark(asked, answer).fraction == Decimal(before)
    assert mark(corrected, carried(answer, asked, corrected)).fraction == Decimal(after)


def test_a_number_is_marked_by_the_corrected_number() -> None:
    asked = Numeric(name="q", text=said("?"), numbers=(Number(Decimal(30)),))
    corrected = replace(asked, numbers=(Number(Decimal(60)),))
    assert mark(corrected, carried(Typed("60"), asked, corrected)).fraction == 1


@pytest.mark.parametrize(
    ("asked", "corrected", "answer"),
    [
        (single("a"), single("a", "a x c"), Chosen((1,))),
        (single("a"), single("a", "a b b"), Chosen((1,))),
        (single("a"), several("a"), Chosen((0,))),
        (pairs("1a 2b"), pairs("1a 2c"), Matched(((1, 1),))),
        (order("x y z"), order("x z"), Ordered((1,))),
    ],
)
def test_what_is_no_longer_there_is_not_carried_over(asked: Question, corrected: Question, answer: Answer) -> None:
    with pytest.raises(CannotCarry):
        carried(answer, asked, corrected)


@pytest.mark.parametrize("question", [single("a"), several("a b")])
def test_an_unchanged_wording_takes_every_answer_as_it_is(question: Question) -> None:
    assert carried(Chosen((0, 1)), question, question) == Chosen((0, 1))
