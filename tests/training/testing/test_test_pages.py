"""The pages of a candidate: what may be seen, what is kept, what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.training.testing import asking, sitting
from training.testing import types
from training.testing.models import Answer, Attempt, AttemptState, PaperVersion
from training.testing.sending import LARGEST
from training.testing.types import Kind

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def sits(version: PaperVersion | None = None, *contents: types.Question, **rules: Any) -> tuple[Client, Attempt]:
    """A signed-in candidate with an attempt in progress, begun now."""
    client, account = candidate()
    version = version or sitting.paper(*contents, **rules)
    return client, sitting.begun(version, by=account.person, at=timezone.now())


def candidate() -> tuple[Client, Account]:
    account = company.account(Role.STAFF, office=company.office())
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, account


def send(client: Client, attempt: Attempt, fields: Any, *, number: str = "abcdefgh", item: int = 0, **more: Any) -> Any:
    body = {"id": number, "seq": 1, "fields": fields, **more}
    return client.post(address(attempt, item), json.dumps(body), content_type="application/json")


def address(attempt: Attempt, item: int = 0) -> str:
    return f"/tests/attempts/{attempt.pk}/answers/{item or attempt.items.first().pk}/"


def test_an_answer_is_saved_as_it_is_given() -> None:
    client, attempt = sits(None, asking.TRUTH)
    told = send(client, attempt, {"answer": ["true"]})
    assert told.status_code == 200
    assert told.json()["late"] is False
    assert Answer.objects.get().payload == {"chosen": [1]}


def test_an_answer_sent_again_after_a_lost_reply_is_one_answer() -> None:
    client, attempt = sits(None, asking.TRUTH)
    for _time in range(3):
        assert send(client, attempt, {"answer": ["true"]}).status_code == 200
    assert Answer.objects.count() == 1


def test_the_page_says_what_was_given_when_it_is_opened_again_elsewhere() -> None:
    client, attempt = sits(None, asking.SHORT)
    send(client, attempt, {"answer": ["the pool"]})
    other = Client()
    other.force_login(attempt.person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = other.get(f"/tests/attempts/{attempt.pk}/").content.decode()
    assert 'value="the pool"' in page
    assert [event.kind for event in attempt.events.all()] == ["started", "resumed"]


@pytest.mark.parametrize("content", [content for content in asking.ONE_OF_EACH if content.kind != Kind.PRACTICAL])
def test_no_key_reaches_the_browser_while_the_test_is_open(content: types.Question) -> None:
    secret = with_secrets(content)
    client, attempt = sits(None, secret, review="submit")
    sent = send(client, attempt, {}).content.decode()
    pages = [f"/tests/attempts/{attempt.pk}/", f"/tests/attempts/{attempt.pk}/state/", f"/tests/attempts/{attempt.pk}/result/", "/tests/"]
    seen = sent + "".join(client.get(page, follow=True).content.decode() for page in pages)
    assert "SECRET" not in seen
    for word in ("percent", "fraction", "tolerance", "feedback", "pattern"):
        assert word not in seen


def with_secrets(content: types.Question) -> types.Question:
    """The question with what must not be seen marked as such."""
    from dataclasses import replace

    said = asking.say("SECRET")
    content = replace(content, feedback=said)
    match content:
        case types.SingleChoice() | types.MultipleChoice():
            return replace(content, options=tuple(replace(option, feedback=said) for option in content.options))
        case types.TrueFalse():
            return replace(content, if_true=said, if_false=said)
        case types.ShortAnswer():
            return replace(content, patterns=(types.Pattern("SECRET"),))
        case types.Numeric():
            return replace(content, numbers=tuple(replace(number, feedback=said) for number in content.numbers))
        case types.Essay():
            return replace(content, notes=said)
    return content


@pytest.mark.parametrize(
    ("review", "passes", "shown"),
    [("submit", False, True), ("pass", False, False), ("pass", True, True), ("never", True, False), ("close", True, False)],
)
def test_the_key_is_shown_only_as_the_papers_rule_says(review: str, passes: bool, shown: bool) -> None:
    content = with_secrets(asking.SINGLE)
    client, attempt = sits(None, content, review=review)
    send(client, attempt, sitting.posted(attempt.items.get(), right=passes))
    client.post(f"/tests/attempts/{attempt.pk}/hand-in/")
    assert ("SECRET" in client.get(f"/tests/attempts/{attempt.pk}/result/").content.decode()) is shown


def test_the_key_stays_hidden_while_the_next_attempt_is_open() -> None:
    version = sitting.paper(with_secrets(asking.SINGLE), review="submit", wait_hours=0)
    client, attempt = sits(version)
    client.post(f"/tests/attempts/{attempt.pk}/hand-in/")
    sitting.begun(version, by=attempt.person, at=timezone.now())
    assert "SECRET" not in client.get(f"/tests/attempts/{attempt.pk}/result/").content.decode()


def test_handing_in_leads_to_the_result_and_is_done_once() -> None:
    client, attempt = sits(None, asking.TRUTH)
    send(client, attempt, {"answer": ["false"]})
    for _time in range(2):
        assert client.post(f"/tests/attempts/{attempt.pk}/hand-in/").headers["Location"] == f"/tests/attempts/{attempt.pk}/result/"
    assert "Passed" in client.get(f"/tests/attempts/{attempt.pk}/result/").content.decode()
    assert attempt.events.filter(kind="submitted").count() == 1


def test_my_tests_hands_in_what_is_over_though_no_clock_has_run() -> None:
    client, account = candidate()
    version = sitting.paper(asking.TRUTH, time_limit=10)
    attempt = sitting.begun(version, by=account.person, at=timezone.now() - 11 * MINUTE)
    assert f"/tests/attempts/{attempt.pk}/result/" in client.get("/tests/").content.decode()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at) == (AttemptState.TIMED_OUT, attempt.due_at)


def test_a_page_opened_after_the_end_hands_in_what_was_saved() -> None:
    client, attempt = sits(None, asking.TRUTH, time_limit=30)
    begun = timezone.now() - 31 * MINUTE
    attempt.started_at, attempt.due_at = begun, begun + 30 * MINUTE
    attempt.save()
    assert client.get(f"/tests/attempts/{attempt.pk}/").status_code == 302
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.TIMED_OUT
    assert client.get(f"/tests/attempts/{attempt.pk}/state/").json()["open"] is False
    assert send(client, attempt, {"answer": ["true"]}).json()["late"] is True
    assert "1 answer reached the server after the end" in client.get(f"/tests/attempts/{attempt.pk}/result/").content.decode()


PAGES = ["", "state/", "result/"]


@pytest.mark.parametrize("page", PAGES)
def test_forged_and_foreign_attempts_are_not_found(page: str) -> None:
    _client, attempt = sits()
    thief, _account = candidate()
    assert thief.get(f"/tests/attempts/{attempt.pk}/{page}").status_code == 404
    assert thief.get(f"/tests/attempts/999999999/{page}").status_code == 404
    assert thief.get(f"/tests/attempts/99999999999999999999/{page}").status_code == 404


def test_nobody_writes_into_a_foreign_attempt() -> None:
    _client, attempt = sits()
    thief, _account = candidate()
    assert send(thief, attempt, {"answer": ["1"]}).status_code == 404
    assert thief.post(f"/tests/attempts/{attempt.pk}/hand-in/").status_code == 404
    assert not Answer.objects.exists()
    assert Attempt.objects.get().is_open


def test_an_answer_to_a_question_of_another_test_is_refused_in_words() -> None:
    client, attempt = sits()
    _other, foreign = sits()
    told = send(client, attempt, {"answer": ["1"]}, item=foreign.items.first().pk)
    assert told.status_code == 404
    assert "not part of your test" in told.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"a"',
        b"\xff\xfe",
        b'{"fields": {}}',
        b'{"id": "short", "fields": {}}',
        b'{"id": "abcdefgh", "fields": []}',
        b'{"id": "abcdefgh", "fields": {"answer": {"a": 1}}}',
        b'{"id": "abcdefgh", "fields": {"answer": [["x"]]}}',
        b'{"id": "abcdefgh", "fields": {"answer": ["7"]}}',
        b'{"id": "abcdefgh", "fields": {"answer": ["true", "false"]}}',
        b'{"id": "abcdefgh", "seq": -1, "fields": {}}',
        b'{"id": "abcdefgh", "seq": 1e999, "fields": {}}',
        b'{"id": "abc\\u0000efgh", "fields": {}}',
        b'{"id": "abcdefgh", "device": 7, "fields": {}}',
        b'{"id": "abcdefgh", "device": "short", "fields": {}}',
        b'{"id": "abcdefgh", "device": "<script>alert(1)</script>", "fields": {}}',
        b'{"id": "abcdefgh", "device": "' + b"d" * 65 + b'", "fields": {}}',
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_words_and_loses_nothing(body: bytes) -> None:
    client, attempt = sits(None, asking.TRUTH)
    send(client, attempt, {"answer": ["true"]})
    told = client.post(address(attempt), body, content_type="application/json")
    assert told.status_code == 400
    assert told.json()["message"]
    assert Answer.objects.get().payload == {"chosen": [1]}


@pytest.mark.parametrize("clock", [None, "noon", -(10**18), 10**18, 1e300, True, {}])
def test_a_clock_that_makes_no_sense_changes_nothing(clock: Any) -> None:
    client, attempt = sits(None, asking.TRUTH)
    assert send(client, attempt, {"answer": ["true"]}, given=clock, sent=clock).status_code == 200
    kept = Answer.objects.get()
    assert attempt.started_at <= kept.given_at <= kept.received_at
    assert not kept.late


def test_ten_megabytes_are_refused_before_they_are_read() -> None:
    client, attempt = sits(None, asking.ESSAY)
    send(client, attempt, {"answer": ["kept"]})
    told = send(client, attempt, {"answer": ["x" * 10_000_000]}, number="bigger-one")
    assert told.status_code == 413
    assert "too large" in told.json()["message"]
    typed = client.post(address(attempt), {"answer": "x" * 10_000_000, "id": "abcdefgh2"})
    assert typed.status_code in (400, 413)
    assert Answer.objects.get().payload == {"typed": "kept"}
    assert LARGEST < 10_000_000


def test_without_scripts_each_question_is_a_form_that_leads_to_the_next() -> None:
    client, attempt = sits(None, asking.TRUTH, asking.SHORT)
    first, second = attempt.items.order_by("order")
    told = client.post(
        address(attempt, first.pk), {"answer": "true" if first.question_version.content == asking.TRUTH else "pool", "id": "form-0001"}
    )
    assert told.headers["Location"].endswith("?q=2")
    told = client.post(
        address(attempt, second.pk), {"answer": "pool" if second.question_version.content == asking.SHORT else "true", "id": "form-0002"}
    )
    assert told.headers["Location"].endswith("?q=overview")
    assert "2 of 2 answered" in client.get(f"/tests/attempts/{attempt.pk}/?q=overview").content.decode()


def test_without_scripts_an_answer_that_is_refused_is_shown_again_as_typed() -> None:
    client, attempt = sits(None, asking.SHORT)
    told = client.post(address(attempt), {"answer": "é" * 501, "id": "form-0001"})
    assert told.status_code == 400
    assert "é" * 501 in told.content.decode()
    assert "501 characters" in told.content.decode()


def test_without_scripts_an_answer_can_be_cleared() -> None:
    client, attempt = sits(None, asking.TRUTH)
    client.post(address(attempt), {"answer": "true", "id": "form-0001"})
    client.post(address(attempt), {"answer": "true", "id": "form-0002", "clear": "1"})
    assert "0 of 1 answered" in client.get(f"/tests/attempts/{attempt.pk}/").content.decode()


def test_a_form_without_its_token_is_refused() -> None:
    _client, attempt = sits(None, asking.TRUTH)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(attempt.person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert send(strict, attempt, {"answer": ["true"]}).status_code == 403
    assert not Answer.objects.exists()
