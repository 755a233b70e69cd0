"""Monthly values: by entry and by file, superseded and never overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.imports import actions as imports
from governance.core.imports.importer import importer
from governance.core.models import ImportBatch
from governance.core.roles import Role
from rollout.kpis import actions
from rollout.kpis.actions import Entry
from rollout.kpis.models import Kpi, KpiValue, ValueKind
from tests import company

NOW = company.NOW
MAY = date(2026, 5, 1)


def entry(kpi: Kpi, office: object, value: int | None, *, month: date = MAY, kind: ValueKind = ValueKind.ACTUAL) -> Entry:
    return Entry(kpi.pk, office.pk, month, kind, None if value is None else Decimal(value))  # type: ignore[attr-defined]


def test_a_value_is_recorded_with_who_and_why(kpi: Kpi, project_office: Actor) -> None:
    north = company.office("NORTH")
    entered = actions.enter(
        [entry(kpi, north, 90), entry(kpi, north, 100, kind=ValueKind.PLAN)], actor=project_office, at=NOW, reason="Close"
    )
    assert (entered.added, entered.changed) == (2, 0)
    row = KpiValue.objects.get(kind=ValueKind.ACTUAL)
    assert (row.value, row.username, row.reason, row.recorded_at) == (90, project_office.username, "Close", NOW)


def test_another_value_supersedes_and_the_same_changes_nothing(kpi: Kpi, project_office: Actor) -> None:
    north, later = company.office("NORTH"), NOW + timedelta(days=1)
    actions.enter([entry(kpi, north, 90)], actor=project_office, at=NOW)
    assert actions.enter([entry(kpi, north, 90)], actor=project_office, at=later).added == 0
    assert actions.enter([entry(kpi, north, 95)], actor=project_office, at=later).changed == 1
    assert [row.value for row in KpiValue.objects.known_at(NOW)] == [90]
    assert [row.value for row in KpiValue.objects.current()] == [95]
    assert actions.enter([entry(kpi, north, None)], actor=project_office, at=later + timedelta(days=1)).removed == 1
    assert not KpiValue.objects.current().exists()


def test_who_may_not_enter_leaves_all_as_it_was(kpi: Kpi) -> None:
    north = company.office("NORTH")
    head = Actor(username="li", grants=(Grant(Role.OFFICE_HEAD, frozenset({north.pk})),))
    with pytest.raises(NotAllowed):
        actions.enter([entry(kpi, north, 1)], actor=head, at=NOW)
    assert not KpiValue.objects.exists()


def test_a_retired_kpi_and_a_day_within_a_month_are_refused_whole(kpi: Kpi, project_office: Actor) -> None:
    north = company.office("NORTH")
    with pytest.raises(InvalidInput):
        actions.enter([entry(kpi, north, 1), entry(kpi, north, 1, month=date(2026, 4, 2))], actor=project_office, at=NOW)
    actions.retire(kpi, actor=project_office, at=NOW, reason="Replaced")
    with pytest.raises(InvalidInput):
        actions.enter([entry(kpi, north, 1)], actor=project_office, at=NOW)
    assert not KpiValue.objects.exists()


def send(actor: Actor, *lines: str, kind: str = "kpi-values") -> ImportBatch:
    return imports.receive(importer(kind), BytesIO("\n".join(lines).encode()), name="kpis.csv", actor=actor, at=NOW)


def test_a_file_fills_plan_actual_and_baseline(kpi: Kpi, project_office: Actor) -> None:
    company.office("NORTH", name_zh="北京")
    batch = send(
        project_office, "kpi,office,month,actual,plan,baseline", 'won,北京,2026-05-31,"1,234.50",1300,', "won,north,2026-04-01,,,900"
    )
    assert batch.counts == {"creates": 3, "updates": 0, "unchanged": 0, "problems": 0}
    imports.apply(batch, actor=project_office, at=NOW, reason="")
    held = {(row.month, row.kind): row.value for row in KpiValue.objects.current()}
    assert held == {(MAY, "actual"): Decimal("1234.5"), (MAY, "plan"): 1300, (date(2026, 4, 1), "baseline"): 900}
    again = send(project_office, "kpi,office,month,actual", "won,NORTH,2026-05-01,1234.5")
    assert (again.counts["creates"], again.counts["unchanged"]) == (0, 1)


def test_each_row_that_cannot_be_used_says_why(kpi: Kpi, project_office: Actor) -> None:
    company.office("NORTH")
    batch = send(
        project_office,
        "kpi,office,month,actual",
        "lost,NORTH,2026-05-01,1",
        "won,SOUTH,2026-05-01,1",
        "won,NORTH,2026-05-01,many",
        "won,NORTH,2026-05-03,1",
        "won,NORTH,2026-05-30,2",
        "won,NORTH,0206-05-01,3",
    )
    told = {problem["row"]: problem for problem in batch.preview["problems"]}
    assert sorted(told) == [2, 3, 4, 6, 7]
    assert told[7]["value"] == "0206-05-01" and "1900" in str(told[7]["message"])
    assert not KpiValue.objects.exists()
