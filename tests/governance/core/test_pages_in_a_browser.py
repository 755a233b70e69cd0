"""The frame, the parts and the sign-in page in a real browser: accessible, quiet in the console, nothing leaves the server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from governance.core.roles import Role
from rollout.staging.stages import Stage
from tests import company

pytestmark = pytest.mark.browser

WAYS = [(1440, False, "en"), (390, True, "zh-hans")]


@pytest.mark.parametrize(("width", "dark", "language"), WAYS)
def test_every_part_of_the_design_system_passes_axe(
    page_for: Callable[..., Any], axe: Callable[[Any], None], width: int, dark: bool, language: str
) -> None:
    page = page_for(Role.PROJECT_OFFICE, "/design/", width=width, dark=dark, language=language)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"


@pytest.mark.parametrize(("width", "dark", "language"), WAYS)
def test_a_metric_with_its_value_and_rows_passes_axe(
    page_for: Callable[..., Any], axe: Callable[[Any], None], width: int, dark: bool, language: str
) -> None:
    company.in_rollout(company.office("CD"), company.wave(company.programme()), Stage.LIVE, live_on=date(2026, 3, 2))
    page = page_for(Role.SPONSOR, "/metrics/staging.offices_live/", width=width, dark=dark, language=language)
    assert page.locator("#table-rows tbody tr").count() == 1
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"


@pytest.mark.parametrize(("width", "dark", "language"), WAYS)
def test_the_sign_in_page_passes_axe(
    page_for: Callable[..., Any], axe: Callable[[Any], None], width: int, dark: bool, language: str
) -> None:
    axe(page_for("/account/login/", width=width, dark=dark, language=language))


def test_the_menu_opens_on_a_phone_by_keyboard_and_closes_by_escape(page_for: Callable[..., Any], axe: Callable[[Any], None]) -> None:
    page = page_for(Role.PROJECT_OFFICE, "/design/", width=390)
    page.get_by_role("button", name="Menu", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.locator("#menu").is_visible()
    axe(page)
    page.keyboard.press("Escape")
    assert not page.locator("#menu").is_visible()


def test_dark_is_kept_for_the_next_page(page_for: Callable[..., Any]) -> None:
    page = page_for("/account/login/")
    page.locator("summary[aria-label='Light or dark']").click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).colorScheme || getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("#dark-tokens").get_attribute("media") == "screen"


def test_a_table_sorts_and_filters_in_place_and_changes_the_address(page_for: Callable[..., Any]) -> None:
    page = page_for(Role.PROJECT_OFFICE, "/design/")
    page.get_by_role("link", name="Staff count").click()
    page.wait_for_url("**sample-sort=-people**")
    assert page.locator("#table-sample tbody tr").first.inner_text().startswith("Kunming")
    page.locator("#table-sample input[type=search]").fill("Harbin 3")
    page.wait_for_url("**sample-q=Harbin**")
    assert page.locator("#table-sample tbody tr").count() == 1
