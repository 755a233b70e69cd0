"""The menu shows what a reader may open, marks where they are, and puts the first lines into the phone's bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, RequestFactory

from governance.core import navigation
from governance.core.actor import ANONYMOUS, Actor, Grant
from governance.core.navigation import Entry
from governance.core.permissions import Verb
from governance.core.roles import Role

ENTRIES = (
    Entry("Figures", "Metrics", "core:metrics", "gauge", "metric", order=90),
    Entry("Figures", "Design", "core:design", "ruler", "account", Verb.CHANGE, order=99),
    Entry("Start", "Nowhere", "core:does-not-exist", "home", "metric", order=1),
)


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_entries", {entry.url_name: entry for entry in ENTRIES})
    yield


def labels(actor: Actor) -> list[str]:
    return [str(entry.label) for entry in navigation.entries_for(actor)]


def test_the_project_office_sees_its_lines_in_order(project_office: Actor) -> None:
    assert labels(project_office) == ["Metrics", "Design"]


def test_a_sponsor_does_not_see_what_only_the_project_office_may_do(sponsor: Actor) -> None:
    assert labels(sponsor) == ["Metrics"]


def test_a_vendor_and_a_stranger_see_nothing_of_it() -> None:
    assert labels(Actor(username="v", grants=(Grant(Role.VENDOR),))) == []
    assert labels(ANONYMOUS) == []


def test_a_page_that_does_not_exist_yet_has_no_line(sponsor: Actor) -> None:
    assert "Nowhere" not in labels(sponsor)


def test_the_line_with_the_longest_matching_address_is_current(project_office: Actor) -> None:
    entries = navigation.entries_for(project_office)
    assert navigation.current("/metrics/adoption.reach/", entries) == "core:metrics"
    assert navigation.current("/elsewhere/", entries) == ""


def test_the_bottom_bar_holds_at_most_four_lines(sponsor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {str(number): Entry("S", str(number), "core:metrics", "gauge", "metric", order=number) for number in range(9)}
    monkeypatch.setattr(navigation, "_entries", many)
    request = RequestFactory().get("/metrics/")
    request.actor = sponsor  # type: ignore[attr-defined]
    assert [str(entry.label) for entry in navigation.context(request)["bottom_bar"]] == ["0", "1", "2", "3"]


def test_who_has_no_first_page_of_their_own_gets_a_way_home(sponsor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/metrics/")
    request.actor = sponsor  # type: ignore[attr-defined]
    assert navigation.context(request)["way_home"]
    own = Entry("Home", "Status", "core:metrics", "home", "metric", order=1)
    monkeypatch.setattr(navigation, "_entries", {"own": own})
    assert not navigation.context(request)["way_home"]


def test_lines_of_one_section_stand_together(project_office: Actor) -> None:
    request = RequestFactory().get("/metrics/")
    request.actor = project_office  # type: ignore[attr-defined]
    menu = navigation.context(request)["menu"]
    assert [(section.label, len(section.entries), section.open) for section in menu] == [("Figures", 2, True)]


def test_in_a_long_menu_only_the_first_section_and_the_current_one_are_open() -> None:
    lines = [Entry(f"Section {number // 5}", str(number), f"x:{number}", "gauge", "metric", order=number) for number in range(20)]
    assert [section.open for section in navigation.sections(lines, "x:12")] == [True, False, True, False]


def test_the_page_marks_the_current_line(signed_in: Callable[..., Client]) -> None:
    html = signed_in(Role.PROJECT_OFFICE).get("/metrics/").content.decode()
    assert 'href="/metrics/" aria-current="page"' in html


def test_a_stranger_meets_the_sign_in_page_and_no_menu(client: Client, db: None) -> None:
    response = client.get("/metrics/", follow=True)
    assert response.redirect_chain[0][0] == "/account/login/?next=/metrics/"
    assert 'id="menu"' not in response.content.decode()
