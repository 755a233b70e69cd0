"""The bank's pages in Chromium: no axe finding, no console error, also on a phone, in the dark and in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from governance.core.roles import Role
from tests.training.testing import asking
from training.testing.models import Question, QuestionState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_the_pages_are_accessible(page_for: Callable[..., Any], axe: Callable[..., None]) -> None:
    question = asking.in_bank(asking.MATCHING, state=QuestionState.DRAFT)
    looks: list[tuple[str, dict[str, Any]]] = [
        (reverse("testing:bank"), {}),
        (reverse("testing:question", args=[question.pk]), {"width": 390, "dark": True, "language": "zh-hans"}),
        (reverse("testing:question_edit", args=[question.pk]), {"language": "zh-hant"}),
        (reverse("testing:question_files"), {"width": 390}),
    ]
    for address, look in looks:
        axe(page_for(Role.TRAINER, address, **look))


def test_a_question_is_written_by_keyboard_also_after_errors(page_for: Callable[..., Any]) -> None:
    page = page_for(Role.TRAINER, reverse("testing:question_write", args=["single"]), watched=False)
    errors = page.locator(".form-errors")
    page.locator("[name=name]").fill("Visits are entered")
    page.locator("[name=text-en]").fill("When is a visit entered?")
    page.locator("[name=options-0-text-en]").fill("On the day")
    page.locator("[name=options-0-percent]").fill("100")
    page.locator("[name=name]").press("Enter")
    expect(errors).to_contain_text("Choose a topic")
    expect(errors).to_be_focused()
    page.locator("[name=new_topic]").fill("CRM")
    page.locator("[name=options-0-text-en]").press("Enter")
    expect(errors).to_contain_text("Options: At least 2 are needed")
    never = page.locator("[name=options-1-text-en]")
    never.fill("Never,")
    never.press("End")
    never.press("Shift+Enter")
    page.keyboard.type("or when asked")
    page.locator("[name=text-en]").press("Control+Enter")
    page.wait_for_url("**/tests/bank/*/")
    latest = Question.objects.get().latest
    assert latest is not None and "when asked" in str(latest.content)


def test_a_form_come_back_to_can_be_sent_at_once(page_for: Callable[..., Any]) -> None:
    page = page_for(Role.TRAINER, reverse("testing:question_write", args=["true_false"]), watched=False)
    page.locator("[name=new_topic]").fill("CRM")
    page.locator("[name=name]").fill("Visits")
    page.locator("[name=text-en]").fill("A visit is entered on the day.")
    page.locator("[name=answer][value=true]").check()
    page.locator("[name=name]").press("Enter")
    page.wait_for_url("**/tests/bank/*/")
    page.go_back()
    page.locator("[name=name]").fill("Another")
    page.locator("[name=name]").press("Enter")
    page.wait_for_url("**/tests/bank/*/")
    assert Question.objects.count() == 2
