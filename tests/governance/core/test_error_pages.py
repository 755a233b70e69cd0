"""What cannot be done is said as a page: why, what to do, the way out. Never a bare word, never a trace."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from governance.core.pages import needs
from governance.core.permissions import Verb
from governance.core.roles import Role

pytestmark = pytest.mark.django_db


def test_an_unknown_address_says_so_in_the_readers_language(signed_in: Callable[..., Client]) -> None:
    response = signed_in(Role.SPONSOR, language="zh-hans").get("/nowhere/at/all/")
    assert response.status_code == 404
    assert 'lang="zh-Hans"' in response.content.decode()


def test_a_refusal_names_the_reason_and_a_way_out(signed_in: Callable[..., Client]) -> None:
    response = signed_in(Role.VENDOR).get("/metrics/", headers={"Referer": "http://testserver/design/"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "Your roles do not include this" in html
    assert 'href="http://testserver/design/"' in html


def test_the_address_of_a_button_opened_as_a_page_says_so(signed_in: Callable[..., Client]) -> None:
    response = signed_in(Role.SPONSOR).get("/account/theme/")
    assert response.status_code == 405 and response["Allow"] == "POST"
    assert "Go back and press it there" in response.content.decode()


def test_who_presses_a_button_after_the_session_ended_comes_back_to_its_page() -> None:
    pressed = RequestFactory().post("/gates/1/close/", headers={"Referer": "http://testserver/gates/1/?q=a"})
    pressed.user = AnonymousUser()
    asked = needs(Verb.VIEW, "job")(lambda request: HttpResponse())(pressed)
    assert unquote(asked["Location"]).endswith("?next=/gates/1/?q=a")


def test_the_way_back_of_a_refusal_stays_on_our_site(signed_in: Callable[..., Client]) -> None:
    html = signed_in(Role.VENDOR).get("/metrics/", headers={"Referer": "https://evil.example/"}).content.decode()
    assert "evil.example" not in html


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_pages_of_a_broken_request_need_nothing_but_themselves(name: str) -> None:
    html = render_to_string(name, {})
    assert 'href="/"' in html
    assert "<script" not in html


def test_a_form_without_its_token_is_refused_with_a_page_of_ours(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/account/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "open too long" in response.content.decode()


@override_settings(DEBUG=False)
def test_the_design_page_is_for_those_who_build_pages(signed_in: Callable[..., Client]) -> None:
    assert signed_in(Role.PROJECT_OFFICE).get("/design/").status_code == 200
    assert signed_in(Role.SPONSOR).get("/design/").status_code == 404
    assert Client().get("/design/").status_code == 404
