"""Marks by people in the demo company."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from governance.core.roles import Role
from reports.dashboards.demo import bank, results
from tests import company
from training.courses.models import Course
from training.testing.models import Dispute, HandMark, Observation, Round, SignOff
from training.testing.selectors.checklists import begun
from training.testing.selectors.hand_marks import waiting

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def accounts(db: None) -> list[Any]:
    made = [company.account(Role.TRAINER, username="trainer"), company.account(Role.PROJECT_OFFICE, username="project")]
    bank.enter_bank(made, today=TODAY)
    for _ in range(16):
        company.person(at=company.office())
    return made


def test_without_the_course_nothing_is_made(accounts: list[Any]) -> None:
    assert results.enter_results(accounts, seed=1, today=TODAY, now=NOW) == 0


def test_essays_wait_one_is_disputed_and_checklists_are_done_and_open(accounts: list[Any]) -> None:
    Course.objects.create(code=results.COURSE, title="Train the trainer")
    assert results.enter_results(accounts, seed=1, today=TODAY, now=NOW) == 21
    told = waiting()
    assert (len(told), sum(one.round == Round.SECOND for one in told)) == (7, 1)
    assert (HandMark.objects.count(), Dispute.objects.count()) == (4, 1)
    assert (SignOff.objects.count(), len(begun())) == (8, 3)
    assert Observation.objects.filter(evidence__isnull=False).exists()


def test_a_picture_is_one() -> None:
    assert results.picture(3).startswith(b"\x89PNG")
