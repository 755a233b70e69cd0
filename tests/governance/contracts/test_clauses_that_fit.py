"""A clause hangs on what its trigger is about and has a value for every share; else it refuses, and never owes nothing instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts import actions
from governance.contracts.actions import staffing
from governance.contracts.claims import drawn
from governance.contracts.gaps import told_clauses
from governance.contracts.models import PenaltyClause
from governance.contracts.penalties import (
    SUBJECTS,
    Band,
    Base,
    Bonus,
    CannotEvaluate,
    Cap,
    Clause,
    Counting,
    Facts,
    Grace,
    GraceKind,
    Notice,
    PartDay,
    Period,
    PeriodUnit,
    Rate,
    RateUnit,
    Rounding,
    Span,
    Subject,
    Termination,
    Tier,
    Trigger,
    assess,
    misfits,
    require_fit,
)
from governance.contracts.states import ContractState
from governance.contracts.terms import read_terms, write_terms
from governance.contracts.wording import say_clause
from governance.core.errors import InvalidInput
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.terms import days_late, percent, sum_of

PROJECT = dealing.actor(Role.PROJECT_OFFICE)
EVENT = Period(1, PeriodUnit.EVENT)
ABSENT = Clause(sum_of("2000"), trigger=Trigger.KEY_PERSON_ABSENT)
SERVICE = {"trigger": Trigger.SERVICE_LEVEL, "bands": (Band(D("99.8"), percent("2")),)}
AWAY = Facts(absent=(Span(date(2025, 1, 2), date(2025, 1, 3)),))


@pytest.mark.parametrize(
    ("clause", "facts"),
    [
        (ABSENT, days_late(5)),
        (ABSENT, Facts(finish=date(2025, 1, 1))),
        (Clause(sum_of("100")), AWAY),
        (Clause(sum_of("100"), trigger=Trigger.LATE_REQUEST), Facts(events=1)),
    ],
)
def test_facts_of_something_else_are_refused_and_the_trigger_named(clause: Clause, facts: Facts) -> None:
    with pytest.raises(CannotEvaluate) as refused:
        assess(clause, facts)
    assert refused.value.parameter == "trigger"


@pytest.mark.parametrize("more", [{"tiers": (Tier(5, sum_of("1")),)}, {"grace": Grace(GraceKind.THRESHOLD, 3)}])
def test_a_clause_per_event_refuses_what_counts_days(more: dict) -> None:
    with pytest.raises(CannotEvaluate):
        assess(Clause(sum_of("1"), trigger=Trigger.KEY_PERSON_ABSENT, period=EVENT, **more), Facts(events=1))


def test_absence_is_never_counted_between_instants() -> None:
    with pytest.raises(CannotEvaluate) as refused:
        assess(Clause(sum_of("1"), trigger=Trigger.KEY_PERSON_ABSENT, by_instants=True), AWAY)
    assert refused.value.parameter == "days"


@pytest.mark.parametrize(
    ("codes", "terms"),
    [
        ([], {"rate": percent("1"), "base": Base.MILESTONE}),
        (["unknown_base"], {"rate": percent("1"), "base": Base.BILL}),
        (["unknown_base"], {"rate": percent("1"), "base": Base.UNDELIVERED, "trigger": Trigger.KEY_PERSON_ABSENT}),
        (["unknown_base"], {"rate": sum_of("1"), "base": Base.BILL, "tiers": (Tier(3, percent("1")),)}),
        (["unknown_cap_base"], {"rate": sum_of("1"), "cap": Cap(percent("5"))}),
        (["unknown_cap_base"], {"rate": sum_of("1"), "cap": Cap(percent("5"), Base.BILL)}),
        (["no_base_sum"], {"rate": percent("1"), "base": Base.FIXED}),
        ([], {"rate": percent("1"), "base": Base.FIXED, "base_sum": D(200)}),
        (["no_events"], {"rate": sum_of("1"), "period": EVENT}),
        (["no_instants"], {"rate": sum_of("1"), "by_instants": True}),
        ([], {"rate": sum_of("1"), "by_instants": True, "trigger": Trigger.LATE_REQUEST}),
        (["no_tiers"], {"rate": sum_of("0"), "tiers": (Tier(3, sum_of("1")),)} | SERVICE),
        (["no_grace"], {"rate": sum_of("0"), "grace": Grace(GraceKind.DEDUCTIBLE, 2)} | SERVICE),
        (["no_rate"], {"rate": sum_of("5")} | SERVICE),
        (["no_days"], {"rate": sum_of("0"), "termination": Termination(10)} | SERVICE),
        (["no_bonus"], {"rate": sum_of("1"), "trigger": Trigger.LATE_SUBMISSION, "bonus": Bonus(sum_of("1"))}),
    ],
)
def test_what_could_never_be_evaluated_is_named(codes: list[str], terms: dict) -> None:
    assert [gap.code for gap in misfits(Clause(**terms))] == codes


def test_a_share_of_a_fixed_sum_is_taken_of_that_sum() -> None:
    # Ten and a half percent of 200.00 a day, five days: 105.00.
    clause = Clause(percent("10.5"), Base.FIXED, base_sum=D(200))
    assert assess(clause, days_late(5)).amount == D("105.00")
    assert read_terms(write_terms(clause)) == clause


@given(st.sampled_from(Trigger), st.sampled_from(Subject), st.sampled_from([unit for unit in RateUnit if unit != RateUnit.SUM]))
def test_no_clause_is_evaluated_for_what_it_is_not_about(trigger: Trigger, subject: Subject, unit: RateUnit) -> None:
    more = SERVICE if trigger == Trigger.SERVICE_LEVEL else {"trigger": trigger}
    clause = Clause(sum_of("0") if trigger == Trigger.SERVICE_LEVEL else sum_of("3"), **more)
    if SUBJECTS[trigger] == subject:
        require_fit(clause, subject)
    else:
        with pytest.raises(CannotEvaluate) as refused:
            require_fit(clause, subject)
        assert refused.value.parameter == "trigger"


@pytest.mark.django_db
@pytest.mark.parametrize("trigger", [Trigger.KEY_PERSON_ABSENT, Trigger.LATE_REQUEST])
def test_a_milestone_under_a_clause_about_something_else_is_told_and_not_passed_over(trigger: Trigger) -> None:
    contract = dealing.contract()
    stray = dealing.clause(contract, Clause(sum_of("100"), trigger=trigger))
    dealing.milestone(contract, stray)
    now = drawn([contract.pk], dealing.TODAY)
    assert [refusal.parameter for refusal in now.refusals(contract.pk) if isinstance(refusal, CannotEvaluate)] == ["trigger"]
    assert [gap.code for gap in told_clauses(contract)[0].stops] == ["misplaced"]


@pytest.mark.django_db
def test_a_person_under_a_clause_about_milestones_is_told_and_not_passed_over() -> None:
    contract = dealing.contract()
    late = dealing.clause(contract)
    contract.key_people.create(name="Wang", role="Manager", first_day=date(2026, 1, 1), last_day=date(2026, 6, 30), clause=late)
    now = drawn([contract.pk], dealing.TODAY)
    assert [str(one.person) for one in now.occurrences if one.refusal] == ["Wang"]


@pytest.mark.django_db
def test_a_clause_that_hangs_on_nothing_is_told() -> None:
    contract = dealing.contract()
    dealing.clause(contract)
    dealing.clause(contract, ABSENT, "9")
    assert [gap.code for told in told_clauses(contract) for gap in told.stops] == ["on_no_milestone", "on_nobody"]


@pytest.fixture
def draft() -> tuple[PenaltyClause, PenaltyClause]:
    contract = dealing.contract(state=ContractState.DRAFT)
    return dealing.clause(contract), dealing.clause(contract, ABSENT, "9")


@pytest.mark.django_db
def test_the_actions_refuse_a_clause_on_what_it_is_not_about(draft: tuple[PenaltyClause, PenaltyClause]) -> None:
    late, absent = draft
    contract, day = late.contract, date(2026, 6, 1)
    with pytest.raises(InvalidInput) as refused:
        actions.add_milestone(contract, number="M1", name="Trial", due=day, clauses=[late, absent], actor=PROJECT, at=dealing.NOW)
    assert "clauses" in refused.value.fields and not contract.milestones.exists()
    with pytest.raises(InvalidInput) as refused:
        staffing.promise_person(contract, name="Wang", role="PM", first_day=day, last_day=day, clause=late, actor=PROJECT, at=dealing.NOW)
    assert "clause" in refused.value.fields and not contract.key_people.exists()
    with pytest.raises(InvalidInput) as refused:
        actions.add_clause(contract, number="10", terms=Clause(percent("1"), Base.BILL), actor=PROJECT, at=dealing.NOW)
    assert set(refused.value.fields) == {"base"}


@pytest.mark.django_db
def test_the_page_offers_only_what_fits_and_names_the_field(
    signed_in: Callable[..., Client], draft: tuple[PenaltyClause, PenaltyClause]
) -> None:
    late, absent = draft
    client = signed_in(Role.PROJECT_OFFICE)
    page = client.get(reverse("contracts:enter", args=[late.contract_id]))
    steps = {step.name: step.form for step in page.context["steps"]}
    assert list(steps["milestone"].fields["clauses"].queryset) == [late]
    assert list(steps["person"].fields["clause"].queryset) == [absent]
    assert "No milestone carries this clause" in page.content.decode()
    typed = {"what": "clause", "number": "10", "trigger": "key_person_absent", "rate": "1", "rate_unit": "percent", "base": "milestone"}
    typed |= {"period_length": "1", "period_unit": "day", "counting": "started", "days": "calendar", "part_day": "whole"}
    typed |= {"grace_kind": "none", "grace_days": "0", "cap_unit": "percent", "bonus_unit": "percent", "bonus_period": "day"}
    sent = client.post(reverse("contracts:enter", args=[late.contract_id]), typed | {"rounding": "total"})
    assert [list(step.form.errors) for step in sent.context["steps"] if step.name == "clause"] == [["base"]]
    preview = client.post(reverse("contracts:preview", args=[late.contract_id]), typed | {"rounding": "total"})
    assert "not known for what the clause applies to" in preview.content.decode()


def test_a_clause_in_words_says_what_a_claim_waits_for_and_when_the_contract_may_end() -> None:
    terms = Clause(
        Rate(D(1), RateUnit.PER_MILLE),
        Base.MILESTONE,
        cap=Cap(Rate(D(10), RateUnit.PERCENT)),
        notice=Notice(required=True, time_bar_days=180),
        termination=Termination(60, at_cap=True),
    )
    assert say_clause(terms, "en") == (
        "1 ‰ of the milestone value per day, at most 10 %; claimed only after notice; lost unless notified within 180 days; "
        "may be terminated past 60 days; may be terminated when the cap is reached"
    )
    assert say_clause(Clause(Rate(D(1), RateUnit.PER_MILLE), Base.MILESTONE), "en") == "1 ‰ of the milestone value per day"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"count_due_day": True}, "the due day counts"),
        ({"count_finish_day": False}, "the finish day does not count"),
        ({"rounding": Rounding.EACH_PERIOD}, "each period is rounded"),
        ({"trigger": Trigger.LATE_REQUEST, "by_instants": True, "part_day": PartDay.DROPPED}, "a part of a day is dropped"),
        (
            {"bonus": Bonus(percent("0.1"), Period(1, PeriodUnit.WEEK), Counting.COMPLETED, Cap(percent("2")))},
            "bonus for early acceptance of 0.1 % of the fixed sum per completed week, at most 2 %",
        ),
    ],
)
def test_what_is_not_the_common_way_is_said_in_the_clauses_words(terms: dict[str, object], said: str) -> None:
    clause = Clause(percent("0.5"), Base.FIXED, base_sum=D(1000), **terms)  # type: ignore[arg-type]
    assert said in say_clause(clause, "en")
    assert said not in say_clause(Clause(percent("0.5"), Base.FIXED, base_sum=D(1000)), "en")
