"""Wrong facts are superseded with a reason; leave can be corrected and withdrawn."""

from datetime import date, timedelta

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.organisation.actions import corrections, leave
from governance.organisation.models import Absence, Identity, Membership, Person
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_a_wrong_office_is_superseded_and_still_told_for_earlier_instants(project_office):
    north, south = company.office("N"), company.office("S")
    wrong = company.person(at=north).memberships.get()
    corrections.correct_membership(
        membership=wrong, office=south, job="clerk", first_day=date(2026, 1, 1), actor=project_office, at=NOW, reason="typed wrongly"
    )
    assert Membership.objects.current().get().office == south
    assert Membership.objects.known_at(NOW - timedelta(seconds=1)).get().office == north
    assert {row.history_change_reason for row in Membership.history.exclude(history_username__startswith="system")} == {"typed wrongly"}


def test_a_correction_needs_a_reason(project_office):
    place = company.office()
    wrong = company.person(at=place).memberships.get()
    with pytest.raises(InvalidInput):
        corrections.correct_membership(
            membership=wrong, office=place, job="clerk", first_day=date(2026, 1, 1), actor=project_office, at=NOW, reason=" "
        )
    assert Membership.objects.get() == wrong


def test_of_two_corrections_of_the_same_entry_the_second_is_told(project_office):
    place = company.office()
    wrong = company.person(at=place).memberships.get()
    stale = Membership.objects.get()
    arguments = {"office": place, "job": "clerk", "first_day": date(2026, 1, 1), "actor": project_office, "reason": "x"}
    corrections.correct_membership(membership=wrong, at=NOW, **arguments)
    with pytest.raises(Conflict):
        corrections.correct_membership(membership=stale, at=LATER, **arguments)


def test_an_entry_can_be_taken_out(project_office):
    place = company.office()
    wrong = company.person(at=place).memberships.get()
    corrections.correct_membership(
        membership=wrong, office=place, job="", first_day=NOW.date(), withdraw=True, actor=project_office, at=NOW, reason="x"
    )
    assert not Membership.objects.current().exists() and Membership.objects.count() == 1


def test_the_sponsor_corrects_nobody(sponsor):
    person = company.person(at=company.office())
    with pytest.raises(NotAllowed):
        corrections.correct_person(person=person, actor=sponsor, at=NOW, reason="x")
    with pytest.raises(NotAllowed):
        corrections.correct_identity(person=person, name="Other", actor=sponsor, at=NOW)
    assert Identity.objects.get().name != "Other"


def test_a_corrected_last_day_cuts_the_place(project_office):
    person = company.person(at=company.office())
    corrections.correct_person(
        person=person, joined_on=date(2021, 1, 1), left_on=date(2026, 2, 1), actor=project_office, at=NOW, reason="letter of HR"
    )
    assert person.memberships.current().get().last_day == date(2026, 2, 1)


def test_names_change_without_leaving_the_old_one_behind(project_office):
    person = company.person("Wang Old")
    corrections.correct_identity(person=person, name="Wang New", actor=project_office, at=NOW, reason="married")
    assert Identity.objects.get().name == "Wang New"
    row = Person.history.first()
    assert (row.history_username, row.history_change_reason) == ("mei", "identity: name – married")
    assert "Wang" not in repr(Person.history.values())


def test_leave_is_recorded_once_for_a_day(project_office):
    person = company.person(at=company.office())
    leave.record_absence(person=person, first_day=date(2026, 5, 4), last_day=date(2026, 5, 8), actor=project_office, at=NOW)
    with pytest.raises(Refused):
        leave.record_absence(person=person, first_day=date(2026, 5, 8), actor=project_office, at=NOW)
    with pytest.raises(InvalidInput):
        leave.record_absence(person=person, first_day=date(2026, 5, 8), last_day=date(2026, 5, 1), actor=project_office, at=NOW)
    assert Absence.objects.count() == 1


def test_leave_is_corrected_and_withdrawn_with_a_reason(project_office):
    absence = company.absence(company.person(), date(2026, 5, 4))
    leave.correct_absence(
        absence=absence, first_day=date(2026, 5, 4), last_day=date(2026, 5, 5), actor=project_office, at=NOW, reason="came back"
    )
    ended = Absence.objects.current().get()
    assert ended.last_day == date(2026, 5, 5)
    leave.correct_absence(absence=ended, first_day=ended.first_day, withdraw=True, actor=project_office, at=LATER, reason="not taken")
    assert not Absence.objects.current().exists() and Absence.objects.count() == 2


def test_leave_of_another_is_not_for_the_sponsor(sponsor):
    with pytest.raises(NotAllowed):
        leave.record_absence(person=company.person(), first_day=date(2026, 5, 4), actor=sponsor, at=NOW)
