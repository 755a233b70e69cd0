"""Roles are given, approved, ended and lent; nobody decides on their own."""

from datetime import date
from decimal import Decimal

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from governance.organisation.actions import roles
from governance.organisation.grants import actor_for
from governance.organisation.models import Delegation, RoleAssignment, RoleStatus
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def give(person, role, actor, **more):
    return roles.give_role(**{"person": person, "role": role, "first_day": TODAY, "actor": actor, "at": NOW, "reason": "needed"} | more)


def actor_of(account):
    return actor_for(account, TODAY)


def account_of(person):
    return company.Account.objects.create_user(f"user-{person.pk}", person=person)


def test_a_role_is_given_for_an_office_and_logged_with_its_reason(project_office):
    north = company.office()
    head = company.person(at=north)
    given = give(head, Role.OFFICE_HEAD, project_office, office=north)
    assert given.status == RoleStatus.ACTIVE
    row = RoleAssignment.history.get()
    assert (row.history_username, row.history_change_reason) == ("mei", "needed")


def test_one_person_may_hold_several_roles(project_office):
    north, south = company.office(), company.office()
    person = company.person()
    give(person, Role.OFFICE_HEAD, project_office, office=north)
    give(person, Role.OFFICE_HEAD, project_office, office=south)
    give(person, Role.TRAINER, project_office)
    assert len(actor_of(account_of(person)).grants) == 3


def test_a_role_begins_and_ends_by_itself(project_office):
    person = company.person()
    give(person, Role.FINANCE, project_office, first_day=date(2026, 6, 10), last_day=date(2026, 6, 20))
    account = account_of(person)
    days = (date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 21))
    assert [actor_for(account, day).holds(Role.FINANCE) for day in days] == [False, True, True, False]


def test_a_steering_role_waits_for_the_sponsor(project_office, sponsor):
    person = company.person()
    proposed = give(person, Role.PROJECT_OFFICE, project_office)
    account = account_of(person)
    assert proposed.status == RoleStatus.PROPOSED and not actor_of(account).grants
    roles.decide_role(assignment=proposed, approve=True, actor=sponsor, at=NOW)
    assert actor_of(account).holds(Role.PROJECT_OFFICE)
    with pytest.raises(Conflict):
        roles.decide_role(assignment=proposed, approve=True, actor=sponsor, at=NOW)


def test_a_declined_role_gives_nothing_and_needs_a_reason(project_office, sponsor):
    person = company.person()
    proposed = give(person, Role.SPONSOR, project_office)
    with pytest.raises(InvalidInput):
        roles.decide_role(assignment=proposed, approve=False, actor=sponsor, at=NOW)
    roles.decide_role(assignment=proposed, approve=False, actor=sponsor, at=NOW, reason="no")
    assert not actor_of(account_of(person)).grants


def test_nobody_approves_what_they_proposed_or_what_they_would_hold():
    both = company.account(Role.PROJECT_OFFICE, Role.SPONSOR)
    other, proposed_for = company.account(Role.PROJECT_OFFICE), company.account(Role.SPONSOR)
    mine = give(company.person(), Role.SPONSOR, actor_of(both))
    for_them = give(proposed_for.person, Role.PROJECT_OFFICE, actor_of(other))
    with pytest.raises(NotAllowed):
        roles.decide_role(assignment=mine, approve=True, actor=actor_of(both), at=NOW)
    with pytest.raises(NotAllowed):
        roles.decide_role(assignment=for_them, approve=True, actor=actor_of(proposed_for), at=NOW)
    assert RoleAssignment.objects.filter(status=RoleStatus.PROPOSED).count() == 2


def test_nobody_gives_a_role_to_themselves():
    account = company.account(Role.PROJECT_OFFICE)
    with pytest.raises(NotAllowed):
        give(account.person, Role.AUDITOR, actor_of(account))


def test_only_the_project_office_gives_roles(sponsor):
    with pytest.raises(NotAllowed):
        give(company.person(), Role.TRAINER, sponsor)


def test_an_office_has_one_head_at_a_time(project_office):
    north = company.office()
    give(company.person(), Role.OFFICE_HEAD, project_office, office=north, last_day=date(2026, 6, 30))
    with pytest.raises(Refused, match="already has a head"):
        give(company.person(), Role.OFFICE_HEAD, project_office, office=north)
    give(company.person(), Role.OFFICE_HEAD, project_office, office=north, first_day=date(2026, 7, 1))


def test_a_head_needs_an_office_and_a_role_is_held_once(project_office):
    person = company.person()
    with pytest.raises(InvalidInput):
        give(person, Role.OFFICE_HEAD, project_office)
    give(person, Role.TRAINER, project_office)
    with pytest.raises(Refused):
        give(person, Role.TRAINER, project_office)


