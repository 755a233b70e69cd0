"""The pages of this room in a browser: no axe finding, no console error, nothing that leaves the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.core.roles import Role
from rollout.impact.actions import resistance, steps, surveys, tasks
from tests import company
from tests.rollout.impact import lists, places
from tests.rollout.impact.places import DAY, PROJECT

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_head_walks_tasks_resistance_and_a_survey_on_a_phone(page_for: Callable[..., Any], axe: Callable[..., None]) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    office = company.office("SH")
    places.people(office, 6)
    tasks.give_task(office=office, name="Name the key users", due=today - DAY, actor=PROJECT, at=now)
    resistance.report(office=office, witness="said", words="Paper is faster", on=today, actor=PROJECT, at=now)
    head = company.account(Role.OFFICE_HEAD, Role.STAFF, office=office)
    one = surveys.open_survey(places.survey("satisfaction", opens_on=today, closes_on=today + DAY), actor=PROJECT, at=now)
    page = page_for("/impact/tasks/mine/", account=head, width=390)
    axe(page)
    page.get_by_role("button", name=re.compile("Done.*Name the key users")).click()
    page.get_by_text("Done: Name the key users").first.wait_for()
    page.goto("/impact/resistance/")
    axe(page)
    page.goto(f"/impact/surveys/{one.pk}/answer/")
    axe(page)
    page.get_by_label("5 – very much").check()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("nobody can tell which were yours").wait_for()


def test_map_steps_and_surveys_are_free_of_findings_in_the_dark_too(page_for: Callable[..., Any], axe: Callable[..., None]) -> None:
    point, one = places.touchpoint(), places.step()
    steps.assess(one, touchpoint=point, feels="Goes without", effect=3, share=3, actor=PROJECT, at=company.NOW)
    page = page_for(Role.PROJECT_OFFICE, "/impact/touchpoints/", dark=True, language="zh-hans")
    axe(page)
    for address in (one.get_absolute_url(), "/impact/steps/", "/impact/surveys/", "/impact/tasks/"):
        page.goto(address)
        axe(page)


def test_migration_and_coverage_are_free_of_findings(page_for: Callable[..., Any], axe: Callable[..., None]) -> None:
    done = lists.compared(lists.loaded(), lists.customers(3), lists.customers(2))
    addresses = [reverse("impact:batch", args=[done.batch_id]), f"/impact/lists/{done.pk}/", "/impact/coverage/", "/impact/migration/new/"]
    page = page_for(Role.PROJECT_OFFICE, "/impact/migration/", language="zh-hans")
    axe(page)
    for address in addresses:
        page.goto(address)
        axe(page)
    page = page_for(Role.PROJECT_OFFICE, addresses[0], width=390, dark=True)
    axe(page)
    for address in addresses[1:3]:
        page.goto(address)
        axe(page)
