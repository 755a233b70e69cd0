"""Usage counted where the events live: the same text, stored as any file is."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotAllowed, Refused
from rollout.adoption.actions import imports
from rollout.adoption.actions.mappings import add_source
from rollout.adoption.actions.warehouse import roll_up_span
from rollout.adoption.models import SourceUser, UsageDay, UsageImport, UsageSource
from rollout.adoption.warehouse.engines import DuckFile, connected
from tests.rollout.adoption.usage_files import AT, MEI, counted, mapping, sent
from tests.rollout.adoption.warehouse_events import FIRST, events

pytestmark = pytest.mark.django_db
LAST = FIRST + timedelta(days=13)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "events.duckdb"
    fill(path, events())
    return path


def fill(path: Path, table: pa.Table) -> None:
    with duckdb.connect(str(path)) as db:
        db.register("arrived", table)
        db.execute("CREATE OR REPLACE TABLE gatehouse_event AS SELECT * FROM arrived")


def count(path: Path, *, first: date = FIRST, last: date = LAST, actor: Actor = MEI, at: Any = AT, name: str = "Lake") -> UsageImport:
    source = UsageSource.objects.filter(name=name).first() or add_source(name=name, actor=MEI, at=AT)
    with connected(f"duckdb:{path}") as warehouse:
        return roll_up_span(source, warehouse, events="gatehouse_event", first=first, last=last, actor=actor, at=at)


def totals() -> dict[str, int]:
    sums = {name: Sum(name) for name in ("actions", "entries", "self_entries", "proxy_entries", "dated_entries", "timely_entries")}
    return {name: value or 0 for name, value in UsageDay.objects.current().aggregate(**sums).items()}


def by_hand(table: pa.Table) -> dict[str, int]:
    """Counted one event after the other, without any engine."""
    seen: dict[str, Any] = {}
    for row in sorted(table.to_pylist(), key=lambda row: (row["day"], row["usr"], row["feature"])):
        seen.setdefault(row["identity"], row)
    kept = list(seen.values())
    entered = [row for row in kept if row["outcome"] == 3]
    return {
        "actions": sum(row["outcome"] >= 2 for row in kept),
        "entries": len(entered),
        "self_entries": sum(row["acting"] is None for row in entered),
        "proxy_entries": sum(row["acting"] is not None for row in entered),
        "dated_entries": sum(row["business_day"] is not None for row in entered),
    }


def test_a_span_is_counted_each_event_once_and_stored(place: Path) -> None:
    done = count(place)
    found = totals()
    assert {name: found[name] for name in by_hand(events())} == by_hand(events())
    assert 0 < found["timely_entries"] < found["dated_entries"]
    assert done.plan["events"] == len(set(events()["identity"].to_pylist()))
    assert SourceUser.objects.filter(key="用户3").exists()


def test_the_same_span_again_changes_no_figure_and_keeps_what_was_known(place: Path) -> None:
    count(place)
    before = totals()
    count(place, at=AT + timedelta(days=1))
    assert totals() == before
    assert UsageDay.objects.known_at(AT).count() == UsageDay.objects.current().count()


def test_a_corrected_span_replaces_just_its_days(place: Path) -> None:
    count(place)
    corrected = events().slice(0, 300)
    fill(place, corrected)
    count(place, first=FIRST, last=FIRST + timedelta(days=6), at=AT + timedelta(days=1))
    week = UsageDay.objects.current().filter(day__lte=FIRST + timedelta(days=6)).aggregate(Sum("actions"))["actions__sum"]
    rest = UsageDay.objects.current().filter(day__gt=FIRST + timedelta(days=6)).aggregate(Sum("actions"))["actions__sum"]
    early = [row["day"] <= FIRST + timedelta(days=6) for row in corrected.to_pylist()]
    assert week == by_hand(corrected.filter(pa.array(early)))["actions"]
    late = [row["day"] > FIRST + timedelta(days=6) for row in events().to_pylist()]
    assert rest == by_hand(events().filter(pa.array(late)))["actions"]


def test_a_source_counts_by_files_or_in_its_warehouse_and_never_both(place: Path) -> None:
    counted("1,2026-03-02T09:00:00+01:00,anna,Lyon,Create", by=mapping(source="CRM"))
    with pytest.raises(InvalidInput):
        count(place, name="CRM")
    count(place)
    with pytest.raises(Refused):
        imports.plan(sent=sent("1,2026-03-02T09:00,anna,Lyon,Create"), mapping=mapping("Other", source="Lake"), actor=MEI, at=AT)


def test_who_may_not_and_what_is_no_span_leave_all_as_it_was(place: Path, sponsor: Actor) -> None:
    with pytest.raises(NotAllowed):
        count(place, actor=sponsor)
    with pytest.raises(InvalidInput):
        count(place, first=LAST, last=FIRST)
    source = add_source(name="Else", actor=MEI, at=AT)
    with connected(f"duckdb:{place}") as warehouse, pytest.raises(InvalidInput):
        roll_up_span(source, warehouse, events="x; DROP TABLE y", first=FIRST, last=LAST, actor=MEI, at=AT)
    assert not UsageDay.objects.exists()


def test_the_command_counts_in_the_warehouse_of_the_settings(place: Path, settings: Any) -> None:
    settings.WAREHOUSE, settings.WAREHOUSE_EVENTS = f"duckdb:{place}", "gatehouse_event"
    out = StringIO()
    call_command("roll_up_warehouse", "Lake", first=FIRST, last=LAST, stdout=out)
    assert "users" in out.getvalue()
    assert totals()["actions"] == by_hand(events())["actions"]
    settings.WAREHOUSE = ""
    with pytest.raises(CommandError, match="GATEHOUSE_WAREHOUSE"):
        call_command("roll_up_warehouse", "Lake", first=FIRST, last=LAST)


def test_an_address_that_names_no_warehouse_is_refused() -> None:
    for address in ("oracle:x", "spark:", "nothing"):
        with pytest.raises(InvalidInput), connected(address):
            pass


def test_a_warehouse_is_only_read(place: Path) -> None:
    with pytest.raises(duckdb.Error):
        DuckFile(str(place)).run("DELETE FROM gatehouse_event")
