"""An attendance list from a file: problems by row, the same file twice changes nothing, the downloaded list goes back in."""

import io

import pytest

from governance.core.actor import Actor
from governance.core.imports import actions as importing
from governance.core.models import ImportBatch, ImportState
from tests import company
from tests.training.courses import classroom
from tests.training.courses.classroom import START, as_trainer, project_office
from training.courses.actions.attending import standing_of
from training.courses.imports import ATTENDANCE
from training.courses.models import Attendance, Enrolment
from training.courses.rules.states import Standing, Way

pytestmark = pytest.mark.django_db


def send(text: str, *, actor: Actor | None = None, name: str = "list.csv") -> ImportBatch:
    return importing.receive(ATTENDANCE, io.BytesIO(text.encode()), name=name, actor=actor or project_office(), at=START)


def apply(batch: ImportBatch, actor: Actor | None = None) -> ImportBatch:
    importing.begin(batch, actor=actor or project_office(), at=START)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def place() -> Enrolment:
    return classroom.seat(classroom.running(), company.person("Li Wei"))


def row(place: Enrolment, *cells: object) -> str:
    return ",".join(map(str, [place.session_id, place.person.employee_number, *cells]))


def test_a_list_is_planned_and_applied_and_twice_changes_nothing(place: Enrolment) -> None:
    other = classroom.seat(place.session)
    text = "session,number,standing,minutes,reason\n" + row(place, "late", 150, "train") + "\n" + row(other, "absent", "", "") + "\n"
    batch = apply(send(text))
    assert (batch.state, batch.counts["updates"]) == (ImportState.APPLIED, 2)
    assert (standing_of(place).standing, standing_of(place).minutes, standing_of(other).standing) == (Standing.LATE, 150, Standing.ABSENT)
    line = Attendance.objects.get(enrolment=place)
    assert (line.way, line.reason, line.username) == (Way.FILE, "train", "mei")
    again = send(text)
    assert (again.counts["updates"], again.counts["unchanged"], again.counts["problems"]) == (0, 2, 0)


def test_chinese_headings_and_words_are_understood(place: Enrolment) -> None:
    batch = send("场次,工号,考勤\n" + row(place, "出席") + "\n")
    assert batch.counts["updates"] == 1
    apply(batch)
    assert standing_of(place).standing == Standing.PRESENT


def test_rows_without_a_word_are_left_alone(place: Enrolment) -> None:
    assert send("session,number,standing\n" + row(place, "") + "\n").counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("999999,E1,present,", "no session"),
        ("{session},NOBODY,present,", "no seat"),
        ("{session},{number},maybe,", "maybe"),
        ("{session},{number},late,", "how many minutes"),
        ("{session},{number},late,999", "Between 0 and"),
        ("x,{number},present,", "number"),
    ],
)
def test_each_problem_names_its_row(place: Enrolment, line: str, problem: str) -> None:
    text = "session,number,standing,minutes\n" + line.format(session=place.session_id, number=place.person.employee_number) + "\n"
    batch = send(text)
    _table, problems = importing.problems_of(batch, ATTENDANCE, actor=project_office(), at=START)
    assert [one.row for one in problems] == [2] and problem in f"{problems[0].message} {problems[0].value}"
    assert importing.refusals(batch)


def test_a_trainer_sends_in_own_lists_only(place: Enrolment) -> None:
    text = "session,number,standing\n" + row(place, "present") + "\n"
    stranger = as_trainer(classroom.trainer())
    assert send(text, actor=stranger).counts["problems"] == 1
    own = as_trainer(classroom.teacher_of(place.session))
    assert apply(send(text, actor=own), own).state == ImportState.APPLIED


def test_a_closed_session_takes_no_file(place: Enrolment) -> None:
    from training.courses import actions

    actions.close(place.session, actor=project_office(), at=place.session.ends_at)
    assert send("session,number,standing\n" + row(place, "present") + "\n").counts["problems"] == 1


def test_a_trainers_own_row_is_a_problem_of_that_row(place: Enrolment) -> None:
    teacher = classroom.teacher_of(place.session)
    own = classroom.seat(place.session, teacher)
    sent = send("session,number,standing\n" + row(place, "present") + "\n" + row(own, "present") + "\n", actor=as_trainer(teacher))
    assert (sent.counts["updates"], sent.counts["problems"]) == (1, 1)
    assert send("session,number,standing\n" + row(own, "present") + "\n").counts["updates"] == 1
