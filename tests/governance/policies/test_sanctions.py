"""A sanction from the proposal to the effect: each action works, is denied, refused in the wrong state, logged once, rolled back."""

from decimal import Decimal as D

import pytest

from governance.core.errors import InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.policies.actions import sanctions
from governance.policies.models import Sanction, SanctionEvent
from governance.policies.states import PolicyKind
from tests import company
from tests.governance.policies.governed import AUDITOR, DAY, HR, NOW, OTHER_HR, PROJECT, SPONSOR, TODAY, actor, file, noon, published, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return company.office("PAR")


@pytest.fixture
def seller(paris):
    return company.person(at=paris)


@pytest.fixture
def head(paris):
    return actor(Role.OFFICE_HEAD, company.person(at=paris), username="head", office=paris)


@pytest.fixture
def conduct():
    return published(PolicyKind.SANCTION)


@pytest.fixture
def me(seller, paris):
    return staff(seller, paris)


def propose(version, person, by, **changes):
    given = {"clause": "2.1", "occurred_on": TODAY, "facts": "No visit entered", "measure": "Reprimand", "actor": by, "at": NOW}
    return sanctions.propose_sanction(policy=version.policy, person=person, **given | changes)


@pytest.fixture
def proposed(conduct, seller, head):
    return propose(conduct, seller, head)


@pytest.fixture
def notified(proposed, head):
    return sanctions.notify_person(proposed, reply_by=TODAY + DAY * 5, told="by letter", actor=head, at=NOW)


@pytest.fixture
def answered(notified, me):
    return sanctions.reply(notified, told="I was ill", actor=me, at=noon(TODAY + DAY * 2))


@pytest.fixture
def signed_off(answered):
    return sanctions.sign_off(answered, appeal_by=TODAY + DAY * 10, actor=HR, at=noon(TODAY + DAY * 3), reason="no certificate")


@pytest.fixture
def appealed(signed_off, me):
    return sanctions.appeal(signed_off, told="here it is", attachment=file("sanction"), actor=me, at=noon(TODAY + DAY * 8))


def steps(sanction):
    return list(sanction.events.order_by("pk").values_list("step", "username"))


def effect(sanction, day, by=HR):
    return sanctions.put_into_effect(sanction, on=day, actor=by, at=noon(day))


def test_the_whole_way_without_an_appeal(signed_off, seller):
    done = effect(signed_off, TODAY + DAY * 11)
    assert (done.state, done.effective_on, done.signed_off_by) == ("in_effect", TODAY + DAY * 11, "hr")
    assert steps(done) == [("propose", "head"), ("notify", "head"), ("reply", seller.pseudonym), ("sign_off", "hr"), ("effect", "hr")]
    assert done.events.get(step="reply").told == "I was ill"


def test_the_whole_way_with_an_appeal_upheld(appealed):
    upheld = sanctions.decide_appeal(appealed, uphold=True, actor=PROJECT, at=noon(TODAY + DAY * 9), reason="too late")
    assert effect(upheld, TODAY + DAY * 9).state == "in_effect"


def test_an_appeal_may_lift_it_for_good(appealed):
    lifted = sanctions.decide_appeal(appealed, uphold=False, actor=OTHER_HR, at=noon(TODAY + DAY * 9), reason="certificate accepted")
    assert (lifted.state, lifted.events.last().reason) == ("lifted", "certificate accepted")
    with pytest.raises(Refused):
        effect(lifted, TODAY + DAY * 20)


def test_a_lapsed_deadline_stands_for_the_reply(notified, head):
    with pytest.raises(Refused, match="may still reply until"):
        sanctions.lapse(notified, actor=head, at=noon(TODAY + DAY * 5))
    assert sanctions.lapse(notified, actor=head, at=noon(TODAY + DAY * 6)).state == "answered"


# proposing


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"clause": "7"}, "clause"),
        ({"occurred_on": TODAY - DAY}, "clause"),
        ({"occurred_on": TODAY + DAY}, "occurred_on"),
        ({"facts": ""}, "facts"),
        ({"measure": " "}, "measure"),
        ({"amount": D(0)}, "amount"),
    ],
)
def test_a_proposal_that_does_not_fit_is_refused_beside_its_field(conduct, seller, head, changes, field):
    with pytest.raises(InvalidInput) as refused:
        propose(conduct, seller, head, **changes)
    assert set(refused.value.fields) == {field} and not Sanction.objects.exists()


