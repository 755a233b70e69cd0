"""The format of dates is found from the whole column; what can be read two ways is asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.core.imports import detect_dates

LITERAL = [
    (["2026-01-02", "2026-12-31"], datetime(2026, 1, 2)),
    (["2026/1/2"], datetime(2026, 1, 2)),
    (["2026.01.02"], datetime(2026, 1, 2)),
    (["20260102"], datetime(2026, 1, 2)),
    (["2026年1月2日", "2026年12月31日"], datetime(2026, 1, 2)),
    (["2026年1月2日 8时05分"], datetime(2026, 1, 2, 8, 5)),
    (["02.01.2026", "31.12.2026"], datetime(2026, 1, 2)),
    (["02/01/2026", "13/01/2026"], datetime(2026, 1, 2)),
    (["01/02/2026", "01/13/2026"], datetime(2026, 1, 2)),
    (["1/2/26 3:05 PM", "1/13/26 3:05 PM"], datetime(2026, 1, 2, 15, 5)),
    (["02-Jan-2026"], datetime(2026, 1, 2)),
    (["2026-01-02 03:04:05"], datetime(2026, 1, 2, 3, 4, 5)),
    (["2026-01-02T03:04:05Z"], datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    (["2010-03-31T16:59:42.000+02:00"], datetime(2010, 3, 31, 14, 59, 42, tzinfo=UTC)),
    (["46024"], datetime(2026, 1, 2)),
    (["46024.25", "46025"], datetime(2026, 1, 2, 6)),
]


@pytest.mark.parametrize(("cells", "first"), LITERAL)
def test_the_common_formats_are_found(cells: list[str], first: datetime) -> None:
    found = detect_dates(cells)
    assert found is not None and not found.ambiguous and found.read(cells[0]) == first


@pytest.mark.parametrize("cells", [["01/02/2026", "03/04/2026"], ["1.2.2026"], ["03-04-26"]])
def test_day_and_month_that_could_be_exchanged_are_said_to_be(cells: list[str]) -> None:
    found = detect_dates(cells)
    assert found is not None and found.ambiguous


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_the_answer_settles_it(order: str, day: date) -> None:
    found = detect_dates(["03/04/2026"], order=order)
    assert found is not None and not found.ambiguous and found.read("03/04/2026").date() == day


def test_one_telling_cell_among_thousands_settles_it() -> None:
    found = detect_dates(["03/04/2026"] * 5_000 + ["03/25/2026"])
    assert found is not None and found.pattern == "%m/%d/%Y" and not found.ambiguous


@pytest.mark.parametrize("cells", [["hello"], [""], [], ["12345678"], ["99"], ["2026-13-45"], ["一月二日"], ["NaN"], ["1e400"]])
def test_what_is_no_date_has_no_format(cells: list[str]) -> None:
    assert detect_dates(cells) is None


def test_a_wrong_cell_does_not_hide_the_format_of_the_others() -> None:
    found = detect_dates(["2026-01-02", "soon", "2026-02-30"])
    assert found is not None and found.read("soon") is None and found.read("2026-02-30") is None


@settings(max_examples=50)
@given(
    st.lists(st.dates(date(1990, 1, 1), date(2069, 12, 31)), min_size=1, max_size=30), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"])
)
def test_a_column_of_one_format_is_read_back_or_asked_about(written: list[date], pattern: str) -> None:
    cells = [day.strftime(pattern) for day in written]
    found = detect_dates(cells)
    assert found is not None
    assert found.ambiguous or [found.read(cell).date() for cell in cells] == written


@given(st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0)))
def test_excels_serials_are_read_to_the_second(at: datetime) -> None:
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    found = detect_dates([repr(serial)])
    assert found is not None and found.read(repr(serial)) == at
