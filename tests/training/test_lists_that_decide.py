"""From the trainer's list to the clearance list: what is corrected in the one shows in the other by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import company
from tests.training.clearance import clearing
from tests.training.courses import classroom
from tests.training.courses.classroom import HOURS, START, project_office
from training.clearance.models import Standing
from training.courses import actions

pytestmark = pytest.mark.django_db(transaction=True)


def allowed() -> list[bool]:
    return list(Standing.objects.current().order_by("pk").values_list("allowed", flat=True))


def test_a_correction_of_a_list_opened_again_decides_on_clearance_at_once() -> None:
    company.use_rule()
    course, seller = classroom.course("sales"), company.person("Li Na", at=company.office())
    clearing.requires(course)
    session = classroom.running(course, at=company.office("SOUTH"))
    place = classroom.seat(session, seller)
    end = START + HOURS
    actions.arrive(place, actor=project_office(), at=START)
    session = actions.close(session, actor=project_office(), at=end)
    assert allowed() == [True]
    actions.reopen(session, actor=project_office(), at=end + timedelta(days=1), reason="it was the twin")
    assert allowed() == [True]
    actions.correct(place, standing="absent", actor=project_office(), at=timezone.now(), reason="it was the twin")
    assert allowed() == [False]
    actions.correct(place, standing="present", actor=project_office(), at=timezone.now(), reason="it was not")
    assert allowed() == [True]
