"""Planning a session: clashes refused, the year checked, trainers only for themselves, states in order."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Reminder
from governance.core.reminders import due
from governance.core.roles import Role
from governance.organisation.models import OfficeKind
from tests import company
from tests.training.courses import classroom
from tests.training.courses.classroom import HOURS, NOW, START, as_head, as_trainer, project_office
from training.courses import actions
from training.courses.bookings import BETWEEN_REGIONS, WITHIN_A_REGION, roads
from training.courses.models import Session, SessionChange, SessionTrainer
from training.courses.rules.states import EnrolmentState, SessionState

pytestmark = pytest.mark.django_db


def planned(**fields: Any) -> Session:
    values: dict[str, Any] = {"trainers": [classroom.trainer()], "starts_at": START, "ends_at": START + HOURS}
    values |= {"actor": project_office(), "at": NOW} | fields
    if not values.keys() & {"office", "place", "link"}:
        values["office"] = company.office()
    return actions.plan_session(values.pop("course", None) or classroom.course(), **values)


def test_a_session_is_planned_with_its_trainers_and_the_share_of_its_course() -> None:
    mei = classroom.trainer("Mei")
    made = planned(trainers=[mei], course=classroom.course(needed_percent=90))
    assert (made.state, made.needed_percent, classroom.teacher_of(made)) == (SessionState.PLANNED, 90, mei)
    assert [change.to_state for change in SessionChange.objects.filter(session=made)] == [SessionState.PLANNED]


def test_staff_and_heads_do_not_plan() -> None:
    with pytest.raises(NotAllowed):
        planned(actor=as_head(company.office()))
    assert not Session.objects.exists()


def test_a_trainer_plans_only_what_they_teach_themselves() -> None:
    mei, other = classroom.trainer(), classroom.trainer()
    with pytest.raises(NotAllowed):
        planned(trainers=[other], actor=as_trainer(mei))
    assert planned(trainers=[mei, other], actor=as_trainer(mei)).pk


def test_a_trainer_twice_at_a_time_is_refused_with_the_session_in_the_way() -> None:
    mei = classroom.trainer("Mei Lin")
    first = planned(trainers=[mei])
    with pytest.raises(Refused) as refused:
        planned(trainers=[classroom.trainer(), mei], starts_at=START + timedelta(hours=2), ends_at=START + timedelta(hours=5))
    (reason,) = refused.value.reasons
    assert "Mei Lin" in str(reason) and str(first) in str(reason)
    assert Session.objects.count() == 1 and SessionTrainer.objects.count() == 1


def test_a_room_twice_at_a_time_is_refused_however_it_is_written() -> None:
    office = company.office()
    planned(office=office, room="Blue  Room")
    with pytest.raises(Refused, match="room"):
        planned(office=office, room="blue room")
    planned(office=office, room="Red room")
    planned(office=company.office(), room="Blue Room")


def test_touching_sessions_and_cancelled_ones_do_not_clash() -> None:
    mei, office = classroom.trainer(), company.office()
    first = planned(trainers=[mei], office=office, room="A")
    planned(trainers=[mei], office=office, room="A", starts_at=START + HOURS, ends_at=START + 2 * HOURS)
    actions.call_off(first, actor=project_office(), at=NOW, reason="ill")
    planned(trainers=[mei], office=office, room="A")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_at": START}, "ends_at"),
        ({"ends_at": START + timedelta(hours=25)}, "ends_at"),
        ({"starts_at": START + timedelta(days=3650), "ends_at": START + timedelta(days=3650, hours=1)}, "starts_at"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 100_000}, "capacity"),
        ({"mode": "remote", "place": "anywhere"}, "link"),
        ({"office": None}, "office"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
        ({"trainers": []}, "trainers"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        planned(**fields)
    assert field in wrong.value.fields and not Session.objects.exists()


def test_a_course_no_longer_offered_has_no_new_sessions() -> None:
    with pytest.raises(Refused):
        planned(course=classroom.course(active=False))


def test_states_move_by_the_table_only() -> None:
    made, mei = planned(), project_office()
    with pytest.raises(Conflict):
        actions.begin(made, actor=mei, at=START)
    actions.open_session(made, actor=mei, at=NOW, reason="ready")
    with pytest.raises(Conflict, match="Open"):
        actions.open_session(made, actor=mei, at=NOW)
    with pytest.raises(Refused, match="one hour"):
        actions.begin(made, actor=mei, at=START - timedelta(hours=2))
    actions.begin(made, actor=mei, at=START - timedelta(minutes=30))
    with pytest.raises(Conflict):
        actions.call_off(made, actor=mei, at=START, reason="no")
    told = list(SessionChange.objects.filter(session=made).values_list("from_state", "to_state", "username", "reason"))
    assert told[1] == ("planned", "open", "mei", "ready") and [row[1] for row in told] == ["planned", "open", "running"]


def test_another_trainer_does_not_begin_it() -> None:
    made = classroom.session()
    with pytest.raises(NotAllowed):
        actions.begin(made, actor=as_trainer(classroom.trainer()), at=START)
    assert actions.begin(made, actor=as_trainer(classroom.teacher_of(made)), at=START).state == SessionState.RUNNING


def test_a_change_keeps_who_was_to_teach_it_in_the_record() -> None:
    made, other = classroom.session(), classroom.trainer()
    before = classroom.teacher_of(made)
    actions.change_session(made, trainers=[other], room="B", actor=project_office(), at=NOW, reason="ill")
    assert classroom.teacher_of(made) == other
    assert SessionTrainer.objects.get(session=made, person=before).superseded_at == NOW
    assert made.history.first().history_change_reason == "ill"  # type: ignore[attr-defined]


def test_a_change_needs_a_reason_and_clashes_are_refused_with_nothing_changed() -> None:
    made, mei = classroom.session(), classroom.trainer()
    classroom.session(by=mei)
    with pytest.raises(InvalidInput):
        actions.change_session(made, trainers=[mei], actor=project_office(), at=NOW, reason=" ")
    with pytest.raises(Refused):
        actions.change_session(made, trainers=[mei], room="B", actor=project_office(), at=NOW, reason="swap")
    made.refresh_from_db()
    assert made.room == "" and classroom.teacher_of(made) != mei


def test_fewer_seats_than_people_are_refused_and_more_seats_move_the_waiting_up() -> None:
    made = classroom.session(capacity=2)
    classroom.seat(made), classroom.seat(made)
    waiting = classroom.seat(made, state=EnrolmentState.WAITING)
    by: dict[str, Any] = {"trainers": [classroom.teacher_of(made)], "actor": project_office(), "at": NOW, "reason": "room"}
    with pytest.raises(InvalidInput) as wrong:
        actions.change_session(made, capacity=1, **by)
    assert "capacity" in wrong.value.fields
    actions.change_session(made, capacity=3, **by)
    waiting.refresh_from_db()
    assert waiting.state == EnrolmentState.ENROLLED


def test_everybody_enrolled_is_reminded_of_a_new_time_and_forgotten_when_it_is_cancelled() -> None:
    made, trainee = classroom.session(), company.account(Role.STAFF)
    actions.enrol(made, trainee.person, actor=project_office(), at=NOW)
    assert Reminder.objects.get(account_id=trainee.pk).on == START.date() - timedelta(days=1)
    later: dict[str, Any] = {"starts_at": START + timedelta(days=2), "ends_at": START + timedelta(days=2) + HOURS}
    actions.change_session(made, trainers=[classroom.teacher_of(made)], actor=project_office(), at=NOW, reason="moved", **later)
    reminder = Reminder.objects.get(account_id=trainee.pk)
    assert reminder.on == START.date() + timedelta(days=1) and reminder.done_at is None
    actions.call_off(made, actor=project_office(), at=NOW, reason="ill")
    reminder.refresh_from_db()
    assert reminder.done_at == NOW


def test_of_a_session_that_is_over_nobody_is_reminded_whether_it_was_closed_or_not() -> None:
    made, trainee = classroom.session(), company.account(Role.STAFF)
    actions.enrol(made, trainee.person, actor=project_office(), at=NOW)
    assert len(due(trainee.pk, START - timedelta(hours=1))) == 1 and due(trainee.pk, made.ends_at) == []
    actions.begin(made, actor=project_office(), at=START)
    actions.close(made, actor=project_office(), at=made.ends_at - timedelta(minutes=5))
    assert Reminder.objects.get(account_id=trainee.pk).done_at == made.ends_at - timedelta(minutes=5)


def test_a_session_moved_after_the_letter_went_out_is_mailed_again() -> None:
    made, trainee = classroom.session(), company.account(Role.STAFF)
    actions.enrol(made, trainee.person, actor=project_office(), at=NOW)
    Reminder.objects.update(mailed_at=NOW)
    fields: dict[str, Any] = {"starts_at": START, "ends_at": START + HOURS}
    actions.change_session(made, trainers=[classroom.teacher_of(made)], actor=project_office(), at=NOW, reason="no change", **fields)
    assert Reminder.objects.get(account_id=trainee.pk).mailed_at == NOW
    fields |= {"starts_at": START + HOURS, "ends_at": START + HOURS * 2}
    actions.change_session(made, trainers=[classroom.teacher_of(made)], actor=project_office(), at=NOW, reason="later", **fields)
    assert Reminder.objects.get(account_id=trainee.pk).mailed_at is None


def test_the_reminder_names_course_and_place_in_the_language_of_whoever_reads_it() -> None:
    office = company.office(name="Wuhan", name_zh="武汉")
    made = classroom.session(classroom.course(title="Basics", title_zh_hans="入门"), at=office)
    actions.enrol(made, company.account(Role.STAFF).person, actor=project_office(), at=NOW)
    reminder = Reminder.objects.get()
    assert reminder.subject_text.startswith("Basics: ") and "Wuhan" in reminder.body_text
    with translation.override("zh-hans"):
        assert reminder.subject_text.startswith("入门") and "武汉" in reminder.body_text


def test_the_road_is_as_entered_else_by_region() -> None:
    north, south = (company.office(kind=OfficeKind.REGION) for _ in range(2))
    one, two, far = company.office(parent=north), company.office(parent=north), company.office(parent=south)
    key = {office: f"office:{office.pk}" for office in (one, two, far)}
    road = roads()
    assert (road(key[one], key[two]), road(key[one], key[far])) == (WITHIN_A_REGION, BETWEEN_REGIONS)
    actions.set_travel(first=south, second=north, minutes=300, actor=project_office(), at=NOW)
    actions.set_travel(first=one, second=two, minutes=25, actor=project_office(), at=NOW)
    road = roads()
    assert (road(key[two], key[one]), road(key[one], key[far]), road(key[far], key[two])) == (25, 300, 300)
    assert road("place:a hotel", key[one]) is None


def test_the_road_entered_again_is_corrected_and_nonsense_refused() -> None:
    north, south = (company.office(kind=OfficeKind.REGION) for _ in range(2))
    first = actions.set_travel(first=north, second=south, minutes=300, actor=project_office(), at=NOW)
    assert actions.set_travel(first=south, second=north, minutes=320, actor=project_office(), at=NOW).pk == first.pk
    with pytest.raises(InvalidInput):
        actions.set_travel(first=south, second=north, minutes=-1, actor=project_office(), at=NOW)
    with pytest.raises(NotAllowed):
        actions.set_travel(first=south, second=north, minutes=10, actor=as_trainer(company.person()), at=NOW)
