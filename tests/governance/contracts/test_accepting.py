"""Submit, reject, accept: the named authority's alone, each round kept, the first decision wins."""

from datetime import date

import pytest

from governance.contracts.actions import close_punch_item, review, submit
from governance.contracts.models import Milestone, PunchItem, Review, Submission, Verdict
from governance.contracts.states import ContractState, MilestoneState
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from tests import company
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

pytestmark = pytest.mark.django_db
HANDED_IN = date(2026, 6, 10)


@pytest.fixture
def trial() -> Milestone:
    return dealing.milestone(dealing.contract())


@pytest.fixture
def handed_in(trial: Milestone) -> Submission:
    return submit(trial, on=HANDED_IN, actor=dealing.vendor_actor(trial.contract.vendor), at=dealing.noon(HANDED_IN))


def authority_of(milestone: Milestone) -> object:
    return dealing.actor(Role.PROJECT_OFFICE, milestone.contract.authority, username="authority")


def test_the_vendor_submits_and_the_clients_clock_begins(handed_in: Submission) -> None:
    assert (handed_in.round, handed_in.milestone.state) == (1, MilestoneState.SUBMITTED)


def test_another_vendor_cannot_submit(trial: Milestone) -> None:
    with pytest.raises(NotAllowed):
        submit(trial, on=HANDED_IN, actor=dealing.vendor_actor(dealing.vendor()), at=NOW)
    assert not Submission.objects.exists()


def test_only_a_contract_in_force_takes_submissions(trial: Milestone) -> None:
    trial.contract.state = ContractState.DRAFT
    trial.contract.save()
    with pytest.raises(Refused):
        submit(trial, on=HANDED_IN, actor=dealing.vendor_actor(trial.contract.vendor), at=dealing.noon(HANDED_IN))


def test_submitting_twice_is_refused(handed_in: Submission) -> None:
    with pytest.raises(Conflict, match="Submitted"):
        submit(handed_in.milestone, on=TODAY, actor=dealing.vendor_actor(handed_in.milestone.contract.vendor), at=NOW)
    assert Submission.objects.count() == 1


def test_a_submission_cannot_lie_in_the_future(trial: Milestone) -> None:
    with pytest.raises(InvalidInput):
        submit(trial, on=date(2026, 7, 1), actor=dealing.vendor_actor(trial.contract.vendor), at=NOW)
    trial.refresh_from_db()
    assert trial.state == MilestoneState.OPEN


def test_the_authority_accepts_with_a_reason(handed_in: Submission) -> None:
    made = review(
        handed_in, verdict=Verdict.ACCEPTED, on=TODAY, actor=authority_of(handed_in.milestone), at=NOW, reason="meets the standard"
    )
    handed_in.milestone.refresh_from_db()
    assert (handed_in.milestone.state, handed_in.milestone.accepted_on) == (MilestoneState.ACCEPTED, TODAY)
    assert (made.username, made.reason, made.client_days, made.excess_days) == ("authority", "meets the standard", 20, 10)


def test_nobody_else_accepts(handed_in: Submission) -> None:
    with pytest.raises(NotAllowed):
        review(handed_in, verdict=Verdict.ACCEPTED, on=TODAY, actor=dealing.actor(Role.SPONSOR), at=NOW, reason="")
    assert not Review.objects.exists()


def test_the_dated_deputy_accepts(handed_in: Submission) -> None:
    deputy = dealing.actor(Role.PROJECT_OFFICE, company.person(), delegated_by=handed_in.milestone.contract.authority.pseudonym)
    review(handed_in, verdict=Verdict.ACCEPTED, on=TODAY, actor=deputy, at=NOW, reason="for the authority")


def test_nobody_accepts_what_they_submitted(trial: Milestone) -> None:
    own = submit(trial, on=HANDED_IN, actor=authority_of(trial), at=NOW)
    with pytest.raises(NotAllowed, match="yourself"):
        review(own, verdict=Verdict.ACCEPTED, on=TODAY, actor=authority_of(trial), at=NOW, reason="")


def test_a_rejection_says_why_and_opens_the_next_round(handed_in: Submission) -> None:
    authority = authority_of(handed_in.milestone)
    with pytest.raises(InvalidInput):
        review(handed_in, verdict=Verdict.REJECTED, on=TODAY, actor=authority, at=NOW, reason=" ")
    review(handed_in, verdict=Verdict.REJECTED, on=TODAY, actor=authority, at=NOW, reason="first field is wrong")
    again = submit(handed_in.milestone, on=TODAY, actor=dealing.vendor_actor(handed_in.milestone.contract.vendor), at=NOW)
    assert (again.round, handed_in.review.reason) == (2, "first field is wrong")


def test_the_second_decision_is_told_who_won(handed_in: Submission) -> None:
    authority = authority_of(handed_in.milestone)
    stale = Submission.objects.get(pk=handed_in.pk)
    review(handed_in, verdict=Verdict.REJECTED, on=TODAY, actor=authority, at=NOW, reason="no")
    with pytest.raises(Conflict, match="Rejected"):
        review(stale, verdict=Verdict.ACCEPTED, on=TODAY, actor=authority, at=NOW, reason="yes")
    assert Review.objects.count() == 1


def test_who_rejects_what_was_just_accepted_is_told_of_the_decision_and_not_of_silence(handed_in: Submission) -> None:
    authority = authority_of(handed_in.milestone)
    stale = Submission.objects.get(pk=handed_in.pk)
    review(handed_in, verdict=Verdict.ACCEPTED, on=TODAY, actor=authority, at=NOW, reason="yes")
    with pytest.raises(Conflict, match="Accepted"):
        review(stale, verdict=Verdict.REJECTED, on=TODAY, actor=authority, at=NOW, reason="no")
    assert Review.objects.count() == 1


def test_a_punch_list_ends_when_its_last_item_is_closed(handed_in: Submission) -> None:
    authority = authority_of(handed_in.milestone)
    items = [("manual", TODAY), ("labels", TODAY)]
    review(handed_in, verdict=Verdict.PUNCH_LIST, on=TODAY, punch_list=items, actor=authority, at=NOW, reason="two things")
    first, second = PunchItem.objects.all()
    assert not close_punch_item(first, on=TODAY, actor=authority, at=NOW)
    with pytest.raises(Conflict):
        close_punch_item(first, on=TODAY, actor=authority, at=NOW)
    assert close_punch_item(second, on=TODAY, actor=authority, at=NOW)
    handed_in.milestone.refresh_from_db()
    assert handed_in.milestone.state == MilestoneState.ACCEPTED


def test_a_failed_review_leaves_nothing(handed_in: Submission) -> None:
    with pytest.raises(InvalidInput):
        review(handed_in, verdict=Verdict.PUNCH_LIST, on=TODAY, actor=authority_of(handed_in.milestone), at=NOW, reason="")
    handed_in.milestone.refresh_from_db()
    assert handed_in.milestone.state == MilestoneState.SUBMITTED and not PunchItem.objects.exists()
