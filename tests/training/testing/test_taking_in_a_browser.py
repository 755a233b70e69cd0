"""A whole test in Chromium: by keyboard, through a lost network, on two devices, and read by axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from governance.core.roles import Role
from tests import company
from tests.training.testing import asking, sitting
from training.testing.models import Answer, Attempt, AttemptState
from training.testing.selectors import percents
from training.testing.selectors.given import counting_answers

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
SAVED = "All answers saved"
SESSION = settings.SESSION_COOKIE_NAME


def sits(*contents: Any, **rules: Any) -> Attempt:
    account = company.account(Role.STAFF, office=company.office())
    return sitting.begun(sitting.paper(*contents, **rules), by=account.person, at=timezone.now())


def opened(page_for: Open, attempt: Attempt, **how: Any) -> Page:
    """The page of the attempt. What fails on the way is what these tests are about; also, tests share one table in memory."""
    page = page_for(f"/tests/attempts/{attempt.pk}/", account=attempt.person.account, watched=False, **how)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    return page


def kept(attempt: Attempt) -> dict[str, Any]:
    """What the server holds: type of question → answer."""
    answers = counting_answers([attempt.pk])
    return {
        item.question_version.content.kind.value: answers[item.pk].payload
        for item in attempt.items.select_related("question_version")
        if item.pk in answers
    }


def at_question(page: Page, words: str) -> None:
    """Leaf forward by keyboard to the question with this text."""
    for _n in range(20):
        if page.locator("section:not([hidden]) .question-text", has_text=words).count():
            return
        page.locator("section:not([hidden]) a[rel=next]").press("Enter")
    raise AssertionError(words)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this is focused."""
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_a_whole_test_by_keyboard_alone(page_for: Open) -> None:
    attempt = sits(asking.SINGLE, asking.TRUTH, asking.NUMERIC, asking.MATCHING, asking.ORDERING)
    page = opened(page_for, attempt)
    for _question in range(5):
        kind = page.locator("section:not([hidden]) form").get_attribute("data-type")
        tab_to(page, "[name^=answer]")
        match kind:
            case "single" | "true_false":
                page.keyboard.press("Space")
                page.keyboard.press("ArrowDown")
            case "numeric":
                page.keyboard.type("2")
            case "matching":
                page.keyboard.press("ArrowDown")
                tab_to(page, "[name^=answer]")
                page.keyboard.press("ArrowDown")
            case "ordering":
                tab_to(page, "[data-down]")
                page.keyboard.press("Enter")
        tab_to(page, ".test-turn > :last-child")
        page.keyboard.press("Enter")
    expect(page.locator("#overview")).to_be_focused()
    expect(page.locator("[data-done]")).to_have_text("5 of 5 answered")
    tab_to(page, "[data-hand-in] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SUBMITTED
    assert set(kept(attempt)) == {"single", "true_false", "numeric", "matching", "ordering"}
    assert kept(attempt)["numeric"] == {"typed": "2"}
    assert len(kept(attempt)["matching"]["matched"]) == 2
    assert len(kept(attempt)["ordering"]["ordered"]) == 4


def test_a_slow_first_request_does_not_undo_the_second(page_for: Open) -> None:
    """One device: its own count decides, though the server reckons the slow request to be the later one."""
    attempt = sits(asking.SHORT)
    page = opened(page_for, attempt)
    held: list[Route] = []
    page.route("**/answers/**", lambda route: route.continue_() if held else held.append(route))
    line = page.locator("input[type=text]")
    with page.expect_request("**/answers/**"):
        line.fill("first")
    line.fill("second")
    page.wait_for_function("Object.values(localStorage).some((kept) => kept.includes('second'))")
    # Longer than the pause after typing, by which the first was given before it was sent.
    page.wait_for_timeout(3000)
    held[0].continue_()
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    first, _second = Answer.objects.order_by("sequence")
    assert kept(attempt) == {"short": {"typed": "second"}}
    page.reload()
    line.fill("third")
    expect(page.locator("[data-item-state]")).to_have_text("Saved")
    assert kept(attempt) == {"short": {"typed": "third"}}
    assert list(Answer.objects.order_by("sequence").values_list("sequence", "device")) == [(n, first.device) for n in (1, 2, 3)]


def test_a_network_lost_in_the_middle_loses_nothing(page_for: Open) -> None:
    attempt = sits(asking.TRUTH, asking.SHORT, asking.ESSAY)
    page = opened(page_for, attempt, width=390)
    page.context.set_offline(True)
    at_question(page, "Where does it go?")
    page.locator("section:not([hidden]) input[type=text]").fill("pool")
    expect(page.locator("[data-saved]")).to_contain_text("Kept on this device")
    assert not Answer.objects.exists()
    for place in ("overview", "1"):
        page.locator(f"section:not([hidden]) [data-go='{place}']").first.click()
    at_question(page, "Why enter a visit?")
    page.locator("section:not([hidden]) textarea").fill("So that the next person knows.")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert kept(attempt) == {"short": {"typed": "pool"}, "essay": {"typed": "So that the next person knows."}}


def test_a_tab_closed_without_a_network_sends_its_answers_when_the_test_is_opened_again(page_for: Open) -> None:
    attempt = sits(asking.SHORT)
    page = opened(page_for, attempt)
    context = page.context
    context.set_offline(True)
    page.locator("input[type=text]").fill("pool")
    expect(page.locator("[data-saved]")).to_contain_text("Kept on this device")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"/tests/attempts/{attempt.pk}/")
    expect(again.locator("input[type=text]")).to_have_value("pool")
    expect(again.locator("[data-saved]")).to_have_text(SAVED)
    assert kept(attempt) == {"short": {"typed": "pool"}}


