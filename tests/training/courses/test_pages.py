"""The pages: who sees what, what a refusal looks like, what hostile addresses answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.core.roles import Role
from governance.organisation.models import Account, JobRole
from tests import company
from tests.papers.sound import sound
from tests.training.courses import classroom
from training.courses import actions, signing
from training.courses.models import Attendance, Course, Enrolment, FeedbackAnswer, Session
from training.courses.rules.states import EnrolmentState, SessionState

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def soon(hours: int = 1) -> Any:
    return timezone.now().replace(microsecond=0) + timedelta(hours=hours)


def page(name: str, *args: Any) -> str:
    return reverse(f"courses:{name}", args=args)


@pytest.fixture
def running() -> Session:
    """A session that began just now, with its trainer's account."""
    mei = company.account(Role.TRAINER)
    return classroom.running(at=company.office("SHA"), by=mei.person, start=soon(0))


@pytest.fixture
def trainer(running: Session) -> Client:
    return client_of(classroom.teacher_of(running).account)


def trainee_of(session: Session) -> tuple[Client, Enrolment]:
    account = company.account(office=session.office)
    return client_of(account), classroom.seat(session, account.person)


def test_a_course_is_set_up_and_given_its_audience(signed_in: SignIn) -> None:
    project = signed_in(Role.PROJECT_OFFICE)
    typed = {"code": "selling", "title": "Selling", "kind": "classroom", "hours": "3", "needed_percent": "80", "active": "on"}
    answer = project.post(page("course_new"), typed)
    assert answer.status_code == 302 and answer["Location"] == page("audience", "selling")
    audience = {"jobs": ["sales"], "experience": "new", "trainers": "on", "first_day": "2026-01-01", "reason": "rules of use"}
    assert project.post(answer["Location"], audience).status_code == 302
    assert "Sales (New hire), Trainers" in project.get(page("course", "selling")).content.decode()


def test_what_was_typed_stays_when_a_code_is_taken(signed_in: SignIn) -> None:
    taken = classroom.course()
    typed = {"code": taken.code, "title": "Another", "kind": "classroom", "hours": "3", "needed_percent": "80"}
    answer = signed_in(Role.PROJECT_OFFICE).post(page("course_new"), typed)
    assert answer.status_code == 422 and "Another" in answer.content.decode() and Course.objects.count() == 1


def test_a_session_is_planned_and_a_clash_is_told_with_everything_typed_kept(signed_in: SignIn) -> None:
    project, office, course, mei = signed_in(Role.PROJECT_OFFICE), company.office(), classroom.course(), classroom.trainer("Mei Lin")
    day = soon(24 * 9).date()
    typed = {"course": course.pk, "mode": "on_site", "office": office.pk, "room": "Blue", "day": f"{day:%Y-%m-%d}", "begins": "09:00"}
    typed |= {"ends": "12:00", "trainers": [mei.pk], "capacity": 12, "language": "en"}
    assert project.post(page("session_new"), typed).status_code == 302
    made = Session.objects.get()
    assert f"{made.local_start:%H:%M}" == "09:00" and made.time_zone == office.time_zone
    again = project.post(page("session_new"), typed | {"begins": "11:00", "ends": "13:00"})
    text = again.content.decode()
    assert again.status_code == 422 and "Mei Lin teaches elsewhere" in text and "The room is taken" in text and 'value="Blue"' in text


def test_a_tight_road_is_shown_on_the_session_and_in_the_planner(signed_in: SignIn) -> None:
    mei, start = classroom.trainer(), soon(24 * 3).replace(hour=1, minute=0)
    classroom.session(by=mei, start=start)
    after = classroom.session(by=mei, start=start + timedelta(hours=3, minutes=30))
    project = signed_in(Role.PROJECT_OFFICE)
    assert "the road takes 60" in project.get(page("session", after.pk)).content.decode()
    for query in ("", "&view=month", "&by=office"):
        assert project.get(f"{page('planner')}?day={after.day:%Y-%m-%d}{query}").status_code == 200
    assert "tight" in project.get(f"{page('planner')}?day={after.day:%Y-%m-%d}").content.decode()


def test_who_still_needs_a_course_is_a_link_for_those_who_may_read_it(running: Session, signed_in: SignIn) -> None:
    address, needed = page("course", running.course.code), f'href="{page("needed")}?course={running.course.code}"'
    assert needed in signed_in(Role.PROJECT_OFFICE).get(address).content.decode()
    administrator = signed_in(Role.CRM_ADMIN)
    assert administrator.get(page("needed")).status_code == 403 and needed not in administrator.get(address).content.decode()


@pytest.mark.parametrize(
    "query", ["?day=2026-99-99", "?day=x", "?day=9999-12-31", "?view=month&day=1-1-1", "?by=%00", "?course=999999999999"]
)
def test_nonsense_in_the_address_of_a_planner_page_does_no_harm(signed_in: SignIn, query: str) -> None:
    project = signed_in(Role.PROJECT_OFFICE)
    assert project.get(page("planner") + query).status_code == 200
    assert project.get(page("session_new") + query).status_code == 200


