"""Quorum and outcome of a ballot. Pure; see docs/algorithms/quorum.md.

An elector is a member who may vote on this ballot. Who submitted the matter is no elector, and does not count for the quorum either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.core.errors import Text
from governance.steering.matters import Choice, Outcome, QuorumKind


@dataclass(frozen=True)
class QuorumRule:
    """`value` is a number of members, or percent of the electors. A half member is a whole one."""

    kind: QuorumKind
    value: int


@dataclass(frozen=True)
class Tally:
    """The result with all it rests on: counts are electors."""

    outcome: Outcome
    votes_for: int
    votes_against: int
    abstained: int
    absent: int
    needed: int
    by_chair: bool = False

    @property
    def present(self) -> int:
        return self.votes_for + self.votes_against + self.abstained


def needed(rule: QuorumRule, electors: int) -> int:
    """How many electors must vote, at least one; an abstention is a vote for this purpose."""
    if rule.kind == QuorumKind.COUNT:
        return max(1, rule.value)
    return max(1, -(-electors * rule.value // 100))


def last_votes(votes: Iterable[tuple[int, int, Choice]]) -> dict[int, Choice]:
    """What each elector said last, from (elector, number of that elector's vote, choice)."""
    latest: dict[int, tuple[int, Choice]] = {}
    for elector, number, choice in votes:
        if elector not in latest or number > latest[elector][0]:
            latest[elector] = (number, choice)
    return {elector: choice for elector, (_number, choice) in latest.items()}


def count(electors: Iterable[int], votes: Mapping[int, Choice], rule: QuorumRule, *, chair: int | None = None) -> Tally:
    """The tally of a ballot. `chair` is the elector whose vote decides a tie, where the committee's rules give that vote.

    Below the quorum nothing is carried. More for than against carries; a tie is lost unless the chair's own vote was for.
    """
    entitled = set(electors)
    counted = [choice for elector, choice in votes.items() if elector in entitled]
    said = {choice: counted.count(choice) for choice in Choice}
    limit = needed(rule, len(entitled))
    tie = said[Choice.FOR] == said[Choice.AGAINST]
    chairs = votes.get(chair) if chair in entitled and chair is not None else None
    by_chair = tie and chairs in (Choice.FOR, Choice.AGAINST)
    if len(counted) < limit:
        outcome, by_chair = Outcome.NO_QUORUM, False
    elif said[Choice.FOR] > said[Choice.AGAINST] or (by_chair and chairs == Choice.FOR):
        outcome = Outcome.CARRIED
    else:
        outcome = Outcome.LOST
    absent = len(entitled) - len(counted)
    return Tally(outcome, said[Choice.FOR], said[Choice.AGAINST], said[Choice.ABSTAIN], absent, limit, by_chair)


@dataclass(frozen=True)
class CommitteeFacts:
    """A committee on the day a charter takes effect: who has a vote, and whether one of the members is the chair."""

    name: str
    voters: int
    has_chair: bool
    rule: QuorumRule
    casting_vote: bool


def against_committee(found: CommitteeFacts) -> list[Text]:
    """Why this committee could not decide anything."""
    reasons: list[Text] = []
    if not found.voters:
        reasons.append(_("%(committee)s has no member with a vote on that day.") % {"committee": found.name})
    elif needed(found.rule, found.voters) > found.voters:
        message = _("The quorum of %(committee)s is %(needed)s, and only %(voters)s members have a vote on that day.")
        reasons.append(message % {"committee": found.name, "needed": needed(found.rule, found.voters), "voters": found.voters})
    if not found.has_chair:
        reasons.append(_("%(committee)s has no chair on that day.") % {"committee": found.name})
    return reasons


def against_closing(electors: int, voted: int, *, due: bool) -> Sequence[Text]:
    """A ballot is closed after its last day, or as soon as every elector has voted: nobody picks the moment that suits."""
    if due or voted >= electors:
        return ()
    return [_("Its last day is not over, and not everybody has voted: %(voted)s of %(electors)s.") % {"voted": voted, "electors": electors}]
