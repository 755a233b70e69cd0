"""Committees and seats: works, denied, refused, logged with its reason."""

import pytest

from governance.core.errors import InvalidInput, NotAllowed, Refused
from governance.steering.actions import change_committee, create_committee, end_seat, give_seat
from governance.steering.models import Committee, Seat
from tests import company
from tests.governance.steering.steered import AUDITOR, DAY, NOW, PROJECT, TODAY, ballot, committee, governed, member, noon, terms

pytestmark = pytest.mark.django_db


def seated(made, person, **changes):
    fields = {"committee": made, "person": person, "first_day": TODAY, "actor": PROJECT, "at": NOW, "reason": "needed"}
    return give_seat(**fields | changes)


def test_a_member_is_appointed_with_days_and_reason():
    made = create_committee(terms=terms(), actor=PROJECT, at=NOW)
    seat = seated(made, member(), chair=True, votes=False)
    assert (seat.chair, seat.votes, seat.username, seat.reason) == (True, True, PROJECT.username, "needed")
    assert seat.history.get().history_change_reason == "needed"


def test_readers_change_nothing():
    made, _members = committee()
    with pytest.raises(NotAllowed):
        seated(made, member(), actor=AUDITOR)
    with pytest.raises(NotAllowed):
        create_committee(terms=terms(), actor=AUDITOR, at=NOW)


def test_who_holds_no_voting_role_gets_no_seat():
    made, _members = committee()
    with pytest.raises(InvalidInput, match="role first"):
        seated(made, company.person())


def test_nobody_appoints_themselves():
    made, _members, by = governed()
    with pytest.raises(NotAllowed, match="themselves"):
        seated(made, company.Person.objects.get(pk=by.person_id), actor=by)


def test_one_seat_per_person_and_one_chair_at_a_time():
    made, members = committee()
    with pytest.raises(Refused, match="has a seat"):
        seated(made, company.Person.objects.get(pk=members[1].person_id))
    with pytest.raises(Refused, match="chairs"):
        seated(made, member(), chair=True)


def test_a_reason_is_asked_for():
    made, _members = committee()
    with pytest.raises(InvalidInput):
        seated(made, member(), reason=" ")


def test_a_seat_ends_and_the_row_before_stays_on_record():
    made, members = committee()
    seat = made.seats.get(person=members[1].person_id)
    end_seat(seat, last_day=TODAY + DAY, actor=PROJECT, at=noon(TODAY), reason="moves on")
    assert Seat.objects.filter(person=members[1].person_id).count() == 2
    assert Seat.objects.current().get(person=members[1].person_id).last_day == TODAY + DAY
    with pytest.raises(Refused, match="already ends"):
        end_seat(Seat.objects.current().get(person=members[1].person_id), last_day=TODAY + DAY * 2, actor=PROJECT, at=NOW, reason="x")


def test_a_seat_that_has_not_begun_falls_away():
    made, _members = committee()
    seat = seated(made, member(), first_day=TODAY + DAY * 9)
    end_seat(seat, last_day=TODAY, actor=PROJECT, at=NOW, reason="mistake")
    assert not Seat.objects.current().filter(person=seat.person_id).exists()


def test_once_chartered_only_the_sponsor_changes_it():
    made, _members, by = governed()
    with pytest.raises(NotAllowed, match="only the sponsor"):
        seated(made, member())
    with pytest.raises(NotAllowed):
        change_committee(made, terms=terms(), actor=PROJECT, at=NOW, reason="x")
    assert seated(made, member(), actor=by).username == by.username


def test_another_quorum_does_not_touch_a_ballot_under_way():
    made, _members, by = governed(quorum=3)
    opened = ballot()
    change_committee(made, terms=terms(quorum_kind="count", quorum_value=1), actor=by, at=NOW, reason="smaller")
    opened.refresh_from_db()
    assert (opened.quorum_value, Committee.objects.get().quorum_value) == (3, 1)


@pytest.mark.parametrize("wrong", [{"name_en": " "}, {"quorum_value": 0}, {"quorum_value": 101}, {"quorum_kind": "moon"}])
def test_terms_that_cannot_be_kept_name_their_field(wrong):
    with pytest.raises(InvalidInput) as refusal:
        create_committee(terms=terms(**wrong), actor=PROJECT, at=NOW)
    assert set(refusal.value.fields) == set(wrong)


def test_two_committees_of_one_name_are_refused():
    first = terms()
    create_committee(terms=first, actor=PROJECT, at=NOW)
    with pytest.raises(InvalidInput, match="not saved"):
        create_committee(terms=first, actor=PROJECT, at=NOW)
