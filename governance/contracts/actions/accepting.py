"""Submit, review, accept: the named authority's alone, never one's own submission; the first decision wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import dated_by, require_on
from governance.contracts.actions.assessing import follow_milestone
from governance.contracts.models import ChecklistItem, Contract, Milestone, PunchItem, Review, Submission, Verdict
from governance.contracts.selectors import accepted_days
from governance.contracts.states import MILESTONE_MOVES, ContractState, MilestoneState
from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.permissions import Verb, require_other

AFTER = {
    Verdict.ACCEPTED: MilestoneState.ACCEPTED,
    Verdict.PUNCH_LIST: MilestoneState.PUNCH_LIST,
    Verdict.REJECTED: MilestoneState.REJECTED,
}


def submit(
    milestone: Milestone, *, on: date | None = None, attachment: Any = None, actor: Actor, at: datetime, reason: str = ""
) -> Submission:
    """The vendor hands a milestone in, counted from today: a new round, and the client's clock begins."""
    today = milestone.contract.day_of(at)
    require_on(actor, Verb.CHANGE, "submission", milestone.contract, today)
    on = dated_by(actor, on, today)
    if milestone.contract.state != ContractState.IN_FORCE:
        raise Refused(_("The contract is not in force."))
    if on > today:
        raise InvalidInput(_("A submission cannot lie in the future."), fields={"on": _("Not after today.")})
    with transaction.atomic(), audit.because(actor, reason):
        _locked(milestone)
        _move(milestone, (MilestoneState.OPEN, MilestoneState.REJECTED), MilestoneState.SUBMITTED, submitted_on=on)
        last = Submission.objects.filter(milestone=milestone).order_by("-round").first()
        if last is not None and on < last.on:
            raise InvalidInput(_("This round is dated before the last one."), fields={"on": _("Not before %s.") % last.on})
        made = Submission.objects.create(
            milestone=milestone, round=last.round + 1 if last else 1, on=on, attachment=attachment, recorded_at=at
        )
        follow_milestone(milestone, at, gettext("It was handed in earlier than the penalty was assessed for."))
    return made


def review(
    submission: Submission,
    *,
    verdict: Verdict,
    on: date,
    punch_list: Sequence[tuple[str, date]] = (),
    actor: Actor,
    at: datetime,
    reason: str,
) -> Review:
    """The named authority's decision. Two people deciding at once: one wins, the other gets Conflict."""
    milestone = submission.milestone
    _require_authority(milestone, actor)
    require_other(actor, submission.username)
    _check_review(submission, verdict, on, punch_list, reason, milestone.contract.day_of(at))
    client_days = (on - submission.on).days
    with transaction.atomic(), audit.because(actor, reason):
        _locked(milestone)
        # Whoever comes second is told of the decision, not of an acceptance by silence or use that was none.
        if not Milestone.objects.filter(pk=milestone.pk, state=MilestoneState.SUBMITTED).exists():
            raise _came_second(milestone)
        already = accepted_days(Milestone.objects.filter(pk=milestone.pk), on).get(milestone.pk)
        if already is not None and verdict == Verdict.REJECTED:
            too_late = _("It counts as accepted since %s, by silence or by use.") % written.day(already)
            raise InvalidInput(_("It is too late to reject this."), fields={"verdict": too_late})
        accepted = {} if verdict == Verdict.REJECTED else {"accepted_on": min(on, already or on)}
        _move(milestone, (MilestoneState.SUBMITTED,), AFTER[verdict], **accepted)
        made = Review.objects.create(
            submission=submission,
            verdict=verdict,
            on=on,
            client_days=client_days,
            excess_days=max(client_days - milestone.contract.review_days, 0),
            recorded_at=at,
        )
        audit.bulk_create(PunchItem, [PunchItem(review=made, text=text, due=due) for text, due in punch_list])
        if accepted:
            follow_milestone(milestone, at, gettext("It was accepted from an earlier day than the penalty was assessed for."))
    return made


def close_punch_item(item: PunchItem, *, on: date, actor: Actor, at: datetime) -> bool:
    """Confirm that an item was put right; the last one turns the milestone to accepted. Returns whether it was the last."""
    milestone = item.review.submission.milestone
    _require_authority(milestone, actor)
    if not item.review.on <= on <= milestone.contract.day_of(at):
        raise InvalidInput(
            _("It is put right after the review, and not in the future."), fields={"on": _("Not before %s.") % item.review.on}
        )
    with transaction.atomic(), audit.because(actor, str(item.text)):
        # Of the last two items closed at once, the second must see the first: the lock on the milestone orders them.
        Milestone.objects.select_for_update().get(pk=milestone.pk)
        if not audit.update(PunchItem.objects.filter(pk=item.pk, done_on__isnull=True), done_on=on, done_by=actor.username):
            raise Conflict(_("This item is already closed."))
        left = PunchItem.objects.filter(review=item.review, done_on__isnull=True).exists()
        if not left:
            _move(milestone, (MilestoneState.PUNCH_LIST,), MilestoneState.ACCEPTED)
    return not left


def tick(item: ChecklistItem, *, met: bool, actor: Actor, at: datetime) -> None:
    """The authority checks one line of a deliverable's checklist."""
    _require_authority(item.deliverable.milestone, actor)
    with audit.because(actor, ""):
        audit.update(ChecklistItem.objects.filter(pk=item.pk), met=met)


def _locked(milestone: Milestone) -> None:
    """Nobody assesses a penalty of the contract meanwhile. The contract comes before its milestone wherever both are locked."""
    Contract.objects.select_for_update().get(pk=milestone.contract_id)


def _check_review(
    submission: Submission, verdict: Verdict, on: date, punch_list: Sequence[tuple[str, date]], reason: str, today: date
) -> None:
    if verdict not in AFTER:
        raise InvalidInput(_("Deemed acceptance follows from the record; it is not decided."), fields={"verdict": _("Choose a decision.")})
    if verdict == Verdict.REJECTED and not reason.strip():
        raise InvalidInput(_("A rejection says why."), fields={"reason": _("Enter the reasons.")})
    if verdict == Verdict.PUNCH_LIST and not punch_list:
        raise InvalidInput(_("A punch list names what is to be put right."), fields={"punch_list": _("Enter at least one item.")})
    if not submission.on <= on <= today:
        raise InvalidInput(_("The decision lies between the submission and today."), fields={"on": _("Not before %s.") % submission.on})


def _require_authority(milestone: Milestone, actor: Actor) -> None:
    """The contract's authority for acceptance, or the dated deputy."""
    authority = milestone.contract.authority
    deputy = any(grant.delegated_by == authority.pseudonym for grant in actor.grants)
    if actor.person_id != authority.pk and not deputy:
        raise NotAllowed(_("Acceptance is %(authority)s’s alone, or the deputy’s.") % {"authority": authority})


def _move(milestone: Milestone, sources: Sequence[MilestoneState], to: MilestoneState, **fields: Any) -> None:
    """One guarded move of the table; whoever comes second is told the state it found."""
    assert all(to in MILESTONE_MOVES[source] for source in sources)
    if not audit.update(Milestone.objects.filter(pk=milestone.pk, state__in=sources), state=to, **fields):
        raise _came_second(milestone)
    milestone.refresh_from_db()


def _came_second(milestone: Milestone) -> Conflict:
    milestone.refresh_from_db()
    return Conflict(_("The milestone is now “%(state)s”.") % {"state": milestone.get_state_display()})
