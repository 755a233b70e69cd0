"""A KPI's name and definition are kept in three languages, sent in and out as a file, and shown in the reader's."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from governance.core.actor import Actor, Grant
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.imports import actions as imports
from governance.core.imports.importer import importer
from governance.core.models import ImportBatch
from governance.core.roles import Role
from rollout.kpis import actions, printing, reading
from rollout.kpis.actions import LineGiven
from rollout.kpis.models import Kpi, KpiState
from tests import company
from tests.rollout.kpis import sheets

pytestmark = pytest.mark.django_db
NOW = company.NOW
THREE = {
    "explanation": "Orders signed in the month",
    "explanation_zh_hans": "当月签订的订单",
    "explanation_zh_hant": "當月簽訂的訂單",
    "source_zh_hans": "订单系统",
    "source_zh_hant": "訂單系統",
}
HEAD = "code,name,name_zh_hans,name_zh_hant,explanation,explanation_zh_hans,unit,currency,owner,baseline,target,target_on"


def sent(text: str, actor: Actor) -> ImportBatch:
    return imports.receive(importer("kpis"), BytesIO(text.encode()), name="kpis.csv", actor=actor, at=NOW)


def applied(text: str, actor: Actor) -> ImportBatch:
    return imports.apply(sent(text, actor), actor=actor, at=NOW, reason="The yearly list")


def written_out(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("language", "name", "meaning"),
    [
        ("en", "Value of deals won", "Orders signed in the month"),
        ("zh-hans", "赢单金额", "当月签订的订单"),
        ("zh-hant", "贏單金額", "當月簽訂的訂單"),
    ],
)
def test_each_reads_the_page_and_the_list_in_their_own(
    define: Callable[..., Kpi], signed_in: Callable[..., Client], language: str, name: str, meaning: str
) -> None:
    kpi = define(**THREE)
    client = signed_in(Role.PROJECT_OFFICE, language=language)
    page = client.get(kpi.get_absolute_url()).content.decode()
    assert name in page
    assert meaning in page
    listed = written_out(client.get("/kpis/?export=csv")).decode()
    assert name in listed


def test_a_kpi_is_found_by_any_of_its_names(define: Callable[..., Kpi], signed_in: Callable[..., Client]) -> None:
    define()
    client = signed_in(Role.PROJECT_OFFICE)
    for sought in ("deals", "赢单", "贏單"):
        assert "Value of deals won" in client.get("/kpis/", {"q": sought}).content.decode()
    assert "Value of deals won" not in client.get("/kpis/", {"q": "nothing like it"}).content.decode()


def test_all_three_are_entered_on_the_page(signed_in: Callable[..., Client]) -> None:
    typed = {"code": "won", "name": "Won", "better": "higher", "summing": "total"} | THREE
    signed_in(Role.PROJECT_OFFICE).post("/kpis/define/", typed)
    kpi = Kpi.objects.get()
    assert {name: getattr(kpi, name) for name in THREE} == THREE


def test_a_file_writes_down_drafts_and_completes_them(project_office: Actor) -> None:
    company.person("Zhao Min", employee_number="E17")
    batch = applied(f"{HEAD}\nwon,Won,赢单,贏單,Orders won,赢得的订单,count,,E17,10,12,2026-12-31\n", project_office)
    assert batch.counts == {"creates": 1, "updates": 0, "unchanged": 0, "problems": 0}
    kpi = Kpi.objects.get()
    assert (kpi.state, kpi.name_zh_hant, kpi.explanation_zh_hans, kpi.unit, kpi.target) == (
        KpiState.DRAFT,
        "贏單",
        "赢得的订单",
        "count",
        12,
    )
    assert kpi.owner is not None
    assert kpi.history.order_by("history_id")[0].history_change_reason == "The yearly list"
    again = sent(f"{HEAD}\nwon,Won,赢单,贏單,Orders won,赢得的订单,count,,E17,10.00,12,2026-12-31\n", project_office)
    assert again.counts == {"creates": 0, "updates": 0, "unchanged": 1, "problems": 0}


def test_an_empty_cell_leaves_what_stands_and_one_in_force_is_changed_with_the_reason(kpi: Kpi, project_office: Actor) -> None:
    applied("code,name,name_zh_hans\nwon,,成交金额\n", project_office)
    kpi.refresh_from_db()
    assert (kpi.name, kpi.name_zh_hans, kpi.state) == ("Value of deals won", "成交金额", KpiState.ACTIVE)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("code,unit\nwon,count", "This stays as it is while the KPI is in force"),
        ("code,target\nwon,90000", "target"),
        ("code,name\nother,", "A new KPI needs a name"),
        ("code,name\nnot a slug,Won", "valid"),
        ("code,owner\nwon,nobody", "There is no confirmed person of this employee number"),
        ("code,unit\nwon,furlongs", "one of these is expected"),
        ("code,name,currency\nnew,Won,12x", "three letters"),
        ("code,baseline_first,baseline_last\nwon,2025-12-01,2025-01-01", "ends before it begins"),
    ],
)
def test_what_cannot_be_meant_is_a_problem_of_its_row_and_changes_nothing(kpi: Kpi, project_office: Actor, cells: str, said: str) -> None:
    before = Kpi.history.count()
    batch = sent(cells, project_office)
    told = " ".join(str(problem) for problem in batch.preview["problems"])
    assert batch.counts["problems"] == 1
    assert said in told
    assert Kpi.history.count() == before


def test_a_retired_one_is_left_alone(kpi: Kpi, project_office: Actor) -> None:
    actions.retire(kpi, actor=project_office, at=NOW, reason="Replaced")
    batch = sent("code,name_zh_hans\nwon,成交", project_office)
    assert "This KPI is retired" in " ".join(str(problem) for problem in batch.preview["problems"])


def test_who_may_not_change_a_kpi_may_not_send_one_in(kpi: Kpi) -> None:
    with pytest.raises(NotAllowed):
        sent("code,name\nwon,Mine", Actor(username="li", grants=(Grant(Role.FINANCE),)))


def test_a_failure_half_way_leaves_no_kpi(project_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = sent("code,name\none,One\ntwo,Two", project_office)
    from rollout.kpis.imports import definitions

    made = definitions.define

    def fails(**given: Any) -> Kpi:
        if given["code"] == "two":
            raise InvalidInput("no")
        return made(**given)

    monkeypatch.setattr(definitions, "define", fails)
    with pytest.raises(InvalidInput):
        imports.apply(batch, actor=project_office, at=NOW, reason="List")
    assert not Kpi.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_in_any_language_sent_in_again_changes_nothing(
    define: Callable[..., Kpi], signed_in: Callable[..., Client], project_office: Actor, language: str, form: str
) -> None:
    define(**THREE, per_person=True, owner=company.person("Zhao Min", employee_number="E17"))
    define("plain", owner=None, unit="", currency="", explanation="")
    response = signed_in(Role.PROJECT_OFFICE, language=language).get(f"/kpis/definitions.{form}")
    batch = imports.receive(importer("kpis"), BytesIO(written_out(response)), name=f"kpis.{form}", actor=project_office, at=NOW)
    assert batch.counts == {"creates": 0, "updates": 0, "unchanged": 2, "problems": 0}


def test_who_may_not_export_is_refused_and_reads_no_link(kpi: Kpi, signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.FINANCE)
    assert client.get("/kpis/definitions.xlsx").status_code == 403
    assert "/kpis/definitions." not in client.get("/kpis/").content.decode()
    assert signed_in(Role.PROJECT_OFFICE).get("/kpis/definitions.docx").status_code == 404


def test_the_imports_columns_hold_all_that_a_kpi_says_of_itself() -> None:
    assert {one.key for one in importer("kpis").columns} == {"code", *actions.definitions.FIELDS}


def test_a_sheet_says_what_its_figures_count_in_the_readers_language_and_one_from_before_says_nothing(
    kpi: Kpi, project_office: Actor
) -> None:
    office = company.office("NORTH")
    actions.change(kpi, actor=project_office, at=NOW, reason="Meaning written down", **THREE)
    sheets.told(kpi, office, (90, 100))
    sheet = sheets.opened(sheets.in_force(LineGiven(kpi, Decimal(100), sheets.STEPS)), office)
    meanings = {"en": "explanation", "zh-hans": "explanation_zh_hans", "zh-hant": "explanation_zh_hant"}
    for language, kept in meanings.items():
        with translation.override(language):
            read = reading.read(sheet.figures)
            assert [line.meaning for line in read.lines] == [THREE[kept]]
            assert all(len(row) == len(printing.columns()) for row in printing.rows(read))
    old = {name: value for name, value in sheet.figures["lines"][0].items() if not name.startswith("explanation")}
    assert reading.line(old).meaning == ""
