"""What waits says until when; a red one whose day is past says that it is overdue, by the day that the page shows."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string

from governance.core.roles import Role
from reports.dashboards.homes.parts import Item, Part, due_cell
from reports.dashboards.views.compare import Line, shortly

TODAY = date(2026, 11, 22)
BEFORE, AHEAD = TODAY - timedelta(days=4), TODAY + timedelta(days=4)


def said(item: Item) -> str:
    return render_to_string("dashboards/_waits.html", {"part": Part(Role.STAFF, "", items=[item]), "today": TODAY})


@pytest.mark.parametrize(
    ("look", "until", "words"),
    [
        ("bad", BEFORE, "overdue, was due by 18 Nov 2026"),
        ("bad", TODAY, "until 22 Nov 2026"),
        ("bad", AHEAD, "until 26 Nov 2026"),
        ("watch", BEFORE, "until 18 Nov 2026"),
    ],
)
def test_only_a_red_item_whose_day_is_past_is_overdue(look: str, until: date, words: str) -> None:
    page = said(Item("Sign", look=look, until=until))
    assert words in page
    assert ("overdue" in page) == words.startswith("overdue")


def test_an_item_may_say_in_its_own_words_what_is_over() -> None:
    item = Item("Sanction", look="bad", until=BEFORE, past="the time to appeal ended on 18 Nov 2026")
    page = said(item)
    assert "the time to appeal ended on 18 Nov 2026" in page and "overdue" not in page


def test_a_red_day_of_a_table_says_that_it_is_past() -> None:
    assert due_cell(BEFORE, "bad", TODAY).text == "18 Nov 2026, overdue"
    assert due_cell(TODAY, "bad", TODAY).text == "22 Nov 2026"
    assert due_cell(AHEAD, "watch", TODAY).text == "26 Nov 2026"


def test_a_long_cause_shows_its_first_and_keeps_the_others_at_hand() -> None:
    causes = ("a file was imported", "the office <moved>", "and 4 more")
    cell = shortly(Line("Xi'an", "Score", "1", "2", "+1", "; ".join(causes), "", causes))
    first, others = cell.split("<details")
    assert first == "a file was imported" and "the office &lt;moved&gt;" in others and "and 4 more" in others
    assert shortly(Line("Xi'an", "Score", "1", "2", "+1", "a file", "", ("a file",))) == "a file"
