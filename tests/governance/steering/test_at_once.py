"""Two at the same instant: of two who close a ballot one wins, a vote beats or meets the closing, never both lost."""

import pytest

from governance.core.errors import GatehouseError
from governance.steering.actions import begin_charter, cast_vote, close_ballot
from governance.steering.matters import Choice
from governance.steering.models import Ballot, Charter, Closing, Vote
from tests.at_once import at_once
from tests.governance.steering.steered import DAY, NOW, PROJECT, TODAY, ballot, governed

pytestmark = pytest.mark.django_db(transaction=True)


def won(ended):
    """How many did it; the others were told, by a refusal of ours."""
    assert all(isinstance(one, GatehouseError) for one in ended if isinstance(one, Exception)), ended
    return sum(not isinstance(one, Exception) for one in ended)


def test_two_who_close_one_ballot(tmp_path):
    governed()
    opened = ballot(due_on=TODAY)
    once = lambda: close_ballot(Ballot.objects.get(pk=opened.pk), actor=PROJECT, at=NOW + DAY)  # noqa: E731
    ended, count = at_once(tmp_path, once, once, once, then=Closing.objects.count)
    assert (won(ended), count) == (1, 1)


def test_a_vote_while_the_ballot_is_closed_is_counted_or_refused(tmp_path):
    _made, members, _by = governed(quorum=1)
    opened = ballot(due_on=TODAY)
    tries = [
        lambda: cast_vote(opened, choice=Choice.FOR, actor=members[0], at=NOW, reason="x"),
        lambda: close_ballot(opened, actor=PROJECT, at=NOW + DAY),
    ]
    _ended, seen = at_once(tmp_path, *tries, then=lambda: (Vote.objects.count(), Closing.objects.get().votes_for))
    assert seen in [(0, 0), (1, 1)]


def test_one_member_votes_on_two_devices(tmp_path):
    _made, members, _by = governed()
    opened = ballot()
    tries = [
        lambda said=said: cast_vote(opened, choice=said, actor=members[0], at=NOW, reason="x") for said in (Choice.FOR, Choice.AGAINST)
    ]
    ended, numbers = at_once(tmp_path, *tries, then=lambda: sorted(Vote.objects.values_list("number", flat=True)))
    assert won(ended) == len(numbers) and numbers in ([1], [1, 2])


def test_two_ballots_about_one_subject(tmp_path):
    governed()
    ended, count = at_once(tmp_path, ballot, ballot, then=Ballot.objects.count)
    assert (won(ended), count) == (1, 1)


def test_two_drafts_of_a_charter(tmp_path):
    once = lambda: begin_charter(actor=PROJECT, at=NOW)  # noqa: E731
    ended, count = at_once(tmp_path, once, once, then=Charter.objects.count)
    assert (won(ended), count) == (1, 1)
