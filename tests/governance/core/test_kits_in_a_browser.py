"""Upload, preview, result and a job with its bar in a real browser: accessible on a phone and on a wide screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from governance.core.roles import Role
from tests import company

pytestmark = pytest.mark.browser
ROSTER = "工号,姓名,办事处,到岗日期\nE1,王小明,SHA,2024-03-01\nE2,李建国,NOWHERE,soon\n"


@pytest.mark.parametrize(("width", "dark", "language"), [(1440, False, "en"), (390, True, "zh-hans")])
def test_a_file_is_sent_in_looked_at_and_applied(
    page_for: Callable[..., Any], axe: Callable[[Any], None], tmp_path: Path, width: int, dark: bool, language: str
) -> None:
    company.office("SHA")
    page = page_for(Role.PROJECT_OFFICE, "/imports/roster/", width=width, dark=dark, language=language)
    axe(page)
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text(ROSTER, "gb18030")
    good.write_text("\n".join(ROSTER.splitlines()[:2]), "gb18030")
    page.set_input_files("input[type=file]", bad)
    page.locator("main button.primary").click()
    expect(page.locator("main")).to_contain_text("GB18030")
    expect(page.locator("main")).to_contain_text("NOWHERE")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    page.goto("/imports/roster/")
    page.set_input_files("input[type=file]", good)
    page.locator("main button.primary").click()
    page.wait_for_url(lambda address: not address.endswith("/imports/roster/"))
    page.locator("main button.primary").click()
    page.wait_for_url("**/jobs/**")
    axe(page)
    page.locator("#job a.button").click()
    expect(page.locator("main .badge.is-good")).to_have_count(1)
