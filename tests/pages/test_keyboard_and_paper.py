"""Main pages by the keyboard alone, and on paper."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.kept import Kept
from tests.pages.shelf import shelf

# The pages are made in the tests' database, which is set up only for tests that say they use it.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MAIN = ("dashboards:home, project", "dashboards:sponsor", "contracts:milestone", "staging:plan", "adoption:offices", "testing:bank")
# Where the focus stands, and whether one sees it: an outline, a ring, or another ground than without it.
STANDS = """() => {
    const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
    const ringed = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    const all = [...document.querySelectorAll("*")];
    return {place: all.indexOf(it), ringed, inside: box.bottom > 0 && box.top < innerHeight, is: it.outerHTML.slice(0, 120)};
}"""


FITS = """async () => {
    const unfit = () => [...document.querySelectorAll("[data-chart]")].some((picture) => {
        const drawn = picture.querySelector("svg.main-svg");
        return !drawn || drawn.getBoundingClientRect().width > picture.clientWidth + 1;
    });
    for (let tries = 0; tries < 60 && unfit(); tries += 1) await new Promise((done) => { setTimeout(done, 50); });
}"""


@contextmanager
def opened(browser: Browser, pages: list[Kept], name: str, language: str = "en", width: int = 1440) -> Iterator[Page]:
    kept = next(page for page in pages if page.name == name and page.language == language)
    with shelf([kept]) as home:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=home)
        page = context.new_page()
        page.goto(f"/0{kept.path}")
        yield page
        context.close()


@pytest.mark.parametrize("name", MAIN)
def test_the_keyboard_goes_through_a_page_in_its_order_and_is_always_seen(pages: list[Kept], browser: Browser, name: str) -> None:
    with opened(browser, pages, name) as page:
        assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
        before = -1
        for step in range(25):
            page.keyboard.press("Tab")
            stands = page.evaluate(STANDS)
            if stands["place"] <= before:
                break
            assert stands["ringed"], f"no ring: {stands['is']}"
            assert stands["inside"], f"out of sight: {stands['is']}"
            assert step or "skip" in stands["is"], "the first stop is not the way to the content"
            before = stands["place"]
        assert step > 4, f"only {step} stops"


def test_the_first_stop_leads_past_the_menu(pages: list[Kept], browser: Browser) -> None:
    with opened(browser, pages, "adoption:offices") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_menu_opens_by_its_key_and_gives_the_focus_back(pages: list[Kept], browser: Browser) -> None:
    with opened(browser, pages, "adoption:offices") as page:
        language = page.locator("details.dropdown > summary").first
        language.press("Enter")
        assert page.get_by_role("button", name="简体中文").is_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert not page.get_by_role("button", name="简体中文").is_visible()
        assert language.evaluate("each => each === document.activeElement")


# A table of ten columns and more is printed across.
@pytest.mark.parametrize(("name", "paper"), [("dashboards:sponsor", 690), ("contracts:owed", 690), ("adoption:offices", 1015)])
def test_a_page_prints_without_its_frame_and_loses_nothing(
    pages: list[Kept], browser: Browser, tmp_path: Path, name: str, paper: int
) -> None:
    file = tmp_path / "page.pdf"
    with opened(browser, pages, name) as page:
        heading = page.locator("h1").inner_text()
        page.emulate_media(media="print")
        page.set_viewport_size({"width": paper, "height": 1000})
        assert not page.locator(".topbar").is_visible() and not page.locator(".side").is_visible()
        # A chart is drawn anew a moment after its place has changed.
        page.evaluate(FITS)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wide = page.evaluate("""() => [...document.querySelectorAll('main *')].filter(each => each.getBoundingClientRect().right
            > innerWidth + 1).slice(0, 3).map(each => each.outerHTML.slice(0, 120))""")
        cut = page.evaluate("""() => [...document.querySelectorAll('main *')].filter(each => each.getClientRects().length
            && getComputedStyle(each).overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 2
            && !each.closest('svg, .sr-only, caption')).map(each => each.outerHTML.slice(0, 100))""")
        page.pdf(path=file, prefer_css_page_size=True)
    assert over <= 0, f"{over} pixels do not fit the paper: {wide}"
    assert not cut, "\n".join(cut)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert heading.split()[0] in text
    assert text.count("\f") <= 8, "more than eight sheets"
