"""People join, move, change jobs and leave; nothing is overwritten."""

from datetime import date, timedelta

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.organisation.actions import people
from governance.organisation.models import JobRole, Membership, Person
from governance.organisation.timeline import Place, corrected, ended, placed
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


def stays(person):
    rows = person.memberships.current().order_by("first_day")
    return [(row.office.code, row.job_role, row.first_day, row.last_day) for row in rows]


def test_a_move_keeps_the_days_before_it(project_office):
    north, south = company.office("N"), company.office("S")
    person = company.person(at=north)
    people.move(person=person, office=south, on=APRIL, actor=project_office, at=NOW)
    assert stays(person) == [("N", "sales", company.LONG_AGO, date(2026, 3, 31)), ("S", "sales", APRIL, None)]


def test_what_was_known_before_a_move_stays_in_the_record(project_office):
    person = company.person(at=company.office("N"))
    people.move(person=person, office=company.office("S"), on=APRIL, actor=project_office, at=NOW)
    before = Membership.objects.known_at(NOW - timedelta(seconds=1)).get()
    assert (before.office.code, before.last_day) == ("N", None)


def test_a_move_is_logged_with_its_reason(project_office):
    person = company.person(at=company.office())
    people.move(person=person, office=company.office("S"), on=APRIL, actor=project_office, at=NOW, reason="new market")
    row = Membership.history.filter(office__code="S").get()
    assert (row.history_username, row.history_change_reason) == ("mei", "new market")


def test_moving_twice_to_the_same_place_is_refused_and_changes_nothing(project_office):
    person, south = company.person(at=company.office("N")), company.office("S")
    people.move(person=person, office=south, on=APRIL, actor=project_office, at=NOW)
    rows = Membership.objects.count()
    with pytest.raises(Refused):
        people.move(person=person, office=south, on=APRIL, actor=project_office, at=NOW)
    assert Membership.objects.count() == rows


def test_a_move_before_a_later_move_is_refused(project_office):
    person = company.person(at=company.office())
    people.move(person=person, office=company.office(), on=date(2026, 5, 1), actor=project_office, at=NOW)
    with pytest.raises(Refused, match="later move"):
        people.move(person=person, office=company.office(), on=APRIL, actor=project_office, at=NOW)


def test_only_those_with_the_right_move_people(sponsor):
    person, south = company.person(at=company.office()), company.office()
    head = Actor("head", grants=(Grant(Role.OFFICE_HEAD, frozenset({south.pk})),))
    for actor in (sponsor, head):
        with pytest.raises(NotAllowed):
            people.move(person=person, office=south, on=APRIL, actor=actor, at=NOW)
    assert len(stays(person)) == 1


def test_a_project_office_of_one_region_cannot_reach_another_regions_people():
    north, south = company.office(), company.office()
    person = company.person(at=north)
    southern = Actor("nan", grants=(Grant(Role.PROJECT_OFFICE, frozenset({south.pk})),))
    with pytest.raises(NotAllowed):
        people.move(person=person, office=south, on=APRIL, actor=southern, at=NOW)


def test_nobody_moves_to_a_closed_office(project_office):
    person, closed = company.person(at=company.office()), company.office(closed_on=date(2026, 3, 1))
    with pytest.raises(Refused):
        people.move(person=person, office=closed, on=APRIL, actor=project_office, at=NOW)


def test_a_change_of_job_stays_in_the_office(project_office):
    person = company.person(at=company.office("N"))
    people.change_job(person=person, job=JobRole.MANAGER, on=APRIL, actor=project_office, at=NOW)
    assert [job for _office, job, *_days in stays(person)] == ["sales", "manager"]


def test_hiring_makes_a_person_with_a_pseudonym_that_tells_nothing(project_office):
    person = people.hire(
        office=company.office("N"), job="sales", on=APRIL, name="Li Mei", employee_number="077077", actor=project_office, at=NOW
    )
    assert person.identity.name == "Li Mei" and "077077" not in person.pseudonym
    assert (person.experience, stays(person)) == ("new", [("N", "sales", APRIL, None)])


def test_an_employee_number_belongs_to_one_person(project_office):
    company.person(employee_number="77")
    with pytest.raises(InvalidInput) as refused:
        people.hire(office=company.office(), job="sales", on=APRIL, name="Li", employee_number="77", actor=project_office, at=NOW)
    assert "employee_number" in refused.value.fields and Person.objects.count() == 1


def test_leaving_ends_place_leave_roles_and_delegations(project_office):
    person, deputy = company.person(at=company.office()), company.person()
    company.absence(person, date(2026, 5, 20))
    company.absence(person, date(2026, 8, 1), date(2026, 8, 9))
    company.role(person, Role.TRAINER)
    company.lends(person, deputy, Role.TRAINER, date(2026, 5, 1), date(2026, 9, 1))
    people.leave_company(person=person, last_day=date(2026, 5, 31), actor=project_office, at=NOW, reason="resigned")
    last = date(2026, 5, 31)
    for rows in (person.memberships, person.absences, person.roles, person.delegations_given):
        assert [row.last_day for row in rows.current()] == [last]


def test_leaving_twice_is_refused(project_office):
    person = company.person(at=company.office())
    people.leave_company(person=person, last_day=date(2026, 5, 31), actor=project_office, at=NOW)
    with pytest.raises(Conflict):
        people.leave_company(person=person, last_day=date(2026, 6, 30), actor=project_office, at=NOW)


def test_nobody_leaves_before_joining(project_office):
    person = company.person(at=company.office(), joined_on=APRIL)
    with pytest.raises(InvalidInput):
        people.leave_company(person=person, last_day=date(2026, 3, 1), actor=project_office, at=NOW)
    person.refresh_from_db()
    assert person.left_on is None


def test_coming_back_keeps_the_first_employment(project_office):
    person, south = company.person(at=company.office("N")), company.office("S")
    people.leave_company(person=person, last_day=date(2025, 12, 31), actor=project_office, at=NOW)
    people.rehire(person=person, office=south, job="clerk", on=APRIL, actor=project_office, at=NOW)
    assert [(code, first) for code, _job, first, _last in stays(person)] == [("N", company.LONG_AGO), ("S", APRIL)]


def test_confirming_someone_first_seen_in_a_file_works_once(project_office):
    person = company.person(confirmed=False)
    people.confirm_person(person=person, actor=project_office, at=NOW)
    with pytest.raises(Conflict):
        people.confirm_person(person=person, actor=project_office, at=NOW)


def test_a_failure_half_way_leaves_everything_as_it_was(project_office, monkeypatch):
    person = company.person(at=company.office("N"))
    monkeypatch.setattr(people, "announce", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        people.move(person=person, office=company.office("S"), on=APRIL, actor=project_office, at=NOW)
    assert stays(person) == [("N", "sales", company.LONG_AGO, None)]


def test_places_are_cut_replaced_and_never_doubled():
    old = Place(1, "sales", date(2026, 1, 1))
    assert placed([old], 2, "sales", date(2026, 1, 1)) == [Place(2, "sales", date(2026, 1, 1))]
    assert ended([old], date(2025, 12, 31)) == []
    with pytest.raises(Refused, match="one place a day"):
        corrected([old, Place(2, "sales", date(2027, 1, 1))], old, Place(3, "sales", date(2026, 1, 1)))
