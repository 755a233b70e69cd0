"""Seats and the waiting list: who may, when it is full, moving up, moving on, two at once for the last seat."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Reminder
from governance.core.roles import Role
from tests import company
from tests.at_once import at_once
from tests.training.courses import classroom
from tests.training.courses.classroom import NOW, START, as_head, as_staff, as_trainer, project_office
from training.courses import actions
from training.courses.models import Enrolment, EnrolmentChange, Session
from training.courses.rules.states import EnrolmentState, SessionState

pytestmark = pytest.mark.django_db
ENROLLED, WAITING = EnrolmentState.ENROLLED, EnrolmentState.WAITING


def enrol(session: Session, who: Any = None, **by: Any) -> Enrolment:
    who = who or company.person(at=session.office)
    return actions.enrol(session, who, **{"actor": project_office(), "at": NOW} | by)


def test_a_seat_is_given_logged_once_with_the_reason() -> None:
    place = enrol(classroom.session(), reason="new in the team")
    change = EnrolmentChange.objects.get(enrolment=place)
    assert (place.state, change.username, change.reason, change.to_state) == (ENROLLED, "mei", "new in the team", ENROLLED)


def test_the_same_person_twice_is_told() -> None:
    session = classroom.session()
    place = enrol(session)
    with pytest.raises(Conflict, match="Already"):
        enrol(session, place.person)
    assert Enrolment.objects.count() == 1


def test_a_full_session_has_a_waiting_list_in_order() -> None:
    session = classroom.session(capacity=1)
    states = [enrol(session, at=NOW + timedelta(minutes=n)).state for n in range(3)]
    assert states == [ENROLLED, WAITING, WAITING]
    with pytest.raises(Refused, match="seats are taken"):
        enrol(session, wait=False)


def test_a_seat_given_up_goes_to_whoever_waits_longest() -> None:
    session = classroom.session(capacity=1)
    first, second, third = (enrol(session, at=NOW + timedelta(minutes=n)) for n in range(3))
    actions.cancel_place(first, actor=project_office(), at=NOW + timedelta(hours=1), reason="ill")
    second.refresh_from_db(), third.refresh_from_db()
    assert (second.state, third.state) == (ENROLLED, WAITING)
    assert EnrolmentChange.objects.filter(enrolment=second).last().reason == "A seat became free"


def test_staff_enrol_themselves_where_it_is_open_and_nobody_else() -> None:
    session = classroom.session()
    mine, colleague = company.person(at=session.office), company.person(at=session.office)
    assert enrol(session, mine, actor=as_staff(mine)).state == ENROLLED
    with pytest.raises(NotAllowed):
        enrol(session, colleague, actor=as_staff(mine))
    closed_shop = classroom.session(self_enrol=False, start=START + timedelta(days=1))
    with pytest.raises(NotAllowed):
        enrol(closed_shop, mine, actor=as_staff(mine))


def test_staff_wait_until_a_planned_session_is_opened() -> None:
    session = classroom.session(state=SessionState.PLANNED)
    mine = company.person(at=session.office)
    with pytest.raises(Conflict, match="not open"):
        enrol(session, mine, actor=as_staff(mine))
    assert enrol(session, mine).state == ENROLLED


def test_a_head_enrols_own_staff_only() -> None:
    session, other = classroom.session(), company.office()
    assert enrol(session, actor=as_head(session.office)).pk
    with pytest.raises(NotAllowed):
        enrol(session, company.person(at=other), actor=as_head(session.office))


def test_a_trainer_enrols_into_own_sessions_only() -> None:
    session = classroom.session()
    assert enrol(session, company.person(), actor=as_trainer(classroom.teacher_of(session))).pk
    with pytest.raises(NotAllowed):
        enrol(session, company.person(), actor=as_trainer(classroom.trainer()))


def test_a_vendor_enrols_nobody() -> None:
    from governance.core.actor import Actor, Grant

    with pytest.raises(NotAllowed):
        enrol(classroom.session(), actor=Actor("vendor", person_id=1, grants=(Grant(Role.VENDOR),)))


@pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.CANCELLED])
def test_what_is_over_takes_nobody(state: SessionState) -> None:
    with pytest.raises(Conflict):
        enrol(classroom.session(state=state))


def test_one_seat_per_course_and_nobody_in_two_rooms_at_once() -> None:
    course, who = classroom.course(), company.person()
    enrol(classroom.session(course), who)
    with pytest.raises(Refused, match="Move it"):
        enrol(classroom.session(course, start=START + timedelta(days=7)), who)
    with pytest.raises(Refused, match="at that time"):
        enrol(classroom.session(start=START + timedelta(hours=1)), who)


def test_who_has_left_by_then_is_not_enrolled() -> None:
    with pytest.raises(Refused, match="left"):
        enrol(classroom.session(), company.person(left_on=START.date() - timedelta(days=1)))


def test_many_at_once_each_left_out_with_why() -> None:
    session = classroom.session(capacity=2)
    there = classroom.seat(session).person
    people = [there, *(company.person(at=session.office) for _ in range(3))]
    done = actions.enrol_all(session, people, actor=project_office(), at=NOW)
    assert (len(done.seated), len(done.waiting), [person for person, _why in done.left_out]) == (1, 2, [there])


def test_a_head_enrolling_many_leaves_out_other_peoples_staff() -> None:
    session = classroom.session()
    own, other = company.person(at=session.office), company.person(at=company.office())
    done = actions.enrol_all(session, [own, other], actor=as_head(session.office), at=NOW)
    assert [place.person for place in done.seated] == [own] and [person for person, _why in done.left_out] == [other]


def test_everybody_gives_up_their_own_place_with_a_reason_before_it_begins() -> None:
    session = classroom.session(self_enrol=False)
    place = classroom.seat(session)
    me = as_staff(place.person)
    with pytest.raises(InvalidInput):
        actions.cancel_place(place, actor=me, at=NOW, reason="")
    assert actions.cancel_place(place, actor=me, at=NOW, reason="on leave").state == EnrolmentState.CANCELLED
    with pytest.raises(Conflict):
        actions.cancel_place(place, actor=me, at=NOW, reason="again")
    running = classroom.running()
    with pytest.raises(Conflict):
        actions.cancel_place(classroom.seat(running), actor=project_office(), at=START, reason="late")


def test_a_move_keeps_the_old_place_in_the_record_and_frees_its_seat() -> None:
    course = classroom.course()
    old, new = classroom.session(course, capacity=1), classroom.session(course, start=START + timedelta(days=7))
    place = enrol(old)
    waiting = enrol(old)
    made = actions.move_place(place, new, actor=project_office(), at=NOW, reason="customer visit")
    place.refresh_from_db(), waiting.refresh_from_db()
    assert (place.state, made.session, waiting.state) == (EnrolmentState.MOVED, new, ENROLLED)


def test_a_move_into_a_full_or_another_course_leaves_all_as_it_was() -> None:
    course = classroom.course()
    place = enrol(classroom.session(course))
    full = classroom.session(course, start=START + timedelta(days=7), capacity=1)
    classroom.seat(full)
    for target in (full, classroom.session(start=START + timedelta(days=9))):
        with pytest.raises(Refused):
            actions.move_place(place, target, actor=project_office(), at=NOW, reason="visit")
    place.refresh_from_db()
    assert place.state == ENROLLED and EnrolmentChange.objects.count() == 1


def test_the_reminder_follows_the_place() -> None:
    session, trainee = classroom.session(), company.account(Role.STAFF)
    place = enrol(session, trainee.person)
    assert Reminder.objects.get(account_id=trainee.pk).done_at is None
    actions.cancel_place(place, actor=project_office(), at=NOW, reason="ill")
    assert Reminder.objects.get(account_id=trainee.pk).done_at == NOW


def test_a_failed_enrolment_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.courses.actions.places.remind_place", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        enrol(classroom.session())
    assert not Enrolment.objects.exists() and not EnrolmentChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_for_the_last_seat_one_gets_it(tmp_path: Path) -> None:
    session = classroom.session(capacity=3)
    classroom.seat(session), classroom.seat(session)
    people = [company.person(at=session.office) for _ in range(4)]

    def wanting(who: Any) -> Any:
        return lambda: actions.enrol(session, who, actor=project_office(), at=NOW, wait=False)

    ended, seats = at_once(tmp_path, *map(wanting, people), then=lambda: Enrolment.objects.seated().filter(session=session).count())
    assert sum(isinstance(one, Enrolment) for one in ended) == 1, ended
    assert sum(isinstance(one, Refused) for one in ended) == 3 and seats == 3
