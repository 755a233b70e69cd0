"""People who are not cleared stay among the expected users and are told on a line of their own."""

from typing import Any

import pytest

from governance.core.roles import Role
from tests import company
from tests.rollout.adoption import seen
from tests.training.clearance import clearing

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris() -> Any:
    office, people = seen.live_office(people=6, code="PAR")
    of = seen.file()
    for person in people:
        company.notice(person)
    seen.used(people[0], seen.weekdays(5), of=of, entries=4, self_entries=4)
    seen.computed()
    return office


def test_the_project_office_reads_who_of_them_was_not_cleared(paris: Any, signed_in: Any) -> None:
    clearing.requires(clearing.policy())
    page = signed_in(Role.PROJECT_OFFICE).get(f"/adoption/offices/{paris.pk}/").content.decode()
    assert "6 people shown here were not cleared, and count all the same." in page
    assert page.count("· not cleared") == 5
    assert f'href="/clearance/offices/{paris.pk}/missing/"' in page


def test_before_anything_is_laid_down_nobody_is_blamed(paris: Any, signed_in: Any) -> None:
    page = signed_in(Role.PROJECT_OFFICE).get(f"/adoption/offices/{paris.pk}/").content.decode()
    assert "not cleared" not in page


def test_others_read_no_such_line(paris: Any, signed_in: Any) -> None:
    clearing.requires(clearing.policy())
    page = signed_in(Role.SPONSOR).get(f"/adoption/offices/{paris.pk}/").content.decode()
    assert "not cleared" not in page