@pytest.mark.parametrize("whom", [{"job_roles": ("clerk",)}, {"crm_roles": ("agent",)}, {"elsewhere": True}])
def test_nothing_is_imposed_under_a_policy_that_was_not_addressed_to_the_person_that_day(seller, head, whom):
    lines = {"office_ids": (company.office("OSL").pk,)} if "elsewhere" in whom else whom
    with pytest.raises(InvalidInput, match="not addressed") as refused:
        propose(published(PolicyKind.SANCTION, **lines), seller, head)
    assert set(refused.value.fields) == {"person"} and not Sanction.objects.exists()


def test_whoever_is_in_the_audience_by_job_and_office_can_be_cited(seller, head, paris):
    assert propose(published(PolicyKind.SANCTION, job_roles=("sales",), office_ids=(paris.pk,)), seller, head).state == "proposed"


def test_only_a_policy_on_discipline_carries_a_sanction(seller, head):
    with pytest.raises(InvalidInput, match="does not touch"):
        propose(published(PolicyKind.REWARD), seller, head)


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.AUDITOR, Role.TRAINER, Role.VENDOR, Role.FINANCE, Role.STAFF, Role.COMMITTEE])
def test_others_propose_nothing(role, conduct, seller):
    with pytest.raises(NotAllowed):
        propose(conduct, seller, actor(role))


def test_the_head_of_another_office_proposes_nothing_here(conduct, seller):
    with pytest.raises(NotAllowed):
        propose(conduct, seller, actor(Role.OFFICE_HEAD, office=company.office("OSL")))


def test_nobody_proposes_one_against_themselves(conduct, paris):
    me = company.person(at=paris)
    with pytest.raises(NotAllowed, match="themselves"):
        propose(conduct, me, actor(Role.OFFICE_HEAD, me, office=paris))


# notice and reply


@pytest.mark.parametrize(("days", "told"), [(2, "by letter"), (5, "")])
def test_a_notice_gives_time_and_says_how(proposed, head, days, told):
    with pytest.raises((Refused, InvalidInput)):
        sanctions.notify_person(proposed, reply_by=TODAY + DAY * days, told=told, actor=head, at=NOW)
    proposed.refresh_from_db()
    assert proposed.state == "proposed" and proposed.reply_by is None


def test_a_notice_is_given_once(notified, head):
    with pytest.raises(Refused, match="not possible"):
        sanctions.notify_person(notified, reply_by=TODAY + DAY * 9, told="again", actor=head, at=NOW)
    assert len(steps(notified)) == 2


def test_nobody_else_replies(notified, paris, head):
    for by in (staff(company.person(at=paris), paris), head, HR, PROJECT):
        with pytest.raises(NotAllowed):
            sanctions.reply(notified, told="x", actor=by, at=NOW)
    notified.refresh_from_db()
    assert notified.state == "notified"


def test_a_reply_is_not_empty_and_given_once(answered, notified, me):
    with pytest.raises(InvalidInput):
        sanctions.reply(notified, told=" ", actor=me, at=NOW)
    with pytest.raises(Refused):
        sanctions.reply(answered, told="and more", actor=me, at=NOW)


def test_a_late_reply_is_taken_until_the_lapse_is_recorded(notified, me):
    assert sanctions.reply(notified, told="sorry, late", actor=me, at=noon(TODAY + DAY * 9)).state == "answered"


# sign-off


@pytest.mark.parametrize("role", [Role.PROJECT_OFFICE, Role.OFFICE_HEAD, Role.SPONSOR, Role.AUDITOR])
def test_only_hr_signs_off(role, answered):
    with pytest.raises(NotAllowed):
        sanctions.sign_off(answered, appeal_by=TODAY + DAY * 20, actor=actor(role), at=NOW, reason="ok")


def test_hr_does_not_sign_off_what_it_proposed(conduct, seller, me):
    case = propose(conduct, seller, HR)
    case = sanctions.notify_person(case, reply_by=TODAY + DAY * 5, told="letter", actor=HR, at=NOW)
    case = sanctions.reply(case, told="no", actor=me, at=NOW)
    with pytest.raises(Refused, match="yourself"):
        sanctions.sign_off(case, appeal_by=TODAY + DAY * 9, actor=HR, at=NOW, reason="ok")
    assert sanctions.sign_off(case, appeal_by=TODAY + DAY * 9, actor=OTHER_HR, at=NOW, reason="ok").signed_off_by == "lin"