def test_a_server_that_is_away_for_a_while_loses_nothing(page_for: Open) -> None:
    attempt = sits(asking.SHORT)
    page = opened(page_for, attempt)
    page.route("**/answers/**", lambda route: route.fulfill(status=502, body="restarting"))
    expect_error = page.locator("[data-saved]")
    page.locator("input[type=text]").fill("pool")
    expect(expect_error).to_contain_text("Kept on this device")
    page.unroute("**/answers/**")
    expect(expect_error).to_have_text(SAVED)
    assert kept(attempt) == {"short": {"typed": "pool"}}


def test_a_second_tab_shows_what_the_first_gave_and_both_continue(page_for: Open) -> None:
    attempt = sits(asking.TRUTH)
    first = opened(page_for, attempt)
    second = opened(page_for, attempt)
    first.get_by_label("True").check()
    expect(first.locator("[data-item-state]")).to_have_text("Saved")
    second.evaluate("dispatchEvent(new Event('focus'))")
    expect(second.get_by_label("True")).to_be_checked()
    second.get_by_label("False").check()
    expect(second.locator("[data-item-state]")).to_have_text("Saved")
    assert kept(attempt) == {"true_false": {"chosen": [0]}}
    assert Attempt.objects.count() == 1


def test_handed_in_on_one_device_while_the_other_still_answers(page_for: Open) -> None:
    attempt = sits(asking.TRUTH)
    phone, computer = opened(page_for, attempt, width=390), opened(page_for, attempt)
    computer.get_by_label("False").check()
    expect(computer.locator("[data-item-state]")).to_have_text("Saved")
    computer.locator("section:not([hidden]) a", has_text="Finish").click()
    computer.get_by_role("button", name="Hand in").click()
    computer.wait_for_url("**/result/")
    phone.get_by_label("True").check()
    phone.wait_for_url("**/result/")
    expect(phone.locator(".callout")).to_contain_text("1 answer reached the server after the end")
    assert percents([attempt.pk])[attempt.pk] == 100
    assert Answer.objects.get(late=True).payload == {"chosen": [1]}


def test_when_the_time_is_over_what_was_saved_is_handed_in(page_for: Open) -> None:
    attempt = sits(asking.SHORT, time_limit=30)
    page = opened(page_for, attempt)
    page.locator("input[type=text]").fill("pool")
    expect(page.locator("[data-item-state]")).to_have_text("Saved")
    attempt.due_at = timezone.now() + timedelta(seconds=3)
    attempt.save()
    # The page hears of its new end when it comes to the front; however slow the machine, the answer is there before.
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_url("**/result/")
    assert percents([attempt.pk])[attempt.pk] == 100
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.TIMED_OUT


