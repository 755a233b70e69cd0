"""What a contract's penalties come to is one figure: in the registry, on the list, on its page, among what is owed, on the scorecard."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.contracts import actions, scorecards
from governance.contracts.actions import measuring, staffing
from governance.contracts.measuring import Reading
from governance.contracts.models import Contract
from governance.contracts.penalties import Clause, Trigger
from governance.core import metrics
from governance.core.documents.archive import content
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.terms import sum_of
from tests.governance.contracts.test_measurements import ABSENT, SERVICE
from tests.papers.sound import sound

pytestmark = pytest.mark.django_db
PROJECT, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.SPONSOR)
REQUEST = Clause(sum_of("100"), trigger=Trigger.LATE_REQUEST)
SignIn = Callable[..., Client]
# 25,000 for the milestone, 5 × 2,000 for the person, 2 % of 10,000 for the service, 9 × 100 for the request; 1,000 of it waived.
TOTAL = D(25000 + 10000 + 200 + 900 - 1000)


@pytest.fixture
def contract() -> Contract:
    """One late milestone, one absence, one missed level, one late request; a part waived."""
    made = dealing.contract(contract_cap_percent=D(10))
    late = dealing.milestone(made, dealing.clause(made))
    person = staffing.promise_person(
        made,
        name="He Jun",
        role="Manager",
        first_day=made.starts_on,
        last_day=made.ends_on,
        clause=dealing.clause(made, ABSENT, "9.2"),
        actor=PROJECT,
        at=NOW,
    )
    staffing.record_presence(person, first_day=date(2026, 6, 8), last_day=date(2026, 6, 12), present=False, actor=PROJECT, at=NOW)
    month = Reading(first_day=date(2026, 5, 1), last_day=date(2026, 5, 31), level=D(99), charge=D(10_000))
    measuring.record_measurement(dealing.clause(made, SERVICE, "7.1"), reference="2026-05", reading=month, actor=PROJECT, at=NOW)
    request = Reading(due_at=dealing.datetime(2026, 6, 20, tzinfo=dealing.UTC), done_at=dealing.datetime(2026, 6, 29, tzinfo=dealing.UTC))
    measuring.record_measurement(dealing.clause(made, REQUEST, "7.2"), reference="R-17", reading=request, actor=PROJECT, at=NOW)
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.waive(penalty, amount=D(1000), actor=SPONSOR, at=NOW, reason="goodwill")
    return made


def figure(of: Contract, code: str = "penalty_accrued", day: date = TODAY) -> Measurement:
    return metrics.measure_one(f"contracts.{code}", Subject(SubjectKind.CONTRACT, of.pk), day, actor=PROJECT)


def sums(page: str) -> set[str]:
    return set(re.findall(r"[\d,]+\.\d\d", page))


def test_the_registry_counts_people_services_and_requests_less_what_was_waived(contract: Contract) -> None:
    assert figure(contract).value == TOTAL


def test_the_scorecard_prints_the_same(contract: Contract) -> None:
    card = scorecards.figures(contract, TODAY)
    assert card["owed"] == TOTAL
    assert sum(line["today"] for line in (*card["penalties"], *card["others"])) == TOTAL


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_scorecard_on_paper_is_sound_in_each_language(contract: Contract, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorecards, "svgs", lambda charts, spoken: {})
    made = scorecards.make(contract, language, actor=PROJECT, at=timezone.now())
    sound(content(made), language, says=[contract.number])


def test_the_picture_on_the_scorecard_speaks_the_language_of_the_paper(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(scorecards, "svgs", lambda charts, spoken: drawn.extend(str(chart.message) for chart in charts) or {})
    scorecards.make(contract, "zh-hans", actor=PROJECT, at=timezone.now())
    (said,) = drawn
    assert "里程碑" in said and "milestones" not in said


@pytest.mark.parametrize("name", ["contracts", "owed", "contract"])
def test_every_page_shows_the_same(signed_in: SignIn, contract: Contract, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The page and the test read one clock: no midnight lies between them.
    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: NOW)
    page = signed_in(Role.PROJECT_OFFICE).get(reverse(f"contracts:{name}", args=[contract.pk] if name == "contract" else []))
    assert figure(contract).value == TOTAL and f"{TOTAL:,.2f}" in sums(page.content.decode())


def test_the_rows_behind_the_figure_sum_to_it(contract: Contract) -> None:
    rows = metrics.rows("contracts.penalty_accrued", Subject(SubjectKind.CONTRACT, contract.pk), TODAY, actor=PROJECT)
    assert sum(cells[-1] for cells in rows.cells) == TOTAL


def test_a_claim_that_cannot_be_evaluated_leaves_no_figure_that_looks_whole(signed_in: SignIn, contract: Contract) -> None:
    dealing.clause(contract, SERVICE, "7.3")
    found = figure(contract)
    assert found.value is None and "measured" in str(found.absent)
    assert scorecards.figures(contract, TODAY)["refused"] == 1
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:contract", args=[contract.pk])).content.decode()
    assert "at least" in page


def test_at_the_cap_counts_every_kind(contract: Contract) -> None:
    assert figure(contract, "at_cap").value == 0
    Contract.objects.filter(pk=contract.pk).update(contract_cap_percent=D("2.5"))
    # The service draws 200, the milestone 24,000; the person finds 800 left, the request nothing.
    assert (figure(contract).value, figure(contract, "at_cap").value) == (D(25000), D(2))