def test_a_sign_off_waits_for_the_reply_says_why_and_leaves_time_to_appeal(notified, answered):
    for changes in ({"reason": ""}, {"appeal_by": TODAY + DAY}):
        with pytest.raises((InvalidInput, Refused)):
            sanctions.sign_off(answered, **{"appeal_by": TODAY + DAY * 20, "actor": HR, "at": NOW, "reason": "ok"} | changes)


def test_nothing_is_signed_off_before_the_person_had_a_say(notified):
    with pytest.raises(Refused, match="not possible"):
        sanctions.sign_off(notified, appeal_by=TODAY + DAY * 20, actor=HR, at=NOW, reason="ok")


# appeal and effect


def test_an_appeal_is_the_persons_and_in_time(signed_off, me, head):
    with pytest.raises(NotAllowed):
        sanctions.appeal(signed_off, told="x", actor=head, at=NOW)
    with pytest.raises(Refused, match="was possible until"):
        sanctions.appeal(signed_off, told="x", actor=me, at=noon(TODAY + DAY * 11))


@pytest.mark.parametrize(("by", "refusal"), [(HR, Refused), (SPONSOR, NotAllowed), (AUDITOR, NotAllowed)])
def test_who_signed_off_or_has_no_part_does_not_decide_the_appeal(by, refusal, appealed):
    with pytest.raises(refusal):
        sanctions.decide_appeal(appealed, uphold=True, actor=by, at=NOW, reason="x")


def test_a_decision_says_why(appealed):
    with pytest.raises(InvalidInput):
        sanctions.decide_appeal(appealed, uphold=True, actor=PROJECT, at=NOW, reason="")


@pytest.mark.parametrize(("stage", "missing"), [("proposed", 3), ("notified", 2), ("answered", 1), ("signed_off", 1), ("appealed", 1)])
def test_at_no_stage_before_the_end_does_it_take_effect(stage, missing, request):
    case = request.getfixturevalue(stage)
    with pytest.raises(Refused) as refused:
        effect(case, TODAY + DAY * 8)
    assert len(refused.value.reasons or [1]) == missing
    case.refresh_from_db()
    assert case.effective_on is None


def test_hr_puts_it_into_effect_today_or_later(signed_off, head):
    day = TODAY + DAY * 11
    with pytest.raises(NotAllowed):
        effect(signed_off, day, head)
    with pytest.raises(InvalidInput):
        sanctions.put_into_effect(signed_off, on=day - DAY, actor=HR, at=noon(day))


# dropping, rolling back


@pytest.mark.parametrize("stage", ["proposed", "notified", "answered", "signed_off", "appealed"])
def test_a_case_may_be_dropped_at_every_stage(stage, request):
    case = request.getfixturevalue(stage)
    with pytest.raises(InvalidInput):
        sanctions.drop(case, actor=PROJECT, at=NOW, reason="")
    assert sanctions.drop(case, actor=PROJECT, at=NOW, reason="it was the import").state == "dropped"


def test_the_auditor_drops_nothing(proposed):
    with pytest.raises(NotAllowed):
        sanctions.drop(proposed, actor=AUDITOR, at=NOW, reason="x")


def test_what_is_in_effect_is_not_dropped(signed_off):
    done = effect(signed_off, TODAY + DAY * 11)
    with pytest.raises(Refused):
        sanctions.drop(done, actor=PROJECT, at=noon(TODAY + DAY * 12), reason="sorry")


def test_a_failure_leaves_the_case_as_it_was(proposed, head, monkeypatch):
    monkeypatch.setattr(SanctionEvent.objects, "create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sanctions.notify_person(proposed, reply_by=TODAY + DAY * 5, told="letter", actor=head, at=NOW)
    proposed.refresh_from_db()
    assert proposed.state == "proposed" and proposed.history.count() == 1


def test_the_database_keeps_what_took_effect_whole(signed_off):
    from django.db import IntegrityError, transaction

    done = effect(signed_off, TODAY + DAY * 11)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.filter(pk=done.pk).update(signed_off_by="")
