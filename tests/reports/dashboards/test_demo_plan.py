"""The demo company on paper: the same seed gives the same company, and its story keeps the rules of the programme."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from governance.core.calendars import calendar
from governance.organisation.models import JobRole
from reports.dashboards.demo import plan, staff, usage
from reports.dashboards.demo.geography import REGIONS, places
from rollout.staging.stages import CARRIED, PROVEN, STARTED, Stage, move_between

TODAY = date(2026, 11, 22)
OFFICES = plan.plan(33, 520, 1, TODAY)
STAFF = staff.staff(OFFICES, 1, TODAY)
DAYS = usage.days_of(calendar("CN"), TODAY)
CLOSING = usage.closing_days(calendar("CN"), DAYS[0], TODAY)


def rows_of(code: str) -> list[tuple[date, usage.Row]]:
    office = next(office for office in OFFICES if office.code == code)
    people = [person for person in STAFF if code in {person.office, person.moves_to}]
    return list(usage.events(office, people, DAYS, CLOSING, 1))


def stage_on(office: plan.OfficePlan, day: date) -> Stage:
    return next((stage for stage, reached in reversed(office.walk) if reached <= day), Stage.CANDIDATE)


def test_there_are_33_offices_in_five_regions_with_520_sellers_and_clerks() -> None:
    assert len(OFFICES) == 33
    assert {office.place.region for office in OFFICES} == {region.code for region in REGIONS}
    jobs = Counter(person.job for person in STAFF)
    assert jobs[JobRole.SALES] + jobs[JobRole.CLERK] == 520
    assert jobs[JobRole.MANAGER] == 33


@pytest.mark.parametrize(("count", "people"), [(5, 60), (33, 520), (330, 5200), (400, 6000)])
def test_any_size_has_as_many_people_as_asked_for(count: int, people: int) -> None:
    offices = plan.plan(count, people, 1, TODAY)
    assert (len({office.code for office in offices}), sum(office.people for office in offices)) == (count, people)


def test_the_same_seed_gives_the_same_company() -> None:
    assert plan.plan(33, 520, 1, TODAY) == OFFICES
    assert staff.staff(OFFICES, 1, TODAY) == STAFF
    assert plan.plan(33, 520, 2, TODAY) != OFFICES


@pytest.mark.parametrize("count", [4, 33, 330])
def test_the_team_is_never_asked_to_carry_more_offices_than_it_can(count: int) -> None:
    offices = plan.plan(count, count * 16, 1, TODAY)
    for ago in range(240):
        day = TODAY - timedelta(days=ago)
        assert sum(stage_on(office, day) in CARRIED for office in offices) <= plan.capacity(count)


def test_no_office_starts_before_the_pilots_have_stabilised() -> None:
    proven = max(day for office in OFFICES if office.wave == 0 for stage, day in office.walk if stage == Stage.STABILISED)
    started = min(day for office in OFFICES if office.wave for stage, day in office.walk if stage in STARTED)
    assert proven < started


def test_every_step_is_a_move_the_table_allows_in_order_of_days() -> None:
    for office in OFFICES:
        before, last = Stage.CANDIDATE, date.min
        for stage, day in office.walk:
            assert move_between(before, stage) is not None, (office.code, before, stage)
            assert last <= day <= TODAY
            before, last = stage, day


def test_all_stages_are_there_to_look_at() -> None:
    now = Counter(stage_on(office, TODAY) for office in OFFICES)
    assert {Stage.PREPARING, Stage.TRIAL, Stage.LIVE, Stage.STABILISED, Stage.HANDED_OVER, Stage.HELD} <= set(now)
    assert now[Stage.STABILISED] + now[Stage.HANDED_OVER] >= 8
    assert all(stage_on(office, TODAY) not in PROVEN for office in OFFICES if office.character == plan.Character.RED)


def test_one_office_is_too_small_to_be_shown() -> None:
    assert [office.people for office in OFFICES if office.character == plan.Character.SMALL] == [4]


def test_people_use_the_crm_on_working_days_they_were_there() -> None:
    people = {person.number: person for person in STAFF}
    for day, row in rows_of("NKG"):
        assert day in DAYS
        assert people[row[1]].works_on(day)
        assert people[row[1]].office_on(day) == "NKG"


def test_the_clerk_types_where_the_story_says_so() -> None:
    def typed(code: str) -> float:
        made = [row for _day, row in rows_of(code) if row[6] == "create"]
        return sum(bool(row[2]) for row in made) / len(made)

    assert typed("DGM") > 3 * typed("TAO")


def test_records_come_late_where_everything_waits_for_the_end_of_the_month() -> None:
    def late(code: str) -> float:
        made = [(day, date.fromisoformat(row[7])) for day, row in rows_of(code) if row[6] == "create"]
        return sum((day - happened).days > 4 for day, happened in made) / len(made)

    assert late("CTU") > 0.5 > 0.2 > late("SHA")


def test_nobody_uses_the_crm_before_their_office_tries_it() -> None:
    first = rows_of("SHA")[0][0]
    assert first >= next(office for office in OFFICES if office.code == "SHA").walk[2][1]
    assert rows_of("TYN") == []


def test_an_event_has_one_number() -> None:
    numbers = [row[0] for _day, row in rows_of("SHA")]
    assert len(numbers) == len(set(numbers)) > 1000


def test_offices_beyond_the_cities_are_districts_then_numbered() -> None:
    codes = [place.code for place in places(400)]
    assert len(set(codes)) == 400
    assert len({place.name for place in places(400)}) == len({place.name_zh for place in places(400)}) == 400


def test_a_month_closes_on_its_own_last_working_days_not_on_the_last_ones_of_the_story() -> None:
    assert date(2026, 9, 30) in CLOSING
    assert date(2026, 11, 20) not in CLOSING
