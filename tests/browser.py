"""Chromium for tests: a signed-in page on the live server, watched for errors and for requests that leave it; and axe.

def test_it(page_for, axe): page = page_for(Role.SPONSOR, "/sponsor/", width=390, dark=True, language="zh-hans"); axe(page)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from governance.core.roles import Role
from tests import company
from tests.live_server import WaitedFor

# The shell draws the same pages and has no windows, menus and services to keep up: a fifth less of the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# axe would fetch stylesheets again and inject a style of its own, which our policy rightly blocks.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"preload": False, "resultTypes": ["violations"], "elementRef": False, "runOnly": RULES}
# How long a page may take to show what a test waits for, in milliseconds: a busy machine is no failure of a page.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
LiveServerThread.server_class = WaitedFor
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def found() -> str:
    """Where Chromium is: GATEHOUSE_CHROMIUM, or the first of the usual names in PATH."""
    return os.environ.get("GATEHOUSE_CHROMIUM", "") or next((path for name in NAMES if (path := shutil.which(name))), "")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, headless; its sandbox needs an ordinary user, so root goes without."""
    if not found():
        pytest.fail("No Chromium: install it with `apt-get install chromium-headless-shell`, or name it in GATEHOUSE_CHROMIUM.")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return browser_type_launch_args | {"executable_path": found(), "args": ["--disable-gpu", *(["--no-sandbox"] if root else [])]}


def watch(page: Page, home: str) -> list[str]:
    """What a page must never do, as it happens: an error in the console, a script that fails, a request elsewhere."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("request", lambda request: wrong.append(f"left the server: {request.url}") if outside(request.url, home) else None)
    return wrong


def outside(url: str, home: str) -> bool:
    return not url.startswith((home, "data:", "blob:", "about:"))


@pytest.fixture
def page_for(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`page_for(Role.PROJECT_OFFICE, "/address/")`; also `width`, `dark`, `language`, `office`, `account`; no role: not signed in.

    `watched=False` where the network is meant to fail.
    """
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_page(
        *roles: Any,
        width: int = 1440,
        dark: bool = False,
        language: str = "en",
        office: Any = None,
        account: Any = None,
        watched: bool = True,
    ) -> Page:
        *held, address = roles
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", base_url=live_server.url
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if held or account:
            holder = account or company.account(*held, office=office, language=language)
            client = Client()
            client.force_login(holder, backend=BACKEND)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        faults = watch(page, live_server.url)
        opened.append((context, faults if watched else []))
        page.goto(address)
        return page

    yield open_page
    wrong = [fault for _context, faults in opened for fault in faults]
    for context, _faults in opened:
        context.close()
    live_server.thread.httpd.wait_until_all_is_answered()
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails on any finding of axe, with the rule and the element."""

    def run(page: Page) -> None:
        violations = Axe().run(page, options=AXE).response["violations"]
        told = [
            f"{item['id']} ({item['impact']}): {node['html'][:160]}\n  {node['failureSummary']}"
            for item in violations
            for node in item["nodes"]
        ]
        assert not told, "\n".join(told)

    return run


__all__ = ["Role", "axe", "browser_type_launch_args", "page_for"]
