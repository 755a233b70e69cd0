"""What the CRM's administrator is told to switch: people and roles as they ended, not every step on the way."""

from typing import Any

from reports.dashboards.homes.crm_admin import at_the_end
from training.clearance.models import ClearanceChange

ANNA, BERT = 1, 2
LYON, NICE = 10, 20


def change(person: int, office: int, allowed: bool, **more: Any) -> ClearanceChange:
    return ClearanceChange(person_id=person, office_id=office, allowed=allowed, **{"crm_role": "seller", **more})


def test_who_moved_and_is_cleared_there_is_not_switched_off_nor_on() -> None:
    assert at_the_end([change(ANNA, NICE, True), change(ANNA, LYON, False)]) == []


def test_who_lost_it_everywhere_is_told_once() -> None:
    newest = change(ANNA, NICE, False)
    assert at_the_end([newest, change(ANNA, LYON, False)]) == [newest]


def test_the_newest_change_of_an_office_counts() -> None:
    newest = change(ANNA, LYON, False)
    assert at_the_end([newest, change(ANNA, LYON, True)]) == [newest]


def test_other_people_and_other_roles_are_told_apart() -> None:
    found = [change(ANNA, LYON, False), change(BERT, NICE, True), change(ANNA, NICE, True, crm_role="sales support")]
    assert at_the_end(found) == found
