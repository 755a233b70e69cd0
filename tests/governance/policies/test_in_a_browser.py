"""What a browser shows: signing on a phone waits for the end of the text; no finding of axe; nothing wider than the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.core.roles import Role
from governance.policies.actions import sanctions
from governance.policies.models import Signature
from governance.policies.states import PolicyKind
from tests import company
from tests.governance.policies.governed import DAY, PROJECT, published, signs

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
LOOKS: list[dict[str, Any]] = [{"width": 390, "language": "zh-hans", "dark": True}]


def long(word: str) -> str:
    return "\n".join(f"{number}. {word * 40}" for number in range(1, 30))


def test_the_button_waits_until_the_end_was_on_the_screen(page_for: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    paris = company.office("PAR")
    account = company.account(office=paris)
    version = published(on=TODAY, body_en=long("word "), body_zh_hans=long("字"), body_zh_hant=long("字"))
    page = page_for(f"{version.get_absolute_url()}read/", account=account, width=390)
    axe(page)
    button = page.get_by_role("button", name="Sign", exact=True)
    assert button.is_disabled()
    page.get_by_label("Yes, I have read the whole text").scroll_into_view_if_needed()
    page.get_by_label("Yes, I have read the whole text").check()
    expect(button).to_be_enabled()
    button.click()
    page.wait_for_url("**/policies/signatures/*/")
    axe(page)
    assert Signature.objects.get().person == account.person
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("look", LOOKS, ids=("phone",))
def test_every_page_can_be_read_by_everyone(page_for: Callable[..., Page], axe: Callable[[Page], None], look: dict[str, Any]) -> None:
    paris = company.office("PAR")
    one, two = company.person("Ann Done", at=paris), company.person("Bob Open", at=paris)
    version = published(PolicyKind.SANCTION, on=TODAY)
    signs(one, version, paris, on=TODAY)
    case = sanctions.propose_sanction(
        policy=version.policy, clause="1", person=two, occurred_on=TODAY, facts="x", measure="Talk", actor=PROJECT, at=timezone.now()
    )
    sanctions.notify_person(case, reply_by=TODAY + DAY * 4, told="by letter", actor=PROJECT, at=timezone.now())
    code = version.policy.code
    addresses = [
        "",
        f"{code}/",
        f"{code}/signatures/",
        f"{code}/signatures/offices/",
        "new/",
        "moves/",
        "sanctions/",
        f"sanctions/{case.pk}/",
    ]
    addresses += ["incentives/", f"{code}/new-version/", "sanctions/new/"]
    page = page_for(Role.PROJECT_OFFICE, "/policies/", **look)
    for address in addresses:
        page.goto(f"/policies/{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["width"], address
