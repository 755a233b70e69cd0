"""Two at the same instant: one wins, the other is told, nothing is written twice."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from governance.core.errors import Conflict, Refused
from tests import company
from tests.at_once import at_once
from tests.training.clearance import clearing
from tests.training.clearance.clearing import NOW, PROJECT, SPONSOR, TODAY
from training.clearance.actions import (
    approve_requirements,
    decline_requirements,
    extend_permit,
    follow,
    grant_permit,
    grant_waiver,
    propose_requirements,
)
from training.clearance.models import ClearanceChange, ProxyPermit, RequirementVersion, Standing, Waiver
from training.clearance.rules import Kind

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_decisions_on_one_proposal(tmp_path: Path) -> None:
    course = clearing.course()
    made = propose_requirements(crm_role="seller", first_day=TODAY, needs=[clearing.need(course)], actor=PROJECT, at=NOW, reason="x")
    ended, state = at_once(
        tmp_path,
        lambda: approve_requirements(made, actor=SPONSOR, at=NOW, reason="yes"),
        lambda: decline_requirements(made, actor=SPONSOR, at=NOW, reason="no"),
        then=lambda: RequirementVersion.objects.get().state,
    )
    assert sum(isinstance(end, Conflict) for end in ended) == 1
    assert state in ("approved", "declined")


def test_two_waivers_of_one_requirement(tmp_path: Path) -> None:
    course, person = clearing.course(), company.person("Li", at=company.office())
    given = {"person": person, "need": clearing.need(course), "first_day": TODAY, "last_day": TODAY + timedelta(days=9)}

    def grant() -> Any:
        return grant_waiver(**given, actor=SPONSOR, at=NOW, reason="x")

    ended, count = at_once(tmp_path, grant, grant, then=lambda: Waiver.objects.count())
    assert (sum(isinstance(end, Refused) for end in ended), count) == (1, 1)


def test_two_extensions_of_one_permit(tmp_path: Path) -> None:
    office = company.office()
    clerk, senior = company.person("Clerk", at=office), company.person("Senior", at=office)
    days = {"first_day": TODAY, "last_day": date(2026, 6, 30)}
    permit = grant_permit(clerk=clerk, person=senior, office=office, **days, actor=PROJECT, at=NOW, reason="x")

    def extend() -> Any:
        return extend_permit(permit, last_day=date(2026, 7, 31), actor=SPONSOR, at=NOW, reason="x")

    ended, count = at_once(tmp_path, extend, extend, then=lambda: ProxyPermit.objects.count())
    assert (sum(isinstance(end, Conflict) for end in ended), count) == (1, 2)


def test_two_workers_working_the_list_out(tmp_path: Path) -> None:
    office = company.office()
    company.use_rule()
    people = [company.person(f"P{number}", at=office) for number in range(8)]
    policy = clearing.policy()
    clearing.requires(policy)
    for person in people:
        Waiver.objects.create(
            person=person, kind=Kind.POLICY, target_id=policy.pk, first_day=TODAY, last_day=date(2099, 1, 1), recorded_at=NOW
        )

    def work() -> Any:
        return follow(actor=PROJECT, at=timezone.now())

    ended, (rows, changes) = at_once(tmp_path, work, work, then=lambda: (Standing.objects.count(), ClearanceChange.objects.count()))
    assert [end for end in ended if isinstance(end, Exception)] == []
    assert (rows, changes) == (8, 8)
    assert sorted(end.gained for end in ended) == [0, 8]
