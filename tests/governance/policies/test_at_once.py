"""Two at the same instant: signing twice is one signature, of two approvals one counts, of two steps in a case one is taken."""

from decimal import Decimal as D

import pytest

from governance.core.errors import GatehouseError
from governance.core.roles import Role
from governance.policies.actions import life, sanctions
from governance.policies.actions.incentives import approve_incentive, propose_incentive
from governance.policies.models import Incentive, IncentiveEvent, SanctionEvent, Signature, VersionEvent
from governance.policies.states import PolicyKind
from tests import company
from tests.at_once import at_once
from tests.governance.policies.governed import DAY, HR, NOW, OTHER_HR, PROJECT, SPONSOR, TODAY, actor, draft, published, signs, staff

pytestmark = pytest.mark.django_db(transaction=True)


def won(ended):
    """How many did it; the others were told, by a refusal of ours."""
    assert all(isinstance(one, GatehouseError) for one in ended if isinstance(one, Exception)), ended
    return sum(not isinstance(one, Exception) for one in ended)


def test_the_same_person_signs_on_two_devices(tmp_path):
    paris = company.office("PAR")
    person, version = company.person(at=paris), published()
    once = lambda: signs(person, version, paris)  # noqa: E731
    ended, count = at_once(tmp_path, once, once, once, then=Signature.objects.count)
    assert count == 1 and len({one.pk for one in ended}) == 1


def test_two_people_approve_one_incentive(tmp_path):
    person = company.person(at=company.office("PAR"))
    reward = published(PolicyKind.REWARD, office_limit=D(500))
    made = propose_incentive(
        policy=reward.policy, person=person, clause="1", earned_on=TODAY, measure="x", amount=D(5), actor=PROJECT, at=NOW, reason="x"
    )
    others = [actor(Role.SPONSOR), actor(Role.PROJECT_OFFICE, username="mei")]
    tries = [lambda by=by: approve_incentive(Incentive.objects.get(pk=made.pk), actor=by, at=NOW) for by in others]
    ended, count = at_once(tmp_path, *tries, then=IncentiveEvent.objects.filter(step="approve").count)
    assert (won(ended), count) == (1, 1)


def test_two_sponsors_approve_one_version(tmp_path):
    version = life.submit(draft(), actor=PROJECT, at=NOW)
    tries = [lambda by=by: life.approve(version, actor=by, at=NOW, reason="ok") for by in (SPONSOR, actor(Role.SPONSOR, username="deputy"))]
    ended, count = at_once(tmp_path, *tries, then=VersionEvent.objects.filter(step="approve").count)
    assert (won(ended), count) == (1, 1)


def test_the_person_replies_while_the_deadline_is_recorded_as_passed(tmp_path):
    paris = company.office("PAR")
    person, conduct = company.person(at=paris), published(PolicyKind.SANCTION)
    case = sanctions.propose_sanction(
        policy=conduct.policy, person=person, clause="1", occurred_on=TODAY, facts="x", measure="x", actor=PROJECT, at=NOW
    )
    case = sanctions.notify_person(case, reply_by=TODAY + DAY * 3, told="x", actor=PROJECT, at=NOW)
    late = NOW + DAY * 4
    tries = [
        lambda: sanctions.reply(case, told="sorry", actor=staff(person, paris), at=late),
        lambda: sanctions.lapse(case, actor=PROJECT, at=late),
    ]
    ended, steps = at_once(tmp_path, *tries, then=lambda: sorted(SanctionEvent.objects.values_list("step", flat=True)))
    assert won(ended) == 1 and steps in (["notify", "propose", "reply"], ["lapse", "notify", "propose"])


def test_two_of_hr_sign_off_one_case(tmp_path):
    paris = company.office("PAR")
    person, conduct = company.person(at=paris), published(PolicyKind.SANCTION)
    case = sanctions.propose_sanction(
        policy=conduct.policy, person=person, clause="1", occurred_on=TODAY, facts="x", measure="x", actor=PROJECT, at=NOW
    )
    case = sanctions.notify_person(case, reply_by=TODAY + DAY * 3, told="x", actor=PROJECT, at=NOW)
    case = sanctions.reply(case, told="no", actor=staff(person, paris), at=NOW)
    tries = [lambda by=by: sanctions.sign_off(case, appeal_by=TODAY + DAY * 9, actor=by, at=NOW, reason="ok") for by in (HR, OTHER_HR)]
    ended, count = at_once(tmp_path, *tries, then=SanctionEvent.objects.filter(step="sign_off").count)
    assert (won(ended), count) == (1, 1)


def test_publishing_twice_is_one_publication(tmp_path):
    from tests.governance.policies.governed import ready

    version = ready(draft())
    tries = [lambda: life.publish(version, party="board", on=TODAY, actor=PROJECT, at=NOW)] * 2
    ended, count = at_once(tmp_path, *tries, then=VersionEvent.objects.filter(step="publish").count)
    assert (won(ended), count) == (1, 1)