def test_somebody_else_who_signs_in_on_the_same_device_costs_no_answer(page_for: Open) -> None:
    attempt = sits(asking.SHORT)
    page, other = opened(page_for, attempt), page_for("/", account=company.account(Role.STAFF), watched=False)
    [mine], [theirs] = ([one for one in each.context.cookies() if one["name"] == SESSION] for each in (page, other))
    page.context.add_cookies([mine | {"value": theirs["value"]}])  # type: ignore[list-item]
    page.locator("input[type=text]").fill("pool")
    expect(page.locator("[data-saved]")).to_contain_text("Your answers are kept on this device")
    page.goto("/tests/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.context.add_cookies([mine])  # type: ignore[list-item]
    page.goto(f"/tests/attempts/{attempt.pk}/")
    expect(page.locator("input[type=text]")).to_have_value("pool")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert kept(attempt) == {"short": {"typed": "pool"}}


def test_an_answer_the_server_will_not_take_is_shown_and_kept(page_for: Open) -> None:
    attempt = sits(asking.SHORT)
    page = opened(page_for, attempt)
    refusal = {"message": "Too long by half."}
    page.route("**/answers/**", lambda route: route.fulfill(status=422, json=refusal))
    page.locator("input[type=text]").fill("pool")
    expect(page.locator("[data-item-state]")).to_have_text("Not accepted: Too long by half.")
    expect(page.locator("[data-done]")).to_have_text("0 of 1 answered")
    expect(page.locator("[data-map-state]")).to_have_text("not saved")
    page.reload()
    expect(page.locator("input[type=text]")).to_have_value("pool")
    expect(page.locator("[data-item-state]")).to_have_text("Not accepted: Too long by half.")
    page.unroute("**/answers/**")
    page.locator("input[type=text]").fill("the pool")
    expect(page.locator("[data-item-state]")).to_have_text("Saved")


def test_a_screen_reader_hears_what_each_question_asks_and_what_became_of_the_answer(page_for: Open) -> None:
    attempt = sits(
        asking.SINGLE, asking.MULTIPLE, asking.TRUTH, asking.NUMERIC, asking.SHORT, asking.MATCHING, asking.ORDERING, asking.ESSAY
    )
    page = opened(page_for, attempt)
    names = {
        "single": [("radio", "A"), ("radio", "B"), ("radio", "C")],
        "multiple": [("checkbox", "Visit"), ("checkbox", "Next step")],
        "true_false": [("radio", "True"), ("radio", "False")],
        "numeric": [("textbox", "Your answer")],
        "short": [("textbox", "Your answer")],
        "matching": [("combobox", "Lead"), ("combobox", "Won")],
        "ordering": [("combobox", "Offer"), ("button", "Move down: Offer")],
        "essay": [("textbox", "Your answer")],
    }
    for number, item in enumerate(attempt.items.select_related("question_version").order_by("order"), start=1):
        content = item.question_version.content
        asked = page.get_by_role("group", name=f"Question {number} of 8 {content.text.said('en')}")
        for role, name in names[content.kind.value]:
            expect(asked.get_by_role(role, name=name, exact=True)).to_be_visible()  # type: ignore[arg-type]
        expect(page.get_by_role("link", name="Overview 0 / 8")).to_be_visible()
        if content.kind.value == "ordering":
            asked.get_by_role("button", name="Move down: Offer").first.press("Enter")
            expect(page.get_by_role("status").filter(has_text="Offer: ")).to_be_attached()
            asked.locator("..").get_by_role("button", name="Clear my answer").click()
        page.locator("section:not([hidden]) .test-turn > :last-child").click()
    assert page.locator("[data-item-state]").first.get_attribute("aria-live") == "polite"
    expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()


@pytest.mark.parametrize(("width", "dark", "language"), [(390, False, "en"), (1440, True, "zh-hans")])
def test_the_page_of_a_test_has_no_findings(page_for: Open, axe: Any, width: int, dark: bool, language: str) -> None:
    attempt = sits(asking.SINGLE, asking.MULTIPLE, asking.MATCHING, asking.ORDERING, asking.ESSAY)
    attempt.person.account.language = language
    attempt.person.account.save()
    page = page_for(f"/tests/attempts/{attempt.pk}/", account=attempt.person.account, width=width, dark=dark, language=language)
    for _n in range(5):
        axe(page)
        page.locator("section:not([hidden]) .test-turn > :last-child").click()
    axe(page)
