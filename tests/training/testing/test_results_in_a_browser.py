"""Marking, checklists and item analysis in Chromium: on a phone without a connection, in the dark, in Chinese, and through axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from governance.core.roles import Role
from tests.training.testing import marked as m
from tests.training.testing.test_result_pages import taken
from training.testing.models import Observation, Question, QuestionState, SignOff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(name: str, *args: Any) -> str:
    return reverse(f"testing:{name}", args=args)


def test_a_checklist_on_a_phone_loses_the_connection_and_no_tick(page_for: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    attempt = m.practical()
    page = page_for(Role.ASSESSOR, address("checklist", attempt.pk), width=390, watched=False)
    axe(page)
    page.context.set_offline(True)
    page.get_by_text("Done", exact=True).first.click()
    expect(page.locator("#unsent")).to_be_visible()
    assert not Observation.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_be_hidden()
    page.get_by_text("Partly", exact=True).nth(1).click()
    expect(page.locator("#progress strong")).to_have_text("2")
    expect(page.locator("#missing li")).to_have_count(0)
    page.locator("#sign-off button").click()
    page.wait_for_url("**" + address("checklist", attempt.pk))
    expect(page.get_by_text("Signed off by")).to_be_visible()
    assert SignOff.objects.count() == 1
    assert list(Observation.objects.order_by("place").values_list("seen", flat=True)) == ["done", "partly"]


def test_pages_of_trainers_and_the_project_office_pass_axe(page_for: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    version, questions = taken()
    item = m.essay()
    Question.objects.filter(pk=questions[2].pk).update(state=QuestionState.QUARANTINED)
    axe(page_for(Role.TRAINER, address("analysis", version.pk)))
    axe(page_for(Role.TRAINER, address("analysed-question", version.pk, questions[2].pk), width=390, dark=True, language="zh-hans"))
    axe(page_for(Role.TRAINER, address("mark", item.pk)))
    axe(page_for(Role.PROJECT_OFFICE, address("decide", questions[2].pk) + "?choice=drop", dark=True))
    axe(page_for(Role.PROJECT_OFFICE, address("cohorts")))
    axe(page_for(Role.PROJECT_OFFICE, address("results"), width=390))
