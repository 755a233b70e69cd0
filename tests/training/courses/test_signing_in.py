"""Signing in by the code on the screen: fresh counts, old waits for the trainer, twice is once, scanned in time survives."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from tests import company
from tests.at_once import at_once
from tests.training.courses import classroom
from tests.training.courses.classroom import HOURS, START, as_staff, as_trainer, code_at
from training.courses import actions
from training.courses.actions.attending import Outcome, SignedIn, outcomes_of, standing_of
from training.courses.models import Attendance, Enrolment, LateCode, Session
from training.courses.rules.states import EnrolmentState, SessionState, Standing, Way

pytestmark = pytest.mark.django_db
SOON = START - timedelta(minutes=5)


def sign_in(place: Enrolment, *, shown: datetime = SOON, at: datetime | None = None, **how: object) -> SignedIn:
    """The person of the place sends the code of `shown` at `at`."""
    code = how.pop("code", code_at(place.session, shown))
    return actions.sign_in(place.session, code=code, actor=as_staff(place.person), at=at or shown, **how)  # type: ignore[arg-type]


@pytest.fixture
def place() -> Enrolment:
    return classroom.seat(classroom.running())


def test_a_fresh_code_signs_in_by_the_servers_clock(place: Enrolment) -> None:
    assert sign_in(place).outcome == Outcome.IN
    row = Attendance.objects.get(enrolment=place)
    assert (row.moment, row.way, row.username) == (SOON, Way.CODE, place.person.pseudonym)
    assert standing_of(place).standing == Standing.PRESENT


def test_the_code_before_counts_too(place: Enrolment) -> None:
    assert sign_in(place, shown=SOON, at=SOON + timedelta(seconds=31)).outcome == Outcome.IN


def test_twice_is_once(place: Enrolment) -> None:
    sign_in(place)
    again = sign_in(place, shown=SOON + timedelta(minutes=20))
    assert (again.outcome, again.moment) == (Outcome.ALREADY, SOON) and Attendance.objects.count() == 1


def test_a_code_photographed_a_minute_ago_does_not_sign_in(place: Enrolment) -> None:
    answer = sign_in(place, at=SOON + timedelta(seconds=60))
    assert answer.outcome == Outcome.TO_CONFIRM and not Attendance.objects.exists()
    late = LateCode.objects.get(enrolment=place)
    assert (late.accepted, late.arrived_at) == (None, SOON + timedelta(seconds=60))


def test_a_code_older_than_the_grace_is_refused(place: Enrolment) -> None:
    with pytest.raises(InvalidInput, match="no longer"):
        sign_in(place, at=SOON + timedelta(minutes=16))
    assert not LateCode.objects.exists()


def test_a_code_of_another_session_is_refused(place: Enrolment) -> None:
    with pytest.raises(InvalidInput):
        sign_in(place, code=code_at(classroom.running(), SOON))


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA", "'; drop table", "x" * 10_000, "\x00", "签到码"])
def test_nonsense_is_refused(place: Enrolment, typed: str) -> None:
    with pytest.raises(InvalidInput):
        sign_in(place, code=typed)


def test_what_this_browser_scanned_in_time_counts_from_then_for_a_quarter_of_an_hour(place: Enrolment) -> None:
    """Typing a password, or a line that is down, takes longer than the code lives."""
    with pytest.raises(InvalidInput):
        sign_in(place, code="", scanned_at=SOON, at=SOON + timedelta(minutes=15, seconds=1))
    assert sign_in(place, code="", scanned_at=SOON, at=SOON + timedelta(minutes=14)).moment == SOON


def test_sign_in_is_closed_before_and_after(place: Enrolment) -> None:
    for state in (SessionState.PLANNED, SessionState.OPEN, SessionState.CANCELLED, SessionState.CLOSED):
        Session.objects.get(pk=place.session_id)
        place.session.state = state
        place.session.save()
        with pytest.raises(Refused, match="not open"):
            sign_in(place)
    place.session.state = SessionState.RUNNING
    place.session.save()
    with pytest.raises(Refused):
        sign_in(place, shown=START + HOURS + timedelta(hours=1, minutes=1))
    assert not Attendance.objects.exists()


def test_who_is_not_on_the_list_gets_a_free_seat_where_it_is_open_to_everybody() -> None:
    session, stranger = classroom.running(capacity=1), company.person(at=company.office())
    actions.sign_in(session, code=code_at(session, SOON), actor=as_staff(stranger), at=SOON)
    assert Enrolment.objects.get(person=stranger).state == EnrolmentState.ENROLLED
    second = company.person(at=company.office())
    with pytest.raises(Refused, match="not on the list"):
        actions.sign_in(session, code=code_at(session, SOON), actor=as_staff(second), at=SOON)
    invited = classroom.running(self_enrol=False)
    with pytest.raises(Refused, match="not on the list"):
        actions.sign_in(invited, code=code_at(invited, SOON), actor=as_staff(second), at=SOON)


def test_an_account_without_a_person_cannot_be_there(place: Enrolment) -> None:
    from governance.core.actor import system_actor

    with pytest.raises(NotAllowed):
        actions.sign_in(place.session, code=code_at(place.session, SOON), actor=system_actor("robot"), at=SOON)


def test_the_trainer_confirms_a_late_code_and_it_counts_from_when_it_was_shown(place: Enrolment) -> None:
    shown = START + timedelta(minutes=2)
    sign_in(place, shown=shown, at=shown + timedelta(minutes=9))
    trainer = as_trainer(classroom.teacher_of(place.session))
    late = actions.decide_late(LateCode.objects.get(), accepted=True, actor=trainer, at=shown + timedelta(minutes=12))
    row = Attendance.objects.get(enrolment=place)
    assert (late.accepted, row.way, row.moment, row.username) == (True, Way.LATE_CODE, shown, trainer.username)
    with pytest.raises(Conflict, match="decided"):
        actions.decide_late(late, accepted=False, actor=trainer, at=START + HOURS)


def test_a_declined_late_code_leaves_nobody_present(place: Enrolment) -> None:
    sign_in(place, at=SOON + timedelta(minutes=5))
    actions.decide_late(LateCode.objects.get(), accepted=False, actor=as_trainer(classroom.teacher_of(place.session)), at=START)
    assert standing_of(place).standing == Standing.EXPECTED and not Attendance.objects.exists()


def test_another_trainer_has_no_word_on_it(place: Enrolment) -> None:
    sign_in(place, at=SOON + timedelta(minutes=5))
    with pytest.raises(NotAllowed):
        actions.decide_late(LateCode.objects.get(), accepted=True, actor=as_trainer(classroom.trainer()), at=START)
    assert LateCode.objects.get().accepted is None


def test_a_late_code_of_a_session_just_closed_is_kept_for_when_it_is_opened_again(place: Enrolment) -> None:
    shown = START + HOURS - timedelta(minutes=5)
    actions.close(place.session, actor=classroom.project_office(), at=START + HOURS)
    assert sign_in(place, shown=shown, at=START + HOURS + timedelta(minutes=2)).outcome == Outcome.TO_CONFIRM
    with pytest.raises(Conflict, match="only while it runs"):
        actions.decide_late(LateCode.objects.get(), accepted=True, actor=classroom.project_office(), at=START + HOURS)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_instant_sign_in_once(tmp_path: Path) -> None:
    place = classroom.seat(classroom.running())
    person = as_staff(place.person)
    session = place.session

    def tap() -> SignedIn:
        return actions.sign_in(session, code=code_at(session, SOON), actor=person, at=SOON)

    ended, rows = at_once(tmp_path, tap, tap, tap, then=lambda: Attendance.objects.filter(enrolment=place).count())
    assert sorted(one.outcome for one in ended) == [Outcome.ALREADY, Outcome.ALREADY, Outcome.IN], ended
    assert rows == 1


@pytest.mark.django_db(transaction=True)
def test_a_whole_class_signs_in_at_the_same_instant(tmp_path: Path) -> None:
    session = classroom.running()
    places = [classroom.seat(session) for _ in range(8)]
    who = [as_staff(place.person) for place in places]

    def tapping(one: object) -> object:
        return lambda: actions.sign_in(session, code=code_at(session, SOON), actor=one, at=SOON)  # type: ignore[arg-type]

    ended, here = at_once(tmp_path, *map(tapping, who), then=lambda: sum(one.here for _place, one in outcomes_of(session)))  # type: ignore[arg-type]
    assert [getattr(one, "outcome", one) for one in ended] == [Outcome.IN] * 8 and here == 8
