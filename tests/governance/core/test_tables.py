"""Lists: searching, filtering, sorting, paging and exporting by address alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import translation

from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Office
from tests import company


@dataclass(frozen=True)
class Row:
    name: str
    people: int
    reach: float | None = None
    since: date | None = None
    state: str = "good"


ROWS = [Row("Beijing", 12, 64.25, date(2026, 3, 2)), Row("chengdu", 7, None, None, "bad"), Row("Xi’an", 9, 80.0, date(2025, 12, 1))]
COLUMNS = [
    Column("name", "Office"),
    Column("people", "People", numeric=True),
    Column("reach", "Reach", numeric=True, percent=True, decimals=1),
    Column("since", "Live since"),
    Column("state", "Status", choices=[("good", "On course"), ("bad", "Late")]),
]


def asked(query: str = "", rows: object = ROWS, **options: object) -> Table:
    return Table(RequestFactory().get("/offices/" + query), COLUMNS, rows, **options)  # type: ignore[arg-type]


def names(table: Table) -> list[str]:
    return [row.name for row in table.page]


def test_rows_keep_their_order_until_a_sort_is_asked_for() -> None:
    assert names(asked()) == ["Beijing", "chengdu", "Xi’an"]


def test_text_sorts_without_regard_to_capitals() -> None:
    assert names(asked("?sort=-name")) == ["Xi’an", "chengdu", "Beijing"]


def test_what_is_missing_sorts_last_both_ways() -> None:
    assert names(asked("?sort=reach")) == ["Beijing", "Xi’an", "chengdu"]
    assert names(asked("?sort=-reach")) == ["Xi’an", "Beijing", "chengdu"]


def test_days_sort_by_the_calendar() -> None:
    assert names(asked("?sort=since")) == ["Xi’an", "Beijing", "chengdu"]


def test_an_unknown_sort_changes_nothing() -> None:
    assert names(asked("?sort=password")) == ["Beijing", "chengdu", "Xi’an"]


def test_search_finds_part_of_a_text_column() -> None:
    assert names(asked("?q=CHENG")) == ["chengdu"]


def test_search_leaves_figures_alone() -> None:
    assert names(asked("?q=12")) == []


def test_a_choice_narrows_the_list() -> None:
    assert names(asked("?state=bad")) == ["chengdu"]


def test_a_missing_figure_is_a_dash_and_never_nought() -> None:
    shown = {cells[0].text: [str(cell.text) for cell in cells[1:]] for _class, cells in asked().lines}
    assert shown["chengdu"] == ["7", "–", "–", "Late"]
    assert shown["Beijing"][:3] == ["12", "64.3%", "2 Mar 2026"]


def test_figures_and_days_follow_the_language_of_the_reader() -> None:
    with translation.override("zh-hans"):
        shown = [str(cell.text) for cell in asked().lines[0][1]]
    assert shown[3] == "2026年3月2日"


def test_pages_hold_the_stated_number_of_rows_and_a_page_too_far_is_the_last() -> None:
    many = [Row(f"Office {number:03}", number) for number in range(120)]
    assert len(asked(rows=many).page) == 50
    assert names(asked("?page=99", rows=many))[-1] == "Office 119"
    assert names(asked("?page=nonsense", rows=many))[0] == "Office 000"


def test_two_tables_of_a_page_do_not_disturb_each_other() -> None:
    request = RequestFactory().get("/?waves-q=x&offices-q=beij")
    offices = Table(request, COLUMNS, ROWS, name="offices")
    assert names(offices) == ["Beijing"]
    assert "waves-q=x" in offices.cleared
    assert "offices-q" not in offices.cleared
    assert ("waves-q", "x") in offices.kept


def test_a_first_click_on_a_figure_sorts_the_largest_first_and_the_second_turns_it() -> None:
    heads = {head.column.key: head for head in asked("?sort=-people").heads}
    assert heads["people"].sorted == "descending"
    assert heads["people"].url == "?sort=people"
    assert heads["reach"].url == "?sort=-reach"
    assert heads["name"].url == "?sort=name"


def test_sorting_goes_back_to_the_first_page_and_keeps_the_search() -> None:
    assert asked("?q=i&page=2").heads[0].url == "?q=i&sort=name"


def test_a_phone_sorts_by_a_list_of_choices_that_carries_the_order_on() -> None:
    table = asked("?sort=-people&q=i")
    assert [value for value, _words, chosen in table.orders if chosen] == ["-people"]
    assert ("name", "Office ↑", False) in table.orders
    assert "sort" not in dict(table.kept)


def test_an_export_holds_every_matching_row_and_plain_values() -> None:
    response = asked("?sort=-people&export=csv&state=good", per_page=1).export()
    assert response is not None
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    assert [line.split(",")[0] for line in text.splitlines()] == ["Office", "Beijing", "Xi’an"]
    assert "64.25" in text


def test_no_export_unless_asked_for() -> None:
    assert asked().export() is None
    assert asked("?export=exe").export() is None


def test_html_in_a_cell_stays_text() -> None:
    from django.template import engines

    page = engines["django"].from_string("{% load gatehouse %}{% table table %}")
    html = page.render({"table": asked(rows=[Row("<script>alert(1)</script>", 1)])})
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_an_empty_list_says_what_to_do_first() -> None:
    from django.template import engines

    page = engines["django"].from_string("{% load gatehouse %}{% table table %}")
    html = page.render({"table": asked(rows=[], empty=Empty("No offices yet", "Import a roster first.", "/roster/", "Import roster"))})
    assert "No offices yet" in html
    assert 'href="/roster/"' in html


def test_a_filter_without_a_match_offers_to_clear_it() -> None:
    from django.template import engines

    html = engines["django"].from_string("{% load gatehouse %}{% table table %}").render({"table": asked("?q=nowhere")})
    assert "No row matches" in html
    assert "Clear the filter" in html


@pytest.mark.django_db
def test_a_query_is_searched_sorted_and_paged_by_the_database() -> None:
    for code, name in (("A", "Nanjing"), ("B", "Wuhan"), ("C", "Kunming")):
        company.office(code, name=name)
    columns = [Column("code", "Code", sort=True), Column("name", "Office", sort="name", search="name")]
    table = Table(RequestFactory().get("/?q=n&sort=-name"), columns, Office.objects.all(), per_page=2)
    assert [office.name for office in table.page] == ["Wuhan", "Nanjing"]
    assert table.page.paginator.count == 3


@pytest.mark.django_db
def test_a_column_of_a_query_without_a_sort_field_is_not_sorted() -> None:
    table = Table(RequestFactory().get("/?sort=name"), [Column("name", "Office")], Office.objects.all())
    assert table.sorting == (None, False)
    assert table.heads[0].url == ""
