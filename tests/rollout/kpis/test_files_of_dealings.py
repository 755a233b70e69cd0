"""Files of single dealings become values per office and month."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotFound
from governance.core.imports import actions as imports
from governance.core.imports.importer import importer
from governance.core.models import ImportBatch
from rollout.kpis import actions
from rollout.kpis.models import Kpi, KpiSource, KpiValue
from tests import company

NOW = company.NOW
SHARED = Path(os.environ.get("GATEHOUSE_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
SALES = SHARED / "crm_sales"
HEADER = "id,agent,stage,closed,value"


@pytest.fixture
def kpis(define: Callable[..., Kpi], project_office: Actor) -> tuple[Kpi, Kpi]:
    number = define("won-count", name="Deals won", unit="count", currency="")
    return actions.activate(number, actor=project_office, at=NOW), actions.activate(define("won-value"), actor=project_office, at=NOW)


@pytest.fixture
def source(kpis: tuple[Kpi, Kpi], project_office: Actor) -> KpiSource:
    return describe(project_office, count_kpi=kpis[0], amount_kpi=kpis[1])


def describe(actor: Actor, **fields: Any) -> KpiSource:
    given = {
        "name": "Opportunities",
        "date_column": "closed",
        "dealer_column": "agent",
        "places": {"Ann": "East", "Bo": "West"},
        "state_column": "stage",
        "counted": ["Won"],
        "amount_column": "value",
    }
    return actions.describe(actor=actor, at=NOW, **given | fields)


def send(source: KpiSource, actor: Actor, *lines: str) -> ImportBatch:
    content = BytesIO("\n".join([HEADER, *lines]).encode())
    return imports.receive(importer(f"kpi-source:{source.pk}"), content, name="deals.csv", actor=actor, at=NOW)


def totals(kpi: Kpi) -> dict[tuple[str, str], Decimal]:
    rows = KpiValue.objects.current().filter(kpi=kpi).select_related("office")
    return {(row.office.name, f"{row.month:%Y-%m}"): row.value for row in rows}


def test_dealings_that_count_are_added_up_per_office_and_month(source: KpiSource, kpis: tuple[Kpi, Kpi], project_office: Actor) -> None:
    company.office("E", name="East")
    company.office("W", name="West")
    lines = ("1,Ann,Won,3/1/2017,100.50", "2,Ann,Won,3/31/2017,50", "3,Ann,Lost,3/2/2017,0", "4,Bo,Won,4/1/2017,7", "5,Bo,Engaging,,")
    batch = send(source, project_office, *lines)
    assert batch.counts["creates"] == 4
    assert any("2" in note for note in batch.preview["notes"])
    imports.apply(batch, actor=project_office, at=NOW, reason="")
    assert totals(kpis[0]) == {("East", "2017-03"): 2, ("West", "2017-04"): 1}
    assert totals(kpis[1]) == {("East", "2017-03"): Decimal("150.5"), ("West", "2017-04"): 7}
    assert send(source, project_office, *lines).counts["unchanged"] == 4


def test_whose_dealings_are_gone_from_a_later_file_is_named_and_keeps_the_value(
    source: KpiSource, kpis: tuple[Kpi, Kpi], project_office: Actor
) -> None:
    company.office("E", name="East")
    company.office("W", name="West")
    first = send(source, project_office, "1,Ann,Won,3/31/2017,100", "2,Bo,Won,3/30/2017,50")
    assert not any("stays" in note for note in first.preview["notes"])
    imports.apply(first, actor=project_office, at=NOW, reason="")
    again = send(source, project_office, "1,Ann,Won,3/31/2017,100", "2,Bo,Lost,3/30/2017,50")
    [note] = [note for note in again.preview["notes"] if "stays" in note]
    assert note.startswith("No counted row in the file, so the value on the record stays: West 2017-03.")
    assert again.counts["updates"] == 0
    assert totals(kpis[0])["West", "2017-03"] == 1


def test_the_command_lists_described_files_by_the_name_it_takes(source: KpiSource, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_table")
    listed = capsys.readouterr().out.splitlines()
    assert f"kpi-source:{source.pk}: Opportunities" in listed
    assert [importer(line.split(": ")[0]).title for line in listed]


def test_a_person_nobody_placed_and_an_unknown_office_are_named_by_row(source: KpiSource, project_office: Actor) -> None:
    company.office("E", name="East")
    lines = ("1,Cy,Won,3/31/2017,1", "2,Bo,Won,3/1/2017,1", "3,Ann,Won,,1", "4,Ann,Won,3/1/2017,", "5,Cy,Lost,,")
    batch = send(source, project_office, *lines)
    assert {(problem["row"], problem["value"]) for problem in batch.preview["problems"]} == {(2, "Cy"), (3, "West"), (4, ""), (5, "")}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"dealer_column": ""}, "office_column"),
        ({"places": {}}, "places"),
        ({"count_kpi": None, "amount_kpi": None}, "count_kpi"),
        ({"amount_column": ""}, "amount_column"),
        ({"counted": []}, "counted"),
        ({"amount_column": "closed"}, "date_column"),
    ],
)
def test_a_source_with_a_gap_is_refused_beside_its_field(
    kpis: tuple[Kpi, Kpi], project_office: Actor, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        describe(project_office, **{"count_kpi": kpis[0], "amount_kpi": kpis[1]} | fields)
    assert list(refused.value.fields) == [named]
    assert not KpiSource.objects.exists()


def test_a_source_that_does_not_exist_is_said_so(db: None) -> None:
    for kind in ("kpi-source:77", "kpi-source:x"):
        with pytest.raises(NotFound):
            importer(kind)


@pytest.mark.skipif(not SALES.exists(), reason="the public sales file is not on this machine")
def test_the_public_sales_file_comes_out_as_published(kpis: tuple[Kpi, Kpi], project_office: Actor) -> None:
    with (SALES / "sales_teams.csv").open() as file:
        places = {row["sales_agent"]: row["regional_office"] for row in csv.DictReader(file)}
    for name in set(places.values()):
        company.office(name.upper(), name=name)
    columns = {"date_column": "close_date", "dealer_column": "sales_agent", "state_column": "deal_stage", "amount_column": "close_value"}
    source = describe(project_office, places=places, count_kpi=kpis[0], amount_kpi=kpis[1], **columns)
    with (SALES / "sales_pipeline.csv").open("rb") as file:
        batch = imports.receive(importer(f"kpi-source:{source.pk}"), file, name="sales_pipeline.csv", actor=project_office, at=NOW)
    assert batch.counts["problems"] == 0
    imports.apply(batch, actor=project_office, at=NOW, reason="")
    assert (totals(kpis[0]), totals(kpis[1])) == by_close_month(places)
    counts: dict[str, Decimal] = defaultdict(Decimal)
    values: dict[str, Decimal] = defaultdict(Decimal)
    for found, kpi in ((counts, kpis[0]), (values, kpis[1])):
        for (office, month), value in totals(kpi).items():
            assert "2017-03" <= month <= "2017-12"
            found[office] += value
    assert counts == {"Central": 1629, "East": 1171, "West": 1438}
    assert values == {"Central": 3_346_293, "East": 3_090_594, "West": 3_568_647}
    assert (sum(counts.values()), sum(values.values())) == (4_238, 10_005_534)


def by_close_month(places: dict[str, str]) -> tuple[dict[tuple[str, str], Decimal], dict[tuple[str, str], Decimal]]:
    """Won count and value by regional office and month of the close date, read from the file without the product."""
    counts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    values: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with (SALES / "sales_pipeline.csv").open() as file:
        for row in csv.DictReader(file):
            if row["deal_stage"] == "Won":
                month, _day, year = row["close_date"].split("/")
                key = (places[row["sales_agent"]], f"{year}-{month.zfill(2)}")
                counts[key] += 1
                values[key] += Decimal(row["close_value"])
    return counts, values
