"""After every test of contracts: the sums of each penalty are what its steps add up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce

import pytest

from governance.contracts.models import Penalty
from governance.contracts.penalty_life import Sums, after_step
from governance.contracts.states import PenaltyAction


def sums_of_steps(penalty: Penalty) -> Sums:
    rows = penalty.steps.order_by("recorded_at", "pk").values_list("action", "amount")
    return reduce(lambda sums, row: after_step(sums, PenaltyAction(row[0]), row[1]), rows, Sums(Decimal(0)))


@pytest.fixture(autouse=True)
def steps_and_sums_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    # The database is asked for first, so that it is still there when the test is over.
    marked = [mark for name in ("django_db",) if (mark := request.node.get_closest_marker(name))]
    if marked:
        request.getfixturevalue("transactional_db" if marked[0].kwargs.get("transaction") else "db")
    yield
    if marked:
        for penalty in Penalty.objects.exclude(steps=None):
            assert penalty.sums == sums_of_steps(penalty), penalty
            assert penalty.sums.assessed == penalty.sums.forgone + penalty.sums.taken + penalty.sums.owed, penalty
