"""In Chromium: signing in over a line that breaks, the screen by keyboard, and every page against axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.core.roles import Role
from tests import company
from tests.training.courses import classroom
from training.courses import signing
from training.courses.models import Attendance, Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
Open = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.fixture
def session() -> Session:
    """A session that began just now, taught by somebody with an account."""
    mei = company.account(Role.TRAINER)
    return classroom.running(at=company.office("SHA"), by=mei.person, start=timezone.now().replace(microsecond=0))


def page(name: str, *args: object) -> str:
    return reverse(f"courses:{name}", args=args)


def test_a_code_typed_without_a_line_is_sent_when_there_is_one(page_for: Open, axe: Axe, session: Session) -> None:
    account = company.account(office=session.office)
    classroom.seat(session, account.person)
    phone = page_for(page("sign_in", session.pk), account=account, width=390)
    axe(phone)
    # The browser reports every failed request in its console, which these tests forbid: so the line breaks inside the page.
    phone.evaluate("window.line = window.fetch; window.fetch = () => Promise.reject(new TypeError('offline')); null")
    phone.get_by_label("Code on the trainer's screen").fill(signing.code_now(session.pk, timezone.now()))
    phone.get_by_role("button", name="Sign me in").click()
    expect(phone.get_by_role("status")).to_contain_text("No connection")
    phone.evaluate("window.fetch = window.line; null")
    expect(phone.get_by_text("You are signed in since")).to_be_visible()
    assert Attendance.objects.count() == 1


def test_the_trainers_screen_follows_by_itself_and_works_by_keyboard(page_for: Open, axe: Axe, session: Session) -> None:
    place = classroom.seat(session, company.person("Li Wei", at=session.office))
    other = classroom.seat(session, company.person("Zhao Min", at=session.office))
    screen = page_for(page("screen", session.pk), account=classroom.teacher_of(session).account)
    axe(screen)
    expect(screen.locator(".qr svg")).to_be_visible()
    screen.locator(f"#arrive-{place.pk}").focus()
    screen.keyboard.press("Enter")
    expect(screen.locator("#roll-count")).to_contain_text("1 of 2")
    from training.courses import actions

    screen.locator(f"#correct-{other.pk}").focus()
    actions.arrive(other, actor=classroom.project_office(), at=timezone.now() + timedelta(seconds=1))
    expect(screen.locator("#roll-count")).to_contain_text("2 of 2")
    assert screen.evaluate("document.activeElement.id") == f"correct-{other.pk}"


@pytest.mark.parametrize(("width", "dark"), [(390, True)])
def test_every_page_passes_axe(page_for: Open, axe: Axe, session: Session, width: int, dark: bool) -> None:
    company.use_rule()
    classroom.seat(session)
    coming = classroom.session(session.course, at=session.office, start=timezone.now() + timedelta(days=1))
    company.person(at=session.office)
    shown = page_for(Role.PROJECT_OFFICE, page("courses"), width=width, dark=dark)
    axe(shown)
    addresses = [page(name) for name in ("mine", "planner", "needed", "sessions", "session_new", "travel", "course_new")]
    addresses += [page("planner") + "?view=month", page("session", session.pk), page("enrol", coming.pk)]
    addresses += [page("course", session.course.code), page("audience", session.course.code), page("feedback", session.pk)]
    # Last, since leaving it may cut off a question it asks every few seconds.
    addresses += [page("screen", session.pk)]
    for address in addresses:
        shown.goto(address)
        axe(shown)
