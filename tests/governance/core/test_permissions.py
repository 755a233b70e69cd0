"""The permission table: what each role reaches, and what nobody does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core import permissions
from governance.core.actor import Actor, Grant, system_actor
from governance.core.errors import NotAllowed
from governance.core.permissions import TABLE, Verb, allows, require, require_other, scope
from governance.core.roles import Role

HERE, ELSEWHERE = 1, 2


def holding(role: Role, *offices: int, person: int | None = 5) -> Actor:
    return Actor("someone", person_id=person, grants=(Grant(role, frozenset(offices) if offices else None),))


def test_an_office_head_reaches_the_own_office_only() -> None:
    head = holding(Role.OFFICE_HEAD, HERE)
    assert allows(head, Verb.VIEW, "adoption", office_id=HERE)
    assert not allows(head, Verb.VIEW, "adoption", office_id=ELSEWHERE)
    assert scope(head, Verb.VIEW, "adoption").office_ids == {HERE}


def test_staff_reach_themselves() -> None:
    clerk = holding(Role.STAFF, HERE)
    assert allows(clerk, Verb.VIEW, "person_usage", person_id=5)
    assert not allows(clerk, Verb.VIEW, "person_usage", person_id=6, office_id=ELSEWHERE)


def test_the_sponsor_does_not_see_individuals_usage() -> None:
    assert not allows(holding(Role.SPONSOR), Verb.VIEW, "person_usage", person_id=6)


def test_a_role_for_one_office_never_reaches_everything() -> None:
    assert not scope(holding(Role.PROJECT_OFFICE, HERE), Verb.CHANGE, "office").everything


def test_no_roles_reach_nothing() -> None:
    nobody = Actor("visitor")
    assert not any(allows(nobody, verb, what) for what, verbs in TABLE.items() for verb in verbs)


def test_the_auditor_reads_and_changes_nothing() -> None:
    auditor = holding(Role.AUDITOR)
    changing = {Verb.CHANGE, Verb.APPROVE, Verb.IMPORT}
    assert not any(allows(auditor, verb, what) for what, verbs in TABLE.items() for verb in verbs if verb in changing)


def test_the_vendor_sees_nothing_of_the_company() -> None:
    vendor = holding(Role.VENDOR)
    assert not any(allows(vendor, Verb.VIEW, what) for what in ("office", "person", "adoption", "roster", "sponsor_page"))


def test_nobody_approves_what_they_submitted() -> None:
    with pytest.raises(NotAllowed):
        require_other(Actor("mei"), "mei")
    require_other(Actor("sun"), "mei")


def test_require_refuses_in_words() -> None:
    with pytest.raises(NotAllowed, match="roles"):
        require(Actor("visitor"), Verb.VIEW, "roster")


def test_scheduled_work_may_do_what_the_table_lists() -> None:
    require(system_actor("nightly"), Verb.CHANGE, "adoption")


@given(st.sampled_from(list(Role)), st.sampled_from(list(Role)), st.sampled_from(list(TABLE)), st.sampled_from(list(Verb)))
def test_another_role_never_takes_a_right_away(one: Role, other: Role, what: str, verb: Verb) -> None:
    alone = Actor("a", person_id=5, grants=(Grant(one),))
    both = Actor("a", person_id=5, grants=(Grant(one), Grant(other)))
    assert not allows(alone, verb, what) or allows(both, verb, what)


def test_every_right_names_a_role_and_a_reach() -> None:
    for verbs in TABLE.values():
        for rights in verbs.values():
            assert all(isinstance(role, Role) and isinstance(reach, permissions.Reach) for role, reach in rights.items())
