"""Days and sums that nobody can mean: refused beside their field; a year without a published calendar stops no page."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from governance.contracts import actions, selectors
from governance.contracts.actions import completing
from governance.contracts.claims import drawn, outlook
from governance.contracts.exposure import exposures
from governance.contracts.formats.rows import read_day
from governance.contracts.forms.deciding import ReviewForm
from governance.contracts.forms.entering import ContractForm
from governance.contracts.measuring import Reading, faults
from governance.contracts.models import ExtensionOfTime, Milestone
from governance.contracts.penalties import Base, CannotEvaluate, Clause, Facts, Grace, GraceKind, Rate, RateUnit, Tier, Trigger, assess
from governance.core.errors import Conflict, InvalidInput
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY, noon
from tests.governance.contracts.terms import per_day, percent

PROJECT = dealing.actor(Role.PROJECT_OFFICE)
DAY = timedelta(days=1)


@pytest.fixture
def late(db: None) -> Milestone:
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract))


@pytest.fixture
def by_working_days(db: None) -> Milestone:
    """Due on 2 November of the last year whose working days are published; the vendor forecasts the year after."""
    contract = dealing.contract(ends_on=date(2027, 6, 30))
    terms = per_day(percent("0.1"), working_days=True)
    return dealing.milestone(contract, dealing.clause(contract, terms), due=date(2026, 11, 2), value=100_000, forecast=date(2027, 1, 15))


def test_a_share_of_less_than_nothing_is_refused() -> None:
    facts = Facts(due=date(2025, 1, 1), finish=date(2025, 2, 1), bases={Base.MILESTONE: D(-1)})
    with pytest.raises(CannotEvaluate) as refused:
        assess(per_day(percent("1")), facts)
    assert refused.value.parameter == "base"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("value_change", {"value_change": D(-1_000_001)}),
        ("signed_on", {"value_change": D(1), "signed_on": TODAY + DAY}),
        ("new_end", {"new_end": date(2025, 12, 31)}),
    ],
)
def test_an_amendment_that_cannot_be_meant(late: Milestone, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions.amend(late.contract, **{"number": "A1", "signed_on": TODAY, "actor": PROJECT, "at": NOW, "reason": "x"} | changes)
    assert set(refused.value.fields) == {field} and not late.contract.amendments.exists()


def test_nothing_is_assessed_or_handed_over_ahead_of_its_day(late: Milestone) -> None:
    with pytest.raises(InvalidInput):
        actions.assess_penalty(late, late.clauses.get(), day=TODAY + DAY, actor=PROJECT, at=NOW)
    with pytest.raises(InvalidInput):
        actions.record_handover(late, on=TODAY + DAY, share=D("0.5"), actor=PROJECT, at=NOW)


def test_a_commitment_is_judged_once(late: Milestone) -> None:
    commitment = late.contract.commitments.create(text="Two consultants")
    completing.judge_commitment(commitment, kept=True, actor=PROJECT, at=NOW, reason="seen")
    with pytest.raises(Conflict):
        completing.judge_commitment(commitment, kept=False, actor=PROJECT, at=NOW, reason="late click")
    assert commitment.kept is True


def test_the_curve_ends_where_working_days_are_not_published_and_says_so(by_working_days: Milestone) -> None:
    day = date(2026, 11, 23)
    (one,) = drawn([by_working_days.contract_id], day).exposures
    drawn_curve = selectors.curve(one, day, date(2027, 2, 1))
    assert drawn_curve.points[-1][0] == date(2026, 12, 31) and "2027" in drawn_curve.ends
    assert drawn_curve.chosen is None and "2027" in drawn_curve.refused


def test_a_sum_ahead_that_cannot_be_told_is_never_shown_as_nothing(by_working_days: Milestone) -> None:
    (line,) = selectors.owed(outlook([by_working_days.contract_id], date(2026, 11, 23)))
    assert line.partial == {"at_forecast"} and any("2027" in refusal for refusal in line.refusals)


@pytest.mark.parametrize("asked", ["9999-12-31", "0001-01-01", "2027-03-01", "x"])
def test_the_what_if_takes_any_date(by_working_days: Milestone, signed_in: Callable[..., Client], monkeypatch: Any, asked: str) -> None:
    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: noon(date(2026, 11, 23)))
    client = signed_in(Role.PROJECT_OFFICE)
    page = reverse("contracts:milestone", args=[by_working_days.pk])
    typed = reverse("contracts:what_if", args=[by_working_days.pk, by_working_days.clauses.get().pk])
    assert client.get(page, {"on": asked}).status_code == 200 and client.post(typed, {"on": asked}).status_code == 200
    assert "at least" in client.get(reverse("contracts:owed")).content.decode()


def test_a_year_that_cannot_be_meant_is_said_at_its_field(late: Milestone, signed_in: Callable[..., Client]) -> None:
    address = reverse("contracts:forecast", args=[late.pk])
    shown = signed_in(Role.PROJECT_OFFICE).post(address, {"forecast": "9999-12-31", "reason": "x"})
    assert shown.status_code == 200 and "forecast" in shown.context["form"].errors


def date_fields() -> list[tuple[type[forms.Form], str]]:
    """Every form class of contracts with each of its date fields."""
    found = []
    for name in ("choosing", "clause", "deciding", "ending", "entering", "measuring", "progress", "reopening"):
        module = importlib.import_module(f"governance.contracts.forms.{name}")
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, forms.BaseForm):
                found += [(one, key) for key, field in one.base_fields.items() if isinstance(field, forms.DateField)]
    return found


@pytest.mark.parametrize("typed", ["0202-06-01", "9999-12-31"])
def test_no_date_field_of_contracts_takes_a_year_that_cannot_be_meant(typed: str) -> None:
    fields = date_fields()
    assert len(fields) > 20
    for form, name in fields:
        with pytest.raises(ValidationError, match="1900"):
            form.base_fields[name].clean(typed)


@pytest.mark.parametrize("line", ["0202-06-01 the index", "9999-12-31 the index", "2026-02-30 the index"])
def test_a_punch_list_takes_no_day_that_cannot_be_meant(line: str) -> None:
    form = ReviewForm({"verdict": "punch_list", "on": "2026-06-01", "punch_list": line})
    assert not form.is_valid() and set(form.errors) == {"punch_list"}


@pytest.mark.parametrize("text", ["0202-06-01", "9999-12-31", "99999", "2101/1/1", "1899年12月31日"])
def test_a_file_says_no_day_that_cannot_be_meant(text: str) -> None:
    assert read_day(text) is None


def test_a_measurement_of_such_a_year_is_refused_at_its_field() -> None:
    terms = Clause(Rate(D(100), RateUnit.SUM), trigger=Trigger.LATE_REQUEST)
    reading = Reading(due_at=datetime(202, 6, 1, tzinfo=UTC), done_at=datetime(9999, 1, 1, tzinfo=UTC))
    assert set(faults(reading, terms)) == {"due_at", "done_at"}


@pytest.mark.django_db
def test_a_currency_of_three_decimals_is_refused_since_sums_have_two() -> None:
    assert "currency" in ContractForm({"currency": "KWD"}).errors and "currency" not in ContractForm({"currency": "JPY"}).errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "extended", "begins"),
    [
        # Due on 1 June; the tenth counted day is the 11th, after five free days the 16th, after an extension of three days three later.
        ({}, 0, date(2026, 6, 11)),
        ({"grace": Grace(GraceKind.DEDUCTIBLE, 5)}, 0, date(2026, 6, 16)),
        ({"grace": Grace(GraceKind.DEDUCTIBLE, 5)}, 3, date(2026, 6, 19)),
        ({"count_due_day": True}, 0, date(2026, 6, 10)),
    ],
)
def test_the_curve_marks_a_tier_where_it_begins_to_charge(terms: dict[str, Any], extended: int, begins: date) -> None:
    contract = dealing.contract()
    clause = Clause(percent("0.1"), Base.MILESTONE, tiers=(Tier(10, percent("0.2")),), **terms)
    late = dealing.milestone(contract, dealing.clause(contract, clause))
    if extended:
        ExtensionOfTime.objects.create(milestone=late, days=extended, granted_on=dealing.TODAY, recorded_at=dealing.NOW)
    (one,) = exposures(Milestone.objects.filter(pk=late.pk), dealing.TODAY)
    curve = selectors.curve(one, dealing.TODAY, None)
    sums = dict(curve.points)
    grown = [sums[day] - sums[day - DAY] for day in (begins - DAY, begins)]
    assert curve.tiers == [begins] and grown == [1_000, 2_000]
