"""Pages of marking, practical tests, item analysis, faulty questions and results: who sees what, and what a form does."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.training.testing import marked as m
from tests.training.testing.asking import PRACTICAL, SINGLE
from tests.training.testing.test_practical_tests import PICTURE, WITH_PICTURE
from training.testing.models import (
    Attempt,
    AttemptState,
    Dispute,
    HandMark,
    MarkingRule,
    Observation,
    PaperKind,
    Question,
    QuestionState,
    Remark,
    Round,
)
from training.testing.selectors.hand_marks import candidate_code

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"testing:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def status(client: Client, name: str, *args: Any) -> int:
    return client.get(reverse(f"testing:{name}", args=args)).status_code


def as_(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def taken(people: int = 14) -> tuple[Any, list[Question]]:
    """Four questions that help, and one (the third) whose key is wrong; the able are those of even number."""
    version, questions = m.paper([SINGLE] * 5)
    at = timezone.now() - timedelta(days=3)
    for number in range(people):
        able = number % 2 == 0
        m.sat(version, questions, "1 1 0 1 1" if able else ("0 1 1 0 0" if number % 4 == 1 else "0 0 1 1 0"), at=at)
    return version, questions


class TestItemAnalysis:
    def test_the_first_sentence_names_the_question_that_misleads(self, signed_in: Any) -> None:
        version, questions = taken()
        shown = page(signed_in(Role.TRAINER), "analysis", version.pk)
        assert f"Question {questions[2].code} misleads those who know the subject" in shown
        assert "The course owner, in May" in shown
        assert "Cronbach" in shown

    @pytest.mark.parametrize(
        ("role", "expected"), [(Role.AUDITOR, 200), (Role.PROJECT_OFFICE, 200), (Role.ASSESSOR, 403), (Role.SPONSOR, 403)]
    )
    def test_who_sees_it(self, signed_in: Any, role: Role, expected: int) -> None:
        version, questions = taken(2)
        client = signed_in(role)
        assert status(client, "analyses") == status(client, "analysis", version.pk) == expected
        assert status(client, "analysed-question", version.pk, questions[0].pk) == expected

    def test_nobody_has_taken_it(self, signed_in: Any) -> None:
        version, _questions = m.paper()
        assert "Nobody has a marked first attempt" in page(signed_in(Role.TRAINER), "analysis", version.pk)

    def test_a_few_are_said_to_be_too_few(self, signed_in: Any) -> None:
        version, _questions = taken(4)
        assert "Only 4 first attempts so far" in page(signed_in(Role.TRAINER), "analysis", version.pk)

    def test_a_question_shows_who_gave_which_answer(self, signed_in: Any) -> None:
        version, questions = taken()
        shown = page(signed_in(Role.PROJECT_OFFICE), "analysed-question", version.pk, questions[2].pk)
        assert "Which class?" in shown and "Upper third" in shown
        assert "which the key calls wrong" in shown
        assert reverse("testing:quarantine", args=[questions[2].pk]) in shown

    def test_a_trainer_has_no_button_to_quarantine(self, signed_in: Any) -> None:
        version, questions = taken()
        assert "quarantine/" not in page(signed_in(Role.TRAINER), "analysed-question", version.pk, questions[2].pk)

    def test_a_version_or_question_there_is_not(self, signed_in: Any) -> None:
        version, _questions = taken(2)
        client = signed_in(Role.TRAINER)
        assert status(client, "analysis", 999) == status(client, "analysed-question", version.pk, 999) == 404

    def test_the_list_is_exported(self, signed_in: Any) -> None:
        version, questions = taken()
        answer = signed_in(Role.TRAINER).get(reverse("testing:analysis", args=[version.pk]), {"questions-export": "csv"})
        assert questions[2].code in b"".join(answer).decode()


class TestFaultyQuestions:
    def test_from_quarantine_over_the_preview_to_the_decision(self, signed_in: Any) -> None:
        _version, questions = taken()
        client, question = signed_in(Role.PROJECT_OFFICE), questions[2]
        answer = client.post(reverse("testing:quarantine", args=[question.pk]), {"reason": "Two answers are right"})
        assert answer.url == reverse("testing:decide", args=[question.pk])
        shown = page(client, "decide", question.pk, choice="drop")
        assert "Nothing has changed yet" in shown and not Remark.objects.exists()
        fingerprint = shown.split('name="fingerprint" value="')[1].split('"')[0]
        answer = client.post(answer.url + "?choice=drop", {"reason": "The key was wrong", "fingerprint": fingerprint})
        assert answer.url.startswith("/jobs/")
        remark = Remark.objects.get()
        assert (remark.choice, remark.keep_passes, remark.state) == ("drop", True, "done")
        assert "The key was wrong" in page(client, "remark", remark.pk)
        assert question.code in page(client, "remarks")

    def test_a_confirmation_of_an_old_preview_shows_the_new_one(self, signed_in: Any) -> None:
        _version, questions = taken(4)
        Question.objects.filter(pk=questions[2].pk).update(state=QuestionState.QUARANTINED)
        address = reverse("testing:decide", args=[questions[2].pk]) + "?choice=full"
        shown = signed_in(Role.PROJECT_OFFICE).post(address, {"reason": "kept as typed", "fingerprint": "old"}).content.decode()
        assert "Results have changed since you looked" in shown and "kept as typed" in shown
        assert not Remark.objects.exists()

    @pytest.mark.parametrize("query", [{"choice": "new_key"}, {"choice": "perhaps"}, {"choice": "new_key", "new_version": "7x"}])
    def test_a_choice_that_is_none_is_said_beside_its_field(self, signed_in: Any, query: dict[str, str]) -> None:
        _version, questions = taken(2)
        shown = page(signed_in(Role.PROJECT_OFFICE), "decide", questions[0].pk, **query)
        assert 'name="fingerprint"' not in shown

    def test_who_may_decide_and_who_only_reads(self, signed_in: Any) -> None:
        _version, questions = taken(2)
        for role, read, decide in (
            (Role.PROJECT_OFFICE, 200, 200),
            (Role.TRAINER, 200, 403),
            (Role.AUDITOR, 200, 403),
            (Role.ASSESSOR, 403, 403),
        ):
            client = signed_in(role)
            assert (status(client, "remarks"), status(client, "decide", questions[0].pk)) == (read, decide)

    def test_a_question_without_a_decision_is_on_the_list(self, signed_in: Any) -> None:
        _version, questions = taken(2)
        Question.objects.filter(pk=questions[0].pk).update(state=QuestionState.QUARANTINED)
        assert "waits for a decision" in page(signed_in(Role.TRAINER), "remarks")


class TestMarking:
    def test_a_marker_sees_the_answer_and_nothing_of_the_candidate(self, signed_in: Any) -> None:
        person = company.person("Li Na", at=company.office("SHA", name="Shanghai"))
        item = m.essay("First search, then enter.", by=person)
        client = signed_in(Role.TRAINER)
        shown = page(client, "mark", item.pk)
        assert "First search, then enter." in shown and candidate_code(item.pk) in shown
        for told in ("Li Na", person.pseudonym, person.employee_number, "Shanghai"):
            assert told not in shown
            assert told not in page(client, "to-mark")

    def test_marking_goes_on_to_the_next(self, signed_in: Any) -> None:
        item = m.essay()
        client = signed_in(Role.TRAINER)
        answer = client.post(reverse("testing:mark", args=[item.pk]), {"points": "3.5", "comment": "Good"})
        assert answer.url == reverse("testing:mark-next")
        assert HandMark.objects.get().comment == "Good"
        assert client.get(answer.url).url == reverse("testing:to-mark")

    def test_wrong_points_keep_what_was_typed(self, signed_in: Any) -> None:
        item = m.essay()
        shown = (
            signed_in(Role.TRAINER)
            .post(reverse("testing:mark", args=[item.pk]), {"points": "9", "comment": "My long note"})
            .content.decode()
        )
        assert "Enter points from 0 to 4." in shown and "My long note" in shown
        assert not HandMark.objects.exists()

    def test_the_answer_is_shown_as_text(self, signed_in: Any) -> None:
        item = m.essay("<script>alert(1)</script>")
        assert "<script>alert(1)" not in page(signed_in(Role.TRAINER), "mark", item.pk)

    def test_the_second_marker_does_not_see_the_first_mark_or_the_dispute(self, signed_in: Any) -> None:
        item = m.essay()
        HandMark.objects.create(item=item, round=Round.FIRST, share="0.25", comment="Too short by half", recorded_at=timezone.now())
        Dispute.objects.create(item=item, reason="Read the second line", recorded_at=timezone.now())
        shown = page(signed_in(Role.TRAINER), "mark", item.pk)
        assert "Too short by half" not in shown and "Read the second line" not in shown

    def test_whoever_decides_between_two_marks_sees_both(self, signed_in: Any) -> None:
        item = m.essay()
        for round, share, note in ((Round.FIRST, "0.25", "Too short"), (Round.SECOND, "1", "All there")):
            HandMark.objects.create(item=item, round=round, share=share, comment=note, recorded_at=timezone.now())
        Dispute.objects.create(item=item, reason="Read the second line", recorded_at=timezone.now())
        client = signed_in(Role.PROJECT_OFFICE)
        shown = page(client, "mark", item.pk)
        assert "Too short" in shown and "All there" in shown and "Read the second line" in shown
        assert client.post(reverse("testing:mark", args=[item.pk]), {"points": "3"}).status_code == 302

    @pytest.mark.parametrize(("role", "expected"), [(Role.AUDITOR, 404), (Role.PROJECT_OFFICE, 404), (Role.ASSESSOR, 403)])
    def test_others_do_not_open_an_answer(self, signed_in: Any, role: Role, expected: int) -> None:
        assert status(signed_in(role), "mark", m.essay().pk) == expected

    def test_the_rule_of_a_paper(self, signed_in: Any) -> None:
        item = m.essay()
        paper = item.attempt.paper
        typed = {"two_markers": "on", "tolerance": "15", "dispute_days": "5", "reason": "Asked for by the offices"}
        assert signed_in(Role.TRAINER).post(reverse("testing:marking-rule", args=[paper.pk]), typed).status_code == 302
        assert MarkingRule.objects.get(paper=paper).tolerance == 15


class TestDisputing:
    def marked(self) -> tuple[Any, Client]:
        account = company.account(office=company.office())
        item = m.essay(by=account.person)
        HandMark.objects.create(item=item, round=Round.FIRST, share="0.25", comment="Too short", recorded_at=timezone.now())
        return item, as_(account)

    def test_a_candidate_asks_for_another_marker(self) -> None:
        item, client = self.marked()
        assert "1.00 of 4.00" in page(client, "dispute", item.pk)
        answer = client.post(reverse("testing:dispute", args=[item.pk]), {"reason": "Read the second line"})
        assert answer.url == reverse("testing:result", args=[item.attempt_id])
        assert Dispute.objects.get().reason == "Read the second line"

    def test_the_result_shows_mark_note_and_the_way_to_dispute(self) -> None:
        item, client = self.marked()
        shown = page(client, "result", item.attempt_id)
        assert "Too short" in shown and "1.00 of 4.00 points" in shown
        assert reverse("testing:dispute", args=[item.pk]) in shown

    def test_not_for_somebody_elses_answer(self) -> None:
        item, _client = self.marked()
        assert status(as_(company.account(office=company.office())), "dispute", item.pk) == 404

    def test_too_late_is_said_on_the_form(self) -> None:
        account = company.account(office=company.office())
        item = m.essay(by=account.person)
        HandMark.objects.create(item=item, round=Round.FIRST, share="0.25", recorded_at=timezone.now() - timedelta(days=8))
        shown = as_(account).post(reverse("testing:dispute", args=[item.pk]), {"reason": "Late"}).content.decode()
        assert "days in which this mark could be disputed are over" in shown


class TestPractical:
    def test_an_assessor_begins_one_by_employee_number(self, signed_in: Any) -> None:
        version, _questions = m.paper((PRACTICAL,), kind=PaperKind.PRACTICAL)
        person = company.person("Chen Yu")
        client = signed_in(Role.ASSESSOR)
        answer = client.post(reverse("testing:practical"), {"paper": version.paper_id, "person": person.employee_number})
        attempt = Attempt.objects.get()
        assert answer.url == reverse("testing:checklist", args=[attempt.pk])
        assert "Chen Yu" in client.get(answer.url).content.decode()

    def test_nobody_found_is_said_beside_the_field(self, signed_in: Any) -> None:
        version, _questions = m.paper((PRACTICAL,), kind=PaperKind.PRACTICAL)
        shown = (
            signed_in(Role.ASSESSOR).post(reverse("testing:practical"), {"paper": version.paper_id, "person": "Nobody"}).content.decode()
        )
        assert "Nobody is found under this number or name." in shown

    def send(self, client: Client, attempt: Attempt, **fields: Any) -> Any:
        values = {"item": m.items(attempt)[0].pk, "place": "0", "seen": "done", "client_id": "c1"} | fields
        return client.post(reverse("testing:observe", args=[attempt.pk]), values, headers={"Accept": "application/json"})

    def test_a_row_is_saved_by_the_script(self, signed_in: Any) -> None:
        attempt, client = m.practical(), signed_in(Role.ASSESSOR)
        answer = self.send(client, attempt)
        assert answer.json()["missing"] == ["Rows not looked at yet: 1."]
        assert self.send(client, attempt).json()["saved"] == answer.json()["saved"]
        assert Observation.objects.count() == 1

    def test_what_one_assessor_ticked_is_not_saved_as_seen_by_another_who_signed_in_since(self, signed_in: Any) -> None:
        attempt, client = m.practical(), signed_in(Role.ASSESSOR)
        page = client.get(reverse("testing:checklist", args=[attempt.pk])).content.decode()
        [own] = set(re.findall(r'name="assessor" value="([^"]+)"', page))
        assert self.send(signed_in(Role.ASSESSOR), attempt, assessor=own).status_code == 403
        assert not Observation.objects.exists()
        assert self.send(client, attempt, assessor=own).status_code == 200

    def test_a_picture_comes_with_the_row(self, signed_in: Any) -> None:
        attempt, client = m.practical(content=WITH_PICTURE), signed_in(Role.ASSESSOR)
        file = io.BytesIO(PICTURE)
        file.name = "screen.png"
        assert self.send(client, attempt, evidence=file).json() == {"saved": Observation.objects.get().pk, "evidence": True, "missing": []}
        assert client.get(reverse("core:attachment", args=[Observation.objects.get().evidence_id])).status_code == 200

    def test_without_scripts_the_page_comes_back_at_the_row(self, signed_in: Any) -> None:
        attempt, client = m.practical(), signed_in(Role.ASSESSOR)
        item = m.items(attempt)[0]
        answer = client.post(
            reverse("testing:observe", args=[attempt.pk]), {"item": item.pk, "place": "1", "seen": "partly", "client_id": "c"}
        )
        assert answer.url.endswith(f"#row-{item.pk}-1")

    @pytest.mark.parametrize(
        "fields", [{"seen": "perhaps"}, {"place": "9"}, {"place": "x"}, {"item": "-1"}, {"item": "9" * 30}, {"client_id": ""}]
    )
    def test_what_is_forged_is_refused_in_words(self, signed_in: Any, fields: dict[str, str]) -> None:
        answer = self.send(signed_in(Role.ASSESSOR), m.practical(), **fields)
        assert answer.status_code in (404, 422)
        assert answer.json()["error"]

    def test_signing_off_over_the_page(self, signed_in: Any) -> None:
        attempt, client = m.practical(), signed_in(Role.TRAINER)
        for place in (0, 1):
            self.send(client, attempt, place=place, client_id=f"c{place}")
        assert client.post(reverse("testing:sign-off", args=[attempt.pk]), {"remark": "Calm"}).status_code == 302
        attempt.refresh_from_db()
        assert attempt.state == AttemptState.SUBMITTED
        assert "100.0%" in page(client, "checklist", attempt.pk)
        assert self.send(client, attempt, client_id="late").status_code == 409

    def test_an_incomplete_checklist_says_what_is_missing(self, signed_in: Any) -> None:
        answer = signed_in(Role.ASSESSOR).post(reverse("testing:sign-off", args=[m.practical().pk]), {"remark": ""})
        assert answer.status_code == 422 and "Rows not looked at yet: 2." in answer.content.decode()

    def test_nobody_opens_their_own_checklist(self) -> None:
        account = company.account(Role.ASSESSOR)
        assert status(as_(account), "checklist", m.practical(by=account.person).pk) == 403

    def test_an_auditor_reads_and_changes_nothing(self, signed_in: Any) -> None:
        attempt, client = m.practical(), signed_in(Role.AUDITOR)
        assert "Sign off" not in page(client, "checklist", attempt.pk)
        assert self.send(client, attempt).status_code == 403


class TestResults:
    def test_a_head_sees_passes_of_the_own_office_without_scores(self, signed_in: Any) -> None:
        mine, other = company.office("MINE"), company.office("OTHER")
        version, questions = m.paper()
        m.sat(version, questions, "1 1 0", by=company.person("Own Person", at=mine))
        m.sat(version, questions, "1 1 0", by=company.person("Other Person", at=other))
        shown = page(signed_in(Role.OFFICE_HEAD, office=mine), "results")
        assert "Own Person" in shown and "Other Person" not in shown
        assert "Passed" in shown and "66.7" not in shown

    def test_the_project_office_sees_scores(self, signed_in: Any) -> None:
        version, questions = m.paper()
        m.sat(version, questions, "1 1 0", by=company.person("Own Person", at=company.office()))
        assert "66.7%" in page(signed_in(Role.PROJECT_OFFICE), "results")

    @pytest.mark.parametrize("role", [Role.SPONSOR, Role.VENDOR, Role.ASSESSOR])
    def test_others_do_not(self, signed_in: Any, role: Role) -> None:
        assert status(signed_in(role), "results") == 403

    def test_cohorts_keep_small_groups_back(self, signed_in: Any) -> None:
        place = company.office("BIG", name="Big office")
        version, questions = m.paper()
        for number in range(12):
            m.sat(version, questions, "1 1 0" if number % 2 else "0 1 0", by=company.person(at=place, job="sales"))
        for _ in range(5):
            m.sat(version, questions, "1 1 1", by=company.person(at=place, job="clerk"))
        for _ in range(2):
            m.sat(version, questions, "1 1 1", by=company.person(at=place, job="manager"))
        shown = page(signed_in(Role.SPONSOR), "cohorts", paper=version.paper_id)
        assert "Sales" in shown and "not shown" in shown
        assert shown.count("not shown") >= 2

    def test_cohorts_with_nothing_say_so(self, signed_in: Any) -> None:
        assert "Nobody has a marked result yet." in page(signed_in(Role.TRAINER), "cohorts", paper="forged")

    @pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.ASSESSOR])
    def test_cohorts_are_for_those_who_see_the_company(self, signed_in: Any, role: Role) -> None:
        assert status(signed_in(role), "cohorts") == 403