def test_everybody_who_needs_it_is_enrolled_in_one_go(signed_in: SignIn) -> None:
    session = classroom.session(start=soon(48))
    company.use_rule()
    people = [company.person(at=session.office) for _ in range(3)]
    project = signed_in(Role.PROJECT_OFFICE)
    needed = project.get(page("needed")).content.decode()
    assert "Plan a session" in needed and "<strong>3 seats</strong>" in needed
    answer = project.post(page("enrol", session.pk), {"all": "1", "people": [one.pk for one in people[:2]]})
    assert answer.status_code == 302 and Enrolment.objects.count() == 2
    assert project.post(page("enrol", session.pk), {"all": "1", "people": [10**9]}).status_code == 422
    assert project.post(page("enrol", session.pk), {"person": "nobody"}).status_code == 422


def test_a_head_sees_own_staff_only(signed_in: SignIn) -> None:
    session = classroom.session(start=soon(48))
    own, other = company.person("Own Staff", at=session.office), company.person("Other Staff", at=company.office())
    classroom.seat(session, own), classroom.seat(session, other)
    text = signed_in(Role.OFFICE_HEAD, office=session.office).get(page("session", session.pk)).content.decode()
    assert "Own Staff" in text and "Other Staff" not in text


def test_an_outsider_learns_nothing(running: Session, signed_in: SignIn) -> None:
    stranger = signed_in(Role.VENDOR)
    for name in ("session", "screen", "list_csv", "list_pdf", "session_ics", "sign_in", "feedback", "reactions", "enrol"):
        assert stranger.get(page(name, running.pk)).status_code in (403, 404), name
    other_trainer = signed_in(Role.TRAINER)
    for name in ("screen", "list_csv", "session_close", "session_change"):
        assert other_trainer.get(page(name, running.pk)).status_code == 403, name


def test_staff_of_another_office_do_not_see_an_on_site_session(running: Session) -> None:
    elsewhere = client_of(company.account(office=company.office()))
    assert elsewhere.get(page("session", running.pk)).status_code == 404


def test_the_trainers_screen_shows_the_code_and_only_what_changed(running: Session, trainer: Client) -> None:
    trainee_of(running)
    text = trainer.get(page("screen", running.pk)).content.decode()
    assert "<svg" in text and "0</strong> of 1 are here" in text
    version = text.split("?version=")[1][:8]
    assert trainer.get(page("screen_list", running.pk), {"version": version}).status_code == 204
    place = Enrolment.objects.get()
    listed = trainer.post(page("arrive", place.pk), headers={"HX-Request": "true"}).content.decode()
    assert "1</strong> of 1 are here" in listed
    assert trainer.get(page("screen_list", running.pk), {"version": version}).status_code == 200
    assert trainer.post(page("leave", place.pk)).status_code == 302
    assert [row.kind for row in Attendance.objects.all()] == ["arrived", "left"]


def test_the_screen_of_a_closed_session_leads_back(running: Session, trainer: Client, signed_in: SignIn) -> None:
    Session.objects.get(pk=running.pk)
    running.state = SessionState.CLOSED
    running.save()
    assert trainer.get(page("screen", running.pk)).status_code == 302
    assert trainer.get(page("screen_code", running.pk))["HX-Redirect"] == page("session", running.pk)


def test_a_trainee_scans_signs_in_to_the_product_and_is_there(running: Session) -> None:
    """The password takes longer than the code lives: what this browser brought in time counts."""
    account = company.account(office=running.office)
    classroom.seat(running, account.person)
    phone = Client()
    code = signing.code_now(running.pk, timezone.now())
    scanned = phone.get(page("scan", running.pk, code))
    assert scanned["Location"] == page("sign_in", running.pk)
    assert "/account/login/" in phone.get(scanned["Location"])["Location"]
    phone.force_login(account, backend=BACKEND)
    assert "data-at-once" in phone.get(page("sign_in", running.pk)).content.decode()
    answer = phone.post(page("sign_in", running.pk), {"code": ""}, headers={"Accept": "application/json"})
    assert answer.json()["outcome"] == "in" and Attendance.objects.count() == 1
    again = phone.post(page("sign_in", running.pk), {"code": code}, headers={"Accept": "application/json"})
    assert again.json()["outcome"] == "already" and Attendance.objects.count() == 1


def test_a_code_that_arrives_late_is_shown_to_the_trainer(running: Session, trainer: Client) -> None:
    phone, place = trainee_of(running)
    old = signing.code_now(running.pk, timezone.now() - timedelta(minutes=5))
    assert phone.get(page("scan", running.pk, old)).status_code == 302
    assert old in phone.get(page("sign_in", running.pk)).content.decode()
    answer = phone.post(page("sign_in", running.pk), {"code": old}, headers={"Accept": "application/json"})
    assert answer.json()["outcome"] == "to_confirm" and not Attendance.objects.exists()
    assert "arrived" in trainer.get(page("screen_list", running.pk)).content.decode()
    trainer.post(page("late", place.pk), {"accept": "1"})
    assert Attendance.objects.get().way == "late_code"


