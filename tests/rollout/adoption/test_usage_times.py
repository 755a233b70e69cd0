"""Times in several formats and zones, and the two hours a year at which a wall clock lies."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from governance.organisation.models import Office
from rollout.adoption.models import OfficeMatch, SourceOffice
from rollout.adoption.reading.times import changes
from tests import company
from tests.rollout.adoption.usage_files import AT, counted, days, mapping

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("formats", "written"),
    [
        (("iso",), "2026-03-02 23:30:00"),
        (("iso",), "2026-03-02T23:30:00.123+01:00"),
        (("iso",), "2026-03-02T22:30:00Z"),
        (("%d/%m/%Y %H:%M",), "02/03/2026 23:30"),
        (("%m/%d/%Y %I:%M %p",), "03/02/2026 11:30 PM"),
        (("%d.%m.%Y %H:%M:%S",), "02.03.2026 23:30:00"),
        (("%Y年%m月%d日 %H:%M",), "2026年3月2日 23:30"),
        (("%Y%m%d%H%M%S.%g",), "20260302233000.670"),
        (("epoch_s",), "1772490600"),
        (("epoch_ms",), "1772490600000"),
    ],
)
def test_a_time_is_read_in_the_chosen_format_and_its_day_counted_in_the_files_zone(formats, written):
    counted(f"1,{written},anna,Lyon,Update", by=mapping(time_formats=formats))
    assert days("day") == [("2026-03-02",)]


def test_several_formats_in_one_file_are_tried_in_order():
    by = mapping(time_formats=("iso", "%d/%m/%Y %H:%M"))
    found = counted("1,2026-03-02 10:00,anna,Lyon,Update", "2,04/03/2026 10:00,anna,Lyon,Update", "3,4 March,anna,Lyon,Update", by=by)
    assert days("day") == [("2026-03-02",), ("2026-03-04",)]
    assert found.plan["rejected"] == {"bad_time": 1}


@pytest.mark.parametrize(
    ("zone", "day"), [("file", "2026-03-02"), ("Asia/Shanghai", "2026-03-03"), ("office", "2026-03-02"), ("UTC", "2026-03-02")]
)
def test_the_day_is_counted_where_the_mapping_says(zone, day):
    counted("1,2026-03-02T23:30:00+01:00,anna,Lyon,Update", by=mapping(day_zone=zone))
    assert days("day") == [(day,)]


def test_a_matched_office_counts_its_days_in_its_own_zone():
    by = mapping(day_zone="office")
    counted("1,2026-03-02T12:00:00+01:00,anna,Xi'an,Update", by=by)
    label = SourceOffice.objects.get()
    OfficeMatch.objects.create(
        source_office=label, office=company.office("XIAN"), first_day=company.LONG_AGO, recorded_at=AT, username="mei"
    )
    counted("2,2026-03-02T23:30:00+01:00,anna,Xi'an,Update", "3,2026-03-02T23:30:00+01:00,anna,Lyon,Update", by=by)
    assert Office.objects.get().time_zone == "Asia/Shanghai"
    assert days("source_office__label", "day") == [("Lyon", "2026-03-02"), ("Xi'an", "2026-03-02"), ("Xi'an", "2026-03-03")]


def test_an_hour_that_happens_twice_is_winter_time_and_one_that_does_not_exist_an_hour_later():
    """In Paris 02:30 happened twice on 25 October 2025 … 26 October, and never on 29 March 2026."""
    by = mapping(day_zone="UTC")
    found = counted(
        "1,2025-10-26 02:30,anna,Lyon,Update", "2,2026-03-29 02:30,anna,Lyon,Update", "3,2026-03-29 03:30,bert,Lyon,Update", by=by
    )
    assert found.plan["notes"] == {"repeated_hour": 1, "missing_hour": 1}
    again = counted("1,2025-10-26T01:30Z,anna,Lyon,Update", "2,2026-03-29T03:30+02:00,anna,Lyon,Update", by=by)
    assert again.plan["already_counted"] == 2, "the two instants are those that the rule names"


def test_times_with_an_offset_need_no_rule():
    found = counted("1,2025-10-26T02:30+02:00,anna,Lyon,Update", "1,2025-10-26T02:30+01:00,anna,Lyon,Update")
    assert found.plan["notes"] == {}
    assert found.plan["events"] == 2


def test_clock_changes_of_a_zone_are_found():
    assert (datetime(2026, 3, 29, 2, 0), timedelta(hours=1)) in changes("Europe/Paris", 2026)
    assert (datetime(2026, 10, 25, 3, 0), timedelta(hours=-1)) in changes("Europe/Paris", 2026)
    assert not [at for at, _shift in changes("Asia/Shanghai", 2026) if at.year > 1991]


@pytest.mark.parametrize("written", ["2026-06-03T00:00Z", "1989-12-31T00:00Z", "infinity", "epoch", "2026-02-30 10:00", "0"])
def test_a_time_that_cannot_be_is_rejected(written):
    found = counted(f"1,{written},anna,Lyon,Update")
    assert found.plan["rejected_rows"] == 1
    assert days() == []
