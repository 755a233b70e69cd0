"""The pages of the programme in a real browser: nothing that a screen reader stumbles over, on a phone and on a desk."""

import pytest

from governance.core.roles import Role
from rollout.staging.models import OfficeRollout
from tests.reports import pretend

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company_of_twenty(transactional_db, monkeypatch):
    pretend.register(monkeypatch)
    pretend.offices(20)


def fits(page):
    """Nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_sponsors_page_is_accessible_in_light_on_a_desk(company_of_twenty, page_for, axe):
    page = page_for(Role.SPONSOR, "/")
    axe(page)
    assert fits(page)


@pytest.mark.parametrize(
    ("address", "width", "dark"), [("/rollout/", 390, True), ("/rollout/past/?wave=2", 1440, True), ("/work/", 390, False)]
)
def test_the_project_offices_pages_are_accessible(company_of_twenty, page_for, axe, address, width, dark):
    page = page_for(Role.PROJECT_OFFICE, address, width=width, dark=dark)
    axe(page)
    assert fits(page)


def test_an_office_and_its_moves_are_accessible_on_a_phone(company_of_twenty, page_for, axe):
    office = OfficeRollout.objects.get(office__code="B019").office
    page = page_for(Role.PROJECT_OFFICE, f"/rollout/offices/{office.pk}/", width=390)
    axe(page)
    page.goto(page.url.replace(f"/rollout/offices/{office.pk}/", f"/offices/{office.pk}/"))
    axe(page)
    assert fits(page)


@pytest.mark.parametrize(
    ("role", "width"),
    [(Role.TRAINER, 390), (Role.AUDITOR, 1440), (Role.PROJECT_DIRECTOR, 390), (Role.STAFF, 390)],
)
def test_the_home_pages_of_the_other_roles_are_accessible(company_of_twenty, page_for, axe, role, width):
    page = page_for(role, "/", width=width)
    axe(page)
    assert fits(page)


def test_the_parts_fetched_later_arrive_and_are_accessible(company_of_twenty, page_for, axe):
    page = page_for(Role.PROJECT_OFFICE, "/")
    page.wait_for_selector("#ready")
    page.wait_for_load_state("networkidle")
    axe(page)
    assert page.locator(".later").count() == 0
