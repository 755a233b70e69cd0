"""Waivers: by the named authority, one requirement, dated, ending by themselves."""

from datetime import date, timedelta
from typing import Any

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Reminder
from governance.core.roles import Role
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import NOW, PROJECT, SPONSOR, TODAY
from tests.training.clearance.conftest import Small
from training.clearance.actions import extend_waiver, follow, grant_waiver, waivers, withdraw_waiver
from training.clearance.models import Waiver
from training.clearance.rules import Kind, Need
from training.clearance.selectors import rows

pytestmark = pytest.mark.django_db
END = date(2026, 6, 20)


def granted(small: Small, **changes: Any) -> Waiver:
    given = {"person": small.li, "need": clearing.need(small.paper), "first_day": TODAY, "last_day": END}
    return grant_waiver(**given | {"actor": SPONSOR, "at": NOW, "reason": "No session until the 20th."} | changes)


def all_but_the_test(small: Small) -> None:
    small.done.attends(small.li, small.course, date(2026, 3, 1))
    small.done.signs(small.li, small.policy, date(2026, 3, 1))


def test_a_waiver_clears_until_its_last_day_and_no_longer(small: Small) -> None:
    all_but_the_test(small)
    granted(small)
    follow(actor=PROJECT, at=NOW)
    assert (rows(TODAY)[0].allowed, rows(TODAY)[0].until) == (True, END)
    assert not rows(END + timedelta(days=1))[0].allowed


def test_only_the_named_authority_or_whoever_stands_in_grants_one(small: Small) -> None:
    for role in (Role.PROJECT_OFFICE, Role.OFFICE_HEAD, Role.CRM_ADMIN, Role.TRAINER):
        with pytest.raises(NotAllowed):
            granted(small, actor=clearing.actor(role))
    deputy = clearing.actor(Role.SPONSOR, username="deputy", lent="P00001")
    assert granted(small, actor=deputy).on_loan_from == "P00001"


def test_nobody_lets_themselves_off(small: Small) -> None:
    with pytest.raises(NotAllowed):
        granted(small, actor=clearing.actor(Role.SPONSOR, person=small.li))
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "  "},
        {"last_day": TODAY - timedelta(days=1), "first_day": TODAY - timedelta(days=9)},
        {"last_day": TODAY, "first_day": END},
        {"need": Need(Kind.PAPER, 999_999)},
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(small: Small, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        granted(small, **changes)
    assert not Waiver.objects.exists()


def test_the_same_requirement_is_not_waived_twice_for_a_day(small: Small) -> None:
    granted(small)
    with pytest.raises(Refused):
        granted(small, first_day=END, last_day=END + timedelta(days=5))
    granted(small, need=clearing.need(small.course))
    granted(small, first_day=END + timedelta(days=1), last_day=END + timedelta(days=5))


def test_an_extension_is_a_row_of_its_own_and_every_sponsor_is_told(small: Small) -> None:
    boss = company.account(Role.SPONSOR)
    first = granted(small)
    further = extend_waiver(first, last_day=END + timedelta(days=10), actor=SPONSOR, at=NOW, reason="Session moved.")
    assert (further.first_day, further.extends) == (END + timedelta(days=1), first)
    first.refresh_from_db()
    assert first.last_day == END
    told = Reminder.objects.get(account_id=boss.pk)
    assert small.li.pseudonym in told.subject_text and told.until is not None
    withdraw_waiver(further, actor=SPONSOR, at=NOW, reason="A session was found.")
    told.refresh_from_db()
    assert told.done_at == NOW
    with pytest.raises(Conflict):
        extend_waiver(first, last_day=END + timedelta(days=20), actor=SPONSOR, at=NOW, reason="Again.")


def test_an_extension_never_reaches_back(small: Small) -> None:
    first = granted(small)
    at = NOW + timedelta(days=40)
    further = extend_waiver(first, last_day=date(2026, 8, 1), actor=SPONSOR, at=at, reason="Still none.")
    assert further.first_day == TODAY + timedelta(days=40)
    with pytest.raises(InvalidInput):
        extend_waiver(further, last_day=date(2026, 7, 1), actor=SPONSOR, at=at, reason="Shorter.")


def test_a_withdrawn_waiver_ends_today_once(small: Small) -> None:
    all_but_the_test(small)
    waiver = granted(small)
    with pytest.raises(NotAllowed):
        withdraw_waiver(waiver, actor=PROJECT, at=NOW, reason="No.")
    withdraw_waiver(waiver, actor=SPONSOR, at=NOW, reason="A session was found.")
    follow(actor=PROJECT, at=NOW)
    assert not rows(TODAY)[0].allowed
    with pytest.raises(Conflict):
        withdraw_waiver(Waiver.objects.get(pk=waiver.pk), actor=SPONSOR, at=NOW, reason="Again.")
    with pytest.raises(Refused):
        extend_waiver(Waiver.objects.get(pk=waiver.pk), last_day=END, actor=SPONSOR, at=NOW, reason="Again.")


def test_an_ended_waiver_is_not_withdrawn(small: Small) -> None:
    waiver = granted(small)
    with pytest.raises(Conflict):
        withdraw_waiver(waiver, actor=SPONSOR, at=NOW + timedelta(days=60), reason="Late.")


def test_it_is_on_record_once_with_who_and_why(small: Small) -> None:
    waiver = granted(small)
    assert (waiver.username, waiver.reason, Waiver.objects.count()) == ("sponsor", "No session until the 20th.", 1)


def test_a_failure_keeps_nothing(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(waivers, "lent_by", broken)
    with pytest.raises(RuntimeError):
        granted(small)
    assert not Waiver.objects.exists()
