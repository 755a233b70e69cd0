"""The trainer's pages: papers, attempts as they go, late answers, allowances."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.core.roles import Role
from tests import company
from tests.training.testing import asking, sitting
from training.testing.actions import allowing, taking
from training.testing.models import Allowance, Attempt, LateDecision, Paper, PaperState, PaperVersion
from training.testing.timing import Extra

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
RULES = {
    "pass_mark": "60",
    "pass_mark_method": "authority",
    "time_limit": "30",
    "attempts_allowed": "3",
    "wait_hours": "24",
    "grade_kept": "highest",
    "review": "pass",
    "late_hours": "72",
    "points-1": "1",
    "points-2": "1",
    "points-3": "2",
}


def late_attempt() -> Attempt:
    """Ended unanswered an hour ago; the right answer came after the end."""
    begun = timezone.now() - timedelta(minutes=90)
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30), by=sitting.candidate(at=company.office()), at=begun)
    taking.end_all_due(actor=sitting.CLOCK, at=begun + timedelta(minutes=31))
    sitting.answer(attempt.items.get(), at=begun + timedelta(minutes=40))
    return attempt


def test_a_paper_is_written_on_a_page_and_put_in_use_by_another(signed_in: SignIn) -> None:
    topic = asking.topic("Visits")
    for level in (1, 1, 3):
        asking.in_bank(asking.SINGLE, topic_=topic, difficulty=level)
    writer, reader = signed_in(Role.TRAINER), signed_in(Role.PROJECT_OFFICE)
    page = writer.get("/tests/papers/new/").content.decode()
    assert "of 2" in page
    titles = {"course": sitting.course().pk, "kind": "written", "code": "visits", "title": "Visits"}
    sent = RULES | titles | {f"count-{topic.pk}-1": "2", f"count-{topic.pk}-3": "1"}
    assert writer.post("/tests/papers/new/", sent).status_code == 302
    version = PaperVersion.objects.get()
    assert sum(row.count * row.points for row in version.rows.all()) == 4
    own = writer.get(f"/tests/papers/{version.paper_id}/").content.decode()
    assert "somebody else puts it in use" in own
    assert writer.post(f"/tests/papers/versions/{version.pk}/activate/", {"reason": ""}).status_code == 403
    assert reader.post(f"/tests/papers/versions/{version.pk}/activate/", {"reason": ""}).status_code == 302
    version.refresh_from_db()
    assert version.state == PaperState.ACTIVE


def test_more_than_the_bank_has_is_said_beside_the_field_and_nothing_typed_is_lost(signed_in: SignIn) -> None:
    version = sitting.paper()
    field = f"count-{version.rows.get().topic_id}-1"
    answer = signed_in(Role.TRAINER).post(
        f"/tests/papers/{version.paper_id}/draft/", RULES | {field: "7", "pass_mark_note": "by the board"}
    )
    page = answer.content.decode()
    assert "The bank has 2 in use." in page
    assert 'value="7"' in page
    assert "by the board" in page
    assert PaperVersion.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{}, {"review": "close"}, {"pass_mark": "101"}, {"opens_at": "2026-06-02T10:00", "closes_at": "2026-06-01T10:00"}]
)
def test_rules_that_cannot_hold_are_refused_in_words(signed_in: SignIn, wrong: dict[str, str]) -> None:
    version = sitting.paper()
    field = f"count-{version.rows.get().topic_id}-1"
    sent = RULES | ({field: "1"} if wrong else {}) | wrong
    answer = signed_in(Role.TRAINER).post(f"/tests/papers/{version.paper_id}/draft/", sent)
    assert answer.status_code == 200
    assert "Nothing you typed is lost" in answer.content.decode()


def test_judges_ratings_set_the_pass_mark(signed_in: SignIn) -> None:
    version = sitting.paper(in_use=False)
    client = signed_in(Role.TRAINER)
    field = f"kind-{version.rows.get().topic_id}-1"
    for judge, percent in (("Li", "70"), ("Wu", "80")):
        assert client.post(f"/tests/papers/versions/{version.pk}/rate/", {"judge": judge, field: percent}).status_code == 302
    page = client.get(f"/tests/papers/{version.paper_id}/").content.decode()
    assert "Together they give 75" in page


def test_a_sample_is_drawn_from_a_seed_and_shows_no_key(signed_in: SignIn) -> None:
    version = sitting.paper()
    client = signed_in(Role.TRAINER)
    page = client.get(f"/tests/papers/versions/{version.pk}/sample/?seed=7").content.decode()
    assert "seed 7" in page
    assert page.count("<article") == 2
    for odd in ("x", "-1", "9" * 40):
        assert client.get(f"/tests/papers/versions/{version.pk}/sample/?seed={odd}").status_code == 200


def test_attempts_are_watched_as_they_go(signed_in: SignIn) -> None:
    version = sitting.paper(time_limit=30)
    attempt = sitting.begun(version, by=sitting.candidate(at=company.office()), at=timezone.now())
    sitting.answer(attempt.items.first())
    page = signed_in(Role.TRAINER).get(f"/tests/papers/{version.paper_id}/attempts/").content.decode()
    assert "<strong>1</strong> in progress" in page
    assert "every 20s" in page
    assert signed_in(Role.TRAINER).get(f"/tests/attempts/{attempt.pk}/record/").status_code == 200


def test_an_office_head_sees_only_the_own_people(signed_in: SignIn) -> None:
    here, there = company.office("HERE"), company.office("THERE")
    version = sitting.paper()
    mine, other = (sitting.handed_in(version, by=sitting.candidate(at=place)) for place in (here, there))
    head = signed_in(Role.OFFICE_HEAD, office=here)
    assert head.get(f"/tests/attempts/{mine.pk}/record/").status_code == 200
    assert head.get(f"/tests/attempts/{other.pk}/record/").status_code == 404
    assert "Which class" not in head.get(f"/tests/attempts/{mine.pk}/record/").content.decode()


def test_late_answers_are_decided_on_a_page(signed_in: SignIn) -> None:
    attempt = late_attempt()
    client = signed_in(Role.TRAINER)
    assert "1 attempt" in client.get("/tests/late/").content.decode()
    answer = attempt.items.get().answers.get()
    page = client.get(f"/tests/attempts/{attempt.pk}/late/").content.decode()
    assert "False" in page
    assert client.post(f"/tests/attempts/{attempt.pk}/late/", {f"answer-{answer.pk}": "yes"}).status_code == 200
    sent = {f"answer-{answer.pk}": "yes", "reason": "lift without signal"}
    assert client.post(f"/tests/attempts/{attempt.pk}/late/", sent).status_code == 302
    assert LateDecision.objects.get().counted
    assert "lift without signal" in client.get(f"/tests/attempts/{attempt.pk}/late/").content.decode()


def test_the_auditor_reads_late_answers_and_decides_nothing(signed_in: SignIn) -> None:
    attempt = late_attempt()
    auditor = signed_in(Role.AUDITOR)
    assert "Record the decision" not in auditor.get(f"/tests/attempts/{attempt.pk}/late/").content.decode()
    answer = attempt.items.get().answers.get()
    assert auditor.post(f"/tests/attempts/{attempt.pk}/late/", {f"answer-{answer.pk}": "yes", "reason": "x"}).status_code == 403
    assert not LateDecision.objects.exists()


def test_an_allowance_is_given_and_taken_back_on_pages(signed_in: SignIn) -> None:
    person = sitting.candidate()
    client = signed_in(Role.HR)
    sent = {"person": person.employee_number, "extra_percent": "25", "reason": "as agreed"}
    assert client.post("/tests/allowances/new/", sent).status_code == 302
    made = Allowance.objects.get()
    assert (made.extra_percent, made.paper) == (25, None)
    assert client.post(f"/tests/allowances/{made.pk}/withdraw/", {"reason": "no longer needed"}).status_code == 302
    assert not Allowance.objects.current().exists()
    assert "at least one thing" in client.post("/tests/allowances/new/", {"person": person.employee_number, "reason": "x"}).content.decode()


@pytest.mark.parametrize("page", ["papers/", "papers/new/", "late/", "allowances/"])
def test_staff_stay_outside(signed_in: SignIn, page: str) -> None:
    assert signed_in(Role.STAFF, office=company.office()).get(f"/tests/{page}").status_code == 403


def test_my_tests_lists_what_the_courses_of_ones_job_ask_for(signed_in: SignIn) -> None:
    from tests.company import LONG_AGO, RECORDED
    from training.courses.models import Audience

    version = sitting.paper()
    account = company.account(Role.STAFF, office=company.office())
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "no test for you" in client.get("/tests/").content.decode()
    assert client.get(f"/tests/{version.paper_id}/begin/").status_code == 404
    Audience.objects.create(course=version.paper.course, job_role="sales", first_day=LONG_AGO, recorded_at=RECORDED)
    assert "First test" in client.get("/tests/").content.decode()
    begun = client.post(f"/tests/{version.paper_id}/begin/")
    assert begun.headers["Location"] == f"/tests/attempts/{Attempt.objects.get().pk}/"
    assert "Continue" in client.get("/tests/").content.decode()
    assert Paper.objects.count() == 1


def test_a_record_says_that_somebody_sat_despite_knowing_questions_and_who_permitted_it(signed_in: SignIn) -> None:
    now, client = timezone.now(), signed_in(Role.TRAINER)
    version, person = sitting.paper(asking.TRUTH), sitting.candidate(at=company.office())
    before = sitting.begun(version, by=sitting.candidate(at=company.office("OSL")), at=now)
    given = allowing.allow(person, Extra(knowing=True), actor=sitting.TRAINER, at=now, reason="The only one there.")
    known = sitting.begun(version, by=person, at=now)
    allowing.withdraw(given, actor=sitting.TRAINER, at=now + timedelta(minutes=5), reason="over")
    shown = client.get(f"/tests/attempts/{known.pk}/record/").content.decode()
    assert "Sat despite knowing questions" in shown
    assert "The only one there." in shown
    assert "Sat despite" not in client.get(f"/tests/attempts/{before.pk}/record/").content.decode()
