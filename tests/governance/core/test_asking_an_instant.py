"""Asking for an earlier instant: what is read, what is refused at the field, and links that keep it."""

from datetime import UTC, date, datetime, time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from governance.core import known
from governance.core.earlier import as_held
from governance.core.metrics import Subject, SubjectKind
from governance.organisation.models import Office
from governance.organisation.selectors import branches_held, merged_offices, offices_held
from tests import company

NOW = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
BEGUN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def ask(text):
    return known.AskForm({"known_at": text}, now=NOW, since=BEGUN)


@given(some.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2030, 1, 1), timezones=some.just(UTC)))
def test_an_instant_written_into_a_link_is_read_back_to_the_microsecond(instant):
    assert known.read(known.text_of(instant)) == instant
    url = known.figure_url("adoption.reach", Subject(SubjectKind.OFFICE, 7), date(2026, 6, 1), instant)
    assert known.read(parse_qs(urlsplit(url).query)["known_at"][0]) == instant


def test_a_day_means_its_end_in_the_readers_zone_and_is_written_as_a_day():
    end = known.read("2026-06-01")
    assert timezone.localtime(end).time() == time.max and known.text_of(end) == "2026-06-01"
    with timezone.override("America/New_York"):
        assert known.read("2026-06-01") != end


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("yesterday", "is no day that can be asked for"),
        ("2026-02-30", "is no day that can be asked for"),
        ("99999-01-01", "is no day that can be asked for"),
        ("2026-07-01", "has not come yet"),
        ("2026-06-30T20:00", "has not come yet"),
        ("2025-12-31", "The record begins on 5 Jan 2026, 09:00"),
    ],
)
def test_a_wrong_instant_is_answered_at_its_field(text, message):
    assert message in " ".join(ask(text).errors["known_at"])


def test_today_means_now():
    assert not ask("2026-06-30").errors


def test_what_was_typed_stays_and_a_moment_stands_as_the_browser_wants_it():
    assert 'value="yesterday"' in str(ask("yesterday")["known_at"])
    assert 'value="2026-06-01T12:00:00"' in str(ask("2026-06-01T12:00")["known_at"])
    assert 'value="2026-06-01T23:59:59"' in str(ask("2026-06-01")["known_at"])


@pytest.fixture
def clock(monkeypatch, db):
    """The clock of the history, moved by hand."""
    now = {"at": BEGUN}
    monkeypatch.setattr("django.utils.timezone.now", lambda: now["at"])
    return now


def test_rows_have_the_values_that_their_history_held(clock, django_assert_num_queries):
    north, south = company.office("N"), company.office("S")
    paris, rome = company.office("PAR", parent=north), company.office("ROM", parent=north)
    clock["at"] = NOW
    paris.name, paris.parent = "Lutetia", south
    paris.save()
    rome.merged_into = paris
    rome.closed_on = date(2026, 6, 30)
    rome.save()
    with django_assert_num_queries(1):
        then = as_held([paris, rome], BEGUN)
    assert [office.name for office in then] == ["Par", "Rom"]
    with django_assert_num_queries(2):
        assert [(str(one), str(one.parent)) for one in offices_held(BEGUN).values() if one.parent] == [("Par", "N"), ("Rom", "N")]
    assert str(offices_held()[paris.pk]) == "Lutetia" and str(offices_held()[paris.pk].parent) == "S"
    assert rome.pk in branches_held(BEGUN) and rome.pk not in branches_held()
    assert merged_offices() == {rome.pk: paris.pk} and merged_offices(BEGUN) == {}


def test_before_its_first_entry_a_row_is_as_it_first_was(clock):
    paris = company.office("PAR")
    clock["at"] = NOW
    paris.name = "Lutetia"
    paris.save()
    assert [one.name for one in as_held(Office.objects.all(), datetime(2020, 1, 1, tzinfo=UTC))] == ["Par"]


def test_now_costs_nothing(clock, django_assert_num_queries):
    offices = [company.office("PAR")]
    with django_assert_num_queries(0):
        assert as_held(offices, None) == offices
        assert as_held([], BEGUN) == []
