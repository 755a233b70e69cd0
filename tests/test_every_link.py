"""No link on a home page or a page of the menu leads a reader to a page that refuses or breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils import timezone

from governance.core.roles import Role
from rollout.staging.models import Programme
from rollout.staging.stages import Stage
from tests import company
from tests.governance.contracts import dealing
from tests.governance.policies import governed
from tests.rollout.adoption import seen
from tests.rollout.kpis import results

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
MENU = re.compile(r'<nav class="side".*?</nav>', re.DOTALL)
# Pages of libraries that ask for the password again, and files that take their time to print.
LEFT_OUT = ("/account/", "/static/", "/media/")
COUNTED = ["events", "rows", "used", "failed", "not_counting", "by_systems", "repeats", "already_counted", "rejected_rows"]
COUNTED += ["users", "new_users", "offices", "new_offices"]
SignIn = Callable[..., Client]


def links(page: str, base: str) -> set[str]:
    """The addresses of our own pages that a page links to, without what only sorts or filters the same page."""
    found = {urljoin(base, unescape(link)).split("#")[0] for link in LINK.findall(page)}
    return {each for each in found if each.startswith("/") and not each.startswith(LEFT_OUT) and each.partition("?")[0] != base}


def dead_links(client: Client) -> list[str]:
    """What answers an error among home, the menu, and everything they link to; each address is asked once."""

    @cache
    def asked(path: str) -> tuple[int, str]:
        answer = client.get(path)
        return answer.status_code, answer.content.decode() if "text/html" in answer.headers.get("Content-Type", "") else ""

    status, home = asked("/")
    assert status == 200
    menu = MENU.search(home)
    dead = []
    for start in sorted({"/"} | links(menu.group() if menu else "", "")):
        status, text = asked(start)
        if status >= 400:
            dead.append(f"menu → {start}: {status}")
        dead += [f"{start} → {link}: {asked(link)[0]}" for link in sorted(links(text, start)) if asked(link)[0] >= 400]
    return dead


def reader(signed_in: SignIn, role: Role, language: str = "en") -> Client:
    return signed_in(role, office=company.office("OWN") if role in (Role.OFFICE_HEAD, Role.STAFF) else None, language=language)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_an_empty_house_has_no_dead_links(signed_in: SignIn, role: Role) -> None:
    assert (dead := dead_links(reader(signed_in, role))) == [], "\n".join(dead)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_tiny_company_has_no_dead_links(signed_in: SignIn, role: Role) -> None:
    seen.name_of(None, seen.file(plan=dict.fromkeys(COUNTED, 0)))
    programme: Programme = company.programme()
    pilot = company.office("PILOT")
    company.in_rollout(pilot, company.wave(programme, 0), Stage.LIVE, live_on=company.LONG_AGO)
    results.enter(pilot, timezone.localdate())
    contract = dealing.contract()
    dealing.milestone(contract, dealing.clause(contract))
    governed.published(on=timezone.localdate())
    assert (dead := dead_links(reader(signed_in, role))) == [], "\n".join(dead)
