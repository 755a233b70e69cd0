"""Two at the same instant: one light is overridden once, one override is taken back once, a rule's versions are numbered once."""

import pytest

from governance.core.errors import GatehouseError
from rollout.staging.actions import status as actions
from rollout.staging.models import StatusOverride, StatusOverrideEnd, StatusRule
from tests.at_once import at_once
from tests.rollout.staging.test_status import NOW, SPONSOR, D, offices, override, rule, scores, write

__all__ = ["scores"]
pytestmark = pytest.mark.django_db(transaction=True)


def won(ended):
    assert all(isinstance(one, GatehouseError) for one in ended if isinstance(one, Exception)), ended
    return sum(not isinstance(one, Exception) for one in ended)


def test_two_override_one_light(tmp_path, scores):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    tries = [lambda light=light: override(place, light=light) for light in ("amber", "green")]
    ended, count = at_once(tmp_path, *tries, then=StatusOverride.objects.count)
    assert (won(ended), count) == (1, 1)


def test_two_take_one_override_back(tmp_path, scores):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    made = override(place)
    once = lambda: actions.end_override(made, actor=SPONSOR, at=NOW, reason="x")  # noqa: E731
    ended, count = at_once(tmp_path, once, once, then=StatusOverrideEnd.objects.count)
    assert (won(ended), count) == (1, 1)


def test_two_versions_of_one_rule_have_two_numbers_or_one_is_told(tmp_path):
    ended, numbers = at_once(
        tmp_path, lambda: write(rule()), lambda: write(rule()), then=lambda: sorted(StatusRule.objects.values_list("number", flat=True))
    )
    assert won(ended) == len(numbers) and numbers in ([1], [1, 2])
