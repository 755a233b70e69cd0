"""Search finds offices and people that the reader may see, and never tells names to who may not know them."""

import pytest

from governance.core.roles import Role
from tests import company


@pytest.fixture
def found(signed_in):
    def found(q, role, office=None):
        return signed_in(role, office=office).get("/search/", {"q": q}).content.decode()

    return found


def test_offices_are_found_by_code_and_by_name_in_both_languages(found, db):
    office = company.office("SHA", name="Shanghai", name_zh="上海")
    for q in ("sha", "Shang", "上海"):
        assert f"/offices/{office.pk}/" in found(q, Role.SPONSOR)


def test_the_project_office_finds_people_by_name_and_employee_number(found, db):
    person = company.person("Li Wei", employee_number="E4711")
    for q in ("li we", "E4711", person.pseudonym):
        assert "Li Wei" in found(q, Role.PROJECT_OFFICE)


def test_a_head_finds_only_the_own_people(found, db):
    paris, rome = company.office("PARIS"), company.office("ROME")
    company.person("Li Wei", at=paris), company.person("Li Na", at=rome)
    page = found("Li", Role.OFFICE_HEAD, office=paris)
    assert "Li Wei" in page and "Li Na" not in page
    assert "Nothing found" in found("Rome", Role.OFFICE_HEAD, office=paris)


def test_who_may_not_know_names_finds_nobody_by_name(found, db):
    person = company.person("Li Wei")
    assert "Nothing found" in found("Li Wei", Role.SPONSOR)
    page = found(person.pseudonym, Role.SPONSOR)
    assert "Li Wei" not in page and person.pseudonym in page


def test_a_vendor_has_no_search(signed_in):
    assert signed_in(Role.VENDOR).get("/search/?q=a").status_code == 403
