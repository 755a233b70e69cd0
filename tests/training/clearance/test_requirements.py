"""What a role requires: proposed by one, approved by another, in force from its day."""

from datetime import date, timedelta
from typing import Any

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.roles import Role
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import NOW, PROJECT, ROLE, SPONSOR, TODAY
from tests.training.clearance.conftest import Small
from training.clearance.actions import approve_requirements, decline_requirements, propose_requirements
from training.clearance.foreseeing import effect_of
from training.clearance.models import RequirementItem, RequirementState, RequirementVersion
from training.clearance.selectors import rows

pytestmark = pytest.mark.django_db


def proposed(small: Small, **changes: Any) -> RequirementVersion:
    given = {"crm_role": ROLE, "first_day": TODAY, "needs": [clearing.need(small.course)], "actor": PROJECT, "at": NOW, "reason": "less"}
    return propose_requirements(**given | changes)


def test_a_proposal_changes_nothing_until_another_approves_it(small: Small) -> None:
    small.done.attends(small.li, small.course, date(2026, 3, 1))
    made = proposed(small)
    assert (made.number, made.state, list(made.items.values_list("kind", flat=True))) == (2, "proposed", ["course"])
    approve_requirements(made, actor=SPONSOR, at=NOW, reason="agreed")
    (row,) = rows(TODAY)
    assert row.allowed


def test_nobody_approves_what_they_proposed(small: Small) -> None:
    made = proposed(small)
    with pytest.raises(NotAllowed):
        approve_requirements(made, actor=PROJECT, at=NOW)
    made.refresh_from_db()
    assert made.state == RequirementState.PROPOSED


def test_others_may_neither_propose_nor_decide(small: Small) -> None:
    head = clearing.actor(Role.OFFICE_HEAD, office=small.office)
    with pytest.raises(NotAllowed):
        proposed(small, actor=head)
    made = proposed(small)
    with pytest.raises(NotAllowed):
        approve_requirements(made, actor=head, at=NOW)


def test_a_role_that_requires_nothing_is_refused(small: Small) -> None:
    with pytest.raises(InvalidInput) as refused:
        proposed(small, needs=[])
    assert "needs" in refused.value.fields
    for changes in ({"reason": " "}, {"crm_role": ""}, {"crm_role": "x" * 61}):
        with pytest.raises(InvalidInput):
            proposed(small, **changes)
    assert RequirementVersion.objects.count() == 1


def test_one_proposal_of_a_role_is_open_at_a_time(small: Small) -> None:
    first = proposed(small)
    with pytest.raises(Conflict):
        proposed(small)
    decline_requirements(first, actor=SPONSOR, at=NOW, reason="too little")
    assert proposed(small).number == 3


def test_a_decision_is_taken_once_and_declining_needs_a_reason(small: Small) -> None:
    made = proposed(small)
    with pytest.raises(InvalidInput):
        decline_requirements(made, actor=SPONSOR, at=NOW, reason="")
    approve_requirements(made, actor=SPONSOR, at=NOW, reason="agreed")
    with pytest.raises(Conflict):
        decline_requirements(made, actor=SPONSOR, at=NOW, reason="changed my mind")


def test_the_decision_is_on_record_once_with_its_reason(small: Small) -> None:
    made = proposed(small)
    approve_requirements(made, actor=SPONSOR, at=NOW, reason="agreed")
    last = made.history.order_by("-history_id").first()
    assert (last.history_username, last.history_change_reason, made.history.count()) == ("sponsor", "agreed", 2)


def test_a_failure_leaves_no_half_proposal(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_fields: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(RequirementItem.objects, "create", broken)
    with pytest.raises(RuntimeError):
        proposed(small)
    assert RequirementVersion.objects.count() == 1


def test_the_effect_is_foretold_before_the_decision(small: Small) -> None:
    small.meets_all(small.li)
    small.meets_all(company.person("Wang", at=small.office), on=date(2026, 4, 1))
    further = clearing.course("Advanced")
    small.done.attends(small.li, further, date(2026, 5, 1))
    wanted = [clearing.need(row) for row in (small.course, further)]
    effect = effect_of(proposed(small, needs=wanted, first_day=TODAY + timedelta(days=30)), TODAY)
    assert (effect.people, effect.before, effect.after, effect.lost) == (2, 2, 1, 1)
    assert effect.day == TODAY + timedelta(days=30)
