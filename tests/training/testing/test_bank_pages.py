"""The pages of the bank: who may open them, what they say, what they never give away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.roles import Role
from tests import company
from tests.company import NOW
from tests.training.testing import asking
from tests.training.testing.asking import say
from training.testing.models import Question, QuestionState, QuestionVersion
from training.testing.types import Kind, Text
from training.testing.wording import digest, dump

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db
READERS = [Role.PROJECT_OFFICE, Role.TRAINER, Role.ASSESSOR, Role.AUDITOR]
# Whoever may have to take the test, and whoever has no business with its key.
OTHERS = [Role.STAFF, Role.OFFICE_HEAD, Role.SPONSOR, Role.VENDOR, Role.HR, Role.FINANCE, Role.CRM_ADMIN, Role.COMMITTEE]


def page(client: Client, name: str, *arguments: object, status: int = 200, query: str = "") -> str:
    response = client.get(reverse(f"testing:{name}", args=arguments) + query)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("role", READERS)
def test_those_who_keep_the_bank_read_it(signed_in: SignIn, role: Role) -> None:
    question = asking.in_bank()
    client = signed_in(role)
    assert question.code in page(client, "bank")
    assert "Which class?" in page(client, "question", question.pk)


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("name", ["bank", "question", "question_edit", "question_new", "question_files", "question_export"])
def test_nobody_who_may_be_asked_sees_a_key(signed_in: SignIn, role: Role, name: str) -> None:
    question = asking.in_bank()
    arguments = {"question": [question.pk], "question_edit": [question.pk], "question_export": ["gift"]}.get(name, [])
    client = signed_in(role, office=company.office())
    assert "Which class?" not in page(client, name, *arguments, status=403)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.AUDITOR])
def test_readers_are_offered_nothing_they_may_not_do(signed_in: SignIn, role: Role) -> None:
    question = asking.in_bank(state=QuestionState.DRAFT)
    client = signed_in(role)
    for text in (page(client, "bank"), page(client, "question", question.pk)):
        for address in ("edit/", "activate/", "retire/", "new/", "files/", "export/"):
            assert address not in text.split('class="page-head"')[1]
    for name in ("question_activate", "question_retire"):
        assert client.post(reverse(f"testing:{name}", args=[question.pk])).status_code == 403


@pytest.mark.parametrize("content", asking.ONE_OF_EACH, ids=lambda content: content.kind.value)
def test_every_type_has_its_page_in_every_language(signed_in: SignIn, content: object) -> None:
    question = asking.in_bank(content)  # type: ignore[arg-type]
    for language in ("en", "zh-hans", "zh-hant"):
        assert question.name in page(signed_in(Role.TRAINER, language=language), "question", question.pk)


def test_the_list_is_narrowed_by_each_of_its_filters(signed_in: SignIn) -> None:
    visits, stages = asking.topic("Visits"), asking.topic("Stages")
    one = asking.in_bank(replace(asking.SINGLE, name="First"), topic_=visits, difficulty=1)
    chinese = replace(asking.TRUTH, name="Second", text=Text(zh_hans="对吗？"))
    other = asking.in_bank(chinese, topic_=stages, difficulty=3, state=QuestionState.DRAFT)
    client = signed_in(Role.TRAINER)
    for query in (f"topic={visits.pk}", "kind=single", "difficulty=1", "state=active", "languages=en", "q=First", "q=Which class"):
        text = page(client, "bank", query="?" + "&".join(f"bank-{part}" for part in [query]))
        assert one.code in text, query
        assert other.code not in text, query


def test_an_empty_bank_says_what_to_do_first(signed_in: SignIn) -> None:
    assert reverse("testing:question_new") in page(signed_in(Role.TRAINER), "bank")


def test_a_draft_is_activated_by_another_than_its_writer(signed_in: SignIn) -> None:
    question = asking.in_bank(state=QuestionState.DRAFT)
    response = signed_in(Role.TRAINER).post(reverse("testing:question_activate", args=[question.pk]), {"version": question.latest_id})
    assert response.status_code == 302
    question.refresh_from_db()
    assert (question.state, question.in_use_id) == ("active", question.latest_id)


@pytest.mark.parametrize("version", ["", "0", "x", "999999999999999999999"])
def test_a_forged_version_is_not_found(signed_in: SignIn, version: str) -> None:
    question = asking.in_bank(state=QuestionState.DRAFT)
    response = signed_in(Role.TRAINER).post(reverse("testing:question_activate", args=[question.pk]), {"version": version})
    assert response.status_code == 404


def test_the_page_says_what_a_version_changed(signed_in: SignIn) -> None:
    question = asking.in_bank()
    content = replace(asking.SINGLE, text=say("Which class of customer?"))
    fields = {"wording": dump(content), "sha256": digest(content), "recorded_at": NOW}
    question.latest = QuestionVersion.objects.create(question=question, number=2, **fields)
    question.save()
    text = page(signed_in(Role.TRAINER), "question", question.pk)
    assert "<del>Which class?</del>" in text
    assert "<ins>Which class of customer?</ins>" in text
    assert "<del>" not in page(signed_in(Role.TRAINER), "question", question.pk, query="?version=1")
    assert "Which class of customer?" in page(signed_in(Role.TRAINER), "question", question.pk, query="?version=<script>")


def test_retiring_asks_why_and_keeps_what_was_typed(signed_in: SignIn) -> None:
    question, client = asking.in_bank(), signed_in(Role.TRAINER)
    address = reverse("testing:question_retire", args=[question.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "The rule is gone"}).status_code == 302
    assert Question.objects.get().state == "retired"


def test_a_wording_cannot_bring_a_script_to_the_page(signed_in: SignIn) -> None:
    hostile = replace(asking.SHORT, name="<script>alert(1)</script>", text=say("<script>alert(2)</script><b>Bold</b>"))
    text = page(signed_in(Role.TRAINER), "question", asking.in_bank(hostile).pk)
    assert "<script>alert" not in text
    assert "<b>Bold</b>" in text


@pytest.mark.parametrize("kind", list(Kind))
def test_every_type_has_a_form(signed_in: SignIn, kind: Kind) -> None:
    assert "<form" in page(signed_in(Role.TRAINER), "question_write", kind.value)


def test_an_unknown_type_is_not_found(signed_in: SignIn) -> None:
    page(signed_in(Role.TRAINER), "question_write", "cloze", status=404)


def test_what_the_list_asks_of_the_database_does_not_grow(signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]) -> None:
    topic = asking.topic()
    for _ in range(30):
        asking.in_bank(topic_=topic)
    client = signed_in(Role.TRAINER)
    page(client, "bank")
    with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
        page(client, "bank")
