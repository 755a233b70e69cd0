"""KPIs as they were defined at an earlier instant: attainment, sheets and pages do not reach forward."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from rollout.kpis import actions
from rollout.kpis.models import Kpi, ValueKind
from rollout.kpis.selectors.definitions import as_defined, in_force
from rollout.kpis.selectors.sheets import lines_as_defined, scheme_on
from rollout.kpis.states import Audience
from tests import company
from tests.rollout.kpis import sheets

SPONSOR = Actor(username="sponsor", grants=(Grant(Role.SPONSOR),))
THEN = company.NOW + timedelta(hours=1)
LATER = company.NOW + timedelta(days=1)
DAY = date(2026, 6, 10)


def attainment(known_at):
    subject = Subject(SubjectKind.PROGRAMME, 0)
    return metrics.measure("kpis.attainment", [subject], [DAY], actor=SPONSOR, known_at=known_at)[subject, DAY]


@pytest.fixture
def measured(kpi, project_office):
    """In force, with a plan kept in May; both recorded at the company's now."""
    office = company.office()
    for kind, value in (("actual", 110), ("plan", 100)):
        entry = actions.Entry(kpi.pk, office.pk, date(2026, 5, 1), ValueKind(kind), Decimal(value))
        actions.enter([entry], actor=project_office, at=company.NOW)
    return kpi


def test_a_kpi_retired_later_still_counted_then(measured, project_office):
    actions.retire(measured, actor=project_office, at=LATER, reason="Replaced")
    assert attainment(None).value is None
    assert attainment(THEN).value == 100


def test_a_kpi_put_in_force_later_did_not_count_then(measured, project_office):
    other = actions.define(code="late", actor=project_office, at=LATER, **complete(measured))
    actions.activate(other, actor=project_office, at=LATER)
    assert [kpi.code for kpi in in_force(THEN)] == ["won"]
    assert sorted(kpi.code for kpi in in_force()) == ["late", "won"]


def complete(kpi):
    fields = ("name", "owner", "unit", "currency", "source", "baseline", "baseline_first", "baseline_last", "target", "target_on")
    return {field: getattr(kpi, field) for field in fields}


def test_the_target_is_told_as_it_was(measured, project_office, signed_in):
    actions.change(measured, target=Decimal(150_000), actor=project_office, at=LATER, reason="More is possible")
    assert as_defined(measured.pk, THEN).target == 120_000
    assert as_defined(measured.pk).target == 150_000
    client = signed_in(Role.SPONSOR)
    page = client.get(reverse("kpis:kpi", args=[measured.pk]) + "?known_at=2026-06-01T12:00").content.decode()
    assert "120,000" in page
    assert "150,000" not in page


def test_a_kpi_not_yet_defined_is_not_there(measured, signed_in):
    client = signed_in(Role.SPONSOR)
    assert client.get(reverse("kpis:kpi", args=[measured.pk]) + "?known_at=2026-05-01").status_code == 404


def test_a_sheets_lines_carry_the_kpi_of_then(measured, project_office):
    scheme = sheets.in_force(actions.LineGiven(measured, Decimal(100), sheets.STEPS), audience=Audience.OFFICE)
    actions.change(measured, name="Renamed", actor=project_office, at=sheets.LATER, reason="Clearer")
    assert [line.kpi.name for line in lines_as_defined(scheme, sheets.NOW)] == ["Value of deals won"]
    assert [line.kpi.name for line in lines_as_defined(scheme, None)] == ["Renamed"]


def test_a_scheme_withdrawn_later_was_in_force_then(measured):
    scheme = sheets.in_force(actions.LineGiven(measured, Decimal(100), sheets.STEPS), audience=Audience.OFFICE)
    actions.withdraw_scheme(scheme, actor=sheets.HR, at=sheets.LATER, reason="Written anew")
    assert scheme_on(2026, Audience.OFFICE, sheets.TODAY) is None
    assert scheme_on(2026, Audience.OFFICE, sheets.TODAY, sheets.NOW + timedelta(hours=1)) == scheme


def test_the_record_of_now_is_untouched_by_asking(measured):
    before = list(Kpi.history.values_list("pk", flat=True))
    in_force(THEN)
    assert list(Kpi.history.values_list("pk", flat=True)) == before
