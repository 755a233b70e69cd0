"""Quorum and outcome: the published table, and laws that hold for every committee."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.steering.matters import Choice, Outcome, QuorumKind
from governance.steering.rules import CommitteeFacts, QuorumRule, against_closing, against_committee, count, last_votes, needed

F, A, N = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
COUNT, SHARE = QuorumKind.COUNT, QuorumKind.SHARE


@pytest.mark.parametrize(
    ("kind", "value", "electors", "wanted"),
    [(COUNT, 3, 5, 3), (COUNT, 7, 5, 7), (SHARE, 50, 5, 3), (SHARE, 51, 4, 3), (SHARE, 50, 4, 2), (SHARE, 66, 3, 2), (SHARE, 67, 3, 3)]
    + [(SHARE, 1, 5, 1), (SHARE, 100, 5, 5), (SHARE, 51, 0, 1), (COUNT, 0, 5, 1)],
)
def test_how_many_must_vote(kind, value, electors, wanted):
    assert needed(QuorumRule(kind, value), electors) == wanted


# (electors, votes of 1, 2, 3 …; None did not vote), quorum, chair with the casting vote, outcome. As in docs/algorithms/quorum.md.
TABLE = [
    ([F, F, A, F, N], 3, None, Outcome.CARRIED),
    ([F, F, A, A, F], 3, None, Outcome.CARRIED),
    ([F, A, A, None, None], 3, None, Outcome.LOST),
    ([F, F, None, None, None], 3, None, Outcome.NO_QUORUM),
    ([F, F, N, None, None], 3, None, Outcome.CARRIED),
    ([N, N, N, None, None], 3, None, Outcome.LOST),
    ([F, A, None, None], 2, None, Outcome.LOST),
    ([F, A, None, None], 2, 1, Outcome.CARRIED),
    ([A, F, None, None], 2, 1, Outcome.LOST),
    ([N, F, A, None], 2, 1, Outcome.LOST),
    ([None, F, A, None], 2, 1, Outcome.LOST),
    ([F, A, None, None], 3, 1, Outcome.NO_QUORUM),
    ([], 1, None, Outcome.NO_QUORUM),
]


@pytest.mark.parametrize(("said", "quorum", "chair", "outcome"), TABLE)
def test_the_published_table(said, quorum, chair, outcome):
    votes = {place: choice for place, choice in enumerate(said, 1) if choice}
    found = count(range(1, len(said) + 1), votes, QuorumRule(COUNT, quorum), chair=chair)
    assert found.outcome == outcome
    assert found.by_chair == (chair == 1 and outcome != Outcome.NO_QUORUM and said[0] in (F, A) and said.count(F) == said.count(A))


def test_a_vote_of_who_is_no_elector_does_not_count():
    found = count([1, 2], {1: F, 2: A, 9: F}, QuorumRule(COUNT, 1))
    assert (found.outcome, found.votes_for, found.present) == (Outcome.LOST, 1, 2)


def test_the_last_vote_of_a_member_counts_whatever_the_order_of_the_rows():
    rows = [(1, 1, F), (1, 3, A), (1, 2, N), (2, 1, F)]
    assert last_votes(rows) == last_votes(reversed(rows)) == {1: A, 2: F}


def test_a_committee_that_cannot_decide_says_why():
    assert against_committee(CommitteeFacts("Group", 5, True, QuorumRule(COUNT, 3), False)) == []
    assert "only 2 members" in str(against_committee(CommitteeFacts("Group", 2, True, QuorumRule(COUNT, 3), False))[0])
    assert "no chair" in str(against_committee(CommitteeFacts("Group", 5, False, QuorumRule(COUNT, 3), False))[0])
    assert "no member" in str(against_committee(CommitteeFacts("Group", 0, True, QuorumRule(COUNT, 1), False))[0])


def test_closing_waits_for_the_day_or_for_everybody():
    assert against_closing(5, 4, due=False) and not against_closing(5, 4, due=True) and not against_closing(5, 5, due=False)


choices = st.sampled_from(list(Choice))
ballots = st.integers(1, 12).flatmap(lambda size: st.tuples(st.just(size), st.dictionaries(st.integers(1, size), choices)))
quorums = st.one_of(st.builds(QuorumRule, st.just(COUNT), st.integers(1, 12)), st.builds(QuorumRule, st.just(SHARE), st.integers(1, 100)))
chairs = st.one_of(st.none(), st.integers(1, 12))


@given(ballots, quorums, chairs, st.randoms())
def test_the_order_of_votes_does_not_matter(ballot, quorum, chair, chance):
    size, votes = ballot
    shuffled = list(votes.items())
    chance.shuffle(shuffled)
    electors = list(range(1, size + 1))
    first = count(electors, votes, quorum, chair=chair)
    chance.shuffle(electors)
    assert count(electors, dict(shuffled), quorum, chair=chair) == first


@given(ballots, quorums, chairs)
def test_below_the_quorum_nothing_is_ever_carried(ballot, quorum, chair):
    size, votes = ballot
    found = count(range(1, size + 1), votes, quorum, chair=chair)
    assert (found.outcome == Outcome.NO_QUORUM) == (len(votes) < needed(quorum, size))


@given(ballots, quorums, chairs)
def test_an_absent_member_more_never_makes_a_quorum(ballot, quorum, chair):
    size, votes = ballot
    if count(range(1, size + 1), votes, quorum, chair=chair).outcome == Outcome.NO_QUORUM:
        assert count(range(1, size + 2), votes, quorum, chair=chair).outcome == Outcome.NO_QUORUM


@given(ballots, quorums, chairs)
def test_one_more_vote_against_never_carries_and_one_for_never_loses_what_was_carried(ballot, quorum, chair):
    size, votes = ballot
    before = count(range(1, size + 2), votes, quorum, chair=chair).outcome
    with_against = count(range(1, size + 2), votes | {size + 1: A}, quorum, chair=chair).outcome
    with_for = count(range(1, size + 2), votes | {size + 1: F}, quorum, chair=chair).outcome
    assert not (before == Outcome.LOST and with_against == Outcome.CARRIED)
    assert not (before == Outcome.CARRIED and with_for != Outcome.CARRIED)


@given(ballots, quorums)
def test_the_casting_vote_matters_in_a_tie_only(ballot, quorum):
    size, votes = ballot
    said = list(votes.values())
    if said.count(F) != said.count(A):
        outcomes = {count(range(1, size + 1), votes, quorum, chair=chair).outcome for chair in (None, *range(1, size + 1))}
        assert len(outcomes) == 1


@given(ballots, quorums, chairs)
def test_every_elector_is_counted_once(ballot, quorum, chair):
    size, votes = ballot
    found = count(range(1, size + 1), votes, quorum, chair=chair)
    assert found.votes_for + found.votes_against + found.abstained + found.absent == size
