"""Where an account is signed in is noted when something is new, not at every request."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.core.roles import Role
from governance.organisation import activity

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def client(signed_in: SignIn) -> Client:
    client = signed_in(Role.PROJECT_OFFICE)
    client.get("/", HTTP_USER_AGENT="phone")
    return client


def writes(client: Client, **headers: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("usersessions_list"), **headers)  # type: ignore[arg-type]
    return [query["sql"].split(" ", 1)[0] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_sign_in_is_noted_with_its_browser_and_address(client: Client) -> None:
    assert list(UserSession.objects.values_list("user_agent", "ip")) == [("phone", "127.0.0.1")]


def test_the_next_request_of_the_same_browser_writes_nothing(client: Client) -> None:
    assert writes(client, HTTP_USER_AGENT="phone") == []


def test_a_new_browser_or_address_is_noted_at_once(client: Client) -> None:
    assert writes(client, HTTP_USER_AGENT="another") == ["UPDATE"]
    assert writes(client, HTTP_USER_AGENT="another", REMOTE_ADDR="10.0.0.9") == ["UPDATE"]
    assert list(UserSession.objects.values_list("user_agent", "ip")) == [("another", "10.0.0.9")]


def test_after_a_while_it_is_noted_that_somebody_is_still_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago, later = timezone.now() - timedelta(days=1), time.monotonic() + activity.FRESH
    UserSession.objects.update(last_seen_at=long_ago)
    monkeypatch.setattr(activity, "time", SimpleNamespace(monotonic=lambda: later))
    assert writes(client, HTTP_USER_AGENT="phone") == ["UPDATE"]
    assert UserSession.objects.get().last_seen_at > long_ago


def test_what_is_remembered_does_not_grow_for_ever(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "MOST", 1)
    assert [writes(client, HTTP_USER_AGENT=name) for name in ("a", "b", "b")] == [["UPDATE"], ["UPDATE"], []]


def test_a_browser_whose_name_is_longer_than_is_kept_is_no_news(client: Client) -> None:
    writes(client, HTTP_USER_AGENT="x" * 1000)
    assert writes(client, HTTP_USER_AGENT="x" * 1000) == []


def test_nobody_signed_in_is_nobody_noted() -> None:
    Client().get("/account/login/")
    assert not UserSession.objects.exists()
