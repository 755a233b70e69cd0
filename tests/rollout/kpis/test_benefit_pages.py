"""The benefits register and the budget on their pages: plan, report, confirm, book; what counts and what does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from rollout.kpis import actions
from rollout.kpis.models import Benefit, BenefitClaim, BudgetEntry, BudgetKind, BudgetLine, ClaimState
from rollout.kpis.rules import first_of, later
from rollout.kpis.selectors.benefits import budget, by_month, register
from tests import company

SignIn = Callable[..., Client]
FINANCE = Actor(username="qian", grants=(Grant(Role.FINANCE),))
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def at(day: int) -> datetime:
    return datetime(2026, 4, day, tzinfo=company.NOW.tzinfo)


@pytest.fixture
def benefit(db: None, project_office: Actor) -> Benefit:
    fields = {"name": "Faster follow-up", "direction": "cash_in", "owner": company.person(), "how": "Deals won within 30 days"}
    made = actions.register_benefit(actor=project_office, at=at(1), **fields)
    for month in (FEBRUARY, MARCH):
        actions.plan_benefit(made, month=month, amount=Decimal(1000), actor=project_office, at=at(1))
    return made


def report(benefit: Benefit, actor: Actor, month: date, amount: int) -> BenefitClaim:
    return actions.claim(benefit, month=month, amount=Decimal(amount), note="Orders", actor=actor, at=at(2), today=date(2026, 4, 2))


def test_only_what_finance_confirmed_counts_as_known_at_any_instant(benefit: Benefit, project_office: Actor) -> None:
    first, second = (report(benefit, project_office, month, 900) for month in (FEBRUARY, MARCH))
    actions.confirm(first, amount=Decimal(800), actor=FINANCE, at=at(5), reason="One was cancelled")
    actions.refuse(second, actor=FINANCE, at=at(6), reason="No list")
    actions.plan_benefit(benefit, month=MARCH, amount=Decimal(1500), actor=project_office, at=at(7))
    (now,) = register()
    assert (now.actual, now.open, now.planned_in_all, now.plan_until(date(2026, 3, 31))) == (800, 0, 2500, 1000)
    (then,) = register(at(3))
    assert (then.actual, then.open, then.planned_in_all) == (0, 1800, 2000)
    assert [(each.planned, each.confirmed) for each in by_month([now], "CNY")] == [(1000, 800), (1500, 0)]
    assert by_month([now], "EUR") == []


def test_a_benefit_is_planned_reported_with_evidence_and_confirmed(signed_in: SignIn) -> None:
    project, finance = signed_in(Role.PROJECT_OFFICE), signed_in(Role.FINANCE)
    last = later(first_of(timezone.localdate()), -1)
    given = {
        "name": "Less paper",
        "direction": "cost_out",
        "currency": "cny",
        "how": "Forms printed",
        "owner": company.person().employee_number,
    }
    page = project.post(reverse("kpis:benefit_new"), given | {"owner": "nobody"})
    assert page.status_code == 422 and "Nobody with this number" in text(page) and 'value="Less paper"' in text(page)
    project.post(reverse("kpis:benefit_new"), given)
    benefit = Benefit.objects.get()
    project.post(reverse("kpis:benefit_plan", args=[benefit.pk]), {"month": last.isoformat(), "amount": "1000"})
    evidence = SimpleUploadedFile("list.txt", b"forms of the month")
    address = reverse("kpis:benefit_claim", args=[benefit.pk])
    project.post(address, {"month": last.isoformat(), "amount": "900", "note": "600 forms fewer", "evidence": evidence})
    claim = BenefitClaim.objects.get()
    own = reverse("kpis:benefit", args=[benefit.pk])
    assert "list.txt" in text(finance.get(own)) and reverse("kpis:benefit_confirm", args=[claim.pk]) not in text(project.get(own))
    assert "600 forms fewer" in text(finance.get(reverse("kpis:benefit_confirm", args=[claim.pk])))
    less = finance.post(reverse("kpis:benefit_confirm", args=[claim.pk]), {"amount": "800"})
    assert less.status_code == 422 and "Say why less is confirmed." in text(less)
    finance.post(reverse("kpis:benefit_confirm", args=[claim.pk]), {"amount": "800", "reason": "Toner is dearer"})
    claim.refresh_from_db()
    assert (claim.state, claim.confirmed) == (ClaimState.CONFIRMED, 800)
    page = text(finance.get(reverse("kpis:benefits")))
    assert "CN¥800" in page or "¥800" in page
    export = finance.get(reverse("kpis:benefits") + "?benefits-export=csv")
    assert "Less paper" in b"".join(export.streaming_content).decode()


def test_a_month_to_come_and_a_huge_sum_are_named(signed_in: SignIn, benefit: Benefit) -> None:
    client, address = signed_in(Role.PROJECT_OFFICE), reverse("kpis:benefit_claim", args=[benefit.pk])
    month = (timezone.localdate() + timedelta(days=40)).isoformat()
    for given in ({"month": month, "amount": "1", "note": "x"}, {"month": "2026-03-01", "amount": "1e30", "note": "x"}, {"month": "x"}):
        assert client.post(address, given).status_code == 422
    assert not BenefitClaim.objects.exists()


def test_the_budget_is_opened_approved_and_spent(signed_in: SignIn) -> None:
    project, sponsor = signed_in(Role.PROJECT_OFFICE), signed_in(Role.SPONSOR)
    project.post(reverse("kpis:budget_new"), {"name": "Training", "currency": "CNY"})
    line = BudgetLine.objects.get()
    address = reverse("kpis:budget_book", args=[line.pk])
    today = timezone.localdate().isoformat()
    assert project.post(address, {"kind": "approved", "on": today, "amount": "100", "reason": "Plan"}).status_code == 422
    sponsor.post(address, {"kind": "approved", "on": today, "amount": "100", "reason": "Plan"})
    project.post(address, {"kind": "committed", "on": today, "amount": "130", "reason": "Rooms"})
    (row,) = budget()
    assert (row.approved, row.committed, row.spent, row.left, row.over) == (100, 130, 0, -30, True)
    assert "More is committed or spent than was approved" in text(sponsor.get(reverse("kpis:budget")))
    assert "Rooms" in text(project.get(reverse("kpis:budget_line", args=[line.pk])))
    assert BudgetEntry.objects.filter(kind=BudgetKind.APPROVED).count() == 1
    assert budget(timezone.now() - timedelta(days=1))[0].approved == 0


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("kpis:benefits", Role.OFFICE_HEAD),
        ("kpis:benefit_new", Role.FINANCE),
        ("kpis:budget", Role.HR),
        ("kpis:budget_new", Role.SPONSOR),
    ],
)
def test_pages_are_closed_to_others(signed_in: SignIn, name: str, role: Role) -> None:
    assert signed_in(role).get(reverse(name)).status_code == 403


def test_the_auditor_reads_but_does_not_book(signed_in: SignIn, db: None, project_office: Actor) -> None:
    line = actions.open_budget_line(name="Rooms", currency="CNY", actor=project_office, at=at(1))
    auditor = signed_in(Role.AUDITOR)
    assert auditor.get(reverse("kpis:budget_line", args=[line.pk])).status_code == 200
    assert auditor.get(reverse("kpis:budget_book", args=[line.pk])).status_code == 403
