"""What other rooms ask: who attended, who needs what, as known then; and this room's figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.core import metrics, reading
from governance.core.actor import Actor, Grant
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from governance.organisation.models import Experience, JobRole
from tests import company
from tests.training.courses import classroom
from tests.training.courses.classroom import HOURS, NOW, START, project_office
from training.courses import actions
from training.courses.models import Audience
from training.courses.needs import needs
from training.courses.rules.audience import Line
from training.courses.selectors import attended, courses_for, enrolled, trained_by

pytestmark = pytest.mark.django_db
DAY = START.date()
LATER = DAY + timedelta(days=30)
EVERYTHING = Actor("sun", grants=(Grant(Role.SPONSOR),))


def test_attendance_counts_from_the_closing_on() -> None:
    course, who = classroom.course(), company.person()
    session = classroom.running(course)
    actions.arrive(classroom.seat(session, who), actor=project_office(), at=START)
    assert attended([who.pk]) == {}
    actions.close(session, actor=project_office(), at=START + HOURS)
    assert attended([who.pk]) == {(who.pk, course.pk): DAY}
    assert attended([who.pk], known_at=START + timedelta(hours=1)) == {}


def test_the_last_day_for_validity_and_the_first_for_comparing() -> None:
    course, who = classroom.course(), company.person()
    classroom.held(course, who)
    classroom.held(course, who, start=START + timedelta(days=40))
    assert attended([who.pk]) == {(who.pk, course.pk): DAY + timedelta(days=40)}
    assert trained_by([who.pk]) == {(who.pk, course.pk): DAY}


def test_too_short_a_time_does_not_count() -> None:
    course, who = classroom.course(), company.person()
    session = classroom.running(course)
    place = classroom.seat(session, who)
    actions.arrive(place, actor=project_office(), at=START)
    actions.leave(place, actor=project_office(), at=START + timedelta(hours=1))
    actions.close(session, actor=project_office(), at=START + HOURS)
    assert attended([who.pk]) == {}


def test_while_a_closed_list_is_corrected_it_keeps_counting_and_the_past_stays_as_known() -> None:
    course, who, other = classroom.course(), company.person(), company.person()
    session = classroom.held(course, who)
    seat = classroom.seat(session, other)
    reopened = START + timedelta(days=1)
    actions.reopen(session, actor=project_office(), at=reopened, reason="one was forgotten")
    assert attended([who.pk, other.pk]) == {(who.pk, course.pk): DAY}
    actions.correct(seat, standing="present", actor=project_office(), at=reopened, reason="was there")
    assert set(attended([who.pk, other.pk])) == {(who.pk, course.pk), (other.pk, course.pk)}
    assert set(attended([who.pk, other.pk], known_at=reopened - timedelta(hours=1))) == {(who.pk, course.pk)}


def test_which_courses_somebody_needs_on_a_day() -> None:
    sales, clerks = classroom.course(JobRole.SALES), classroom.course(JobRole.CLERK)
    newcomers, retired = classroom.course(), classroom.course(JobRole.SALES, active=False)
    by = {"actor": project_office(), "at": NOW, "reason": "rules of use"}
    actions.set_audience(newcomers, lines=[Line(job_role=JobRole.SALES, experience=Experience.NEW)], first_day=DAY, **by)  # type: ignore[arg-type]
    assert courses_for(JobRole.SALES, "seller", DAY) == [sales]
    assert set(courses_for(JobRole.SALES, "seller", DAY, experience=Experience.NEW)) == {sales, newcomers}
    assert courses_for(JobRole.SALES, "seller", DAY - timedelta(days=1), experience=Experience.NEW) == [sales]
    assert courses_for(JobRole.CLERK, "support", DAY) == [clerks] and retired.pk


def test_a_new_audience_leaves_the_old_one_until_its_day() -> None:
    course = classroom.course(JobRole.SALES)
    actions.set_audience(course, lines=[Line(job_role=JobRole.CLERK)], first_day=DAY, actor=project_office(), at=NOW, reason="new rule")
    assert courses_for(JobRole.SALES, "", DAY - timedelta(days=1)) == [course] == courses_for(JobRole.CLERK, "", DAY)
    assert courses_for(JobRole.SALES, "", DAY) == [] == courses_for(JobRole.CLERK, "", DAY - timedelta(days=1))
    assert courses_for(JobRole.SALES, "", DAY, known_at=NOW - timedelta(days=1)) == [course]
    assert Audience.objects.current().count() == 2


def test_the_next_seat_of_each() -> None:
    course, who = classroom.course(), company.person()
    session = classroom.session(course)
    classroom.seat(session, who)
    assert enrolled([who.pk], NOW) == {(who.pk, course.pk): session}
    assert enrolled([who.pk], START + HOURS) == {}


def test_who_needs_a_course_follows_the_dated_rule_of_use() -> None:
    office, course = company.office(), classroom.course(JobRole.SALES, validity_months=12)
    company.use_rule(first_day=DAY + timedelta(days=30))
    seller, clerk = company.person(at=office), company.person(at=office, job=JobRole.CLERK)
    (need,) = needs(DAY, NOW)
    assert (need.person_id, need.course_id, need.from_day, need.met) == (seller.pk, course.pk, DAY + timedelta(days=30), False)
    classroom.held(course, seller)
    assert needs(DAY, NOW)[0].met and clerk.pk
    (again,) = needs(DAY + timedelta(days=365), NOW)
    assert not again.met and again.until == date(2027, 6, 9)


def test_trainers_need_what_is_for_trainers() -> None:
    course, mei = classroom.course(), classroom.trainer()
    actions.set_audience(course, lines=[Line(trainers=True)], first_day=DAY, actor=project_office(), at=NOW, reason="train the trainer")
    assert [need.person_id for need in needs(DAY, NOW, courses=[course])] == [mei.pk]


def figures(code: str, *subjects: Subject, day: date = LATER, **how: object) -> list[Decimal | None]:
    found = metrics.measure(code, subjects, [day], actor=EVERYTHING, **how)  # type: ignore[arg-type]
    return [found[subject, day].value for subject in subjects]


def test_the_share_of_those_who_need_it() -> None:
    """Four sellers in one office, two in another: two attended, one has a seat."""
    here, there, course = company.office(), company.office(), classroom.course(JobRole.SALES)
    company.use_rule()
    people = [company.person(at=here) for _ in range(4)]
    others = [company.person(at=there) for _ in range(2)]
    classroom.held(course, people[0], others[0])
    actions.enrol(classroom.session(course, start=START + timedelta(days=40)), people[1], actor=project_office(), at=NOW)
    subjects = [Subject(SubjectKind.OFFICE, here.pk), Subject(SubjectKind.OFFICE, there.pk), Subject(SubjectKind.COURSE, course.pk)]
    subjects.append(Subject(SubjectKind.PROGRAMME, 1))
    assert figures("training.attended", *subjects) == [25, 50, Decimal(200) / 6, Decimal(200) / 6]
    assert figures("training.enrolled", *subjects) == [50, 50, 50, 50]
    assert figures("training.attended", *subjects, known_at=START) == [0, 0, 0, 0]
    assert figures("training.sessions_held", *subjects[2:]) == [1, 1]
    assert figures("training.sessions_held", *subjects[2:], day=DAY - timedelta(days=1)) == [0, 0]


def test_where_nobody_needs_anything_it_cannot_be_told() -> None:
    subject = Subject(SubjectKind.OFFICE, company.office().pk)
    found = metrics.measure_one("training.attended", subject, LATER, actor=EVERYTHING)
    assert found.value is None and found.absent


def test_queries_do_not_grow_with_the_company() -> None:
    course = classroom.course(JobRole.SALES)
    company.use_rule()

    def queries(offices: int) -> int:
        subjects = []
        for _ in range(offices):
            office = company.office()
            subjects.append(Subject(SubjectKind.OFFICE, office.pk))
            classroom.held(course, company.person(at=office), start=START + timedelta(days=len(subjects)), at=office)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            figures("training.enrolled", *subjects)
        return len(captured)

    assert queries(1) == queries(4)


def test_the_mean_of_feedback_over_sessions_that_may_be_shown() -> None:
    office, course = company.office(), classroom.course()
    people = [company.person(at=office) for _ in range(5)]
    session = classroom.held(course, *people)
    for who in people:
        marks = {"useful": 5, "clear": 4, "practice": 3}
        actions.answer(session, marks=marks, actor=classroom.as_staff(who), at=START + HOURS)
    subject = Subject(SubjectKind.COURSE, course.pk)
    assert figures("training.feedback", subject) == [4]
    assert figures("training.feedback", subject, day=DAY + timedelta(days=7)) == [None]
    assert figures("training.feedback", subject, known_at=START + timedelta(days=3)) == [None]


def test_the_rows_behind_the_share_are_for_those_who_may_read_attendance() -> None:
    office = company.office()
    company.use_rule()
    company.person("Li Wei", at=office)
    classroom.course(JobRole.SALES)
    rows = metrics.rows("training.attended", Subject(SubjectKind.OFFICE, office.pk), LATER, actor=project_office())
    assert rows.cells[0][0] == "Li Wei" and rows.cells[0][3] == "no"


def test_behind_the_companys_figure_a_head_reads_the_own_office_alone() -> None:
    here, there = company.office("SH"), company.office("BJ")
    company.use_rule()
    classroom.course(JobRole.SALES)
    for office in (here, there):
        company.person(at=office)
    head = Actor("head", grants=(Grant(Role.OFFICE_HEAD, frozenset({here.pk})),))
    everybody = Subject(SubjectKind.PROGRAMME, 1)
    assert [row[1] for row in metrics.rows("training.attended", everybody, LATER, actor=head).cells] == [str(here)]
    for reader in (project_office(), Actor("hr", grants=(Grant(Role.HR),)), Actor("trainer", person_id=1, grants=(Grant(Role.TRAINER),))):
        assert len(metrics.rows("training.attended", everybody, LATER, actor=reader).cells) == 2


def test_a_page_about_everybody_reads_attendance_once_and_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    course, people = classroom.course(), [company.person() for _ in range(4)]
    classroom.held(course, *people[:3])
    classroom.held(course, people[0], start=START + timedelta(days=40))
    one_by_one = {key: day for person in people for key, day in attended([person.pk]).items()}
    monkeypatch.setattr(reading, "MANY", 2)
    with reading.read_once():
        assert attended([person.pk for person in people]) == one_by_one
        with CaptureQueriesContext(connection) as asked:
            some = attended([person.pk for person in people[1:]])
    assert some == {key: day for key, day in one_by_one.items() if key[0] != people[0].pk}
    assert not asked.captured_queries
