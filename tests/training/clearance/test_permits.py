"""Proxy permits: granted with an end, extended by the named authority, never backwards."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Reminder
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import DIRECTOR, NOW, PROJECT, SPONSOR, TODAY
from training.clearance.actions import extend_permit, grant_permit, proxies, withdraw_permit
from training.clearance.models import ProxyPermit
from training.clearance.proxies import Step
from training.clearance.selectors import counts, proxy_permitted
from training.clearance.selectors.proxies import local_day

pytestmark = pytest.mark.django_db
END = date(2026, 6, 30)


@dataclass
class Pair:
    office: Office
    clerk: Person
    senior: Person

    def granted(self, **changes: Any) -> ProxyPermit:
        given = {"clerk": self.clerk, "person": self.senior, "office": self.office, "first_day": TODAY, "last_day": END}
        return grant_permit(**given | {"actor": PROJECT, "at": NOW, "reason": "Learns until July."} | changes)


@pytest.fixture
def pair(db: None) -> Pair:
    office = company.office("NORTH")
    return Pair(office, company.person("Clerk", at=office, job="clerk"), company.person("Senior", at=office))


def test_the_clerk_may_type_to_the_last_day_and_no_longer(pair: Pair) -> None:
    permit = pair.granted(steps=[Step(date(2026, 6, 15), 50)])
    key = (pair.clerk.pk, pair.senior.pk)
    assert proxy_permitted(TODAY)[key].limit(TODAY) == 100
    assert proxy_permitted(END)[key].limit(END) == 50
    assert proxy_permitted(END + timedelta(days=1)) == {}
    assert proxy_permitted(TODAY, NOW - timedelta(hours=1)) == {}
    assert permit.username == "project_office"


def test_the_last_day_is_that_of_the_office(pair: Pair) -> None:
    west = company.office("WEST", time_zone="America/Los_Angeles")
    evening = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
    assert (local_day(west, evening), local_day(pair.office, evening)) == (END, END + timedelta(days=1))
    assert proxy_permitted(local_day(pair.office, evening)) == {}


def test_a_permit_granted_on_its_last_day_in_the_office_counts_that_day(pair: Pair) -> None:
    pair.office.time_zone = "America/Los_Angeles"
    pair.office.save()
    evening = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
    assert pair.granted(first_day=END, at=evening).last_day == END


def test_only_the_project_office_grants_and_only_the_authority_extends(pair: Pair) -> None:
    for role in (Role.OFFICE_HEAD, Role.CRM_ADMIN, Role.SPONSOR):
        with pytest.raises(NotAllowed):
            pair.granted(actor=clearing.actor(role))
    permit = pair.granted()
    with pytest.raises(NotAllowed):
        extend_permit(permit, last_day=date(2026, 7, 31), actor=PROJECT, at=NOW, reason="Longer.")
    assert extend_permit(permit, last_day=date(2026, 7, 31), actor=DIRECTOR, at=NOW, reason="Longer.").extends == permit


def test_nobody_grants_or_extends_their_own(pair: Pair) -> None:
    with pytest.raises(NotAllowed):
        pair.granted(actor=clearing.actor(Role.PROJECT_OFFICE, person=pair.senior))
    permit = pair.granted()
    with pytest.raises(NotAllowed):
        extend_permit(permit, last_day=date(2026, 7, 31), actor=clearing.actor(Role.SPONSOR, person=pair.clerk), at=NOW, reason="x")


def test_the_sponsor_sees_any_extension(pair: Pair) -> None:
    boss = company.account(Role.SPONSOR)
    permit = pair.granted()
    extend_permit(permit, last_day=date(2026, 7, 31), actor=DIRECTOR, at=NOW, reason="Longer.")
    told = Reminder.objects.get(account_id=boss.pk)
    assert pair.senior.pseudonym in told.subject_text
    assert told.until == datetime(2026, 7, 31, 16, tzinfo=UTC), "nobody is told any more of what has ended"
    withdraw_permit(ProxyPermit.objects.get(extends=permit), actor=PROJECT, at=NOW, reason="Types alone now.")
    told.refresh_from_db()
    assert told.done_at == NOW
    with pytest.raises(Conflict):
        extend_permit(permit, last_day=date(2026, 8, 31), actor=DIRECTOR, at=NOW, reason="Twice.")


def test_an_extension_after_the_end_leaves_the_gap_a_breach(pair: Pair) -> None:
    permit = pair.granted()
    at = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
    extend_permit(permit, last_day=date(2026, 7, 31), actor=SPONSOR, at=at, reason="Late.")
    assert proxy_permitted(date(2026, 7, 5)) == {}
    assert proxy_permitted(date(2026, 7, 10)) != {}


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"last_day": TODAY - timedelta(days=1)},
        {"steps": [Step(date(2026, 6, 10), 40), Step(date(2026, 6, 20), 60)]},
        {"steps": [Step(date(2026, 7, 10), 40)]},
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(pair: Pair, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        pair.granted(**changes)
    assert not ProxyPermit.objects.exists()


def test_both_must_belong_to_the_office(pair: Pair) -> None:
    stranger = company.person("Elsewhere", at=company.office("SOUTH"))
    with pytest.raises(InvalidInput) as refused:
        pair.granted(person=stranger)
    assert list(refused.value.fields) == ["person"]
    with pytest.raises(InvalidInput):
        pair.granted(person=pair.clerk)


def test_two_permits_of_one_pair_do_not_overlap(pair: Pair) -> None:
    pair.granted()
    with pytest.raises(Refused):
        pair.granted(first_day=END, last_day=date(2026, 7, 31))


def test_withdrawing_ends_it_today_once(pair: Pair) -> None:
    permit = pair.granted()
    with pytest.raises(NotAllowed):
        withdraw_permit(permit, actor=DIRECTOR, at=NOW, reason="No.")
    withdraw_permit(permit, actor=PROJECT, at=NOW, reason="Types alone now.")
    assert proxy_permitted(TODAY) == {}
    with pytest.raises(Conflict):
        withdraw_permit(ProxyPermit.objects.get(), actor=PROJECT, at=NOW, reason="Again.")
    with pytest.raises(Refused):
        extend_permit(ProxyPermit.objects.get(), last_day=END, actor=SPONSOR, at=NOW, reason="Again.")


def test_past_its_end_counts_while_both_are_still_there(pair: Pair) -> None:
    pair.granted()
    after = END + timedelta(days=1)
    assert [permit.clerk_id for permit in counts.past_permits(after)] == [pair.clerk.pk]
    assert counts.past_permits(END) == []
    company.moves(pair.clerk, company.office("SOUTH"), after, job="clerk")
    assert counts.past_permits(after) == []


def test_a_failure_keeps_nothing(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(proxies, "lent_by", broken)
    with pytest.raises(RuntimeError):
        pair.granted()
    assert not ProxyPermit.objects.exists()


def test_a_new_permit_after_an_old_one_is_an_extension_the_sponsor_sees(pair: Pair) -> None:
    company.account(Role.SPONSOR)
    pair.granted()
    assert not Reminder.objects.filter(kind="clearance.extended").exists()
    pair.granted(first_day=END + timedelta(days=1), last_day=END + timedelta(days=30))
    told = Reminder.objects.get(kind="clearance.extended")
    assert told.values["day"] == (END + timedelta(days=30)).isoformat()
