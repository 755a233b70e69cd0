"""No page of any room opens for a stranger, and none breaks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import company
from tests.test_walls import WINGS

# Pages made to be opened without signing in, each with why.
PUBLIC = {
    "core:healthy": "asked by monitors",
    "core:language": "the language of the sign-in page",
    "clearance:certificate": "whoever holds a certificate may check it by its code",
    "clearance:check": "where the code of a printed certificate is typed in",
    "core:verify": "anybody holding a printed report may check it",
}
# Pages for everyone who is signed in, whatever their roles.
FOR_EVERYONE = {"dashboards:home", "dashboards:also", "core:language"}


def sample(pattern: str) -> str:
    """A path that the pattern matches, with 1 for numbers and x for words."""
    import re

    kinds = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001"}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: kinds.get(found.group(1) or "str", "x"), pattern)


def pages(patterns: list[URLPattern | URLResolver], prefix: str = "", names: str = "") -> Iterator[tuple[str, str]]:
    """Every page of our rooms: its name and a sample path."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns, route, f"{entry.namespace}:" if entry.namespace else names)
        elif entry.callback.__module__.split(".")[0] in WINGS:
            yield f"{names}{entry.name}", "/" + sample(route)


OWN = sorted(set(pages(get_resolver().url_patterns)))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), OWN, ids=[name for name, _ in OWN])
def test_a_stranger_is_asked_to_sign_in(name: str, path: str) -> None:
    response = Client().get(path)
    if name in PUBLIC:
        assert response.status_code < 500
        return
    to_sign_in = response.status_code == 302 and "/account/login/" in response["Location"]
    assert to_sign_in or response.status_code in {403, 404, 405}, f"{path} answers {response.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), OWN, ids=[name for name, _ in OWN])
def test_an_account_without_a_role_is_refused(name: str, path: str) -> None:
    client = Client()
    client.force_login(company.account(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(path)
    if name in PUBLIC or name in FOR_EVERYONE:
        assert response.status_code < 500
        return
    assert response.status_code in {403, 404, 405}, f"{path} answers {response.status_code}"
