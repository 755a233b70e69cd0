"""Writing a question on the guided page: every type, in several languages, with errors beside their fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given

from governance.core.roles import Role
from tests.training.testing import asking
from tests.training.testing.questions import FRAGMENTS, any_question
from training.testing.forms.parts import PARTS, build, initial_of
from training.testing.markup import from_auto, typed
from training.testing.models import Question
from training.testing.numbers import read_number
from training.testing.types import Kind, Pair, Text
from training.testing.types import Question as Content

SignIn = Callable[..., Client]


def posted(content: Content, **others: Any) -> dict[str, Any]:
    """What a browser sends when this question stands in the form."""
    shown = {name: value for name, value in initial_of(content).items() if value not in (None, False)}
    shown = {name: "on" if value is True else value for name, value in shown.items()}
    rows = max([int(name.split("-")[1]) for name in shown if name.count("-") >= 2 and name.split("-")[1].isdigit()], default=0) + 1
    return shown | {"rows": rows, "spoken": list(content.languages), "difficulty": 2, "new_topic": "CRM/Visits", "reason": ""} | others


def write(client: Client, content: Content, **others: Any) -> Any:
    return client.post(reverse("testing:question_write", args=[content.kind.value]), posted(content, **others))


@pytest.mark.django_db
@pytest.mark.parametrize("content", asking.ONE_OF_EACH, ids=lambda content: content.kind.value)
def test_every_type_can_be_written(signed_in: SignIn, content: Content) -> None:
    response = write(signed_in(Role.TRAINER), content)
    made = Question.objects.select_related("latest", "topic__parent").get()
    assert response["Location"] == made.get_absolute_url()
    assert made.latest is not None
    assert made.latest.content == content
    assert (made.state, made.topic.name, made.topic.parent and made.topic.parent.name) == ("draft", "Visits", "CRM")


@pytest.mark.django_db
@pytest.mark.parametrize("content", asking.ONE_OF_EACH, ids=lambda content: content.kind.value)
def test_saving_a_form_as_it_opens_changes_nothing(signed_in: SignIn, content: Content) -> None:
    question = asking.in_bank(content)
    others = {"topic": question.topic_id, "new_topic": "", "difficulty": 1}
    client = signed_in(Role.TRAINER)
    client.post(reverse("testing:question_edit", args=[question.pk]), posted(content, **others))
    assert question.versions.count() == 1
    opened = client.get(reverse("testing:question_edit", args=[question.pk]))
    assert opened.context["form"].initial["name"] == content.name


@given(any_question())
def test_any_question_goes_through_the_form_unharmed(content: Content) -> None:
    shown = initial_of(content)
    rows = len(getattr(content, PARTS[content.kind].name)) if content.kind in PARTS else 0
    cleaned = {name: number_or(name, value) for name, value in shown.items()}
    made, _rows = build(content.kind, cleaned, list(content.languages), rows)
    assert made == content


def number_or(name: str, value: Any) -> Any:
    is_number = name.endswith(("-percent", "-value", "-tolerance")) and value != "*"
    return read_number(value) if is_number else value


@given(FRAGMENTS)
def test_a_wording_typed_as_it_is_shown_is_the_same(fragment: str) -> None:
    clean = from_auto(fragment).fragment
    assert from_auto(typed(clean)).fragment == clean


@pytest.mark.django_db
def test_three_languages_stand_side_by_side(signed_in: SignIn) -> None:
    text = Text(en="True?", zh_hans="对吗？", zh_hant="對嗎？")
    write(signed_in(Role.TRAINER), replace(asking.TRUTH, text=text))
    assert Question.objects.get().languages == "en,zh-hans,zh-hant"


@pytest.mark.django_db
def test_more_rows_keep_everything_typed_and_save_nothing(signed_in: SignIn) -> None:
    client = signed_in(Role.TRAINER)
    response = write(client, asking.SINGLE, more="1")
    form = response.context["form"]
    assert response.status_code == 200
    assert form.row_count == 6
    assert b"Which class?" in response.content
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_another_language_gets_its_fields(signed_in: SignIn) -> None:
    response = write(signed_in(Role.TRAINER), asking.SINGLE, speak="1", spoken=["en", "zh-hant"])
    assert {"text-en", "text-zh-hant", "options-0-text-zh-hant"} <= set(response.context["form"].fields)
    assert "text-zh-hans" not in response.context["form"].fields


@pytest.mark.django_db
def test_each_mistake_stands_beside_its_field(signed_in: SignIn) -> None:
    wrong = replace(asking.SINGLE, options=(asking.option("A", 50), asking.option("B"), asking.option("A")))
    response = write(signed_in(Role.TRAINER), wrong)
    errors = response.context["form"].errors
    assert response.status_code == 422
    assert "options-2-text-en" in errors
    assert "Options: No option is right: one must be worth 100 percent." in errors["__all__"]
    assert b"Which class?" in response.content
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_an_option_missing_in_one_language_is_shown_there(signed_in: SignIn) -> None:
    content = replace(asking.SINGLE, text=Text(en="Which?", zh_hans="哪个？"))
    errors = write(signed_in(Role.TRAINER), content).context["form"].errors
    assert errors["options-0-text-zh-hans"] == ["Missing in simplified Chinese."]


@pytest.mark.django_db
def test_rows_left_empty_in_between_do_not_move_an_error(signed_in: SignIn) -> None:
    fields = posted(asking.SINGLE)
    fields |= {"rows": 5, "options-4-text-en": "Which", "options-4-percent": "200"}
    del fields["options-1-text-en"], fields["options-1-percent"]
    response = signed_in(Role.TRAINER).post(reverse("testing:question_write", args=["single"]), fields)
    assert list(response.context["form"].errors) == ["options-4-percent"]


@pytest.mark.django_db
@pytest.mark.parametrize(("typed_", "message"), [("", "Which number?"), ("twelve", "not a number")])
def test_a_number_must_be_one(signed_in: SignIn, typed_: str, message: str) -> None:
    response = write(signed_in(Role.TRAINER), asking.NUMERIC, **{"numbers-0-value": typed_})
    assert message in str(response.context["form"].errors["numbers-0-value"])


@pytest.mark.django_db
def test_a_decimal_comma_and_full_width_digits_are_numbers(signed_in: SignIn) -> None:
    write(signed_in(Role.TRAINER), asking.NUMERIC, **{"numbers-0-value": "１,５", "numbers-0-tolerance": "0.1"})
    made = Question.objects.get().latest
    assert made is not None
    assert made.content.numbers[0].value == Decimal("1.5")  # type: ignore[union-attr]


@pytest.mark.django_db
def test_without_a_topic_nothing_is_saved(signed_in: SignIn) -> None:
    assert "topic" in write(signed_in(Role.TRAINER), asking.TRUTH, new_topic="").context["form"].errors


@pytest.mark.django_db
def test_scripts_typed_into_a_question_are_taken_out(signed_in: SignIn) -> None:
    text = Text(en='<b onclick="x()">Which</b><script>alert(1)</script>?')
    write(signed_in(Role.TRAINER), replace(asking.TRUTH, text=text))
    made = Question.objects.get().latest
    assert made is not None
    assert made.content.text.en == "<b>Which</b>?"


@pytest.mark.django_db
def test_an_edited_question_waits_for_another_person(signed_in: SignIn) -> None:
    question, client = asking.in_bank(), signed_in(Role.TRAINER)
    content = replace(asking.SINGLE, text=asking.say("Which class of customer?"))
    others = {"topic": question.topic_id, "new_topic": "", "difficulty": 1, "reason": "Clearer"}
    address = reverse("testing:question_edit", args=[question.pk])
    assert client.post(address, posted(content, **others)).status_code == 302
    question.refresh_from_db()
    assert question.waiting
    version = question.versions.order_by("-number")[0]
    assert (version.number, version.reason) == (2, "Clearer")
    assert client.post(reverse("testing:question_activate", args=[question.pk]), {"version": version.pk}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("rows", ["-1", "x", "99999999999", "999", ""])
def test_a_forged_number_of_rows_does_no_harm(signed_in: SignIn, rows: str) -> None:
    response = write(signed_in(Role.TRAINER), asking.SINGLE, rows=rows, more="1")
    assert response.status_code == 200
    assert response.context["form"].row_count <= 50


def test_a_pair_without_its_left_side_is_one_more_wrong_answer() -> None:
    cleaned = {"name": "n", "text-en": "?", "pairs-0-answer-en": "lunch"}
    made, rows = build(Kind.MATCHING, cleaned, ["en"], 2)
    assert (made.pairs, rows) == ((Pair(Text(), Text(en="lunch")),), [0])  # type: ignore[union-attr]
