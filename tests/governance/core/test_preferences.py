"""Language is kept per person, light or dark per browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from governance.core.roles import Role
from governance.organisation.models import Account

pytestmark = pytest.mark.django_db


def test_a_chosen_language_is_kept_on_the_account_and_shown_at_once(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.SPONSOR)
    client.post("/account/language/", {"language": "zh-hant", "next": "/metrics/"})
    assert Account.objects.get().language == "zh-hant"
    assert 'lang="zh-Hant"' in client.get("/metrics/").content.decode()


def test_the_choice_is_logged_with_who_and_why(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.SPONSOR)
    before = Account.history.count()
    client.post("/account/language/", {"language": "zh-hans"})
    assert Account.history.count() == before + 1
    assert Account.history.latest().history_change_reason


def test_a_language_we_do_not_speak_changes_nothing(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.SPONSOR)
    client.post("/account/language/", {"language": "tlh"})
    assert Account.objects.get().language == "en"


def test_a_stranger_keeps_the_language_in_the_browser(client: Client) -> None:
    client.post("/account/language/", {"language": "zh-hans"})
    assert 'lang="zh-Hans"' in client.get("/account/login/").content.decode()


def test_the_way_back_never_leads_to_another_site(client: Client) -> None:
    assert client.post("/account/language/", {"language": "en", "next": "https://evil.example/"}).headers["Location"] == "/"
    assert client.post("/account/theme/", {"theme": "dark", "next": "/metrics/"}).headers["Location"] == "/metrics/"


def test_dark_is_remembered_and_as_the_device_forgets_it(client: Client) -> None:
    client.post("/account/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/account/login/").content.decode()
    client.post("/account/theme/", {"theme": ""})
    assert "data-theme=" not in client.get("/account/login/").content.decode().split("<head>")[0]


def test_preferences_are_changed_by_post_only(client: Client) -> None:
    assert client.get("/account/language/").status_code == 405
    assert client.get("/account/theme/").status_code == 405
