"""The pages of KPIs, over a whole life: define, complete, put in force, enter, read, retire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.roles import Role
from rollout.kpis import actions
from rollout.kpis.actions import Entry
from rollout.kpis.models import Kpi, KpiSource, KpiState, KpiValue, ValueKind
from rollout.staging.stages import Stage
from tests import company

NOW = company.NOW
APRIL = date(2026, 4, 1)


@pytest.fixture
def client(signed_in: Callable[..., Client]) -> Client:
    return signed_in(Role.PROJECT_OFFICE)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_kpi_is_drafted_completed_and_put_in_force(client: Client) -> None:
    page = client.post(reverse("kpis:define"), {"code": "won", "name": "Deals won", "better": "higher", "summing": "total"}, follow=True)
    kpi = Kpi.objects.get()
    assert "Name the person who answers for it." in text(page)
    refused = client.post(reverse("kpis:activate", args=[kpi.pk]))
    assert refused.status_code == 422 and "Give the value to be reached." in text(refused)
    whole = {
        "name": "Deals won",
        "owner": company.person().employee_number,
        "unit": "count",
        "better": "higher",
        "summing": "total",
        "source": "CRM",
        "baseline": "10",
        "baseline_first": "2025-01-15",
        "baseline_last": "2025-12-31",
        "target": "12.5",
        "target_on": "2026-12-31",
    }
    client.post(reverse("kpis:change", args=[kpi.pk]), whole)
    client.post(reverse("kpis:activate", args=[kpi.pk]))
    kpi.refresh_from_db()
    assert (kpi.state, kpi.baseline_first, kpi.target) == (KpiState.ACTIVE, date(2025, 1, 1), Decimal("12.5"))
    client.post(reverse("kpis:retire", args=[kpi.pk]), {"reason": ""})
    kpi.refresh_from_db()
    assert kpi.state == KpiState.ACTIVE
    client.post(reverse("kpis:retire", args=[kpi.pk]), {"reason": "Replaced"})
    kpi.refresh_from_db()
    assert kpi.state == KpiState.RETIRED


def test_wrong_input_stands_beside_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    page = client.post(
        reverse("kpis:define"), {"code": "won", "name": "N", "better": "higher", "summing": "total", "owner": "nobody", "currency": "12"}
    )
    assert "Nobody with this number" in text(page) and "three letters" in text(page) and 'value="nobody"' in text(page)
    assert not Kpi.objects.exists()


def test_values_are_typed_for_all_offices_of_a_month(client: Client, kpi: Kpi) -> None:
    north, south = company.office("NORTH"), company.office("SOUTH")
    address = reverse("kpis:enter", args=[kpi.pk]) + "?month=2026-04"
    wrong = client.post(address, {f"actual-{north.pk}": "12,5 many", f"plan-{south.pk}": "7"})
    assert wrong.status_code == 422 and "a number is expected" in text(wrong) and 'value="7"' in text(wrong)
    assert not KpiValue.objects.exists()
    client.post(address, {f"actual-{north.pk}": "1,200.5", f"plan-{north.pk}": "1000", f"actual-{south.pk}": ""})
    assert {(row.office_id, row.kind): row.value for row in KpiValue.objects.current()} == {
        (north.pk, "actual"): Decimal("1200.5"),
        (north.pk, "plan"): 1000,
    }
    client.post(address, {f"actual-{north.pk}": ""})
    assert [row.kind for row in KpiValue.objects.current()] == ["plan"]


@pytest.mark.parametrize("month", ["never", "2026-13", "9999-99-99", "1800-01", "2101-01"])
def test_a_month_that_is_none_is_said_so(client: Client, kpi: Kpi, month: str) -> None:
    assert client.get(reverse("kpis:enter", args=[kpi.pk]), {"month": month}).status_code == 422


def test_the_page_says_who_kept_the_plan_and_a_head_sees_the_own_office(
    client: Client, signed_in: Callable[..., Client], kpi: Kpi, project_office: object
) -> None:
    wave = company.wave(company.programme(), 1)
    offices = [company.office("NORTH"), company.office("SOUTH")]
    for office in offices:
        company.in_rollout(office, wave, Stage.LIVE, live_on=date(2026, 3, 10))
    entries = [
        Entry(kpi.pk, office.pk, month, kind, Decimal(value))
        for office, values in zip(offices, [(90, 100, 120, 110), (80, 80, 70, 100)], strict=True)
        for (month, kind), value in zip(
            [
                (date(2026, 2, 1), ValueKind.ACTUAL),
                (date(2026, 3, 1), ValueKind.ACTUAL),
                (APRIL, ValueKind.ACTUAL),
                (APRIL, ValueKind.PLAN),
            ],
            values,
            strict=True,
        )
    ]
    actions.enter(entries, actor=project_office, at=NOW)  # type: ignore[arg-type]
    page = text(client.get(reverse("kpis:kpi", args=[kpi.pk])))
    assert "1 of 2 offices kept their plan" in page or "Values are in" in page
    assert "109.1%" in page and "70.0%" in page
    own = text(client.get(reverse("kpis:months", args=[kpi.pk, offices[0].pk])))
    assert "since then <strong>CN¥110.00</strong>" in own
    assert "CN¥20" in own and "March 2026" in own and "after" in own
    other = signed_in(Role.OFFICE_HEAD, office=offices[1]).get(reverse("kpis:months", args=[kpi.pk, offices[0].pk]))
    assert other.status_code == 404
    head = text(signed_in(Role.OFFICE_HEAD, office=offices[1]).get(reverse("kpis:kpi", args=[kpi.pk])))
    assert "South" in head and "North" not in head


def test_the_queries_do_not_grow_with_the_offices(
    client: Client, kpi: Kpi, project_office: object, django_assert_max_num_queries: Callable
) -> None:
    def fill(number: int) -> None:
        entries = [Entry(kpi.pk, company.office().pk, APRIL, ValueKind.ACTUAL, Decimal(1)) for _n in range(number)]
        actions.enter(entries, actor=project_office, at=NOW)  # type: ignore[arg-type]

    address = reverse("kpis:kpi", args=[kpi.pk])
    fill(3)
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    fill(30)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


def test_a_file_is_described_and_waits_for_its_first_upload(client: Client, kpi: Kpi) -> None:
    given = {"name": "Deals", "date_column": "closed", "dealer_column": "agent", "amount_column": "value", "amount_kpi": kpi.pk}
    wrong = client.post(reverse("kpis:source_new"), given | {"places": "Ann East"})
    assert "Line 1: write the name, a comma, and the office." in text(wrong)
    lacking = client.post(reverse("kpis:source_new"), given)
    assert "Say where each person belongs." in text(lacking)
    made = client.post(reverse("kpis:source_new"), given | {"places": "Ann, East\nBo\tWest"})
    source = KpiSource.objects.get()
    assert source.places == {"Ann": "East", "Bo": "West"}
    assert made["Location"] == f"/imports/kpi-source:{source.pk}/"
    assert client.get(made["Location"]).status_code == 200
    assert "Ann, East" in text(client.get(reverse("kpis:source", args=[source.pk])))


def test_pages_are_closed_to_others(signed_in: Callable[..., Client], kpi: Kpi) -> None:
    for name, role in [("kpis:define", Role.SPONSOR), ("kpis:kpis", Role.VENDOR), ("kpis:source_new", Role.OFFICE_HEAD)]:
        assert signed_in(role).get(reverse(name)).status_code == 403
