"""Opening, voting, closing: each action works, is denied, refused, repeated, logged, and rolled back."""

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.steering import selectors
from governance.steering.actions import cast_vote, close_ballot, end_seat
from governance.steering.matters import Choice, Matter, Outcome
from governance.steering.models import Ballot, Closing, Elector, Vote
from tests.governance.steering.steered import AUDITOR, DAY, HEAD, NOW, PROJECT, TODAY, actor, ballot, committee, governed, member, votes

pytestmark = pytest.mark.django_db
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN


def test_a_ballot_takes_the_rules_and_the_members_of_its_day():
    made, members, _sponsor = governed(quorum=3)
    opened = ballot(reason="the gate is measured")
    assert (opened.committee, opened.quorum_value, opened.due_on) == (made, 3, TODAY + DAY * 7)
    assert {one.person_id for one in opened.electors.all()} == {one.person_id for one in members}
    assert (opened.username, opened.reason) == (PROJECT.username, "the gate is measured")


def test_three_of_five_carry_and_every_vote_is_kept_with_its_reason():
    _made, members, _sponsor = governed()
    opened = ballot()
    votes(opened, dict(zip(members, [FOR, FOR, AGAINST, FOR, ABSTAIN], strict=True)))
    closing = close_ballot(opened, actor=PROJECT, at=NOW, reason="all have voted")
    assert (closing.outcome, closing.votes_for, closing.votes_against, closing.abstained, closing.absent) == (Outcome.CARRIED, 3, 1, 1, 0)
    assert Vote.objects.filter(elector__ballot=opened, reason="because").count() == 5
    assert (closing.username, closing.reason) == (PROJECT.username, "all have voted")


def test_below_the_quorum_nothing_is_carried():
    _made, members, _sponsor = governed(quorum=3)
    opened = ballot()
    votes(opened, {members[0]: FOR, members[1]: FOR})
    assert close_ballot(opened, actor=PROJECT, at=NOW + DAY * 8).outcome == Outcome.NO_QUORUM


def test_the_chair_decides_a_tie_only_where_the_committee_says_so():
    for casting, outcome in ((False, Outcome.LOST), (True, Outcome.CARRIED)):
        _made, members, _sponsor = governed(size=2, quorum=2, casting=casting)
        opened = ballot(f"gate:{casting}")
        votes(opened, {members[0]: FOR, members[1]: AGAINST})
        closing = close_ballot(opened, actor=PROJECT, at=NOW)
        assert (closing.outcome, closing.by_chair) == (outcome, casting)


def test_a_member_may_vote_anew_and_the_last_vote_counts():
    _made, members, _sponsor = governed(size=1, quorum=1)
    opened = ballot()
    votes(opened, {members[0]: AGAINST})
    votes(opened, {members[0]: FOR}, at=NOW + DAY)
    assert [(vote.number, vote.choice) for vote in Vote.objects.order_by("number")] == [(1, AGAINST), (2, FOR)]
    assert close_ballot(opened, actor=PROJECT, at=NOW + DAY).outcome == Outcome.CARRIED


def test_the_same_vote_sent_twice_is_one_vote():
    _made, members, _sponsor = governed()
    opened = ballot()
    first, second = (votes(opened, {members[0]: FOR})[0] for _ in range(2))
    assert first == second and Vote.objects.count() == 1


def test_who_submitted_the_matter_does_not_vote_and_is_not_counted():
    _made, members, _sponsor = governed(size=3, quorum=2)
    opened = ballot(submitted_by=members[1].username)
    with pytest.raises(NotAllowed, match="submitted"):
        votes(opened, {members[1]: FOR})
    votes(opened, {members[0]: FOR, members[2]: FOR})
    closing = close_ballot(opened, actor=PROJECT, at=NOW)
    assert (closing.outcome, closing.absent) == (Outcome.CARRIED, 0)


def test_a_member_who_opens_a_ballot_has_submitted_it():
    _made, members, _sponsor = governed()
    opened = ballot(actor=members[0])
    assert Elector.objects.get(ballot=opened, person=members[0].person_id).excluded


def test_a_ballot_whose_quorum_is_out_of_reach_is_not_opened():
    _made, members, _sponsor = governed(size=3, quorum=3)
    with pytest.raises(Refused, match="quorum"):
        ballot(submitted_by=members[0].username)
    assert not Ballot.objects.exists()


def test_a_deputy_votes_for_the_member_who_lent_the_role_once():
    _made, members, _sponsor = governed(size=2, quorum=1)
    opened = ballot()
    deputy = actor(Role.COMMITTEE, member(), delegated_by=members[1].username)
    vote = votes(opened, {deputy: AGAINST})[0]
    assert (vote.elector.person_id, vote.voter_id) == (members[1].person_id, deputy.person_id)
    votes(opened, {members[1]: FOR})
    assert selectors.said(opened) == {vote.elector_id: FOR}


