"""Two moments compared: what changed and why, nothing that points at few people, and clear answers to wrong moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from governance.core.known import text_of
from governance.core.roles import Role
from reports.dashboards.comparing.differing import Cause, Change, Fact, Topic, causes_of, compare
from reports.dashboards.comparing.grouping import grouped
from tests import company
from tests.reports.happenings import START, World

D = Decimal


def fact(text, value=None, **fields):
    return Fact("Figures", "Reach", text, value, **fields)


def test_only_what_is_told_otherwise_is_a_change_in_the_order_of_the_later_telling():
    then = {("a",): fact("60%", D(60)), ("b",): fact("1"), ("gone",): fact("x")}
    now = {("new",): fact("y"), ("b",): fact("1"), ("a",): fact("64%", D(64))}
    found = compare(then, now)
    assert [(one.before and one.before.text, one.after and one.after.text, one.difference) for one in found.changes] == [
        (None, "y", None),
        ("60%", "64%", D(4)),
        ("x", None, None),
    ]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (fact("80%", D(80)), fact("–", small=True)),
        (fact("75%", D(75), small=True), fact("80%", D(80))),
        (fact("60%", D(60), left_out=1), fact("64%", D(64), left_out=0)),
        (None, fact("4", D(4), small=True)),
    ],
)
def test_a_figure_of_few_people_on_one_side_is_compared_on_neither(then, now):
    found = compare({("a",): then} if then else {}, {("a",): now})
    assert found.changes == () and found.withheld == 1


def test_a_cause_is_told_where_it_can_have_changed_the_fact():
    own = Cause(1, "moved", "mei", "", frozenset({Topic.STAGE}), 7)
    other = Cause(2, "moved", "mei", "", frozenset({Topic.STAGE}), 8)
    file = Cause(3, "imported", "mei", "", frozenset({Topic.USE}))
    stage = fact("Live", topics=frozenset({Topic.STAGE, Topic.USE}), office_id=7)
    assert causes_of(stage, [file, other, own]) == [own, file]
    assert causes_of(fact("Live", topics=frozenset({Topic.KPI})), [file, other, own]) == []


@pytest.fixture
def world(monkeypatch, db) -> Iterator[World]:
    clock = {"at": START}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["at"])
    world = World(clock)
    yield world


def ask(client, world, path="/compare/", **asked):
    given = {"first": text_of(START), "second": text_of(world.at)} | asked
    return client.get(f"{path}?{urlencode(given)}")


def listed(client, world, path="/compare/"):
    """As one list."""
    return ask(client, world, path, **{"as": "list"})


def happens(world, *names):
    for name in names:
        world.clock["at"] += timedelta(hours=1)
        getattr(world, name)()
    world.clock["at"] += timedelta(hours=1)


def cells(page):
    """The text of each row of the table."""
    import re

    rows = page.split("<tbody")[1].split("</tbody>")[0].split("<tr")[1:]
    return [" ".join(re.sub("<[^>]+>", " ", row.split(">", 1)[1]).split()) for row in rows]


def test_every_change_says_who_recorded_what_and_why(world, signed_in):
    happens(world, "an_office_moves", "a_wave_is_planned_anew", "a_penalty_is_assessed_or_waived", "a_penalty_is_assessed_or_waived")
    happens(world, "money_is_approved", "a_light_is_overridden", "an_office_is_renamed", "a_kpi_value_is_corrected")
    rows = cells(listed(signed_in(Role.SPONSOR), world).text)
    told = " | ".join(rows)
    moved = "the office moved (the building is closed)"
    assert any("Stage" in row and "Live" in row and "On hold" in row and moved in row for row in rows), told
    assert any("Planned go-live" in row and "a wave was planned anew (later)" in row for row in rows), told
    assert any("Budget approved" in row and "a budget entry was made (Plan)" in row for row in rows), told
    assert any("Light shown otherwise" in row and "new head" in row for row in rows), told
    assert any("KPI plans kept" in row and "KPI values were entered (month end)" in row for row in rows), told
    assert any("Penalties accrued" in row and "goodwill" in row for row in rows), told


def test_nothing_changed_says_so(world, signed_in):
    world.clock["at"] += timedelta(minutes=10)
    page = ask(signed_in(Role.SPONSOR), world).text
    assert "Nothing changed between" in page


WRONG = (
    ("rubbish", "", "first", "is no day that can be asked for"),
    ("2099-01-01", "", "first", "This moment has not come yet."),
    ("2019-01-01", "", "first", "The record begins on"),
    ("2026-05-18T12:00", "2026-05-18T11:30", "second", "This moment must come after the first."),
    ("", "2026-05-18T11:30", "first", "This field is required."),
)


def test_wrong_moments_are_answered_at_their_field(world, signed_in):
    world.clock["at"] = START + timedelta(days=3)
    client = signed_in(Role.SPONSOR)
    for first, second, field, message in WRONG:
        answer = ask(client, world, first=first, second=second)
        assert answer.status_code == 422
        assert message in answer.text.split(f'id="field-{field}"')[1].split('id="field-')[0]


def test_a_small_office_is_not_compared_but_counted(world, signed_in):
    happens(world, "a_membership_is_corrected")
    page = listed(signed_in(Role.SPONSOR), world).text
    assert "not compared" in page
    assert not any("Oslo" in row and "People who belong to it" in row for row in cells(page))


def test_a_head_compares_the_own_office_and_no_other(world, signed_in):
    happens(world, "an_office_moves", "a_penalty_is_assessed_or_waived")
    head = signed_in(Role.OFFICE_HEAD, office=world.rome)
    assert any("On hold" in row for row in cells(listed(head, world, f"/offices/{world.rome.pk}/compare/").text))
    assert ask(head, world, f"/offices/{world.paris.pk}/compare/").status_code == 404
    assert ask(head, world).status_code == 403


def test_the_list_is_exported(world, signed_in):
    happens(world, "an_office_moves")
    answer = ask(signed_in(Role.SPONSOR), world, **{"changes-export": "csv"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "the building is closed" in content.decode("utf-8-sig")


def test_the_number_of_queries_does_not_grow_with_offices(world, signed_in):
    happens(world, "an_office_moves")
    client = signed_in(Role.SPONSOR)
    ask(client, world)
    with CaptureQueriesContext(connection) as few:
        ask(client, world)
    for _place in range(5):
        company.in_rollout(company.office(parent=world.north), world.wave)
    with CaptureQueriesContext(connection) as many:
        ask(client, world)
    assert len(many) == len(few)


def change(before, after, *key):
    return Change(before, after, key)


def of(office, label="Reach", value=1, **fields):
    return Fact(f"Office {office}", label, str(value), D(value), topics=frozenset({Topic.STAGE, Topic.USE}), office_id=office, **fields)


def test_offices_come_after_the_programme_a_new_stage_first_then_by_how_much_the_score_moved():
    told = [
        change(of(1), of(1, value=3), "figure", "adoption.score", 1),
        change(of(2), of(2, value=9), "figure", "adoption.score", 2),
        change(of(3), of(3, value=4), "stage", 3),
        change(fact("1"), fact("2"), "figure", "adoption.reach", 0),
        change(of(1), of(1, value=2), "members", 1),
    ]
    groups, shared = grouped(told, [])
    assert [(one.name, len(one.changes)) for one in groups] == [("Figures", 1), ("Office 3", 1), ("Office 2", 1), ("Office 1", 2)]
    assert shared == []


def test_a_cause_stands_once_with_its_office_or_for_all():
    use, stage = frozenset({Topic.USE}), frozenset({Topic.STAGE})
    moved = Cause(3, "moved", "mei", "closed", stage, 1)
    rosters = [Cause(2, "roster", "mei", "HR", use, office) for office in (1, 2)]
    files = [Cause(at, "file", "mei", f"week {at}", use) for at in (1, 0)]
    groups, shared = grouped([change(of(1), of(1, value=2)), change(of(2), of(2, value=3))], [moved, *rosters, *files])
    assert [[each.youngest for each in one.causes] for one in groups] == [[moved], []]
    assert [(one.youngest, one.offices, len(one.earlier)) for one in shared] == [(rosters[0], 2, 0), (files[0], 0, 1)]


def test_what_cannot_have_changed_anything_is_no_cause():
    assert grouped([change(of(1), of(1, value=2))], [Cause(1, "budget", "mei", "", frozenset({Topic.MONEY}))])[1] == []


def test_the_page_folds_each_office_and_writes_each_cause_once(world, signed_in):
    happens(world, "an_office_moves", "a_kpi_value_is_corrected", "an_office_is_renamed", "money_is_approved")
    page = ask(signed_in(Role.SPONSOR), world).text
    assert page.count("the office moved (the building is closed)") == 1
    assert "Live → On hold" in page and page.count('<details class="card changed">') >= 2
    assert 'name="changes-q"' not in page and 'name="changes-q"' in listed(signed_in(Role.SPONSOR), world).text
