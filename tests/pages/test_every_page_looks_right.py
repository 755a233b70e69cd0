"""Every page in every language, on a phone and on a desk: axe finds nothing, and neither do the house's own rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browser import AXE, PATIENCE, watch
from tests.pages.crawl import HOME
from tests.pages.kept import LANGUAGES, Kept
from tests.pages.left import left_in_english
from tests.pages.places import FILE, NOT_WALKED, ROUTES
from tests.pages.shelf import AXE_PATH, shelf
from tests.test_every_page import OWN

CROWDED = (Path(__file__).parent / "crowded.js").read_text()
RUN = (Path(__file__).parent / "axe_run.js").read_text().replace("CROWDED", f"({CROWDED})")
JUDGE = (Path(__file__).parent / "judge.js").read_text()
# As a file of the same origin, which the policy allows and whose compiled form the browser keeps.
WITH_AXE = f"""() => new Promise((done, fail) => {{
    const script = Object.assign(document.createElement("script"), {{src: "{AXE_PATH}", onload: done, onerror: fail}});
    document.head.append(script);
    script.remove();
}})"""
DESK, PHONE = 1440, 390
# Into so many tests each language is parted, so that none is long.
PARTS = {"en": 4, "zh-hans": 2, "zh-hant": 1}
SPOKEN = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
# The pages are made in the tests' database, which is set up only for tests that say they use it.
pytestmark = pytest.mark.django_db


def test_no_page_is_left_out(pages: list[Kept], signed_in: Any) -> None:
    seen = {page.name for page in pages} | {HOME}
    assert not (both := seen & set(NOT_WALKED)), f"walked after all, take them off the list: {sorted(both)}"
    assert not (gone := set(NOT_WALKED) - set(ROUTES)), f"no such page any more: {sorted(gone)}"
    client: Client = signed_in("project_office")
    left = {name: path for name, path in OWN if name not in seen and name not in NOT_WALKED and not FILE.search(ROUTES[name])}
    missing = [f"{name} ({path})" for name, path in left.items() if client.get(path).status_code != 405]
    assert not missing, "no reader of the walk gets to:\n" + "\n".join(missing)


def test_scripts_run_only_from_our_own_files(pages: list[Kept]) -> None:
    for policy in {page.policy for page in pages}:
        rules = {words[0]: words[1:] for rule in policy.split(";") if (words := rule.split())}
        assert rules["default-src"] == ["'self'"], policy
        assert rules.get("script-src", ["'self'"]) == ["'self'"], policy
        assert "'unsafe-inline'" not in policy and "'unsafe-eval'" not in policy, policy
        assert {rules["object-src"][0], rules["base-uri"][0], rules["frame-ancestors"][0]} == {"'none'"}, policy
        assert rules["form-action"] == ["'self'"], policy


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_is_left_in_english(pages: list[Kept], language: str) -> None:
    wrong = [f"{page.name}: {text}" for page in pages if page.language == language for text in left_in_english(page.html, language)]
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.browser
@pytest.mark.parametrize(("language", "part"), [(language, part) for language in LANGUAGES for part in range(PARTS[language])])
def test_every_page_is_judged(pages: list[Kept], browser: Browser, language: str, part: int) -> None:
    mine = [page for page in pages if page.language == language][part :: PARTS[language]]
    # Characters of one width: 繁體 is looked at where it is built differently from 简体 and from English.
    known = {page.built for page in pages if page.language in LANGUAGES[: LANGUAGES.index(language)]}
    if language == LANGUAGES[2]:
        mine = [page for page in mine if page.built not in known]
    wrong: dict[str, list[str]] = {}
    with shelf(mine) as home:
        context = browser.new_context(viewport={"width": DESK, "height": 900}, base_url=home, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.set_default_timeout(60_000)
        faults = watch(page, home)
        # The frame of a page (bar, menu) is judged once for each reader, the rest on every page.
        framed: set[str] = set()
        for number, each in enumerate(mine):
            page.goto(f"/{number}{each.path}")
            whole = each.username not in framed
            again = language != LANGUAGES[0] and not whole and each.built in known
            found = judged_again(page, each) if again else judged(page, each, whole=whole, backwards=number % 2 == 1)
            framed.add(each.username)
            if told := [*found, *faults]:
                wrong[f"{each.name} {each.path} ({each.username})"] = told
            faults.clear()
        context.close()
    assert not wrong, f"{len(wrong)} pages in {language}:\n" + "\n".join(f"{key}\n  " + "\n  ".join(told) for key, told in wrong.items())


def judged(page: Page, each: Kept, *, whole: bool, backwards: bool) -> list[str]:
    """At both widths; colours in English only, in the light and in the dark.

    Every second page goes through this backwards: it begins as the one before has ended, and nothing is drawn anew for it.
    """
    english = each.language == LANGUAGES[0]
    steps: list[tuple[Literal["light", "dark"], int]]
    steps = [("light", DESK), ("light", PHONE), *([("dark", PHONE)] if english else [])]
    page.evaluate(WITH_AXE)
    found: list[str] = []
    for theme, width in reversed(steps) if backwards else steps:
        show(page, theme, width)
        wrong = page.evaluate(JUDGE, {"lang": SPOKEN[each.language]}) if theme == "light" else []
        options = AXE if theme == "light" else None
        wrong += page.evaluate(RUN, {"options": options, "structure": True, "whole": whole, "colours": english})
        found += [f"{theme} {width}: {fault}" for fault in wrong]
    return found


def judged_again(page: Page, each: Kept) -> list[str]:
    """A page built of just the same as the English one differs in what its words take in room, and in nothing else that axe looks
    at: its sizes are judged again where room is short, on a phone; the rest stands.
    """
    show(page, "light", PHONE)
    wrong = page.evaluate(JUDGE, {"lang": SPOKEN[each.language]})
    if page.evaluate(CROWDED, False):
        page.evaluate(WITH_AXE)
        wrong += page.evaluate(RUN, {"options": AXE, "structure": False, "whole": False, "colours": False})
    return [f"{PHONE}: {fault}" for fault in wrong]


def show(page: Page, theme: Literal["light", "dark"], width: int) -> None:
    """Only what changes costs anything."""
    if page.viewport_size != {"width": width, "height": 900}:
        page.set_viewport_size({"width": width, "height": 900})
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") != (theme == "dark"):
        page.emulate_media(color_scheme=theme)
