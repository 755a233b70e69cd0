"""The trainer's list: ticked, left, corrected with a reason, closed, opened again by the project office."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.organisation.models import Person
from tests import company
from tests.training.courses import classroom
from tests.training.courses.classroom import HOURS, START, as_head, as_trainer, project_office
from training.courses import actions
from training.courses.actions.attending import standing_of
from training.courses.models import Attendance, Enrolment, FeedbackAsked, LateCode, SessionChange
from training.courses.rules.states import SessionState, Standing

pytestmark = pytest.mark.django_db
END = START + HOURS


@pytest.fixture
def place() -> Enrolment:
    return classroom.seat(classroom.running())


def trainer_of(place: Enrolment) -> object:
    return as_trainer(classroom.teacher_of(place.session))


def test_who_has_no_phone_is_ticked_once(place: Enrolment) -> None:
    by = trainer_of(place)
    assert actions.arrive(place, actor=by, at=START)  # type: ignore[arg-type]
    assert not actions.arrive(place, actor=by, at=START + timedelta(minutes=1))  # type: ignore[arg-type]
    assert Attendance.objects.count() == 1


def test_leaving_early_costs_the_minutes(place: Enrolment) -> None:
    actions.arrive(place, actor=trainer_of(place), at=START)  # type: ignore[arg-type]
    assert actions.leave(place, actor=trainer_of(place), at=START + timedelta(hours=1))  # type: ignore[arg-type]
    found = standing_of(place)
    assert (found.standing, found.minutes, found.complete) == (Standing.LEFT_EARLY, 60, False)
    assert not actions.leave(place, actor=trainer_of(place), at=START + timedelta(hours=2))  # type: ignore[arg-type]


def test_a_correction_needs_a_reason_and_keeps_what_was_before(place: Enrolment) -> None:
    actions.arrive(place, actor=trainer_of(place), at=START)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        actions.correct(place, standing=Standing.ABSENT, actor=trainer_of(place), at=END, reason="")  # type: ignore[arg-type]
    actions.correct(place, standing=Standing.ABSENT, actor=trainer_of(place), at=END, reason="ticked the wrong line")  # type: ignore[arg-type]
    assert standing_of(place).standing == Standing.ABSENT
    assert list(Attendance.objects.values_list("kind", "reason")) == [("arrived", ""), ("set", "ticked the wrong line")]


@pytest.mark.parametrize(
    ("standing", "minutes"), [("late", None), ("left_early", None), ("present", 181), ("present", -1), ("expected", None), ("here", 1)]
)
def test_what_cannot_be_is_not_set(place: Enrolment, standing: str, minutes: int | None) -> None:
    with pytest.raises(InvalidInput):
        actions.correct(place, standing=standing, minutes=minutes, actor=project_office(), at=END, reason="list")
    assert not Attendance.objects.exists()


def test_a_time_outside_the_session_is_refused(place: Enrolment) -> None:
    for moment in (START - timedelta(hours=2), START + timedelta(hours=1)):
        with pytest.raises(InvalidInput):
            actions.arrive(place, moment=moment, actor=project_office(), at=START)


def test_only_its_trainer_and_the_project_office_touch_the_list(place: Enrolment) -> None:
    for stranger in (as_trainer(classroom.trainer()), as_head(place.session.office), as_trainer(place.person)):
        with pytest.raises(NotAllowed):
            actions.arrive(place, actor=stranger, at=START)
        with pytest.raises(NotAllowed):
            actions.correct(place, standing="present", actor=stranger, at=START, reason="x")
        with pytest.raises(NotAllowed):
            actions.close(place.session, actor=stranger, at=END)
    assert not Attendance.objects.exists()


def test_closing_makes_the_unseen_absent_and_keeps_the_excused(place: Enrolment) -> None:
    session = place.session
    excused, here = classroom.seat(session), classroom.seat(session)
    actions.correct(excused, standing="excused", actor=project_office(), at=START, reason="customer visit")
    actions.arrive(here, actor=project_office(), at=START)
    actions.close(session, actor=project_office(), at=END)
    assert [standing_of(one).standing for one in (place, excused, here)] == [Standing.ABSENT, Standing.EXCUSED, Standing.PRESENT]
    assert [row.person for row in FeedbackAsked.objects.all()] == [here.person]


def test_a_session_closes_once(place: Enrolment) -> None:
    actions.close(place.session, actor=project_office(), at=END)
    with pytest.raises(Conflict, match="Closed"):
        actions.close(place.session, actor=project_office(), at=END)
    assert SessionChange.objects.filter(to_state=SessionState.CLOSED).count() == 1


def test_closing_early_waits_for_the_needed_share_and_shortens_the_session(place: Enrolment) -> None:
    """80 % of three hours are 144 minutes: a trainer cannot close after five minutes and have everybody trained."""
    session = place.session
    actions.arrive(place, actor=project_office(), at=START)
    with pytest.raises(Refused, match="80%"):
        actions.close(session, actor=project_office(), at=START + timedelta(minutes=143), reason="done")
    with pytest.raises(InvalidInput):
        actions.close(session, actor=project_office(), at=START + timedelta(minutes=150))
    closed = actions.close(session, actor=project_office(), at=START + timedelta(minutes=150), reason="questions answered")
    place.refresh_from_db()
    assert (closed.minutes, standing_of(Enrolment.objects.get()).minutes) == (150, 150)


def test_a_closed_list_is_changed_only_after_the_project_office_opened_it(place: Enrolment) -> None:
    session = actions.close(place.session, actor=project_office(), at=END)
    with pytest.raises(Conflict):
        actions.correct(place, standing="present", actor=project_office(), at=END, reason="was there")
    with pytest.raises(NotAllowed):
        actions.reopen(session, actor=trainer_of(place), at=END, reason="forgot one")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        actions.reopen(session, actor=project_office(), at=END, reason=" ")
    actions.reopen(session, actor=project_office(), at=END, reason="forgot one")
    actions.correct(place, standing="present", actor=project_office(), at=END, reason="was there")
    actions.close(session, actor=project_office(), at=END + timedelta(hours=1))
    assert standing_of(place).standing == Standing.PRESENT
    assert FeedbackAsked.objects.filter(person=place.person).count() == 1


def test_each_correction_of_a_list_that_was_opened_again_tells_the_rooms_above(place: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("training.courses.actions.attending.announce", lambda topic, **_how: told.append(topic))
    actions.correct(place, standing="absent", actor=project_office(), at=END, reason="not seen")
    assert told == []
    session = actions.close(place.session, actor=project_office(), at=END)
    actions.reopen(session, actor=project_office(), at=END, reason="forgot one")
    assert told == ["attendance"]
    actions.correct(place, standing="present", actor=project_office(), at=END, reason="was there")
    assert told == ["attendance", "attendance"]


def test_only_a_closed_session_is_opened_again(place: Enrolment) -> None:
    with pytest.raises(Conflict):
        actions.reopen(place.session, actor=project_office(), at=START, reason="why not")


def test_a_failed_closing_leaves_all_as_it_was(place: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.courses.actions.attending.announce", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.close(place.session, actor=project_office(), at=END)
    place.session.refresh_from_db()
    assert place.session.state == SessionState.RUNNING and not Attendance.objects.exists() and not FeedbackAsked.objects.exists()


def test_somebody_who_gave_up_the_seat_is_not_ticked() -> None:
    session = classroom.session()
    place = classroom.seat(session)
    actions.cancel_place(place, actor=project_office(), at=START - timedelta(days=1), reason="ill")
    actions.begin(session, actor=project_office(), at=START)
    with pytest.raises(Conflict):
        actions.arrive(place, actor=project_office(), at=START)
    assert company.NOW


def test_nobody_sets_their_own_attendance_by_hand() -> None:
    session = classroom.running()
    teacher = classroom.teacher_of(session)
    own, by = classroom.seat(session, teacher), as_trainer(teacher)
    late = LateCode.objects.create(enrolment=own, shown_at=START, arrived_at=START)
    attempts: list[Callable[[], object]] = [
        lambda: actions.arrive(own, actor=by, at=START),
        lambda: actions.leave(own, actor=by, at=START),
        lambda: actions.correct(own, standing=Standing.PRESENT, actor=by, at=END, reason="was there"),
        lambda: actions.decide_late(late, accepted=True, actor=by, at=START),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="Nobody sets their own attendance"):
            attempt()
    assert not Attendance.objects.exists()


def test_others_set_it_and_the_code_does(place: Enrolment) -> None:
    teacher = classroom.teacher_of(place.session)
    own = classroom.seat(place.session, teacher)
    assert actions.sign_in(place.session, code=classroom.code_at(place.session, START), actor=as_trainer_and_staff(teacher), at=START)
    actions.correct(own, standing=Standing.LATE, minutes=30, actor=project_office(), at=END, reason="came late")
    assert standing_of(own).standing == Standing.LATE


def as_trainer_and_staff(person: Person) -> Actor:
    return Actor(f"trainer-{person.pk}", person_id=person.pk, grants=(Grant(Role.TRAINER), Grant(Role.STAFF)))


def test_a_trainers_screen_offers_no_buttons_beside_their_own_name() -> None:
    account = company.account(Role.TRAINER)
    assert account.person is not None
    session = classroom.running(by=account.person)
    own, other = classroom.seat(session, account.person), classroom.seat(session)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(reverse("courses:screen_list", args=[session.pk])).content.decode()
    assert f'id="correct-{other.pk}"' in shown and f'id="correct-{own.pk}"' not in shown
    assert "Your own: others set it" in shown
    for name in ("arrive", "leave"):
        assert client.post(reverse(f"courses:{name}", args=[own.pk])).status_code == 403
    assert client.get(reverse("courses:correct", args=[own.pk])).status_code == 403
