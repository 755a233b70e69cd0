"""User names become people, labels become offices: suggested, said by a person, dated, undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.roles import Role
from rollout.adoption.actions import matching
from rollout.adoption.matching import Candidate, suggestions
from rollout.adoption.models import MatchKind, OfficeMatch, SourceOffice, SourceUser, UserMatch
from rollout.adoption.models.matching import ALWAYS
from rollout.adoption.selectors.active import active_users
from rollout.adoption.selectors.matching import gaps, waiting_offices, waiting_users
from rollout.adoption.selectors.usage import person_days
from tests import company
from tests.rollout.adoption.usage_files import AT, MEI, counted

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.fixture
def anna():
    counted("1,2026-03-02T09:00,anna.lund,Lyon,Update", "2,2026-03-03T09:00,ANNA,0,Update", "3,2026-03-03T10:00,robot,Lyon,Update")
    return company.person("Anna Lund", at=company.office("LYON"))


def user(key):
    return SourceUser.objects.get(key=key)


def test_suggestions_need_one_candidate_under_a_name():
    people = [
        Candidate(1, [("number", "E1"), ("name", "Ånna  Lund")]),
        Candidate(2, [("number", "E2"), ("name", "Li Wei")]),
        Candidate(3, [("name", "Li Wei")]),
    ]
    found = suggestions(["anna.lund@firm.example", "e2", "Li Wei", "nobody"], people)
    assert {name: each.id for name, each in found.items()} == {"anna.lund@firm.example": 1, "e2": 2}


def test_the_queue_suggests_and_accepting_matches_all(anna, signed_in):
    assert [(each.name, each.suggestion) for each in waiting_users() if each.suggestion] == [("anna.lund", anna.pk)]
    assert [(each.name, bool(each.suggestion)) for each in waiting_offices()] == [("Lyon", True), ("0", False)]
    signed_in(Role.PROJECT_OFFICE).post(reverse("adoption:match-users-accept"))
    assert UserMatch.objects.get().person == anna
    assert person_days(date(2026, 3, 1), date(2026, 3, 31))[0].person_id == anna.pk


def test_the_command_accepts_what_is_suggested_and_says_what_still_waits(anna, capsys):
    call_command("match_usage")
    assert "1 offices and 1 user names were matched; 1 offices and 2 user names wait" in capsys.readouterr().out
    assert UserMatch.objects.get().person == anna and OfficeMatch.objects.get().office.code == "LYON"
    assert UserMatch.objects.get().reason == "Suggestions accepted"
    call_command("match_usage")
    assert "0 offices and 0 user names were matched" in capsys.readouterr().out and UserMatch.objects.count() == 1


def test_names_not_matched_are_told_beside_reach_to_who_can_match_them(anna, signed_in):
    told, address = "3 user names are not matched to a person", reverse("adoption:offices")
    assert told in signed_in(Role.PROJECT_OFFICE).get(address).content.decode()
    assert told not in signed_in(Role.AUDITOR).get(address).content.decode()
    for name in SourceUser.objects.all():
        matching.match_users(people={name.pk: anna.pk}, actor=MEI, at=AT)
    assert told not in signed_in(Role.PROJECT_OFFICE).get(address).content.decode()


def test_two_user_names_of_one_person_are_counted_together(anna):
    matching.match_users(people={user("anna.lund").pk: anna.pk, user("ANNA").pk: anna.pk}, actor=MEI, at=AT)
    assert [(row.day.day, row.actions) for row in person_days(date(2026, 3, 1), date(2026, 3, 31))] == [(2, 1), (3, 1)]


def test_an_account_that_changed_hands_belongs_to_each_for_their_days(anna):
    bert = company.person("Bert")
    pk = user("anna.lund").pk
    matching.match_users(people={pk: anna.pk}, last_day=date(2026, 3, 1), actor=MEI, at=AT)
    matching.match_users(people={pk: bert.pk}, first_day=date(2026, 3, 2), actor=MEI, at=AT)
    assert [row.person_id for row in person_days(date(2026, 3, 1), date(2026, 3, 31))] == [bert.pk]


def held(pk):
    """Who the name is, from which day to which, in the order of days; the beginning and the end of time as None."""
    rows = UserMatch.objects.current().filter(source_user=pk).order_by("first_day")
    return [(row.person_id, None if row.first_day == ALWAYS else row.first_day, row.last_day) for row in rows]


def test_an_account_that_changes_hands_later_stays_its_former_holders_until_then(anna):
    bert, pk = company.person("Bert"), user("anna.lund").pk
    matching.match_users(people={pk: anna.pk}, actor=MEI, at=AT)
    assert matching.match_users(people={pk: bert.pk}, first_day=date(2026, 3, 2), actor=MEI, at=LATER) == 1
    assert held(pk) == [(anna.pk, None, date(2026, 3, 1)), (bert.pk, date(2026, 3, 2), None)]
    assert [row.person_id for row in person_days(date(2026, 3, 1), date(2026, 3, 31), known_at=AT)] == [anna.pk]


def test_an_account_lent_for_some_days_is_its_owners_before_and_after(anna):
    bert, pk = company.person("Bert"), user("anna.lund").pk
    matching.match_users(people={pk: anna.pk}, actor=MEI, at=AT)
    matching.match_users(people={pk: bert.pk}, first_day=date(2026, 3, 2), last_day=date(2026, 3, 5), actor=MEI, at=LATER)
    lent = [(anna.pk, None, date(2026, 3, 1)), (bert.pk, date(2026, 3, 2), date(2026, 3, 5)), (anna.pk, date(2026, 3, 6), None)]
    assert held(pk) == lent
    matching.match_users(people={pk: anna.pk}, actor=MEI, at=LATER + timedelta(days=1))
    assert held(pk) == [(anna.pk, None, None)]


def test_a_match_is_corrected_and_undone_without_loss(anna):
    pk = user("anna.lund").pk
    matching.match_users(people={pk: anna.pk}, actor=MEI, at=AT, reason="same name")
    matching.mark_users(users=[pk], kind=MatchKind.IGNORED, actor=MEI, at=LATER)
    assert UserMatch.objects.current().get().kind == MatchKind.IGNORED
    assert UserMatch.objects.known_at(AT).get().person == anna
    matching.undo_user(match=UserMatch.objects.current().get(), actor=MEI, at=LATER)
    assert not UserMatch.objects.current().exists()
    with pytest.raises(Conflict):
        matching.undo_user(match=UserMatch.objects.first(), actor=MEI, at=LATER)


def test_saying_the_same_again_changes_nothing(anna):
    people = {user("anna.lund").pk: anna.pk}
    assert matching.match_users(people=people, actor=MEI, at=AT) == 1
    assert matching.match_users(people=people, actor=MEI, at=LATER) == 0


def test_only_the_project_office_matches(anna):
    staff = Actor(username="x", grants=(Grant(Role.STAFF),))
    with pytest.raises(NotAllowed):
        matching.match_users(people={user("anna.lund").pk: anna.pk}, actor=staff, at=AT)
    with pytest.raises(NotAllowed):
        matching.match_offices(offices={}, actor=staff, at=AT)
    with pytest.raises(InvalidInput):
        matching.match_users(people={user("anna.lund").pk: 999_999}, actor=MEI, at=AT)
    assert not UserMatch.objects.exists()


def test_systems_and_ignored_names_are_not_active_users(anna):
    assert {row.label: row.users for row in active_users(date(2026, 3, 3))} == {"Lyon": 2, "0": 1}
    matching.mark_users(users=[user("robot").pk], kind=MatchKind.SYSTEM, actor=MEI, at=AT)
    assert {row.label: row.users for row in active_users(date(2026, 3, 3))} == {"Lyon": 1, "0": 1}


def test_an_office_label_means_an_office_none_or_a_new_one(anna, signed_in):
    labels = {each.label: each.pk for each in SourceOffice.objects.all()}
    client = signed_in(Role.PROJECT_OFFICE)
    client.post(reverse("adoption:match-offices"), {f"office-{labels['Lyon']}": "new", f"office-{labels['0']}": "none"})
    assert OfficeMatch.objects.get(source_office__label="Lyon").office.name == "Lyon"
    assert OfficeMatch.objects.get(source_office__label="0").office is None
    assert gaps(date(2026, 4, 1)).offices_waiting == 0


def test_one_name_is_decided_on_its_page(anna, signed_in):
    client = signed_in(Role.PROJECT_OFFICE)
    address = reverse("adoption:match-user", args=[user("anna.lund").pk])
    assert client.post(address, {"kind": "person"}).status_code == 422
    assert client.post(address, {"kind": "person", "person": anna.pk}).status_code == 302
    assert b"Anna Lund" in client.get(address).content
