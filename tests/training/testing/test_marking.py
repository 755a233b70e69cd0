"""What an answer is worth, per type of question."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.training.testing import asking
from tests.training.testing.asking import option, say
from training.testing.answers import Answer, Chosen, Matched, Ordered, Typed
from training.testing.marking import Mark, fits_pattern, mark
from training.testing.types import MultipleChoice, Number, Numeric, OrderMarking, Pattern, Question


def worth(question: Question, answer: Answer | None) -> Decimal | None:
    return mark(question, answer).fraction


@pytest.mark.parametrize("question", [q for q in asking.ONE_OF_EACH if q is not asking.PRACTICAL])
def test_nothing_given_is_worth_nothing(question: Question) -> None:
    assert mark(question, None) == Mark(Decimal(0))


def test_a_practical_and_a_written_essay_are_marked_by_a_person() -> None:
    assert mark(asking.PRACTICAL, None).by_hand
    assert mark(asking.ESSAY, Typed("Because.")).by_hand


def test_a_single_choice_is_worth_what_its_option_is() -> None:
    assert worth(asking.SINGLE, Chosen((0,))) == 1
    assert worth(asking.SINGLE, Chosen((1,))) == 0
    part = replace(asking.SINGLE, options=(option("A", 100), option("B", "33.33333")))
    assert worth(part, Chosen((1,))) == Decimal("0.3333333")


@pytest.mark.parametrize(
    ("places", "fraction"),
    [((0,), "0.5"), ((0, 1), "1"), ((0, 1, 2), "0.5"), ((0, 2), "0"), ((2,), "0")],
)
def test_multiple_choice_adds_up_and_never_falls_below_nothing(places: tuple[int, ...], fraction: str) -> None:
    assert worth(asking.MULTIPLE, Chosen(places)) == Decimal(fraction)


def test_three_thirds_are_a_whole() -> None:
    thirds = MultipleChoice(name="t", text=say("?"), options=tuple(option(each, "33.33333") for each in "abc"))
    assert worth(thirds, Chosen((0, 1, 2))) == 1
    assert worth(thirds, Chosen((0, 1))) == Decimal("0.6666667")


def test_true_or_false() -> None:
    assert worth(asking.TRUTH, Chosen((0,))) == 1
    assert worth(asking.TRUTH, Chosen((1,))) == 0


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [
        ("1.5", 1),
        ("1.6", 1),
        ("1.4", 1),
        ("1.61", 0),
        ("１．５", 1),
        ("1,5", 1),
        (" 1.5 ", 1),
        ("+1.5", 1),
        ("15e-1", 1),
        ("one", 0),
        ("", 0),
    ],
)
def test_a_number_counts_within_its_tolerance_however_it_is_typed(typed: str, fraction: int) -> None:
    assert worth(Numeric(name="n", text=say("?"), numbers=(Number(Decimal("1.5"), Decimal("0.1")),)), Typed(typed)) == fraction


def test_the_first_number_that_fits_counts() -> None:
    numbers = (Number(Decimal(3)), Number(Decimal(3), Decimal(2), Decimal(50)), Number(None, percent=Decimal(0), feedback=say("No.")))
    question = Numeric(name="n", text=say("?"), numbers=numbers)
    assert [worth(question, Typed(each)) for each in ("3", "5", "6")] == [1, Decimal("0.5"), 0]
    assert mark(question, Typed("6")).feedback == (say("No."),)


def test_decimals_are_exact() -> None:
    question = Numeric(name="n", text=say("?"), numbers=(Number(Decimal("0.3"), Decimal("0")),))
    assert worth(question, Typed("0.3")) == 1
    assert worth(question, Typed("0.30000000000000004")) == 0


@pytest.mark.parametrize(
    ("pattern", "typed", "fits"),
    [
        ("pool", "pool", True),
        ("pool", "  POOL ", True),
        ("pool", "the pool", False),
        ("*pool", "the pool", True),
        ("*pool*", "the pools", True),
        ("p*l", "pool", True),
        ("a*b*c", "a x b y c", True),
        ("a*b*c", "a x c y b", False),
        ("ab*ba", "aba", False),
        ("*", "anything", True),
        (r"5\*", "5*", True),
        (r"5\*", "55", False),
        ("公海", "公海", True),
        ("公海*", "公海客户池", True),
        ("CRM", "ＣＲＭ", True),
        ("protected period", "protected   period", True),
        ("ﾃｽﾄ", "テスト", True),
        ("straße", "STRASSE", True),
    ],
)
def test_a_short_answer_fits_its_pattern(pattern: str, typed: str, fits: bool) -> None:
    assert fits_pattern(pattern, typed, False) is fits


def test_case_counts_where_it_is_said() -> None:
    question = replace(asking.SHORT, patterns=(Pattern("CRM"),), case_sensitive=True)
    assert worth(question, Typed("CRM")) == 1
    assert worth(question, Typed("crm")) == 0


def test_the_first_pattern_that_fits_counts() -> None:
    assert worth(asking.SHORT, Typed("Pool")) == 1
    assert worth(asking.SHORT, Typed("the public list")) == Decimal("0.5")


def test_each_prompt_matched_is_worth_the_same() -> None:
    assert worth(asking.MATCHING, Matched(((0, 0), (1, 1)))) == 1
    assert worth(asking.MATCHING, Matched(((0, 0), (1, 2)))) == Decimal("0.5")
    assert worth(asking.MATCHING, Matched(((0, 1),))) == 0


@pytest.mark.parametrize(
    ("places", "whole", "at_their_place", "neighbours"),
    [
        ((0, 1, 2, 3), "1", "1", "1"),
        ((1, 2, 3, 0), "0", "0", "0.6666667"),
        ((1, 0, 2, 3), "0", "0.5", "0.3333333"),
        ((3, 2, 1, 0), "0", "0", "0"),
        ((0, None, 2, 3), "0", "0.75", "0.3333333"),
    ],
)
def test_an_order_is_marked_as_it_says(places: tuple[int | None, ...], whole: str, at_their_place: str, neighbours: str) -> None:
    for marking, fraction in ((OrderMarking.WHOLE, whole), (OrderMarking.PLACES, at_their_place), (OrderMarking.NEIGHBOURS, neighbours)):
        assert worth(replace(asking.ORDERING, marking=marking), Ordered(places)) == Decimal(fraction)


def test_an_answer_of_another_type_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        mark(asking.SINGLE, Typed("A"))
