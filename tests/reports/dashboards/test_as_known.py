"""The pages as known on an earlier moment: banner, picker, links that keep it, and clear answers to wrong moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.core.known import query, text_of
from governance.core.roles import Role
from tests import company
from tests.reports.happenings import START, World


@pytest.fixture
def world(monkeypatch, db) -> Iterator[World]:
    clock = {"at": START}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["at"])
    made = World(clock)
    clock["at"] += timedelta(hours=5)
    made.an_office_is_renamed()
    clock["at"] += timedelta(days=2)
    yield made


PAGES = (
    ("/status/", Role.SPONSOR),
    ("/work/", Role.PROJECT_OFFICE),
    ("/offices/{paris}/", Role.SPONSOR),
    ("/offices/{paris}/scorecard/", Role.SPONSOR),
)
WRONG = {"soon": "is no day that can be asked for", "2099-01-01": "has not come yet", "2019-01-01": "The record begins on"}


def get(client, world, path, asked):
    return client.get(path.format(paris=world.paris.pk) + asked)


def test_a_page_says_which_moment_it_shows_and_leads_back(world, signed_in):
    for path, role in PAGES:
        client = signed_in(role)
        page = get(client, world, path, query(START)).text
        assert f"As known on <strong>{timezone.localtime(START):%-d %b %Y, %H:%M}</strong>" in page
        assert f'<a href="{path.format(paris=world.paris.pk)}">Show what is known now</a>' in page
        assert "Show what is known now" not in get(client, world, path, "").text


def test_a_wrong_moment_is_answered_at_its_field_and_the_page_shows_now(world, signed_in):
    for path, role in PAGES:
        client = signed_in(role)
        for text, message in WRONG.items():
            answer = get(client, world, path, f"?known_at={text}")
            assert answer.status_code == 422 and message in answer.text.split('id="field-known_at"')[1].split("</form>")[0]
            assert "Show what is known now" not in answer.text


def test_names_are_those_of_the_moment_and_links_keep_it(world, signed_in):
    client = signed_in(Role.SPONSOR)
    page = get(client, world, "/status/", query(START)).text
    assert ">Par<" in page and "Paris 18" not in page
    assert f"known_at={quote(text_of(START))}" in page
    assert "Paris 18" in get(client, world, "/status/", "").text


def test_queries_do_not_grow_with_offices(world, signed_in):
    clients = [(path, signed_in(role)) for path, role in PAGES[:3]]
    few, many = {}, {}
    for counts in (few, many):
        for path, client in clients:
            get(client, world, path, query(START))
            with CaptureQueriesContext(connection) as queries:
                get(client, world, path, query(START))
            counts[path] = len(queries)
        for _place in range(5):
            company.in_rollout(company.office(parent=world.north), world.wave)
    assert many == few
