"""The Gantt says until when a contract runs, and when and how it ended: drawn, in the sentence and in the table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.contracts import actions, charts, scorecards, selectors
from governance.contracts.models import Contract, Milestone
from governance.core.actor import Actor
from governance.core.charts import Chart
from governance.core.roles import Role
from reports.dashboards.sections.asked import plain
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.test_ending_a_contract import terminate

pytestmark = pytest.mark.django_db
PROJECT = dealing.actor(Role.PROJECT_OFFICE)
DAY = timedelta(days=1)


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract(number="C-ONE", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    return dealing.milestone(contract, dealing.clause(contract), number="M1")


def drawn(*contracts: Contract, known_at: object = None) -> Chart:
    bars = selectors.bars([contract.pk for contract in contracts], TODAY, known_at)  # type: ignore[arg-type]
    return charts.gantt(bars, TODAY, "en")


def line(chart: Chart, name: str) -> list[object]:
    """The days through which a line of the picture runs."""
    return [day and str(day) for trace in chart.figure["data"] if trace["name"] == name for day in trace["x"]]


def test_where_a_contract_is_agreed_to_end_is_drawn_said_and_in_the_table(late: Milestone) -> None:
    chart = drawn(late.contract)
    assert line(chart, "Contract’s end") == ["2026-06-30"] and line(chart, "Contract ended") == []
    assert "Agreed end of C-ONE: 30 Jun 2026." in chart.message
    assert chart.columns[-1] == "Contract’s end" and chart.rows[0][-1] == "30 Jun 2026"


def test_an_amended_end_is_the_end_from_when_it_was_recorded(late: Milestone, project: Actor = PROJECT) -> None:
    actions.amend(late.contract, number="A1", signed_on=TODAY, new_end=date(2026, 9, 30), actor=project, at=NOW, reason="agreed")
    assert line(drawn(late.contract), "Contract’s end") == ["2026-09-30"]
    assert line(drawn(late.contract, known_at=NOW - DAY), "Contract’s end") == ["2026-06-30"]


def test_a_terminated_contract_shows_both_its_agreed_end_and_the_day_it_was_terminated(late: Milestone) -> None:
    Contract.objects.filter(pk=late.contract_id).update(ends_on=date(2026, 9, 30))
    terminate(late.contract)
    chart = drawn(late.contract)
    assert line(chart, "Contract’s end") == ["2026-09-30"] and line(chart, "Contract ended") == ["2026-06-30"]
    assert "Agreed end of C-ONE: 30 Sep 2026. Terminated: 30 Jun 2026." in chart.message
    assert chart.rows[0][-2:] == ["30 Sep 2026", "Terminated: 30 Jun 2026"]


def test_several_contracts_each_have_their_own_line_and_their_milestones_their_contract(late: Milestone) -> None:
    other = dealing.contract(number="C-TWO", ends_on=date(2026, 12, 31))
    dealing.milestone(other, number="M1")
    chart = drawn(late.contract, other)
    assert line(chart, "Contract’s end") == ["2026-06-30", None, "2026-12-31"]
    assert [row[0] for row in chart.rows] == ["C-ONE M1 Trial run", "C-TWO M1 Trial run"]


def test_what_is_frozen_reads_back_whole_and_an_older_one_without_its_end(late: Milestone) -> None:
    terminate(late.contract)
    (bar,) = selectors.bars([late.contract_id], TODAY)
    frozen = plain(scorecards.frozen_bar(bar))
    assert scorecards.read_bar(frozen) == bar
    del frozen["term"]
    older = scorecards.read_bar(frozen)
    assert older.term is None and charts.gantt([older], TODAY, "en").columns[-1] == "Accepted"
