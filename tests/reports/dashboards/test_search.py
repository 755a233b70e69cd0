"""Search finds whatever the reader may see, and never tells names to who may not know them."""

import pytest
from django.urls import reverse

from governance.contracts.models import VendorMember
from governance.core.roles import Role
from rollout.kpis.models import Kpi
from tests import company
from tests.governance.contracts import dealing
from tests.governance.policies import governed
from tests.governance.steering import steered
from tests.rollout.impact import places
from tests.test_every_link import MENU, links
from tests.training.courses import classroom


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


def test_a_vendor_finds_its_own_contract_and_nothing_of_anyone_else(found, client, things):
    own, other = dealing.milestone(dealing.contract(title="Zither of ours")), things["contract"]
    account = company.account(Role.VENDOR)
    days = {"first_day": company.LONG_AGO, "recorded_at": company.RECORDED}
    VendorMember.objects.create(vendor=own.contract.vendor, person=account.person, **days)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = MENU.sub("", client.get("/search/", {"q": "zither"}).content.decode())
    assert reverse("contracts:contract", args=[own.contract_id]) in links(page, "/search/")
    assert not links(page, "/search/") & set(things.values()) and other not in page
    assert "Nothing found" in found("zither", Role.VENDOR)


@pytest.fixture
def things(db):
    """One of each kind, all of one name; its page by what it is."""
    steered.governed()
    milestone = dealing.milestone(dealing.contract(title="Zither"), name="Zither works")
    policy = governed.draft(title_en="Zither rules").policy
    course = classroom.course(title="Zither for all")
    kpi = Kpi.objects.create(code="zither", name="Zithers sold")
    point, step, ballot = places.touchpoint("zither"), places.step(name="Zither day"), steered.ballot(question="Shall we have a zither?")
    return {
        "contract": reverse("contracts:contract", args=[milestone.contract_id]),
        "milestone": reverse("contracts:milestone", args=[milestone.pk]),
        "course": reverse("courses:course", args=[course.code]),
    } | {type(one).__name__.lower(): one.get_absolute_url() for one in (policy, kpi, point, step, ballot)}


def test_things_of_every_room_are_found_by_any_of_their_names(found, things):
    page = found("zITHER", Role.AUDITOR)
    assert {name: f'href="{url}"' in page for name, url in things.items()} == dict.fromkeys(things, True)


def test_figures_are_found_by_name_and_code(found, db):
    for q in ("adoption.reach", "reach"):
        assert 'href="/metrics/adoption.reach/"' in found(q, Role.SPONSOR)


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.PROJECT_OFFICE, Role.AUDITOR, Role.OFFICE_HEAD, Role.TRAINER, Role.FINANCE, Role.HR])
def test_only_what_opens_is_found(signed_in, things, role):
    client = signed_in(role, office=company.office("OWN") if role == Role.OFFICE_HEAD else None)
    page = MENU.sub("", client.get("/search/", {"q": "zither"}).content.decode())
    shown = {link for link in links(page, "/search/") if link in things.values()}
    assert {link: client.get(link).status_code for link in shown} == dict.fromkeys(shown, 200)
    refused = {url for url in things.values() if client.get(url).status_code == 200} - shown
    assert not refused


def test_staff_find_no_contract_and_no_rule_of_others(found, things):
    page = found("zither", Role.STAFF, office=company.office("OWN"))
    assert not [name for name, url in things.items() if f'href="{url}"' in page]


def test_more_than_fits_is_said_and_a_wildcard_is_a_letter(found, db):
    for _ in range(51):
        classroom.course(title="Zither")
    page = found("zither", Role.AUDITOR)
    assert "There are more" in page and page.count("Zither</a>") == 50
    assert "Nothing found" in found("z%r", Role.AUDITOR)
