"""The room's pages in a browser: no accessibility finding, no console error, on a desk and on a phone."""

from datetime import date

import pytest

from governance.core.roles import Role
from tests import company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_people_and_their_pages_are_accessible(page_for, axe):
    north = company.office("N", name="North", name_zh="北")
    person = company.person("Li Mei", at=north)
    company.absence(person, date(2026, 1, 5), date(2026, 1, 9))
    company.role(person, Role.OFFICE_HEAD, office=north)
    page = page_for(Role.PROJECT_OFFICE, f"/organisation/people/{person.pk}/")
    axe(page)
    for path in ("/organisation/offices/", f"/organisation/people/{person.pk}/move/", "/organisation/history/"):
        page.goto(page.url.split("/organisation/")[0] + path)
        axe(page)


def test_a_person_is_moved_on_a_phone_in_chinese(page_for):
    north, south = company.office("N", name="North"), company.office("S", name="South", name_zh="南方")
    person = company.person("Li Mei", at=north)
    page = page_for(Role.PROJECT_OFFICE, f"/organisation/people/{person.pk}/move/", width=390, language="zh-hans")
    page.select_option("[name=office]", str(south.pk))
    page.fill("[name=on]", "2026-04-01")
    page.click("main button.primary")
    page.wait_for_url(f"**/organisation/people/{person.pk}/")
    assert "调动已记录" in page.content() and "南方" in page.content()
