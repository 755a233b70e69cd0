"""Schemes: complete, under a consulted policy in force, approved by another; versions with their days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.policies.states import PolicyKind
from rollout.kpis import actions
from rollout.kpis.actions import LineGiven
from rollout.kpis.models import AppraisalScheme, Kpi
from rollout.kpis.selectors.sheets import scheme_on
from rollout.kpis.states import Audience, SchemeState
from tests.governance.policies import governed
from tests.rollout.kpis import sheets
from tests.rollout.kpis.sheets import HR, NOW, PROJECT, SPONSOR, STEPS


@pytest.fixture
def lines(kpi: Kpi) -> tuple[LineGiven, LineGiven]:
    return LineGiven(None, Decimal(20), STEPS), LineGiven(kpi, Decimal(80), STEPS)


def test_a_scheme_is_written_approved_by_another_and_in_force_from_its_day(lines: tuple[LineGiven, ...]) -> None:
    scheme = sheets.draft(*lines)
    with pytest.raises(NotAllowed):
        actions.approve_scheme(scheme, actor=PROJECT, at=NOW)
    approved = actions.approve_scheme(scheme, actor=SPONSOR, at=NOW, reason="Agreed")
    assert (approved.state, approved.approved_by, approved.number) == (SchemeState.APPROVED, "sponsor", 1)
    assert approved.history.first().history_change_reason == "Agreed"
    assert scheme_on(2026, Audience.OFFICE, date(2026, 5, 31)) is None
    assert scheme_on(2026, Audience.OFFICE, date(2026, 6, 1)) == approved
    assert scheme_on(2026, Audience.PERSON, date(2026, 6, 1)) is None
    with pytest.raises(Refused):
        actions.approve_scheme(scheme, actor=SPONSOR, at=NOW)


def test_who_entered_it_does_not_approve_it(lines: tuple[LineGiven, ...]) -> None:
    with pytest.raises(NotAllowed, match="yourself"):
        actions.approve_scheme(sheets.draft(*lines, actor=HR), actor=HR, at=NOW)


@pytest.mark.parametrize(
    ("kind", "clause", "message"),
    [
        (PolicyKind.CUSTOMERS, "1", "does not touch"),
        (PolicyKind.REWARD, "9", "no clause 9"),
    ],
)
def test_without_a_policy_on_pay_with_that_clause_it_does_not_take_effect(
    lines: tuple[LineGiven, ...], kind: PolicyKind, clause: str, message: str
) -> None:
    policy = governed.published(kind, on=date(2026, 6, 1)).policy
    with pytest.raises(InvalidInput, match=message):
        actions.approve_scheme(sheets.draft(*lines, policy=policy, clause=clause), actor=SPONSOR, at=NOW)
    assert AppraisalScheme.objects.get().state == SchemeState.DRAFT


def test_a_policy_still_in_consultation_does_not_do(lines: tuple[LineGiven, ...]) -> None:
    policy = governed.ready(governed.draft(PolicyKind.REWARD)).policy
    with pytest.raises(InvalidInput, match="No version of this policy was in force"):
        actions.approve_scheme(sheets.draft(*lines, policy=policy), actor=SPONSOR, at=NOW)


def test_every_gap_is_named_at_once(lines: tuple[LineGiven, ...], define: object) -> None:
    draft_kpi = define("calls", target=None)  # type: ignore[operator]
    scheme = sheets.draft(replace(lines[0], weight=Decimal(30)), LineGiven(draft_kpi, Decimal(30), STEPS), policy=None, clause="")
    with pytest.raises(Refused) as refused:
        actions.approve_scheme(scheme, actor=SPONSOR, at=NOW)
    said = " ".join(map(str, refused.value.reasons))
    assert "add up to 100" in said and "is not in force" in said and "Name the policy" in said


def test_an_approved_version_stays_and_the_next_one_follows(lines: tuple[LineGiven, ...]) -> None:
    first = sheets.in_force(*lines)
    with pytest.raises(Refused):
        sheets.draft(*lines, scheme=first)
    second = sheets.draft(*lines, from_day=date(2026, 6, 5))
    assert second.number == 2
    with pytest.raises(InvalidInput):
        sheets.draft(*lines)
    changed = sheets.draft(lines[1], scheme=second, actor=HR)
    assert [line.weight for line in changed.lines.all()] == [80]
    assert changed.entered_by == HR.username
    assert scheme_on(2026, Audience.OFFICE, date(2026, 6, 30)) == first


def test_what_cannot_be_written_is_named(lines: tuple[LineGiven, ...]) -> None:
    for changes, named in [({"from_day": date(2025, 6, 1)}, "from_day"), ({"lines": (lines[0], lines[0])}, "lines")]:
        with pytest.raises(InvalidInput) as refused:
            sheets.draft(*lines, policy=None, **changes)
        assert list(refused.value.fields) == [named]
    with pytest.raises(NotAllowed):
        sheets.draft(*lines, policy=None, actor=SPONSOR)
    assert not AppraisalScheme.objects.exists()


def test_withdrawn_it_is_no_longer_in_force(lines: tuple[LineGiven, ...]) -> None:
    scheme = sheets.in_force(*lines)
    with pytest.raises(InvalidInput):
        actions.withdraw_scheme(scheme, actor=SPONSOR, at=NOW, reason=" ")
    with pytest.raises(NotAllowed):
        actions.withdraw_scheme(scheme, actor=PROJECT, at=NOW, reason="wrong")
    actions.withdraw_scheme(scheme, actor=SPONSOR, at=NOW, reason="Weights are to be agreed again")
    assert scheme_on(2026, Audience.OFFICE, date(2026, 6, 30)) is None
    with pytest.raises((Refused, Conflict)):
        actions.withdraw_scheme(scheme, actor=SPONSOR, at=NOW, reason="again")
