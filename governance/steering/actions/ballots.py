"""Opening a ballot, voting, closing it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused, Text
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import chosen, day_of, locked, reasoned
from governance.steering import rules, selectors
from governance.steering.matters import Choice, Matter
from governance.steering.models import Ballot, Closing, Committee, Elector, Seat, Vote

DAYS_TO_VOTE = timedelta(days=7)
LONGEST_TO_VOTE = timedelta(days=60)
LONGEST_QUESTION = 2000
CLOSED = _("This ballot is closed.")


@transaction.atomic
def open_ballot(
    *,
    matter: Matter,
    subject_key: str,
    question: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
    due_on: date | None = None,
    submitted_by: str = "",
) -> Ballot:
    """Put a question to the committee that the charter names for this matter; those with a vote today are its electors.

    `due_on` is the last day to vote, a week from today by default. `submitted_by` (by default whoever opens it) does not vote.
    """
    require(actor, Verb.CHANGE, "ballot")
    matter, today = chosen(Matter, matter, "matter"), day_of(at)
    due_on, submitted_by = due_on or today + DAYS_TO_VOTE, submitted_by or actor.username
    question = asked(question, subject_key, due_on, today)
    found = selectors.authority(matter, today)
    if found.committee_id is None or found.charter_id is None:
        raise Refused(_("No committee decides this, so there is nothing to vote on."), reasons=[found.explanation])
    committee = Committee.objects.select_for_update().get(pk=found.committee_id)
    if selectors.open_ballot_about(matter, subject_key) is not None:
        raise Conflict(_("A ballot about this is open already."))
    seats = {seat.person_id: seat for seat in members(committee, today)}
    out = {person for person, seat in seats.items() if seat.person.pseudonym == submitted_by}
    if rules.needed(committee.quorum, len(seats) - len(out)) > len(seats) - len(out):
        raise Refused(_("The quorum cannot be reached: too few members have a vote on this."))
    with audit.because(actor, reason.strip()):
        ballot = Ballot.objects.create(
            committee=committee,
            charter_id=found.charter_id,
            matter=matter,
            subject_key=subject_key,
            question=question,
            due_on=due_on,
            submitted_by=submitted_by,
            quorum_kind=committee.quorum_kind,
            quorum_value=committee.quorum_value,
            casting_vote=committee.casting_vote,
            recorded_at=at,
        )
        for person, seat in seats.items():
            Elector.objects.create(ballot=ballot, person_id=person, chair=seat.chair, excluded=person in out, recorded_at=at)
    return ballot


def asked(question: str, subject_key: str, due_on: date, today: date) -> str:
    """The question, tidied; InvalidInput where it cannot be put."""
    wrong: dict[str, Text] = {}
    if not question.strip():
        wrong["question"] = _("Write the question so that it can be answered with for or against.")
    if len(question) > LONGEST_QUESTION:
        wrong["question"] = _("A question has at most %(count)s characters.") % {"count": LONGEST_QUESTION}
    if due_on < today:
        wrong["due_on"] = _("The last day to vote cannot have passed.")
    elif due_on > today + LONGEST_TO_VOTE:
        wrong["due_on"] = _("A ballot is open for at most %(days)s days.") % {"days": LONGEST_TO_VOTE.days}
    if not subject_key or len(subject_key) > 120:
        wrong["subject_key"] = _("It must be said what the ballot is about.")
    if wrong:
        raise InvalidInput(_("The ballot was not opened."), fields=wrong)
    return question.strip()


def members(committee: Committee, on: date) -> list[Seat]:
    """Members with a vote on that day."""
    return list(committee.seats.current().on(on).filter(votes=True).select_related("person").order_by("pk"))


@transaction.atomic
def cast_vote(ballot: Ballot, *, choice: Choice, actor: Actor, at: datetime, reason: str) -> Vote:
    """One vote with its reason. Until the ballot is closed a member may vote anew, and the last vote counts."""
    require(actor, Verb.CHANGE, "vote", person_id=actor.person_id)
    choice, reason, today = chosen(Choice, choice, "choice"), reasoned(reason), day_of(at)
    ballot = locked(ballot)
    if not ballot.is_open:
        raise Conflict(CLOSED)
    if today > ballot.due_on:
        raise Refused(_("The last day to vote has passed. The ballot can only be closed."))
    elector = voting(ballot, actor, today)
    last = elector.votes.order_by("number").last()
    if last is not None and (last.choice, last.reason, last.voter_id) == (choice, reason, actor.person_id):
        return last
    with audit.because(actor, reason):
        number = last.number + 1 if last else 1
        return Vote.objects.create(
            elector=elector, number=number, choice=choice, voter_id=actor.person_id or elector.person_id, recorded_at=at
        )


def voting(ballot: Ballot, actor: Actor, today: date) -> Elector:
    """The elector for whom the actor votes; NotAllowed for everybody else."""
    elector = selectors.elector_for(ballot, actor)
    if elector is None:
        raise NotAllowed(_("You had no vote in this committee when the ballot was opened."))
    if elector.excluded:
        raise NotAllowed(_("You submitted this matter, so you do not vote on it."))
    if not selectors.still_sits(elector, today):
        raise NotAllowed(_("This member no longer has a seat with a vote."))
    return elector


@transaction.atomic
def close_ballot(ballot: Ballot, *, actor: Actor, at: datetime, reason: str = "") -> Closing:
    """Count and close; the outcome never changes again. After the last day, or once everybody has voted."""
    require(actor, Verb.CHANGE, "ballot")
    ballot = locked(ballot)
    if not ballot.is_open:
        raise Conflict(CLOSED)
    counted = selectors.tally(ballot)
    against = rules.against_closing(counted.present + counted.absent, counted.present, due=ballot.is_due(day_of(at)))
    if against:
        raise Refused(_("This ballot cannot be closed yet."), reasons=against)
    try:
        with audit.because(actor, reason.strip()), transaction.atomic():
            return Closing.objects.create(
                ballot=ballot,
                outcome=counted.outcome,
                votes_for=counted.votes_for,
                votes_against=counted.votes_against,
                abstained=counted.abstained,
                absent=counted.absent,
                needed=counted.needed,
                by_chair=counted.by_chair,
                recorded_at=at,
            )
    except IntegrityError:
        raise Conflict(CLOSED) from None
