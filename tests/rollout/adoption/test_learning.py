"""Kirkpatrick's level 3 by course and trainer, level 4 through the registry, and cohorts by weeks since go-live."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from governance.core import metrics
from governance.core.metrics import Direction, Measurement, Metric, SubjectKind, Unit
from governance.core.roles import Role
from rollout.adoption.selectors import cohorts, learning
from rollout.adoption.selectors.reckoning import reckoned
from tests.rollout.adoption import seen
from tests.training.courses import classroom

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


def taught(people, name="Ada", start=BEFORE, of=None):
    """These people attended a course that somebody taught."""
    return classroom.held(of or classroom.course(code="C1", title="Basics"), *people, start=start)


def office_with(people: int, active: int, of, **fields):
    office, made = seen.live_office(people=people, **fields)
    for person in made[:active]:
        seen.used(person, seen.weekdays(5), of=of)
    return office, made


@pytest.fixture
def of():
    return seen.file()


def asked(week=seen.WEEK):
    reckoning = reckoned(week, None)
    return learning.levels(week, None, seen.SYSTEM, reckoning, cohorts.shown_offices(week, None))


def told(found):
    return {each.who: (each.people, each.reach.numerator, each.habit.numerator) for each in found.levels}


def test_those_who_attended_and_those_who_did_not_stand_beside_each_other(of):
    office, people = office_with(12, 6, of)
    course = classroom.course(title="Basics")
    classroom.held(course, *people[:7], start=BEFORE)
    seen.computed()
    found = told(asked())
    assert found["attended"] == (7, 6, 6)
    assert found["not attended"] == (5, 0, 0)


def test_each_trainer_is_a_group_of_the_people_they_taught_first(of):
    office, people = office_with(10, 5, of)
    course = classroom.course(title="Basics")
    first = classroom.held(course, *people[:5], start=BEFORE)
    second = classroom.held(course, *people[5:], start=BEFORE + timedelta(days=1))
    classroom.held(course, *people[:5], start=BEFORE + timedelta(days=2))
    seen.computed()
    found = told(asked())
    assert found[str(classroom.teacher_of(first))][:2] == (5, 5)
    assert found[str(classroom.teacher_of(second))][:2] == (5, 0)


def test_a_trainer_of_four_people_is_no_group_and_gives_nobody_away(of):
    office, people = office_with(12, 6, of)
    course = classroom.course(title="Basics")
    classroom.held(course, *people[:4], start=BEFORE)
    seen.computed()
    assert asked().levels == []


def test_training_after_the_week_does_not_count(of):
    office, people = office_with(6, 6, of)
    classroom.held(classroom.course(title="Basics"), *people, start=datetime(2026, 5, 20, 1, 0, tzinfo=UTC))
    seen.computed()
    assert set(told(asked())) <= {"not attended"}


def test_small_offices_stay_out_of_every_group(of):
    small, few = office_with(4, 4, of)
    large, many = office_with(6, 3, of)
    classroom.held(classroom.course(title="Basics"), *few, *many, start=BEFORE)
    seen.computed()
    assert told(asked())["attended"] == (6, 3, 3)


def test_level_four_is_asked_of_the_registry_and_averages_offices_that_were_mostly_trained(of, monkeypatch):
    offices = [office_with(5, 5, of) for _ in range(3)]
    classroom.held(classroom.course(title="Basics"), *[person for _office, people in offices for person in people], start=BEFORE)
    seen.computed()
    values = {office.pk: Decimal(80 + 10 * place) for place, (office, _people) in enumerate(offices)}

    def measure(subjects, days, known_at):
        return {(subject, day): Measurement(values[subject.id]) for subject in subjects for day in days}

    made = Metric(
        code="kpis.attainment", label="x", explanation="x", unit=Unit.PERCENT, direction=Direction.HIGHER, minimum_sample=1,
        subjects=frozenset({SubjectKind.OFFICE}), measure=measure,
    )  # fmt: skip
    monkeypatch.setitem(metrics._metrics, "kpis.attainment", made)
    found = asked()
    assert found.has_four
    assert {each.who: each.attainment for each in found.levels}["attended"] == 90


def test_without_that_metric_there_is_no_level_four(of, monkeypatch):
    monkeypatch.delitem(metrics._metrics, "kpis.attainment", raising=False)
    assert not asked().has_four


def test_weeks_since_go_live_group_offices_that_are_shown(of):
    office_with(6, 3, of, live_on=seen.WEEK)
    office_with(5, 5, of, live_on=seen.WEEK - timedelta(weeks=13))
    office_with(4, 4, of, live_on=seen.WEEK)
    seen.computed()
    reckoning, offices = reckoned(seen.WEEK, None), cohorts.shown_offices(seen.WEEK, None)
    found = {each.name: (each.size, each.reach.numerator) for each in cohorts.of_weeks_live(seen.WEEK, None, reckoning, offices)}
    assert found == {"0 to 3 weeks": (6, 3), "13 weeks or more": (5, 5)}


def test_the_page_shows_it_and_exports_the_levels(signed_in, of):
    office, people = office_with(12, 6, of)
    classroom.held(classroom.course(title="Basics"), *people[:7], start=BEFORE)
    seen.computed()
    client = signed_in(Role.SPONSOR)
    page = client.get("/adoption/cohorts/", {"week": seen.WEEK.isoformat()}).content.decode()
    assert "not attended" in page and "Weeks since go-live" in page
    exported = b"".join(client.get("/adoption/cohorts/", {"week": seen.WEEK.isoformat(), "export": "csv"}))
    assert b"not attended" in exported


def test_the_page_takes_as_many_queries_for_many_offices(signed_in, of, django_assert_max_num_queries):
    client = signed_in(Role.SPONSOR)
    for _ in range(6):
        office, people = office_with(6, 3, of)
        classroom.held(classroom.course(title="Basics"), *people, start=BEFORE)
    seen.computed()
    client.get("/adoption/cohorts/")
    with django_assert_max_num_queries(75):
        client.get("/adoption/cohorts/", {"week": date(2026, 5, 11).isoformat()})


def test_every_office_is_a_line_on_its_own_week_zero(of):
    for _ in range(3):
        office_with(5, 5, of, live_on=seen.WEEK)
    seen.computed()
    (week,) = cohorts.since_go_live([seen.WEEK], None)
    assert (week.week, week.offices, len(week.each)) == (0, 3, 3)
