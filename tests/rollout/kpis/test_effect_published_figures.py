"""The estimates reproduce the published figures of two panels."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from rollout.kpis.effect import NEVER, Comparison, Estimates, Kind, Panel, aggregates, estimate
from tests.rollout.kpis.panels import published

SHARED = Path(os.environ.get("GATEHOUSE_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
COUNTIES = SHARED / "mpdta.csv"

CELLS = [
    (3, 3, 3.75, 1.0889278621),
    (3, 4, 6.25, 2.0459139495),
    (4, 4, 3.8333333333, 1.6492141787552663),
    (5, 6, 4.5, 0.9013878189),
]
OVERALL = [
    (Kind.SIMPLE, 4.76, 1.1022600782),
    (Kind.GROUP, 4.5911458333, 1.0841049967),
    (Kind.DYNAMIC, 5.0026041667, 1.1614513996),
    (Kind.CALENDAR, 4.6197916667, 1.0103624117),
]
EVENTS = [(-4, -3.0), (-3, -1.0), (-2, -1.6875), (0, 3.28125), (1, 5.3125), (2, 5.3333333333), (3, 6.0833333333)]

COUNTY_CELLS = [
    (2004, 2004, -0.0105032462, 0.0232510364),
    (2004, 2007, -0.1008113631, 0.0343592258),
    (2006, 2006, -0.0045946070, 0.0177551967),
    (2007, 2007, -0.0260544107, 0.0166554353),
]
COUNTY_OVERALL = [
    (Kind.SIMPLE, -0.0399512752, 0.0120340128),
    (Kind.GROUP, -0.0310182822, 0.0124460593),
    (Kind.DYNAMIC, -0.0772398215, 0.0199649891),
    (Kind.CALENDAR, -0.0417004321, 0.0159718519),
]
COUNTY_EVENTS = [
    (-4, 0.0033063567),
    (-3, 0.0250218296),
    (-2, 0.0244587450),
    (0, -0.0199318168),
    (1, -0.0509573671),
    (2, -0.1372587389),
    (3, -0.1008113631),
]


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-6, abs=1e-9)


@pytest.fixture(scope="module")
def offices() -> Estimates:
    return estimate(published(), Comparison.NEVER_LIVE)


@pytest.mark.parametrize(("group", "month", "att", "se"), CELLS)
def test_a_cell_of_the_twelve_offices(offices: Estimates, group: int, month: int, att: float, se: float) -> None:
    [cell] = [cell for cell in offices.cells if (cell.group + 1, cell.month + 1) == (group, month)]
    assert (cell.att, cell.se) == (close(att), close(se))


@pytest.mark.parametrize(("kind", "att", "se"), OVERALL)
def test_an_aggregate_of_the_twelve_offices(offices: Estimates, kind: Kind, att: float, se: float) -> None:
    overall = aggregates(offices)[kind].overall
    assert overall is not None
    assert (overall.att, overall.se) == (close(att), close(se))


@pytest.mark.parametrize(("since", "att"), EVENTS)
def test_the_event_study_of_the_twelve_offices(offices: Estimates, since: int, att: float) -> None:
    assert aggregates(offices)[Kind.DYNAMIC].points[since].att == close(att)


def test_the_error_of_the_first_month_after_go_live(offices: Estimates) -> None:
    assert aggregates(offices)[Kind.DYNAMIC].points[0].se == close(0.9558746199)


@pytest.fixture(scope="module")
def counties() -> Estimates:
    if not COUNTIES.exists():
        pytest.skip("the public panel is not on this machine")
    values: dict[str, dict[int, float]] = {}
    live: dict[str, int] = {}
    with COUNTIES.open() as file:
        for row in csv.DictReader(file):
            values.setdefault(row["countyreal"], {})[int(row["year"])] = float(row["lemp"])
            live[row["countyreal"]] = int(row["first.treat"])
    table = np.array([[years[year] for year in range(2003, 2008)] for years in values.values()])
    return estimate(Panel(table, np.array([year - 2003 if year else NEVER for year in live.values()])), Comparison.NEVER_LIVE)


def test_the_public_panel_holds_the_units_it_is_known_for(counties: Estimates) -> None:
    assert counties.panel.sizes == {NEVER: 309, 1: 20, 3: 40, 4: 131}


@pytest.mark.parametrize(("group", "month", "att", "se"), COUNTY_CELLS)
def test_a_cell_of_the_public_panel(counties: Estimates, group: int, month: int, att: float, se: float) -> None:
    [cell] = [cell for cell in counties.cells if (cell.group + 2003, cell.month + 2003) == (group, month)]
    assert (cell.att, cell.se) == (close(att), close(se))


@pytest.mark.parametrize(("kind", "att", "se"), COUNTY_OVERALL)
def test_an_aggregate_of_the_public_panel(counties: Estimates, kind: Kind, att: float, se: float) -> None:
    overall = aggregates(counties)[kind].overall
    assert overall is not None
    assert (overall.att, overall.se) == (close(att), close(se))


@pytest.mark.parametrize(("since", "att"), COUNTY_EVENTS)
def test_the_event_study_of_the_public_panel(counties: Estimates, since: int, att: float) -> None:
    assert aggregates(counties)[Kind.DYNAMIC].points[since].att == close(att)