def test_a_role_is_ended_once_and_stays_in_the_record(project_office):
    given = give(company.person(), Role.TRAINER, project_office)
    roles.end_role(assignment=given, last_day=date(2026, 7, 1), actor=project_office, at=NOW, reason="done")
    assert RoleAssignment.objects.current().get().last_day == date(2026, 7, 1)
    with pytest.raises(Conflict):
        roles.end_role(assignment=given, last_day=date(2026, 6, 20), actor=project_office, at=NOW, reason="done")
    assert RoleAssignment.objects.count() == 2


def test_an_office_head_reaches_the_offices_below():
    region = company.office(kind="region")
    north = company.office(parent=region)
    account = company.account(Role.OFFICE_HEAD, office=region)
    assert allows(actor_of(account), Verb.VIEW, "adoption", office_id=north.pk)
    assert not allows(actor_of(account), Verb.VIEW, "adoption", office_id=company.office().pk)


def test_people_of_a_vendor_are_never_staff_whatever_a_roster_says():
    outsider = company.person(at=company.office())
    company.role(outsider, Role.VENDOR)
    assert actor_of(account_of(outsider)).roles == {Role.VENDOR}


def test_whoever_belongs_to_an_office_is_its_staff():
    north = company.office()
    account = account_of(company.person(at=north))
    assert allows(actor_of(account), Verb.VIEW, "office", office_id=north.pk)
    assert not allows(actor_of(account), Verb.VIEW, "office", office_id=company.office().pk)


def test_someone_who_left_holds_nothing():
    account = company.account(Role.SPONSOR)
    account.person.left_on = date(2026, 5, 31)
    account.person.save()
    assert actor_of(account).grants == ()


@pytest.fixture
def pair():
    """A head of an office, and a colleague who can stand in."""
    north = company.office()
    head, deputy = company.account(Role.OFFICE_HEAD, office=north), company.account()
    return north, head, deputy


def lend(pair, **more):
    north, head, deputy = pair
    given = {"holder": head.person, "deputy": deputy.person, "role": Role.OFFICE_HEAD, "office": north, "reason": "leave"}
    days = {"first_day": TODAY, "last_day": date(2026, 6, 14)}
    return roles.lend(**given | days | {"actor": actor_of(head), "at": NOW} | more)


def test_a_deputy_acts_within_days_and_limit(pair):
    lend(pair, limit=Decimal(5000), currency="CNY")
    north, head, deputy = pair
    (grant,) = actor_for(deputy, date(2026, 6, 14)).grants
    assert (grant.role, grant.limit, grant.delegated_by) == (Role.OFFICE_HEAD, 5000, head.person.pseudonym)
    assert actor_for(deputy, date(2026, 6, 15)).grants == ()


def test_what_was_lent_cannot_be_lent_on(pair):
    lend(pair)
    north, _head, deputy = pair
    with pytest.raises(Refused, match="not one that was borrowed"):
        lend((north, deputy, company.account()))


def test_a_delegation_never_outlives_the_role(pair, project_office):
    lend(pair)
    _north, head, deputy = pair
    roles.end_role(assignment=head.person.roles.get(), last_day=date(2026, 6, 5), actor=project_office, at=NOW, reason="moved on")
    assert actor_for(deputy, date(2026, 6, 5)).grants and not actor_for(deputy, date(2026, 6, 6)).grants


def test_only_the_holder_lends_and_only_what_is_held_that_long(pair, project_office):
    north, head, deputy = pair
    with pytest.raises(NotAllowed):
        lend(pair, actor=project_office)
    for wrong in ({"office": None}, {"role": Role.SPONSOR}, {"first_day": date(2019, 1, 1)}):
        with pytest.raises(Refused):
            lend(pair, **wrong)
    with pytest.raises(Refused):
        lend(pair, deputy=head.person)
    with pytest.raises(InvalidInput):
        lend(pair, limit=Decimal(-1), currency="CNY")
    assert not Delegation.objects.exists()


def test_lending_twice_is_refused(pair):
    lend(pair)
    with pytest.raises(Refused):
        lend(pair)


def test_a_delegation_is_ended_early_by_holder_or_deputy_only(pair, project_office):
    lent = lend(pair)
    _north, head, deputy = pair
    with pytest.raises(NotAllowed):
        roles.end_delegation(delegation=lent, last_day=TODAY, actor=project_office, at=NOW, reason="x")
    roles.end_delegation(delegation=lent, last_day=date(2026, 6, 5), actor=actor_of(deputy), at=NOW, reason="ill")
    shorter = Delegation.objects.current().get()
    roles.end_delegation(delegation=shorter, last_day=date(2026, 5, 31), actor=actor_of(head), at=NOW, reason="back")
    assert not Delegation.objects.current().exists()
    assert [row.history_change_reason for row in Delegation.history.order_by("history_id")] == ["leave", "ill", "ill", "back"]
