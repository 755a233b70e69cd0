"""What a browser shows: a member votes on a phone; no finding of axe on any page, light or dark, in English or Chinese."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from governance.core.roles import Role
from governance.organisation.models import Account
from governance.steering.actions.charters import Decider
from governance.steering.models import Vote
from tests.governance.steering import steered

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS: list[dict[str, Any]] = [{"width": 1440}, {"width": 390, "language": "zh-hans", "dark": True}]


def opened() -> tuple[Any, Any, list[Any]]:
    """A chartered committee from today on, with a ballot under way."""
    today, now = timezone.localdate(), timezone.now()
    group, members = steered.committee()
    steered.signed(steered.sponsor(), on=today, at=now, gate_decision=Decider(committee_id=group.pk))
    return group, steered.ballot(at=now), members


def test_a_member_votes_on_a_phone(page_for: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    _group, ballot, members = opened()
    person = members[1].person_id
    account = Account.objects.create_user("member", password="correct horse", person_id=person)
    page = page_for("/steering/votes/", account=account, width=390)
    axe(page)
    page.get_by_role("link", name="Shall Suzhou go live?").click()
    page.get_by_label("For", exact=True).check()
    page.get_by_label("Reason").fill("The figures are good.")
    page.get_by_role("button", name="Vote", exact=True).click()
    page.get_by_text("Your vote is recorded", exact=True).wait_for()
    axe(page)
    assert Vote.objects.get().elector.person_id == person and ballot.is_open


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_has_findings_or_is_wider_than_the_screen(page_for: Callable[..., Page], axe: Callable[[Page], None], look: Any) -> None:
    group, ballot, _members = opened()
    page = page_for(Role.SPONSOR, "/steering/charter/", **look)
    for address in (
        "/steering/charter/",
        "/steering/committees/",
        group.get_absolute_url(),
        "/steering/ballots/",
        ballot.get_absolute_url(),
    ):
        page.goto(page.url.split("/steering")[0] + address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    page.goto(page.url.split("/steering")[0] + "/rollout/status/")
    axe(page)
