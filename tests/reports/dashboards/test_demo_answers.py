"""What people of the demo company answer: right is right by the key, wrong is not."""

from __future__ import annotations

from random import Random

import pytest

from reports.dashboards.demo.answering import right, wrong
from tests.training.testing import asking
from training.testing import types
from training.testing.marking import mark
from training.testing.types import BY_HAND

MARKED = [content for content in asking.ONE_OF_EACH if content.kind not in BY_HAND]


@pytest.mark.parametrize("content", MARKED, ids=[content.kind.value for content in MARKED])
def test_right_answers_earn_the_mark_and_wrong_ones_do_not(content: types.Question) -> None:
    for seed in range(30):
        assert mark(content, right(content, Random(seed))).fraction == 1
        fraction = mark(content, wrong(content, Random(seed))).fraction
        assert fraction is not None
        assert fraction < 1
