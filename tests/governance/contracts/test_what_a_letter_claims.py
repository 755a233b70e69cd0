"""A letter claims what the record holds: sums that are still owed, and absences that are recorded, with their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from governance.contracts import actions
from governance.contracts.actions import noticing, staffing
from governance.contracts.models import KeyPerson, Milestone, NoticeLetter, Penalty
from governance.contracts.templatetags.contract_words import person_words
from governance.core.errors import InvalidInput
from governance.core.roles import Role
from tests.at_once import at_once
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

PROJECT, FINANCE, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE), dealing.actor(Role.SPONSOR)


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract))


def person(late: Milestone, name: str = "He Jun", **more: Any) -> KeyPerson:
    contract = late.contract
    given = {"name": name, "role": "Manager", "first_day": contract.starts_on, "last_day": contract.ends_on, "actor": PROJECT, "at": NOW}
    return staffing.promise_person(contract, **given | more)


def away(who: KeyPerson, **more: Any) -> None:
    given = {"first_day": date(2026, 6, 8), "last_day": date(2026, 6, 12), "present": False, "actor": PROJECT, "at": NOW}
    staffing.record_presence(who, **given | more)


def letter(late: Milestone, **chosen: Any) -> NoticeLetter:
    made, _pdf = noticing.issue_notice(late.contract, subject="Delay", language="en", **chosen, actor=PROJECT, at=NOW)
    return made


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "print_notice", lambda *_args, **_kwargs: None)


@pytest.mark.django_db
def test_nobody_is_said_to_be_absent_who_is_not(late: Milestone) -> None:
    other = dealing.milestone(dealing.contract())
    elsewhere = person(other, "Somebody else’s")
    away(elsewhere)
    for who in (person(late), elsewhere):
        with pytest.raises(InvalidInput) as refused:
            letter(late, people=[who])
        assert "No absence" in str(refused.value.fields["people"])
    assert not NoticeLetter.objects.exists()


@pytest.mark.django_db
def test_an_absence_is_told_with_its_days(late: Milestone) -> None:
    who = person(late)
    away(who)
    away(who, first_day=date(2026, 6, 22), last_day=date(2026, 6, 22), removed=True)
    (told,) = letter(late, people=[who]).snapshot.figures["people"]
    said = person_words(told)
    assert "He Jun, promised as Manager from 1 Jan 2026 to 30 Jun 2026." in said
    # Removed for good on the 22nd: to the day of the letter.
    assert "Absent on 14 days: 8 Jun 2026 to 12 Jun 2026, 22 Jun 2026 to 30 Jun 2026. Has left for good." in said
    with translation.override("zh-hans"):
        assert "He Jun" in person_words(told)


@pytest.mark.django_db
def test_a_replacement_nobody_approved_is_a_breach_too(late: Milestone) -> None:
    gone = person(late)
    stands_in = person(late, "Stand-in", replaces=gone)
    assert "nobody has approved" in person_words(letter(late, people=[stands_in]).snapshot.figures["people"][0])


def test_a_letter_of_before_reads_as_it_did() -> None:
    old = {"name": "He Jun", "role": "Manager", "first_day": "2026-01-01", "last_day": "2026-06-30"}
    assert person_words(old) == "He Jun, promised as Manager from 1 Jan 2026 to 30 Jun 2026, is not present."


@pytest.mark.django_db
def test_what_is_not_owed_any_more_is_not_claimed(late: Milestone) -> None:
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.waive(penalty, amount=D(25_000), actor=SPONSOR, at=NOW, reason="goodwill")
    with pytest.raises(InvalidInput) as refused:
        letter(late, penalties=[penalty])
    assert "Nothing is owed" in str(refused.value.fields["penalties"])


@pytest.mark.django_db
def test_the_page_offers_only_what_can_be_claimed(late: Milestone, signed_in: Callable[..., Client]) -> None:
    settled = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.waive(settled, amount=D(25_000), actor=SPONSOR, at=NOW, reason="goodwill")
    person(late, "Always Here")
    away(person(late, "Gone Away"))
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:notice_new", args=[late.contract_id])).content.decode()
    assert "Gone Away" in page and "Always Here" not in page and settled.number not in page


@pytest.mark.django_db(transaction=True)
def test_a_letter_claims_what_a_set_off_at_the_same_moment_leaves(late: Milestone, tmp_path: Path) -> None:
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(penalty)
    stale = Penalty.objects.select_related("clause__contract").get(pk=penalty.pk)
    actions.pay(penalty, amount=D(10_000), actor=FINANCE, at=NOW)
    made = letter(late, penalties=[stale])
    (breach,) = made.snapshot.figures["breaches"]
    assert [D(breach[name]) for name in ("assessed", "settled", "amount")] == [D(25_000), D(10_000), D(15_000)]
    mine = [Penalty.objects.select_related("clause__contract").get(pk=penalty.pk) for _ in range(2)]
    ended, claims = at_once(
        tmp_path,
        lambda: letter(late, penalties=[mine[0]]),
        lambda: actions.pay(mine[1], amount=D(5_000), actor=FINANCE, at=NOW),
        then=lambda: [D(one.snapshot.figures["breaches"][0]["amount"]) for one in NoticeLetter.objects.order_by("-pk")[:1]],
    )
    assert claims[0] in (D(15_000), D(10_000)) and ended
