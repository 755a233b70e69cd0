"""Offices in a tree: opened, changed, closed, matched."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.organisation import tree
from governance.organisation.actions import offices
from governance.organisation.models import Office
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db


def test_an_office_is_opened_in_a_region_and_logged(project_office):
    region = company.office("R", kind="region")
    made = offices.create_office(code=" BJ ", name="Beijing", name_zh="北京", parent=region, actor=project_office, at=NOW, reason="new")
    assert (made.code, made.parent, str(made)) == ("BJ", region, "Beijing")
    row = Office.history.filter(code="BJ").get()
    assert (row.history_username, row.history_change_reason) == ("mei", "new")


def test_only_the_project_office_opens_offices(sponsor):
    with pytest.raises(NotAllowed):
        offices.create_office(code="BJ", name="Beijing", actor=sponsor, at=NOW)
    assert not Office.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "n"), ("code", " "), ("time_zone", "Mars/Olympus"), ("working_calendar", "MOON")],
)
def test_what_cannot_stand_is_named_by_field(project_office, field, value):
    company.office("N")
    with pytest.raises(InvalidInput) as refused:
        offices.create_office(**{"code": "X", "name": "X", "actor": project_office, "at": NOW} | {field: value})
    assert field.removeprefix("working_") in refused.value.fields


def test_an_office_cannot_become_part_of_itself(project_office):
    region = company.office("R", kind="region")
    office = company.office("N", parent=region)
    for parent in (office, region):
        with pytest.raises(InvalidInput) as refused:
            offices.change_office(office=region, parent=parent, actor=project_office, at=NOW)
        assert "parent" in refused.value.fields
    region.refresh_from_db()
    assert region.parent is None


def test_an_office_with_people_is_not_closed(project_office):
    office = company.office()
    company.person(at=office, last_day=date(2026, 6, 30))
    with pytest.raises(Refused, match="1 people"):
        offices.close_office(office=office, on=date(2026, 6, 29), actor=project_office, at=NOW, reason="sold")
    offices.close_office(office=office, on=date(2026, 6, 30), actor=project_office, at=NOW, reason="sold")
    with pytest.raises(Conflict):
        offices.close_office(office=office, on=date(2026, 6, 30), actor=project_office, at=NOW, reason="sold")
    offices.reopen_office(office=office, actor=project_office, at=NOW, reason="not sold")
    with pytest.raises(Conflict):
        offices.reopen_office(office=office, actor=project_office, at=NOW, reason="not sold")


def test_an_office_first_seen_in_a_file_is_confirmed_once(project_office):
    office = company.office(confirmed=False)
    offices.confirm_office(office=office, actor=project_office, at=NOW)
    with pytest.raises(Conflict):
        offices.confirm_office(office=office, actor=project_office, at=NOW)


def test_an_unconfirmed_office_is_matched_to_a_known_one_and_nothing_is_lost(project_office):
    known, seen = company.office("BJ"), company.office("beijing-2", confirmed=False)
    person = company.person(at=seen)
    offices.merge_office(office=seen, into=known, actor=project_office, at=NOW, reason="same place")
    seen.refresh_from_db()
    assert seen.merged_into == known and not seen.confirmed
    assert person.memberships.current().get().office == known
    assert person.memberships.known_at(company.RECORDED).get().office == seen
    with pytest.raises(Conflict):
        offices.merge_office(office=seen, into=known, actor=project_office, at=NOW)


def test_a_confirmed_office_is_never_merged_away(project_office):
    with pytest.raises(Conflict):
        offices.merge_office(office=company.office(), into=company.office(), actor=project_office, at=NOW)


def test_the_tree_is_walked_in_order_with_depths():
    parents = {1: None, 2: 1, 3: 1, 4: 2}
    assert tree.in_order(parents, {1: "a", 2: "c", 3: "b", 4: "d"}) == [1, 3, 2, 4]
    assert tree.depths(parents) == {1: 0, 2: 1, 3: 1, 4: 2}


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=30))
def test_no_sequence_of_changes_closes_a_circle(changes):
    parents = dict.fromkeys(range(1, 9))
    for office, parent in changes:
        if not tree.would_circle(office, parent, parents):
            parents[office] = parent
    assert sorted(tree.in_order(parents, {one: str(one) for one in parents})) == list(parents)


def test_business_hours_are_the_usual_ones_until_others_are_entered(project_office):
    office = company.office("HRS")
    assert office.hours == (time(8, 30), time(18))
    changed = offices.change_office(office=office, opens_at=time(9), closes_at=time(17, 30), actor=project_office, at=company.NOW)
    assert changed.hours == (time(9), time(17, 30))


def test_an_office_closes_after_it_opens(project_office):
    office = company.office("HRS")
    with pytest.raises(InvalidInput) as refused:
        offices.change_office(office=office, opens_at=time(19), actor=project_office, at=company.NOW)
    assert "closes_at" in refused.value.fields
