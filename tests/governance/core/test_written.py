"""Numbers and days as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from governance.core import written


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (None, None, "–"),
        (0, None, "0"),
        (1234, None, "1,234"),
        (Decimal("64.25"), 1, "64.3"),
        (Decimal("-3.5"), None, "−3.5"),
        (2.0, None, "2"),
        (Decimal("1234567.891"), 2, "1,234,567.89"),
    ],
)
def test_numbers_group_round_half_up_and_carry_a_true_minus(value: Decimal | None, decimals: int | None, shown: str) -> None:
    assert written.number(value, decimals) == shown


def test_days_stand_in_the_order_of_the_reader() -> None:
    assert written.day(date(2026, 6, 1)) == "1 Jun 2026"
    with translation.override("zh-hans"):
        assert written.day(date(2026, 6, 1)) == "2026年6月1日"
        assert written.short_day(date(2026, 6, 1)) == "6月1日"


def test_an_instant_is_told_in_the_readers_zone() -> None:
    assert written.moment(datetime(2026, 6, 1, 1, 30, tzinfo=UTC)) == "1 Jun 2026, 09:30"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (64, "percent", "64.0%"),
        (1, "people", "1 person"),
        (12, "offices", "12 offices"),
        (None, "percent", "–"),
        (Decimal("71.25"), "points", "71.3 points"),
    ],
)
def test_a_figure_carries_its_unit(value: Decimal | None, unit: str, shown: str) -> None:
    assert written.figure(value, unit) == shown


def test_file_sizes_are_short() -> None:
    assert [written.size(count) for count in (0, 999, 1400, 1_300_000_000)] == ["0 B", "999 B", "1.4 kB", "1.3 GB"]


def test_browsers_are_named_by_brand_and_system() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8"
    assert written.browser(agent) == "WeChat · Android"
    assert written.browser("") == "–"


def test_sentences_stand_apart_in_english_and_close_together_in_chinese() -> None:
    assert written.sentences(["One.", "Two."]) == "One. Two."
    with translation.override("zh-hans"):
        assert written.sentences(["一。", "二。"]) == "一。二。"
