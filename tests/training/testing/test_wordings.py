"""A question is kept as canonical JSON that gives it back exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from tests.training.testing import asking
from tests.training.testing.questions import any_question
from training.testing.types import Number, Numeric, Question
from training.testing.wording import digest, dump, load, plain_number


@pytest.mark.parametrize("question", asking.ONE_OF_EACH)
def test_every_type_comes_back(question: Question) -> None:
    assert load(dump(question)) == question


@given(any_question())
def test_any_question_comes_back_and_keeps_its_hash(question: Question) -> None:
    assert load(dump(question)) == question
    assert digest(load(dump(question))) == digest(question)


def test_the_same_number_written_otherwise_is_the_same_wording() -> None:
    one, other = (Numeric(name="n", text=asking.say("?"), numbers=(Number(Decimal(value)),)) for value in ("1.50", "1.5"))
    assert dump(one) == dump(other)


@pytest.mark.parametrize(("value", "plain"), [("1E+2", "100"), ("0.10", "0.1"), ("-0", "0"), ("100", "100"), ("-2.50", "-2.5")])
def test_numbers_are_written_plainly(value: str, plain: str) -> None:
    assert plain_number(Decimal(value)) == plain


def test_the_wording_is_small_and_readable() -> None:
    assert dump(asking.TRUTH) == '{"answer":false,"kind":"true_false","name":"Clerk","text":{"en":"A clerk may type for you for ever."}}'
