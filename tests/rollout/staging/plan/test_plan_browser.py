"""The plan board in Chromium: moved by drag, by its button and by the keyboard alone; told to screen readers; on a phone a list."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.core.roles import Role
from rollout.staging.models import OfficeRollout, PlannedDate
from rollout.staging.plan import actions

pytestmark = pytest.mark.django_db(transaction=True)
# In the middle of a month, so that a month on it is the same day.
SOON = (timezone.localdate().replace(day=1) + timedelta(days=40)).replace(day=15)
NEXT = (SOON + timedelta(days=30)).replace(day=15)


@pytest.fixture
def planned(other, waves):
    OfficeRollout.objects.filter(pk=other.pk).update(planned_live_on=SOON)
    return other


def card(page: Page, rollout):
    return page.locator(f".plan-card[data-office='{rollout.office_id}']")


def cell(page: Page, wave, month):
    return page.locator(f"tr[data-wave='{wave.pk}'] td[data-key='{month.replace(day=1)}']")


def save(page: Page, reason: str) -> None:
    page.fill("[name=reason]", reason)
    page.click("#plan-form button.primary")
    expect(page.locator("#plan-said")).to_contain_text("is now in")


def stands(rollout):
    fresh = OfficeRollout.objects.get(pk=rollout.pk)
    return fresh.wave, fresh.planned_live_on


def test_by_the_keyboard_alone_to_the_next_month_and_wave(page_for, axe, planned, waves):
    page = page_for(Role.PROJECT_OFFICE, "/rollout/plan/")
    card(page, planned).locator("[data-move]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#plan-said")).to_contain_text("Other picked up")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#plan-said")).to_contain_text("Wave 2")
    page.keyboard.press("Enter")
    axe(page)
    page.keyboard.type("The hall is free then")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-said")).to_contain_text("is now in “Wave 2”")
    assert stands(planned) == (waves[2], NEXT) and PlannedDate.objects.get().reason == "The hall is free then"
    expect(card(page, planned).locator("[data-move]")).to_be_focused()


def test_escape_leaves_the_office_where_it_was(page_for, planned, waves):
    page = page_for(Role.PROJECT_OFFICE, "/rollout/plan/")
    card(page, planned).locator("[data-move]").focus()
    for key in ("Space", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    expect(page.locator("#plan-said")).to_contain_text("stays where it was")
    assert stands(planned) == (waves[1], SOON)


def test_by_dragging_it_into_another_month(page_for, axe, planned, waves):
    page = page_for(Role.PROJECT_OFFICE, "/rollout/plan/")
    axe(page)
    card(page, planned).drag_to(cell(page, waves[2], NEXT))
    save(page, "Dragged")
    assert stands(planned) == (waves[2], NEXT)


def test_by_its_button_on_a_phone_and_the_second_person_is_told(page_for, axe, planned, waves, project_office):
    page = page_for(Role.PROJECT_OFFICE, "/rollout/plan/", width=390, watched=False)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    actions.move_on_board(planned, wave=waves[2], actor=project_office, at=timezone.now(), reason="First")
    card(page, planned).locator("[data-move]").click()
    page.fill("[name=on]", NEXT.isoformat())
    page.fill("[name=reason]", "Second")
    page.click("#plan-form button.primary")
    expect(page.locator("#plan-refused")).to_contain_text("planned anew meanwhile")
    assert stands(planned) == (waves[2], SOON) and page.input_value("[name=reason]") == "Second"