@pytest.mark.parametrize("code", ["AAAAAAAA", "x" * 500, "%00", "..%2F"])
def test_a_wrong_code_is_refused_with_a_word(running: Session, code: str) -> None:
    phone, _place = trainee_of(running)
    assert phone.get(f"/courses/in/{running.pk}/{code}/").status_code in (302, 404)
    answer = phone.post(page("sign_in", running.pk), {"code": code}, headers={"Accept": "application/json"})
    assert answer.status_code == 422 and "screen" in answer.json()["text"]


def test_without_a_script_the_form_answers_on_the_page(running: Session) -> None:
    phone, _place = trainee_of(running)
    done = phone.post(page("sign_in", running.pk), {"code": signing.code_now(running.pk, timezone.now())}, follow=True)
    assert "You are signed in" in done.content.decode()


def test_one_takes_a_seat_from_ones_own_page(signed_in: SignIn) -> None:
    session = classroom.session(start=soon(48))
    company.use_rule()
    account = company.account(office=session.office)
    mine = client_of(account)
    assert "Take a seat" in mine.get(page("mine")).content.decode()
    assert mine.post(page("join", session.pk), {"back": "mine"})["Location"] == page("mine")
    place = Enrolment.objects.get(person=account.person)
    assert "You have a seat" in mine.get(page("mine")).content.decode()
    assert mine.get(page("session_ics", session.pk)).content.startswith(b"BEGIN:VCALENDAR")
    assert mine.post(page("place_cancel", place.pk), {"reason": "on leave"}).status_code == 302
    place.refresh_from_db()
    assert place.state == EnrolmentState.CANCELLED


def test_nobody_touches_another_persons_place() -> None:
    session = classroom.session(start=soon(48))
    _phone, place = trainee_of(session)
    colleague, _own = trainee_of(session)
    assert colleague.post(page("place_cancel", place.pk), {"reason": "x"}).status_code == 404
    assert colleague.post(page("arrive", place.pk)).status_code == 403


def test_a_session_is_moved_through_its_states_on_its_pages(trainer: Client, running: Session, signed_in: SignIn) -> None:
    project = signed_in(Role.PROJECT_OFFICE)
    running.ends_at = running.starts_at + timedelta(minutes=1)
    running.save()
    assert trainer.post(page("session_close", running.pk), {"reason": ""}).status_code == 302
    assert trainer.post(page("session_reopen", running.pk), {"reason": "x"}).status_code == 403
    assert project.post(page("session_reopen", running.pk), {"reason": "one was forgotten"}).status_code == 302
    place = classroom.seat(running)
    assert trainer.post(page("correct", place.pk), {"standing": "late", "reason": "list"}).status_code == 422
    assert trainer.post(page("correct", place.pk), {"standing": "present", "reason": "list"}).status_code == 302


def test_the_list_on_paper_and_as_a_file(trainer: Client, running: Session) -> None:
    classroom.seat(running, company.person("=cmd|calc", at=running.office))
    for language in ("en", "zh-hans", "zh-hant"):
        Account.objects.update(language=language)
        sound(trainer.get(page("list_pdf", running.pk)).content, language, says=["=cmd|calc"])
    Account.objects.update(language="en")
    text = b"".join(trainer.get(page("list_csv", running.pk)).streaming_content).decode("utf-8-sig")
    assert text.startswith("session,number,name,standing,minutes,reason") and "'=cmd" in text


def test_feedback_is_given_on_a_phone_and_hidden_from_the_trainer(trainer: Client, running: Session) -> None:
    phone, place = trainee_of(running)
    actions.arrive(place, actor=classroom.project_office(), at=running.starts_at)
    running.ends_at = running.starts_at + timedelta(minutes=1)
    running.save()
    actions.close(running, actor=classroom.project_office(), at=timezone.now() + timedelta(minutes=5))
    assert phone.post(page("feedback", running.pk), {"useful": "9"}).status_code == 422
    typed = {"useful": "5", "clear": "4", "practice": "3", "comment": "<script>alert(1)</script>"}
    assert phone.post(page("feedback", running.pk), typed).status_code == 302
    assert FeedbackAnswer.objects.count() == 1
    text = trainer.get(page("reactions", running.pk)).content.decode()
    assert "Not shown yet" in text and "alert(1)" not in text


def test_every_page_speaks_chinese(running: Session, signed_in: SignIn) -> None:
    company.use_rule(JobRole.SALES)
    project = signed_in(Role.PROJECT_OFFICE, language="zh-hans")
    for name in ("courses", "mine", "travel", "planner", "needed", "sessions", "session_new"):
        assert project.get(page(name)).status_code == 200, name
    for name in ("session", "screen", "enrol"):
        assert project.get(page(name, running.pk)).status_code == 200, name
