"""The one calendar: what is on it, for whom, by office and kind, as a month or a list; and the seam for rooms above."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from governance.core.actor import ANONYMOUS
from governance.core.roles import Role
from rollout.staging.models import OfficeRollout
from rollout.staging.plan import calendar
from rollout.staging.plan.calendar import Asked, Entry, Source
from tests import company
from tests.governance.contracts import dealing
from tests.training.courses import classroom

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=1)
JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _own_sources(monkeypatch):
    """What a test registers is gone after it."""
    monkeypatch.setattr(calendar, "_sources", dict(calendar._sources))


@pytest.fixture
def planned(other):
    OfficeRollout.objects.filter(pk=other.pk).update(planned_live_on=SOON)
    return other


def text(response):
    return response.content.decode()


def page_of(client, **query):
    return text(client.get("/rollout/plan/calendar/", {"month": f"{SOON:%Y-%m}", **query}))


def test_a_month_is_whole_weeks_from_monday():
    weeks = calendar.weeks_of(date(2026, 7, 1))
    assert (weeks[0][0], weeks[-1][-1], {len(week) for week in weeks}) == (date(2026, 6, 29), date(2026, 8, 2), {7})


def test_what_lasts_several_days_is_on_each_of_them():
    entry = Entry("window", "Copy", date(2026, 6, 2), date(2026, 6, 4))
    by_day = calendar.on_days([entry], [date(2026, 6, day) for day in range(1, 6)])
    assert [len(found) for found in by_day.values()] == [0, 1, 1, 1, 0]


def test_a_room_above_adds_its_own(planned, project_office):
    calendar.register(Source("copies", "Migration windows", "database", lambda asked: [Entry("window", "Copy", asked.first, asked.first)]))
    found = calendar.entries(Asked(JUNE, JUNE, project_office, JUNE), kinds=["copies"])
    assert [(entry.title, entry.icon) for entry in found] == [("Copy", "database")]
    with pytest.raises(ValueError, match="twice"):
        calendar.register(Source("copies", "Other", "database", lambda asked: []))


def test_a_source_that_the_reader_may_not_view_is_not_asked(project_office):
    calendar.register(Source("secret", "Secret", "lock", lambda asked: 1 / 0, what="penalty"))
    assert calendar.entries(Asked(JUNE, JUNE, ANONYMOUS, JUNE), kinds=["secret"]) == []


def test_what_lies_outside_the_days_asked_for_is_left_out(project_office):
    late = Entry("window", "Late", JUNE + timedelta(days=9), JUNE + timedelta(days=9))
    calendar.register(Source("copies", "Windows", "database", lambda asked: [late]))
    assert calendar.entries(Asked(JUNE, JUNE, project_office, JUNE), kinds=["copies"]) == []


def test_planned_moves_stand_on_their_day_and_lead_to_the_office(planned, signed_in):
    page = page_of(signed_in(Role.PROJECT_OFFICE))
    assert "Other: Live" in page and f"/rollout/plan/offices/{planned.office_id}/" in page


def test_sessions_and_milestones_are_read_from_the_rooms_below(planned, signed_in):
    start = timezone.make_aware(datetime.combine(SOON, time(10)))
    classroom.session(classroom.course(title="First steps"), at=planned.office, start=start)
    dealing.milestone(dealing.contract(), due=SOON, number="M7", name="Acceptance")
    page = page_of(signed_in(Role.PROJECT_OFFICE))
    assert "First steps" in page and "M7 Acceptance" in page
    trainer = page_of(signed_in(Role.TRAINER))
    assert "First steps" in trainer and "M7 Acceptance" not in trainer


def test_it_is_narrowed_to_an_office_and_a_kind(planned, third, signed_in):
    OfficeRollout.objects.filter(pk=third.pk).update(planned_live_on=SOON)
    client = signed_in(Role.PROJECT_OFFICE)
    page = page_of(client, office=third.office_id)
    assert "Third: Live" in page and "Other: Live" not in page
    assert "Third: Live" not in page_of(client, kind="session")


def test_the_list_shows_the_days_that_have_something(planned, signed_in):
    page = page_of(signed_in(Role.PROJECT_OFFICE), view="agenda")
    assert "Other: Live" in page and "As a month" in page and 'class="cal"' not in page


def test_a_planned_day_that_went_by_is_marked(other, signed_in):
    OfficeRollout.objects.filter(pk=other.pk).update(planned_live_on=TODAY - timedelta(days=1))
    page = text(signed_in(Role.PROJECT_OFFICE).get("/rollout/plan/calendar/", {"month": f"{TODAY - timedelta(days=1):%Y-%m}"}))
    assert "planned, not done" in page


@pytest.mark.parametrize("month", ["", "2026-13", "soon", "0000-00", "9999-99", "2026-07'--", "1-1"])
def test_a_month_that_cannot_be_read_is_the_present_one(planned, signed_in, month):
    response = signed_in(Role.PROJECT_OFFICE).get("/rollout/plan/calendar/", {"month": month})
    assert response.status_code == 200


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_ends_of_time_are_no_fault(planned, signed_in, month):
    assert signed_in(Role.PROJECT_OFFICE).get("/rollout/plan/calendar/", {"month": month}).status_code == 200


def test_an_empty_month_says_what_to_do(programme, signed_in):
    assert "Nothing in this month" in text(signed_in(Role.AUDITOR).get("/rollout/plan/calendar/?month=2020-01"))


def test_a_gate_to_be_decided_stands_on_the_day_of_the_planned_move(planned, project_office, monkeypatch):
    from rollout.staging.plan import gate_dates
    from rollout.staging.stages import Stage

    OfficeRollout.objects.filter(pk=planned.pk).update(stage=Stage.PREPARING)
    company.StageChange.objects.create(
        rollout=planned, from_stage="candidate", to_stage="trial", on=TODAY - timedelta(days=9), recorded_at=company.RECORDED, past=True
    )
    asked = Asked(SOON, SOON, project_office, TODAY)
    assert list(gate_dates.gates(asked)) == []
    monkeypatch.setattr(gate_dates, "starts_in_force", lambda programmes: frozenset({Stage.TRIAL}))
    (entry,) = gate_dates.gates(asked)
    assert (entry.title, entry.first, entry.note) == ("Other: gate to “Live”", SOON, "to be decided")
    assert list(gate_dates.gates(Asked(SOON, SOON, ANONYMOUS, TODAY))) == []
