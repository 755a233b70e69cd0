"""The written scale of severity, cell by cell, and when a mitigation counts. docs/algorithms/customer-impact.md."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.impact.rules.severity import Felt, blocks, mitigated, severity
from rollout.impact.states import OPEN_STEPS, Effect, Severity, Share, StepState

DAY = date(2026, 6, 1)
N, SL, NO, SE, SV = Severity.NONE, Severity.SLIGHT, Severity.NOTICEABLE, Severity.SERIOUS, Severity.SEVERE
# effect, then few / some / many customers, then the same where they have another way.
PUBLISHED = [
    (Effect.NOTHING, (N, N, N), (N, N, N)),
    (Effect.NOTICES, (SL, SL, NO), (SL, SL, SL)),
    (Effect.EFFORT, (NO, SE, SE), (SL, NO, NO)),
    (Effect.PREVENTED, (SE, SV, SV), (NO, SE, SE)),
]


@pytest.mark.parametrize(("effect", "without", "another"), PUBLISHED)
def test_the_scale_is_the_published_one(effect: Effect, without: tuple[Severity, ...], another: tuple[Severity, ...]) -> None:
    assert tuple(severity(effect, share, False) for share in Share) == without
    assert tuple(severity(effect, share, True) for share in Share) == another


@given(st.sampled_from(Effect), st.sampled_from(Effect), st.sampled_from(Share), st.sampled_from(Share), st.booleans())
def test_a_worse_effect_or_more_customers_are_never_milder(one: Effect, two: Effect, few: Share, many: Share, way: bool) -> None:
    low, high = sorted((one, two))
    some, more = sorted((few, many))
    assert severity(low, some, way) <= severity(high, more, way)


@given(st.sampled_from(Effect), st.sampled_from(Share))
def test_another_way_never_makes_it_worse_and_never_hides_what_is_noticed(effect: Effect, share: Share) -> None:
    assert severity(effect, share, True) <= severity(effect, share, False)
    assert (severity(effect, share, True) == N) == (effect == Effect.NOTHING)


def felt(**fields: object) -> Felt:
    given_ = {"severity": SV, "step_state": StepState.PLANNED, "mitigation": "", "owned": False, "due": None, "done_on": None} | fields
    return Felt(**given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"mitigation": "A second line"}, False),
        ({"mitigation": "A second line", "owned": True}, False),
        ({"mitigation": "A second line", "due": DAY}, False),
        ({"mitigation": "A second line", "owned": True, "due": DAY}, True),
        ({"mitigation": "A second line", "owned": True, "due": date(2026, 5, 31)}, False),
        ({"mitigation": "A second line", "done_on": DAY}, True),
        ({"mitigation": "A second line", "done_on": date(2026, 6, 2)}, False),
        ({"mitigation": "   ", "owned": True, "due": DAY}, False),
    ],
)
def test_a_mitigation_counts_in_place_or_promised_by_somebody_for_a_day_to_come(fields: dict[str, object], expected: bool) -> None:
    assert mitigated(felt(**fields), DAY) is expected


@pytest.mark.parametrize("state", StepState)
def test_only_a_step_to_come_or_under_way_blocks(state: StepState) -> None:
    assert blocks(felt(step_state=state), DAY) is (state in OPEN_STEPS)


@pytest.mark.parametrize("level", [N, SL, NO, SE])
def test_what_is_less_than_severe_does_not_block(level: Severity) -> None:
    assert not blocks(felt(severity=level), DAY)
