"""A part handed over cuts the rate and leaves the cap; a bonus is a result of its own."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from governance.contracts import actions
from governance.contracts.derivations import say_lines, store_lines
from governance.contracts.models import Contract, Milestone, Verdict
from governance.contracts.penalties import (
    Base,
    Bonus,
    Cap,
    Clause,
    Counting,
    Grace,
    GraceKind,
    Handover,
    Period,
    PeriodUnit,
    assess,
    assess_bonus,
    misfits,
)
from governance.contracts.wording import say_clause
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.terms import days_late, late, per_day, per_week, percent, sum_of


def test_a_part_handed_over_cuts_the_rate_from_the_next_day() -> None:
    handed = [Handover(date(2025, 1, 11), D("0.4"))]
    # Ten days at 1,000, then ten at 600.
    assert assess(per_day(percent("0.1")), days_late(20, handovers=handed)).amount == D(16000)


def test_it_leaves_the_cap() -> None:
    handed = [Handover(date(2025, 1, 2), D("0.5"))]
    capped = assess(per_day(percent("1"), percent("5")), days_late(20, handovers=handed))
    assert (capped.amount, capped.capped) == (D(50000), True)


def test_a_started_week_is_charged_at_the_rate_of_its_first_day() -> None:
    handed = [Handover(date(2025, 1, 4), D("0.5"))]
    assert assess(per_week(percent("1")), days_late(8, handovers=handed)).amount == D(15000)


def test_a_bonus_counts_whole_days_before_the_due_date_up_to_its_cap() -> None:
    clause = per_day(
        percent("1"), grace=Grace(GraceKind.DEDUCTIBLE, 5), bonus=Bonus(percent("0.1"), Period(1), Counting.COMPLETED, Cap(percent("1")))
    )
    early = late("2025-03-11", "2025-03-01", "100000")
    assert (assess(clause, early).amount, assess_bonus(clause, early).amount) == (D(0), D(1000))
    assert assess_bonus(clause, late("2025-03-11", "2025-01-01", "100000")).amount == D(1000)
    assert assess_bonus(clause, late("2025-03-11", "2025-03-12", "100000")).amount == 0


@pytest.mark.django_db
def test_the_milestone_page_shows_the_bonus_with_its_derivation(signed_in) -> None:
    contract = dealing.contract(authority=None)
    terms = per_day(percent("1"), base=Base.MILESTONE, bonus=Bonus(percent("0.1"), Period(1)))
    milestone = dealing.milestone(contract, dealing.clause(contract, terms), due=date(2026, 6, 20))
    handed = actions.submit(milestone, actor=dealing.vendor_actor(contract.vendor), at=dealing.noon(date(2026, 6, 9)))
    authority = dealing.actor(Role.PROJECT_OFFICE, contract.authority, username="authority")
    actions.review(handed, verdict=Verdict.ACCEPTED, on=date(2026, 6, 10), actor=authority, at=dealing.NOW, reason="good")
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:milestone", args=[milestone.pk])).content.decode()
    assert "Bonus for early acceptance" in page and "10,000.00" in page


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (per_day(percent("1"), bonus=Bonus(percent("0.1"), Period(1, PeriodUnit.EVENT))), "no event"),
        (per_day(percent("1"), working_days=True, bonus=Bonus(percent("0.1"), Period(1, PeriodUnit.WEEK))), "Working days"),
        (per_day(sum_of("100"), base=None, bonus=Bonus(percent("0.1"))), "say of what"),
    ],
)
def test_a_bonus_that_could_never_be_worked_out_is_said_when_the_clause_is_typed(terms: Clause, why: str) -> None:
    (gap,) = misfits(terms)
    assert gap.parameter == "bonus" and why in str(gap)
    assert "bonus for early acceptance of 0.1 %" in say_clause(terms, "en")


def test_the_derivation_of_a_bonus_says_accepted_and_due_the_right_way_round() -> None:
    clause = per_day(percent("1"), bonus=Bonus(percent("0.1")))
    (line,) = [line for line in assess_bonus(clause, late("2025-03-11", "2025-03-01", "100000")).lines if line.code == "early"]
    (said,) = say_lines(store_lines([line]), "CNY", "en")
    assert said.text == "Accepted on 1 Mar 2025, due on 11 Mar 2025: 10 days early."


@pytest.mark.django_db
def test_a_bonus_of_an_unpublished_year_is_said_and_the_milestone_page_stands(signed_in) -> None:
    contract = dealing.contract()
    terms = per_day(percent("1"), base=Base.MILESTONE, working_days=True, bonus=Bonus(percent("0.1")))
    milestone = dealing.milestone(contract, dealing.clause(contract, terms), due=date(2099, 1, 10))
    Milestone.objects.filter(pk=milestone.pk).update(used_since=date(2026, 6, 10))
    Contract.objects.filter(pk=contract.pk).update(use_is_acceptance=True)
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:milestone", args=[milestone.pk]))
    assert page.status_code == 200 and "The bonus cannot be worked out" in page.content.decode()
