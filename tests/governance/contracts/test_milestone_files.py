"""Milestones in and out of tables, Open Contracting JSON and project XML: unreadable cells named, the same file changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.contracts.actions import importing
from governance.contracts.exposure import records
from governance.contracts.formats import MilestoneRow, mspdi, ocds, tables
from governance.contracts.formats.rows import Unreadable, read_day, tally
from governance.contracts.models import Contract, Milestone
from governance.contracts.penalties import Clause, Rate, RateUnit, Trigger
from governance.contracts.states import ContractState
from governance.contracts.views.files import described
from governance.core.errors import NotAllowed, UnreadableFile
from governance.core.models import Attachment
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

PROJECT = dealing.actor(Role.PROJECT_OFFICE)
ROWS = [
    MilestoneRow(1, "M1", "Analysis 分析", date(2026, 2, 1), date(2026, 2, 3), date(2026, 2, 2), D("100.50"), ""),
    MilestoneRow(2, "M2", "Build", date(2026, 4, 1), date(2026, 4, 9), None, D(200), ""),
]
PARTS = ("number", "name", "due", "forecast", "actual", "value")


def parts(rows: list[MilestoneRow]) -> list[tuple[object, ...]]:
    """What formats carry; a finished task has no forecast of its own."""
    return [tuple(getattr(row, part) for part in PARTS if not (part == "forecast" and row.actual)) for row in rows]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-01", date(2026, 6, 1)), ("2026/6/1", date(2026, 6, 1)), ("2026年6月1日", date(2026, 6, 1)),
        ("2026-06-01T17:00:00Z", date(2026, 6, 1)), ("46174", date(2026, 6, 1)), ("TBD", None), ("2026-02-30", None), ("1/6", None),
    ],
)  # fmt: skip
def test_dates_as_files_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_a_table_reads_what_it_writes() -> None:
    cells = [[str(cell) for cell in line] for line in tables.write_rows(ROWS)]
    found, bad = tables.read_rows(tables.COLUMNS, enumerate(cells, start=1))
    assert (found, bad) == (ROWS, [])


def test_text_codes_in_date_columns_and_negative_durations_are_tallied() -> None:
    rows = [(2, ["1", "TBD", "-3d"]), (3, ["2", "TBD", "5d"]), (4, ["3", "2026-06-01", "-3d"])]
    found, bad = tables.read_rows(["WBS", "Planned finish", "Duration"], rows)
    assert [row.due for row in found] == [None, None, date(2026, 6, 1)]
    assert tally(bad) == [("Planned finish", "TBD", 2), ("Duration", "-3d", 2)]


def test_a_table_without_numbers_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="number"):
        tables.read_rows(["when"], [])


def test_project_xml_reads_what_it_writes() -> None:
    found, bad = mspdi.read(mspdi.write("CRM", ROWS))
    assert (parts(found), bad) == (parts(ROWS), [])


@pytest.mark.parametrize("text", ["<a", "<!DOCTYPE x [<!ENTITY a 'b'>]><a/>", "<Project/>"])
def test_project_xml_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile):
        mspdi.read(text)


def test_negative_durations_in_project_xml_are_reported() -> None:
    text = mspdi.write("CRM", ROWS).replace("PT0H0M0S", "-PT8H0M0S", 1)
    assert mspdi.read(text)[1] == [Unreadable(1, "Duration", "-PT8H0M0S")]


@pytest.mark.django_db
def test_open_contracting_reads_what_it_writes() -> None:
    contract = dealing.contract()
    found, bad = ocds.read(ocds.write(described(contract), ROWS, NOW), contract.number)
    with_forecast = [row.forecast for row in found]
    assert (parts(found), with_forecast, bad) == (parts(ROWS), [row.forecast for row in ROWS], [])


@pytest.mark.parametrize("text", ["{", "[]", '{"releases": []}', "[" * 100_000])
def test_json_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile):
        ocds.read(text)


@pytest.fixture
def draft(db: None) -> Contract:
    return dealing.contract(state=ContractState.DRAFT)


def apply(contract: Contract, rows: list[MilestoneRow]) -> tuple[int, int, int]:
    made = importing.apply_milestones(contract, rows, actor=PROJECT, at=NOW, reason="from a file")
    return len(made.creates), len(made.updates), made.unchanged


def test_a_draft_takes_the_file_and_the_same_file_again_changes_nothing(draft: Contract) -> None:
    assert apply(draft, ROWS) == (2, 0, 0)
    history = Milestone.history.count()
    assert apply(draft, ROWS) == (0, 0, 2)
    assert Milestone.history.count() == history


def test_an_actual_date_of_a_draft_is_an_accepted_round(draft: Contract) -> None:
    apply(draft, ROWS)
    first = records(Milestone.objects.filter(number="M1"), date(2026, 6, 1))[0]
    assert first.standing.accepted == date(2026, 2, 2)


def test_an_updated_file_updates(draft: Contract) -> None:
    apply(draft, ROWS)
    later = [ROWS[0], MilestoneRow(2, "M2", "Build and test", date(2026, 4, 5), date(2026, 5, 1), None, D(250))]
    assert apply(draft, later) == (0, 1, 1)
    second = Milestone.objects.get(number="M2")
    assert (second.name, second.due, second.forecast, second.value) == ("Build and test", date(2026, 4, 5), date(2026, 5, 1), D(250))


def test_an_acceptance_still_to_come_is_a_problem_of_its_row(draft: Contract) -> None:
    rows = [replace(ROWS[0], actual=TODAY), replace(ROWS[1], actual=TODAY + timedelta(days=1))]
    assert [row for row, _why in importing.plan_milestones(draft, rows, TODAY).problems] == [2]


def test_another_acceptance_in_a_later_file_is_told_and_the_one_taken_stays(draft: Contract) -> None:
    apply(draft, ROWS)
    later = [replace(ROWS[0], actual=date(2026, 2, 5)), ROWS[1]]
    (told,) = importing.plan_milestones(draft, later, TODAY).differences
    assert (told.column, told.held, told.told) == ("actual", "2026-02-02", "2026-02-05")
    history = Milestone.history.count()
    assert apply(draft, later) == apply(draft, later) == (0, 0, 2) and Milestone.history.count() == history
    assert Milestone.objects.get(number="M1").accepted_on == date(2026, 2, 2)


def test_a_phase_is_taken_changed_and_one_that_the_contract_lacks_is_said(draft: Contract) -> None:
    for number, name in enumerate(("Analysis", "Build"), start=1):
        draft.phases.create(number=number, name=name, first_day=draft.starts_on, last_day=draft.ends_on)
    assert apply(draft, [replace(ROWS[0], phase="Analysis")]) == (1, 0, 0)
    assert apply(draft, [replace(ROWS[0], phase="Build")]) == (0, 1, 0)
    assert apply(draft, [replace(ROWS[0], phase="Build")]) == (0, 0, 1)
    (told,) = importing.plan_milestones(draft, [replace(ROWS[0], phase="Trial")], TODAY).differences
    assert (told.column, told.held, told.told) == ("phase", "Build", "Trial")
    assert apply(draft, [replace(ROWS[0], phase="Trial")]) == (0, 0, 1)
    phase = Milestone.objects.get(number="M1").phase
    assert phase is not None and phase.name == "Build"


def test_a_signed_contract_keeps_its_baseline_and_takes_the_forecast(db: None) -> None:
    milestone = dealing.milestone(dealing.contract(), number="M1")
    told = [MilestoneRow(1, "M1", "", date(2027, 1, 1), date(2026, 7, 1), date(2026, 6, 5)), MilestoneRow(2, "M9", "New", date(2026, 8, 1))]
    made = importing.apply_milestones(milestone.contract, told, actor=PROJECT, at=NOW, reason="")
    milestone.refresh_from_db()
    assert (milestone.due, milestone.forecast, milestone.accepted_on) == (date(2026, 6, 1), date(2026, 7, 1), None)
    assert [difference.column for difference in made.differences] == ["due", "actual"]
    assert [row for row, _why in made.problems] == [2]


def test_a_number_twice_is_a_problem_of_its_row(draft: Contract) -> None:
    made = importing.plan_milestones(draft, [ROWS[0], MilestoneRow(7, "M1", "Again", date(2026, 1, 1))], TODAY)
    assert [row for row, _why in made.problems] == [7]


def test_others_may_not_import(draft: Contract) -> None:
    with pytest.raises(NotAllowed):
        importing.apply_milestones(draft, ROWS, actor=dealing.actor(Role.AUDITOR), at=NOW, reason="")
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "xml"])
def test_what_a_page_exports_it_imports_without_change(signed_in: Callable[..., Client], draft: Contract, form: str) -> None:
    apply(draft, ROWS)
    client = signed_in(Role.PROJECT_OFFICE)
    answer = client.get(reverse("contracts:export", args=[draft.pk, form]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    page = client.post(reverse("contracts:import", args=[draft.pk]), {"file": SimpleUploadedFile(f"m.{form}", content)})
    assert "The file changes nothing." in page.content.decode(), page.content.decode()[-3000:]


def test_a_file_is_seen_before_it_is_applied(signed_in: Callable[..., Client], draft: Contract) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    file = SimpleUploadedFile("m.csv", "编号,名称,计划完成\nM1,分析,2026-02-01\nM2,构建,待定\n".encode("gb18030"))
    page = client.post(reverse("contracts:import", args=[draft.pk]), {"file": file}).content.decode()
    assert "待定" in page and "A new milestone needs" in page and not Milestone.objects.exists()
    client.post(reverse("contracts:import_apply", args=[draft.pk, Attachment.objects.get().pk]))
    assert list(Milestone.objects.values_list("number", "name")) == [("M1", "分析")]


def test_a_picture_is_refused_beside_the_field(signed_in: Callable[..., Client], draft: Contract) -> None:
    file = SimpleUploadedFile("m.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    answer = signed_in(Role.PROJECT_OFFICE).post(reverse("contracts:import", args=[draft.pk]), {"file": file})
    assert answer.status_code == 200 and answer.context["form"].errors["file"] and not Milestone.objects.exists()


NAMED = [replace(ROWS[0], clauses=("8.7", "9.1")), replace(ROWS[1], clauses=None)]


def hung(contract: Contract) -> dict[str, set[str]]:
    return {one.number: {clause.number for clause in one.clauses.all()} for one in contract.milestones.all()}


def test_every_format_names_the_clauses_that_apply() -> None:
    cells = [[str(cell) for cell in line] for line in tables.write_rows(NAMED)]
    about: dict[str, object] = {"number": "C", "title": "", "vendor": "v", "vendor_name": "V", "value": D(1), "currency": "CNY"}
    text = ocds.write(about | dict.fromkeys(("signed_on", "starts_on", "ends_on")), NAMED, NOW)
    for found, bad in (
        tables.read_rows(tables.COLUMNS, enumerate(cells, start=1)),
        ocds.read(text, "C"),
        mspdi.read(mspdi.write("CRM", NAMED)),
    ):
        assert ([row.clauses for row in found], bad) == ([("8.7", "9.1"), None], [])


@pytest.mark.parametrize("text", ["8.7; 9.1", "8.7；9.1", "8.7、9.1", "8.7, 9.1, 8.7"])
def test_clauses_in_one_cell_as_people_part_them(text: str) -> None:
    found, _bad = tables.read_rows(["编号", "违约条款"], [(2, ["M1", text])])
    assert found[0].clauses == ("8.7", "9.1")


def test_the_clauses_that_a_draft_names_hang_and_the_same_file_again_changes_nothing(draft: Contract) -> None:
    dealing.clause(draft), dealing.clause(draft, number="9.1")
    assert apply(draft, NAMED) == (2, 0, 0) and hung(draft) == {"M1": {"8.7", "9.1"}, "M2": set()}
    assert apply(draft, NAMED) == (0, 0, 2) and apply(draft, [replace(NAMED[0], clauses=("9.1",)), NAMED[1]]) == (0, 1, 1)
    assert hung(draft)["M1"] == {"9.1"} and apply(draft, ROWS) == (0, 0, 2) and hung(draft)["M1"] == {"9.1"}


def test_clauses_that_cannot_hang_on_a_milestone_are_named_and_nothing_of_the_row_is_taken(draft: Contract) -> None:
    dealing.clause(draft), dealing.clause(draft, Clause(Rate(D(100), RateUnit.SUM), trigger=Trigger.KEY_PERSON_ABSENT), "9.1")
    made = importing.plan_milestones(draft, [NAMED[0], replace(NAMED[1], clauses=("12",))], TODAY)
    assert [(row, "9.1" in str(why), "12" in str(why)) for row, why in made.problems] == [(1, True, False), (2, False, True)]
    assert not made.changes


def test_clauses_chosen_go_to_milestones_that_have_and_name_none(draft: Contract) -> None:
    dealing.clause(draft), dealing.clause(draft, number="9.1")
    made = importing.plan_milestones(draft, [replace(NAMED[0], clauses=("9.1",)), NAMED[1]], TODAY)
    assert made.free == ["M2"]
    rows = [replace(NAMED[0], clauses=("9.1",)), NAMED[1]]
    made = importing.apply_milestones(draft, rows, chosen=["8.7"], actor=PROJECT, at=NOW, reason="x")
    assert made.free == [] and hung(draft) == {"M1": {"9.1"}, "M2": {"8.7"}}
    again = importing.apply_milestones(draft, rows, chosen=["8.7"], actor=PROJECT, at=NOW, reason="x")
    assert (len(again.updates), again.unchanged) == (0, 2)


def test_a_signed_contract_keeps_its_clauses_and_says_so(draft: Contract) -> None:
    dealing.clause(draft), dealing.clause(draft, number="9.1")
    apply(draft, NAMED)
    Contract.objects.filter(pk=draft.pk).update(state=ContractState.IN_FORCE)
    draft.refresh_from_db()
    made = importing.apply_milestones(draft, [replace(NAMED[0], clauses=("8.7",))], actor=PROJECT, at=NOW, reason="x")
    assert [(one.column, one.held, one.told) for one in made.differences] == [("clauses", "8.7; 9.1", "8.7")]
    assert hung(draft)["M1"] == {"8.7", "9.1"} and made.free == []


@pytest.mark.parametrize("change", [{"number": "M" * 21}, {"name": "x" * 201}, {"value": D("0.005")}, {"value": D(10) ** 14}])
def test_what_the_record_cannot_hold_is_a_problem_of_its_row(draft: Contract, change: dict[str, Any]) -> None:
    made = importing.plan_milestones(draft, [replace(ROWS[0], **change)], TODAY)
    assert [row for row, _why in made.problems] == [1] and not made.changes


def test_the_page_says_who_would_owe_nothing_and_lets_one_choose(draft: Contract, signed_in: Callable[..., Client]) -> None:
    clause, client = dealing.clause(draft), signed_in(Role.PROJECT_OFFICE)
    file = SimpleUploadedFile("m.csv", b"number,name,due\nM1,Analysis,2026-02-01\nM2,Build,0202-04-01\n")
    page = client.post(reverse("contracts:import", args=[draft.pk]), {"file": file})
    text = page.content.decode()
    assert "it owes nothing" in text and 'name="clauses"' in text and "0202-04-01" in text
    apply_ = reverse("contracts:import_apply", args=[draft.pk, page.context["kept"].pk])
    assert client.post(apply_, {"clauses": ["x"]}).status_code == 200 and not draft.milestones.exists()
    assert client.post(apply_, {"clauses": [clause.pk]}).status_code == 302 and hung(draft) == {"M1": {"8.7"}}
    assert "these milestones: however late" not in client.get(reverse("contracts:enter", args=[draft.pk])).content.decode()


def test_milestones_without_a_clause_are_said_before_the_contract_is_signed(draft: Contract, signed_in: Callable[..., Client]) -> None:
    apply(draft, ROWS)
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:enter", args=[draft.pk]))
    assert "these milestones: however late" in page.content.decode()
