"""Two people at the same instant: one wins, the other is told, nothing is doubled."""

from datetime import date

import pytest

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.actions import offices, people, retention, roles
from governance.organisation.models import ErasureRequest, Membership, Office, Person, RoleAssignment
from tests import company
from tests.at_once import at_once
from tests.company import NOW

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 4, 1)


def kinds(ended):
    return sorted(type(end).__name__ for end in ended)


def test_two_moves_of_one_person_leave_one_place_a_day(project_office, tmp_path):
    person = company.person(at=company.office())
    south, west = company.office(), company.office()
    ended, rows = at_once(
        tmp_path,
        *(lambda to=to: people.move(person=person, office=to, on=DAY, actor=project_office, at=NOW) for to in (south, west)),
        then=lambda: list(Membership.objects.current().order_by("first_day").values_list("first_day", "last_day")),
    )
    assert "Person" in kinds(ended) and rows == [(company.LONG_AGO, date(2026, 3, 31)), (DAY, None)]


def test_two_who_name_a_head_leave_one_head(project_office, tmp_path):
    place = company.office()
    rivals = [company.person(at=place) for _ in range(2)]

    def give(person):
        return roles.give_role(
            person=person, role=Role.OFFICE_HEAD, office=place, first_day=DAY, actor=project_office, at=NOW, reason="needed"
        )

    ended, heads = at_once(
        tmp_path, *(lambda rival=rival: give(rival) for rival in rivals), then=lambda: RoleAssignment.objects.current().count()
    )
    assert kinds(ended) == ["Refused", "RoleAssignment"] and heads == 1


def test_two_changes_that_are_harmless_alone_never_close_a_circle(project_office, tmp_path):
    first, second = company.office("A"), company.office("B")
    ended, parents = at_once(
        tmp_path,
        lambda: offices.change_office(office=first, parent=second, actor=project_office, at=NOW),
        lambda: offices.change_office(office=second, parent=first, actor=project_office, at=NOW),
        then=lambda: [office.parent_id for office in Office.objects.all()],
    )
    assert kinds(ended) == ["InvalidInput", "Office"] and parents.count(None) == 1


def test_of_two_who_confirm_one_is_told(project_office, tmp_path):
    person = company.person(confirmed=False)
    ended, confirmed = at_once(
        tmp_path,
        *(lambda: people.confirm_person(person=person, actor=project_office, at=NOW) for _ in range(2)),
        then=lambda: Person.objects.get().confirmed,
    )
    assert kinds(ended) == ["Conflict", "Person"] and confirmed


def test_one_number_is_given_to_one_of_two(project_office, tmp_path):
    place = company.office()

    def hire():
        return people.hire(office=place, job="sales", on=DAY, name="Li", employee_number="7", actor=project_office, at=NOW)

    ended, count = at_once(tmp_path, hire, hire, then=lambda: Person.objects.count())
    assert count == 1 and "Person" in kinds(ended)


def test_an_erasure_is_decided_once(project_office, tmp_path):
    gone = company.person(left_on=date(2020, 1, 1))
    asked = retention.request_erasure(person=gone, actor=project_office, at=NOW, reason="over")
    hr = Actor(username="hr", grants=(Grant(Role.HR),))
    ended, status = at_once(
        tmp_path,
        *(
            lambda yes=yes: retention.decide_erasure(request=asked, approve=yes, actor=hr, at=NOW, reason="checked")
            for yes in (True, False)
        ),
        then=lambda: ErasureRequest.objects.get().status,
    )
    assert kinds(ended) == ["Conflict", "ErasureRequest"] and status in ("done", "declined")
