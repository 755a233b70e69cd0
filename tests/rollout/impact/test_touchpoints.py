"""The map of touchpoints: entered, changed, retired, sent in as a file; and what was left out of scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.imports.importer import read
from governance.core.imports.problems import Plan
from governance.core.imports.tables import open_table
from governance.core.models import ImportBatch
from rollout.impact.actions import touchpoints
from rollout.impact.imports import TOUCHPOINTS
from rollout.impact.models import DroppedItem, Touchpoint
from tests.company import NOW
from tests.rollout.impact.places import DAY, PROJECT, SPONSOR, TODAY, touchpoint

pytestmark = pytest.mark.django_db
HEADER = "code,name,who,channel,process,office_kinds,contacts_a_month"


def planned(tmp_path: Path, *rows: str, header: str = HEADER) -> Plan:
    file = tmp_path / "touchpoints.csv"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    found = read(TOUCHPOINTS, open_table(file, file.name))
    plan = TOUCHPOINTS.plan(found.rows, TOUCHPOINTS.known(actor=PROJECT, at=NOW))
    return Plan(plan.creates, plan.updates, plan.unchanged, [*found.problems, *plan.problems])


def applied(plan: Plan) -> None:
    TOUCHPOINTS.apply(plan, batch=ImportBatch(name="touchpoints.csv"), actor=PROJECT, at=NOW, reason="")


def test_a_code_is_taken_once() -> None:
    touchpoint()
    with pytest.raises(InvalidInput):
        touchpoint()
    assert Touchpoint.objects.count() == 1


def test_who_only_reads_writes_none() -> None:
    with pytest.raises(NotAllowed):
        touchpoints.write_touchpoint(code="x", name="x", who="orders", channel="web", process="x", actor=SPONSOR, at=NOW)


def test_it_is_retired_once_with_the_reason_on_record() -> None:
    one = touchpoint()
    with pytest.raises(InvalidInput):
        touchpoints.retire_touchpoint(one, on=TODAY, actor=PROJECT, at=NOW, reason="")
    touchpoints.retire_touchpoint(one, on=TODAY, actor=PROJECT, at=NOW, reason="The fax is gone")
    with pytest.raises(Conflict):
        touchpoints.retire_touchpoint(one, on=TODAY, actor=PROJECT, at=NOW, reason="again")
    last = Touchpoint.objects.get().history.latest("history_date", "history_id")
    assert (last.history_change_reason, last.history_username) == ("The fax is gone", "project")


def test_a_file_enters_them_and_again_changes_nothing(tmp_path: Path) -> None:
    row = 'order,Order by phone,Who orders,Telephone,订货,"office, region",1200'
    plan = planned(tmp_path, row)
    assert plan.counts == {"creates": 1, "updates": 0, "unchanged": 0, "problems": 0}
    applied(plan)
    made = Touchpoint.objects.get()
    assert (made.who, made.channel, made.office_kinds, made.contacts_a_month) == ("orders", "phone", ["office", "region"], 1200)
    assert planned(tmp_path, row).counts == {"creates": 0, "updates": 0, "unchanged": 1, "problems": 0}


def test_a_column_that_the_file_lacks_stays_as_it_is(tmp_path: Path) -> None:
    touchpoint("order", contacts_a_month=1200, note="Mornings")
    applied(planned(tmp_path, "order,New name,orders,phone,Ordering", header="code,name,who,channel,process"))
    made = Touchpoint.objects.get()
    assert (made.name, made.contacts_a_month, made.note) == ("New name", 1200, "Mornings")


@pytest.mark.parametrize(
    "row",
    [
        "or der,x,orders,phone,x,,",
        "order,x,nobody,phone,x,,",
        "order,x,orders,telepathy,x,,",
        "order,,orders,phone,x,,",
        "order,x,orders,phone,x,planet,",
        "order,x,orders,phone,x,,minus five",
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str) -> None:
    plan = planned(tmp_path, row)
    assert [problem.row for problem in plan.problems] == [2]
    assert not plan.creates


def test_a_retired_touchpoint_is_not_changed_by_a_file(tmp_path: Path) -> None:
    touchpoints.retire_touchpoint(touchpoint("order"), on=TODAY, actor=PROJECT, at=NOW, reason="gone")
    assert planned(tmp_path, "order,x,orders,phone,x,,").problems


def left_out() -> DroppedItem:
    given = {"what": "Points shop", "why": "Two customers forbade it", "decided_by": "Team"}
    return touchpoints.leave_out(**given, decided_on=TODAY, actor=PROJECT, at=NOW)  # type: ignore[arg-type]


def test_what_was_left_out_says_why_and_is_taken_up_once() -> None:
    item = left_out()
    found = touchpoints.take_up(item, on=TODAY, actor=PROJECT, at=NOW, reason="They ask for it")
    assert found.taken_up_on == TODAY
    with pytest.raises(Conflict):
        touchpoints.take_up(item, on=TODAY, actor=PROJECT, at=NOW, reason="again")


def test_it_is_not_taken_up_before_it_was_left_out() -> None:
    with pytest.raises(InvalidInput):
        touchpoints.take_up(left_out(), on=TODAY - DAY, actor=PROJECT, at=NOW, reason="x")


def test_leaving_out_without_a_why_is_refused() -> None:
    with pytest.raises(InvalidInput):
        touchpoints.leave_out(what="x", why=" ", decided_on=TODAY, decided_by="Team", actor=PROJECT, at=NOW)
    with pytest.raises(NotAllowed):
        touchpoints.leave_out(what="x", why="y", decided_on=TODAY, decided_by="Team", actor=SPONSOR, at=NOW)
