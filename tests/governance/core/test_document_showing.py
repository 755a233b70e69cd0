"""Frozen figures as tables, whatever document they belong to."""

from django.utils import translation

from governance.core.documents.showing import cell, tables


def test_plain_values_then_groups_then_lists():
    figures = {
        "offices": [{"name": "Hangzhou", "days": 3}, {"name": "Nanjing", "late": True}],
        "reach": {"value": "71.5", "sample": 300},
        "day": "2026-06-30",
    }
    shown = tables(figures)
    assert [table.name for table in shown] == ["", "reach", "offices"]
    assert shown[0].rows == (("day", "2026-06-30"),)
    assert shown[2].columns == ("name", "days", "late")
    assert shown[2].rows == (("Hangzhou", "3", "–"), ("Nanjing", "–", "True"))


def test_a_figure_stands_by_its_value_and_a_missing_one_is_a_dash():
    assert cell({"value": "71.5", "sample": 300}) == "71.5"
    assert cell({"value": None, "absent": {"en": "no roster"}}) == "–"


def test_a_text_frozen_in_every_language_is_shown_in_the_readers():
    text = {"en": "no roster", "zh-hans": "没有花名册", "zh-hant": "沒有花名冊"}
    with translation.override("zh-hant"):
        assert cell(text) == "沒有花名冊"
    with translation.override("en"):
        assert cell(text) == "no roster"


def test_a_list_of_plain_values_has_one_column():
    assert tables({"codes": ["a", "b"]})[0].rows == (("a",), ("b",))