def test_a_deputy_does_not_vote_for_who_submitted_it():
    _made, members, _sponsor = governed(size=3, quorum=1)
    opened = ballot(submitted_by=members[1].username)
    with pytest.raises(NotAllowed):
        votes(opened, {actor(Role.COMMITTEE, member(), delegated_by=members[1].username): FOR})


def test_outsiders_readers_and_later_members_do_not_vote():
    _made, _members, _sponsor = governed()
    opened = ballot()
    for by in (AUDITOR, HEAD, PROJECT, actor(Role.COMMITTEE, member())):
        with pytest.raises(NotAllowed):
            cast_vote(opened, choice=FOR, actor=by, at=NOW, reason="x")
    assert not Vote.objects.exists()


def test_a_member_whose_seat_has_ended_does_not_vote():
    made, members, sponsor = governed()
    opened = ballot()
    end_seat(made.seats.get(person=members[2].person_id), last_day=TODAY, actor=sponsor, at=NOW, reason="left")
    with pytest.raises(NotAllowed, match="seat"):
        votes(opened, {members[2]: FOR}, at=NOW + DAY)


def test_a_vote_needs_a_reason_and_a_choice():
    _made, members, _sponsor = governed()
    opened = ballot()
    for choice, reason in ((FOR, "  "), ("perhaps", "x")):
        with pytest.raises(InvalidInput):
            cast_vote(opened, choice=choice, actor=members[0], at=NOW, reason=reason)


def test_nobody_votes_after_the_last_day_or_after_the_closing():
    _made, members, _sponsor = governed()
    opened = ballot(due_on=TODAY)
    with pytest.raises(Refused, match="passed"):
        votes(opened, {members[0]: FOR}, at=NOW + DAY)
    close_ballot(opened, actor=PROJECT, at=NOW + DAY)
    with pytest.raises(Conflict, match="closed"):
        votes(opened, {members[0]: FOR})


def test_a_ballot_is_not_closed_before_its_day_unless_all_have_voted():
    _made, members, _sponsor = governed(quorum=1)
    opened = ballot()
    votes(opened, {members[0]: FOR})
    with pytest.raises(Refused) as refusal:
        close_ballot(opened, actor=PROJECT, at=NOW)
    assert "1 of 5" in str(refusal.value) and not Closing.objects.exists()
    with pytest.raises(Refused):
        close_ballot(opened, actor=PROJECT, at=NOW + DAY * 7)
    assert close_ballot(opened, actor=PROJECT, at=NOW + DAY * 8).outcome == Outcome.CARRIED


def test_closing_twice_is_refused_and_readers_do_not_close():
    governed()
    opened = ballot(due_on=TODAY)
    with pytest.raises(NotAllowed):
        close_ballot(opened, actor=AUDITOR, at=NOW)
    close_ballot(opened, actor=PROJECT, at=NOW + DAY)
    with pytest.raises(Conflict):
        close_ballot(Ballot.objects.get(pk=opened.pk), actor=PROJECT, at=NOW + DAY)


def test_one_ballot_about_a_subject_is_open_at_a_time():
    governed()
    opened = ballot(due_on=TODAY)
    with pytest.raises(Conflict, match="open already"):
        ballot()
    close_ballot(opened, actor=PROJECT, at=NOW + DAY)
    assert ballot().pk != opened.pk


def test_where_no_committee_decides_there_is_nothing_to_vote_on():
    committee()
    with pytest.raises(Refused, match="No committee"):
        ballot()
    _made, _members, _sponsor = governed()
    with pytest.raises(Refused, match="No committee"):
        ballot(matter=Matter.STOP)


@pytest.mark.parametrize("wrong", [{"question": " "}, {"question": "x" * 2001}, {"due_on": TODAY - DAY}, {"subject_key": ""}])
def test_a_ballot_that_cannot_be_put_names_the_field(wrong):
    governed()
    with pytest.raises(InvalidInput) as refusal:
        ballot(**{"subject": "gate:1", **wrong} if "subject_key" not in wrong else wrong)
    assert set(refusal.value.fields) == set(wrong)


def test_readers_do_not_open_ballots():
    governed()
    with pytest.raises(NotAllowed):
        ballot(actor=AUDITOR)


def test_a_failure_on_the_way_leaves_no_ballot(monkeypatch):
    governed()
    monkeypatch.setattr(Elector.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ballot()
    assert not Ballot.objects.exists()


def test_what_was_decided_is_told_as_it_was_known():
    _made, members, _sponsor = governed(size=1, quorum=1)
    opened = ballot()
    votes(opened, {members[0]: FOR})
    closing = close_ballot(opened, actor=PROJECT, at=NOW + DAY)
    assert selectors.decided(Matter.GATE_DECISION, "gate:1") == closing
    assert selectors.decided(Matter.GATE_DECISION, "gate:1", NOW) is None
    assert list(Ballot.objects.open(NOW)) == [opened] and not Ballot.objects.open().exists()
