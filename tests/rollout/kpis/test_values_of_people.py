"""KPI values of people: recorded, kept from others, and used in their own appraisal sheet before the office's."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.actor import Actor, Grant
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.imports import actions as imports
from governance.core.imports.importer import importer
from governance.core.roles import Role
from rollout.kpis import actions, reading
from rollout.kpis.actions import LineGiven, PersonEntry
from rollout.kpis.models import KpiPersonValue, ValueKind
from rollout.kpis.selectors.sheets import sheet_figures
from rollout.kpis.states import Audience
from tests import company
from tests.rollout.kpis import sheets

HR = Actor(username="hr", grants=(Grant(Role.HR),))
FINANCE = Actor(username="finance", grants=(Grant(Role.FINANCE),))
JANUARY = date(2026, 1, 1)


@pytest.fixture
def own_kpi(define, project_office):
    return actions.activate(define("calls", per_person=True), actor=project_office, at=company.NOW)


def entries(kpi, person, *pairs, month=JANUARY):
    found = []
    for actual, plan in pairs:
        found.append(PersonEntry(kpi.pk, person.pk, month, ValueKind.ACTUAL, Decimal(actual)))
        found.append(PersonEntry(kpi.pk, person.pk, month, ValueKind.PLAN, Decimal(plan)))
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def enter(kpi, person, *pairs, actor=HR, at=company.NOW, reason=""):
    return actions.enter_of_people(entries(kpi, person, *pairs), actor=actor, at=at, reason=reason)


def test_values_are_recorded_and_another_value_supersedes(own_kpi):
    person = company.person()
    assert enter(own_kpi, person, (8, 10)).added == 2
    done = enter(own_kpi, person, (9, 10), at=company.NOW + timedelta(days=1), reason="Corrected")
    assert (done.added, done.changed) == (0, 1)
    rows = KpiPersonValue.objects.filter(kind=ValueKind.ACTUAL).order_by("recorded_at")
    assert [(row.value, row.superseded_at is None, row.username) for row in rows] == [(8, False, "hr"), (9, True, "hr")]


def test_the_same_values_again_change_nothing(own_kpi):
    person = company.person()
    enter(own_kpi, person, (8, 10))
    before = list(KpiPersonValue.objects.order_by("pk").values())
    enter(own_kpi, person, (8, 10), at=company.NOW + timedelta(days=1))
    assert list(KpiPersonValue.objects.order_by("pk").values()) == before


def test_a_kpi_of_offices_only_takes_no_values_of_people(kpi):
    with pytest.raises(InvalidInput):
        enter(kpi, company.person(), (8, 10))
    assert not KpiPersonValue.objects.exists()


def test_finance_may_not_record_values_of_people(own_kpi):
    with pytest.raises(NotAllowed):
        enter(own_kpi, company.person(), (8, 10), actor=FINANCE)


def test_when_one_entry_fails_none_is_kept(own_kpi):
    person = company.person()
    wrong = PersonEntry(own_kpi.pk, person.pk, date(2026, 1, 2), ValueKind.ACTUAL, Decimal(1))
    with pytest.raises(InvalidInput):
        actions.enter_of_people([*entries(own_kpi, person, (8, 10)), wrong], actor=HR, at=company.NOW)
    assert not KpiPersonValue.objects.exists()


def test_a_file_names_people_by_employee_number_and_says_what_is_wrong(own_kpi, kpi):
    person = company.person()
    number = person.employee_number
    lines = (
        "kpi,employee,month,actual,plan",
        f"calls,{number},2026-01-15,8,10",
        f"{kpi.code},{number},2026-01-01,1,2",
        "calls,E?,2026-01-01,1,2",
    )
    batch = imports.receive(importer("kpi-person-values"), BytesIO("\n".join(lines).encode()), name="own.csv", actor=HR, at=company.NOW)
    assert [problem["row"] for problem in batch.preview["problems"]] == [3, 4]
    assert person.pseudonym not in str(batch.preview)
    whole = BytesIO("\n".join(lines[:2]).encode())
    good = imports.receive(importer("kpi-person-values"), whole, name="own.csv", actor=HR, at=company.NOW)
    imports.apply(good, actor=HR, at=company.NOW)
    assert sorted(KpiPersonValue.objects.values_list("kind", "value")) == [("actual", 8), ("plan", 10)]


@pytest.fixture
def scheme(own_kpi):
    return sheets.in_force(LineGiven(own_kpi, Decimal(100), sheets.STEPS), audience=Audience.PERSON)


def line_of(scheme, office, person):
    (figures,) = sheet_figures(scheme, [(office, person)], JANUARY, date(2026, 5, 1))
    return reading.line(figures["lines"][0])


def test_a_sheet_uses_the_persons_own_values_and_says_so(scheme, own_kpi):
    office = company.office()
    person = company.person(at=office)
    sheets.told(own_kpi, office, (50, 100))
    enter(own_kpi, person, (8, 10), (10, 10))
    line = line_of(scheme, office, person)
    assert line.percent == Decimal("90.0")
    assert "the person's own values" in line.working


def test_without_own_values_the_sheet_uses_the_offices_and_says_so(scheme, own_kpi):
    office = company.office()
    sheets.told(own_kpi, office, (50, 100))
    line = line_of(scheme, office, company.person(at=office))
    assert line.percent == Decimal("50.0")
    assert "the office's values" in line.working


def test_as_known_before_the_values_came_the_offices_count(scheme, own_kpi):
    office = company.office()
    person = company.person(at=office)
    sheets.told(own_kpi, office, (50, 100))
    later = sheets.NOW + timedelta(days=1)
    actions.enter_of_people(entries(own_kpi, person, (8, 10)), actor=HR, at=later)
    (then,) = sheet_figures(scheme, [(office, person)], JANUARY, date(2026, 5, 1), known_at=sheets.NOW)
    assert then["lines"][0]["of_office"]
    assert line_of(scheme, office, person).percent == Decimal("80.0")


def test_only_the_person_their_head_hr_and_the_project_office_see_the_page(own_kpi, signed_in):
    office, elsewhere = company.office(), company.office()
    account = company.account(Role.STAFF, office=office)
    enter(own_kpi, account.person, (8, 10))
    address = reverse("kpis:person_values", args=[account.person.pk])
    mine = Client()
    mine.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    allowed = [mine, signed_in(Role.OFFICE_HEAD, office=office), signed_in(Role.HR), signed_in(Role.PROJECT_OFFICE)]
    assert [client.get(address).status_code for client in allowed] == [200] * 4
    others = [signed_in(Role.OFFICE_HEAD, office=elsewhere), signed_in(Role.STAFF, office=office)]
    assert [client.get(address).status_code for client in others] == [404] * 2
    assert [signed_in(role).get(address).status_code for role in (Role.SPONSOR, Role.FINANCE, Role.AUDITOR)] == [403] * 3


def test_a_head_of_an_office_the_person_has_left_sees_it_no_more(own_kpi, signed_in):
    old, new = company.office(), company.office()
    person = company.person(at=old)
    company.moves(person, new, date(2026, 2, 1))
    enter(own_kpi, person, (8, 10))
    address = reverse("kpis:person_values", args=[person.pk])
    assert [signed_in(Role.OFFICE_HEAD, office=office).get(address).status_code for office in (old, new)] == [404, 200]


def test_values_are_typed_in_on_the_page_and_a_wrong_one_stays_in_its_field(own_kpi, signed_in):
    office = company.office()
    person = company.person(at=office)
    client = signed_in(Role.HR)
    address = f"{reverse('kpis:enter_people', args=[own_kpi.pk])}?month=2026-01&office={office.pk}"
    wrong = client.post(address, {f"actual-{person.pk}": "eight"})
    assert wrong.status_code == 422
    assert "eight" in wrong.content.decode()
    assert client.post(address, {f"actual-{person.pk}": "8", f"plan-{person.pk}": "10"}).status_code == 302
    assert KpiPersonValue.objects.current().count() == 2
