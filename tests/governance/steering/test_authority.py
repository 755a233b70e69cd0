"""Who decides a matter: the charter, its deputies, the sponsor while there is none; and who may not."""

import pytest

from governance.core.actor import system_actor
from governance.core.roles import Role
from governance.steering import selectors
from governance.steering.actions import close_ballot
from governance.steering.actions.charters import Decider
from governance.steering.authority import Basis
from governance.steering.matters import Choice, Matter
from tests import company
from tests.governance.steering.steered import DAY, NOW, PROJECT, TODAY, actor, ballot, governed, member, noon, signed, sponsor, votes

pytestmark = pytest.mark.django_db
STOP, GATE = Matter.STOP, Matter.GATE_DECISION


def test_while_no_charter_is_signed_the_sponsor_decides_and_it_says_so():
    by = sponsor()
    found = selectors.authority(STOP, TODAY)
    assert (found.basis, found.named, [one.person_id for one in found.holders]) == (Basis.NO_CHARTER, False, [by.person_id])
    assert "No charter is signed" in str(found.explanation)
    assert selectors.may_decide(by, STOP, TODAY) and not selectors.may_decide(PROJECT, STOP, TODAY)


def test_the_charter_names_a_person_who_decides_from_its_day_on():
    by, director = sponsor(), member(Role.PROJECT_DIRECTOR)
    signed(by, on=TODAY + DAY, at=NOW, rollback=Decider(person_id=director.pk, role=Role.PROJECT_DIRECTOR))
    named = actor(Role.PROJECT_DIRECTOR, director)
    assert selectors.authority(Matter.ROLLBACK, TODAY).basis == Basis.NO_CHARTER
    assert selectors.may_decide(named, Matter.ROLLBACK, TODAY + DAY)
    assert not selectors.may_decide(by, Matter.ROLLBACK, TODAY + DAY)
    assert "somebody else" in str(selectors.objection(by, Matter.ROLLBACK, TODAY + DAY))


def test_a_deputy_decides_on_the_days_of_the_delegation_only():
    by, deputy = sponsor(), company.person()
    signed(by)
    company.lends(company.Person.objects.get(pk=by.person_id), deputy, Role.SPONSOR, TODAY, TODAY + DAY)
    stand_in = actor(Role.SPONSOR, deputy, delegated_by=by.username)
    assert [selectors.may_decide(stand_in, STOP, TODAY + DAY * days) for days in (0, 1, 2)] == [True, True, False]


def test_a_deputy_with_a_limit_of_money_or_of_another_role_decides_nothing():
    by, deputy, other = sponsor(), company.person(), company.person()
    signed(by)
    holder = company.Person.objects.get(pk=by.person_id)
    company.lends(holder, deputy, Role.SPONSOR, TODAY, TODAY, limit=1000, currency="CNY")
    company.lends(holder, other, Role.COMMITTEE, TODAY, TODAY)
    assert not any(selectors.may_decide(actor(Role.SPONSOR, one), STOP, TODAY) for one in (deputy, other))


def test_a_deputy_for_one_office_decides_about_it_and_those_below():
    by, deputy = sponsor(), company.person()
    signed(by)
    region = company.office("REG")
    branch, elsewhere = company.office("BRA", parent=region), company.office("ELS")
    company.lends(company.Person.objects.get(pk=by.person_id), deputy, Role.SPONSOR, TODAY, TODAY, office=region)
    stand_in = actor(Role.STAFF, deputy)
    found = {one: selectors.may_decide(stand_in, STOP, TODAY, office_id=one) for one in (branch.pk, elsewhere.pk, None)}
    assert found == {branch.pk: True, elsewhere.pk: False, None: False}


def test_who_lost_the_role_they_were_named_in_decides_no_more():
    by = sponsor()
    signed(by)
    held = company.RoleAssignment.objects.get(person=by.person_id)
    held.last_day = TODAY
    held.save()
    found = selectors.authority(STOP, TODAY + DAY)
    assert not found.named and "no longer holds" in str(found.explanation)
    assert not selectors.may_decide(by, STOP, TODAY + DAY)


def test_nobody_decides_what_they_submitted_and_no_machine_decides():
    by = sponsor()
    assert "submitted" in str(selectors.objection(by, STOP, TODAY, submitted_by=by.username))
    assert not selectors.may_decide(system_actor("nightly"), STOP, TODAY)


def test_where_the_committee_decides_only_what_it_carried_may_be_put_on_record():
    made, members, by = governed(size=2, quorum=1)
    assert selectors.authority(GATE, TODAY).committee_id == made.pk
    say = lambda: selectors.may_decide(PROJECT, GATE, TODAY, subject_key="gate:1")  # noqa: E731
    assert not say() and not selectors.may_decide(members[0], GATE, TODAY)
    opened = ballot()
    votes(opened, dict.fromkeys(members, Choice.FOR))
    assert not say()
    close_ballot(opened, actor=PROJECT, at=NOW)
    assert say() and selectors.may_decide(members[1], GATE, TODAY, subject_key="gate:1")
    assert not selectors.may_decide(members[1], GATE, TODAY, subject_key="gate:2")
    assert not selectors.may_decide(actor(Role.OFFICE_HEAD), GATE, TODAY, subject_key="gate:1")
    assert selectors.may_decide(by, STOP, TODAY)


def test_what_the_committee_lost_is_not_decided():
    _made, members, _by = governed(size=2, quorum=1)
    opened = ballot()
    votes(opened, dict.fromkeys(members, Choice.AGAINST))
    close_ballot(opened, actor=PROJECT, at=NOW)
    assert "Lost" in str(selectors.objection(PROJECT, GATE, TODAY, subject_key="gate:1"))


def test_the_last_ballot_about_a_subject_is_the_one_that_counts():
    _made, members, _by = governed(size=1, quorum=1)
    for later, choice in enumerate((Choice.FOR, Choice.AGAINST)):
        opened = ballot(at=NOW + DAY * later)
        votes(opened, {members[0]: choice}, at=NOW + DAY * later)
        close_ballot(opened, actor=PROJECT, at=NOW + DAY * later)
    assert not selectors.may_decide(PROJECT, GATE, TODAY, subject_key="gate:1")


def test_an_earlier_day_is_told_as_it_was_known_then():
    by = sponsor()
    signed(by, on=TODAY, at=NOW)
    assert selectors.authority(STOP, TODAY, NOW - DAY).basis == Basis.NO_CHARTER
    assert selectors.authority(STOP, TODAY, NOW).basis == Basis.CHARTER
    deputy = company.person()
    company.lends(company.Person.objects.get(pk=by.person_id), deputy, Role.SPONSOR, TODAY, TODAY, recorded_at=NOW + DAY)
    assert selectors.authority(STOP, TODAY, NOW).deputies == () and len(selectors.authority(STOP, TODAY).deputies) == 1


def test_a_later_charter_replaces_the_earlier_from_its_day():
    by, second = sponsor(), member(Role.PROJECT_DIRECTOR)
    signed(by, on=TODAY)
    signed(by, on=TODAY + DAY * 3, at=noon(TODAY + DAY), stop=Decider(person_id=second.pk, role=Role.PROJECT_DIRECTOR))
    holders = [selectors.authority(STOP, TODAY + DAY * days).holders[0].person_id for days in (0, 2, 3)]
    assert holders == [by.person_id, by.person_id, second.pk]


def test_all_matters_cost_no_more_queries_than_one(django_assert_num_queries):
    governed()
    with django_assert_num_queries(3):
        selectors.authorities(TODAY)
