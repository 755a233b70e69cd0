"""What a browser shows of contracts: no finding of axe, nothing wider than the screen, on a desktop and on a phone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from governance.contracts import actions
from governance.contracts.actions import progressing
from governance.contracts.models import Contract, Milestone
from governance.contracts.penalties import Notice
from governance.contracts.states import ContractState
from governance.core.roles import Role
from tests.governance.contracts import dealing

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS: list[dict[str, Any]] = [{"width": 390, "language": "zh-hans", "dark": True}]


@pytest.fixture
def late() -> Milestone:
    """Late by three weeks, its claim not notified yet, its progress assessed."""
    contract = dealing.contract()
    barred = replace(dealing.HALF_PERCENT_A_WEEK, notice=Notice(required=True, time_bar_days=60))
    today: date = timezone.localdate()
    made = dealing.milestone(contract, dealing.clause(contract, barred), due=today - timedelta(days=21))
    project, director = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.PROJECT_DIRECTOR)
    by: dict[str, Any] = {"week": today - timedelta(days=7), "at": timezone.now()}
    progressing.report_progress(made, percent=Decimal(60), actor=project, **by)
    progressing.settle_progress(made, percent=Decimal(50), actor=director, reason="seen", **by)
    actions.assess_penalty(made, made.clauses.get(), day=today, actor=project, at=timezone.now())
    return made


@pytest.mark.parametrize("look", LOOKS, ids=("phone",))
def test_contract_milestone_and_owed_pages_can_be_read_by_everyone(
    page_for: Callable[..., Page], axe: Callable[[Page], None], late: Milestone, look: dict[str, Any]
) -> None:
    addresses = [
        reverse("contracts:contract", args=[late.contract_id]),
        reverse("contracts:milestone", args=[late.pk]),
        reverse("contracts:owed"),
    ]
    page = page_for(Role.PROJECT_OFFICE, addresses[0], **look)
    for address in addresses:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["width"], address


def test_the_slider_of_what_if_moves_by_arrows_and_by_typing_a_day(page_for: Callable[..., Page], late: Milestone) -> None:
    page = page_for(Role.PROJECT_OFFICE, reverse("contracts:milestone", args=[late.pk]))
    slider = page.locator("input[data-moves]").first
    day = page.locator(f"#{slider.get_attribute('data-moves')}")
    slider.press("ArrowRight")
    begun = day.input_value()
    slider.press("ArrowRight")
    assert day.input_value() > begun
    day.fill(begun)
    day.dispatch_event("input")
    moved = slider.input_value()
    slider.press("ArrowRight")
    assert float(slider.input_value()) == float(moved) + 1


def test_an_ended_contract_asks_no_what_if(page_for: Callable[..., Page], late: Milestone) -> None:
    Contract.objects.filter(pk=late.contract_id).update(state=ContractState.COMPLETED)
    page = page_for(Role.PROJECT_OFFICE, reverse("contracts:milestone", args=[late.pk]))
    assert page.locator("h1").is_visible() and not page.locator("input[data-moves]").count()
