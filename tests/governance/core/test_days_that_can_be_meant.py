"""A year nobody can mean is refused beside its field; every other day passes."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from governance.core.dates import EARLIEST, LATEST, DayField, MomentField, can_be_meant, day_over, days
from governance.core.imports import importer, open_table
from tests.governance.core.bookshelf import Books


@pytest.mark.parametrize("typed", ["0202-06-01", "0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_refused_and_said(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert "1900" in refused.value.messages[0] and "2100" in refused.value.messages[0]


@pytest.mark.parametrize("day", [EARLIEST, date(2026, 2, 28), LATEST])
def test_every_other_day_passes(day: date) -> None:
    assert DayField().clean(day.isoformat()) == day and can_be_meant(day)


def test_it_has_the_browsers_own_picker_and_may_be_empty() -> None:
    assert DayField(required=False).clean("") is None
    assert DayField().widget.input_type == "date"


def test_a_moment_is_held_to_the_same_days() -> None:
    assert MomentField().clean("2026-06-01T09:30").minute == 30
    with pytest.raises(ValidationError):
        MomentField().clean("0001-01-01T00:00")


def test_every_form_of_the_house_takes_its_days_by_this_rule() -> None:
    rooms = (file for wing in ("governance", "rollout", "training", "reports") for file in Path(wing).rglob("*.py"))
    own = Path("governance/core/dates.py"), Path("governance/core/known.py")
    plain = [str(file) for file in rooms if file not in own and re.search(r"forms\.Date(Time)?Field\(", file.read_text())]
    assert plain == []


@pytest.mark.parametrize("cell", ["0202-06-01", "1899-12-31", "2101-01-01", "9999-12-31"])
@pytest.mark.parametrize(("language", "said"), [("en", "Check the year"), ("zh-hans", "请核对年份"), ("zh-hant", "請核對年份")])
def test_a_file_is_held_to_the_same_days_and_its_row_and_value_are_named(cell: str, language: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "books.csv"
    path.write_text(f"code,name,bought on\nA1,Emma,2026-06-01\nA2,Ivanhoe,{cell}\n", "utf-8")
    rows = importer.read(Books(), open_table(path, "books.csv"))
    assert [row.values["bought_on"] for row in rows.rows] == [date(2026, 6, 1)]
    with translation.override(language):
        told = [(problem.row, problem.column, str(problem.message), problem.value) for problem in rows.problems]
    assert [(row, column, value) for row, column, _message, value in told] == [(3, "Bought on", cell)]
    assert told[0][2].startswith(said) and "1900" in told[0][2] and "2100" in told[0][2]


def test_a_day_is_over_at_midnight_in_the_companys_zone() -> None:
    with timezone.override("Asia/Shanghai"):
        assert day_over(date(2026, 6, 20)) == datetime(2026, 6, 20, 16, tzinfo=UTC)
        assert days()(datetime(2026, 6, 20, 15, 59, tzinfo=UTC)) == date(2026, 6, 20)
        assert days()(datetime(2026, 6, 20, 16, tzinfo=UTC)) == date(2026, 6, 21)
