"""A faulty question: quarantined at once; what becomes of results is previewed, decided once and carried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from governance.core import jobs as kit
from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Job
from governance.core.roles import Role
from tests import company
from tests.at_once import at_once
from tests.company import NOW
from tests.training.testing.asking import SINGLE, option
from tests.training.testing.marked import AUDITOR, PROJECT, TRAINER, answered, begun, items, paper, sat
from training.testing.actions import faulty
from training.testing.actions.faulty import carry_out, decide, follow_up, quarantine
from training.testing.actions.taking import hand_in
from training.testing.models import (
    AttemptState,
    Marking,
    Question,
    QuestionState,
    QuestionVersion,
    Remark,
    RemarkEffect,
    RemarkState,
)
from training.testing.remarking import Choice, Moved
from training.testing.selectors.faulty import Preview, preview
from training.testing.selectors.standings import passes, percents
from training.testing.wording import digest, dump

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
OTHER_PROJECT = Actor("gao", grants=(Grant(Role.PROJECT_OFFICE),))


class Case:
    """A paper of three questions, pass mark 60: one passed with the faulty question, one failed because of it, one by far."""

    def __init__(self) -> None:
        self.version, self.questions = paper()
        self.question = self.questions[0]
        self.lucky = sat(self.version, self.questions, "1 1 0")
        self.unlucky = sat(self.version, self.questions, "0 1 0")
        self.far = sat(self.version, self.questions, "0 0 0")

    def quarantined(self) -> Case:
        quarantine(self.question, actor=PROJECT, at=NOW, reason="Two answers are right")
        return self

    def corrected(self) -> QuestionVersion:
        """The second option is right after all."""
        content = replace(SINGLE, options=(option("A"), option("B", 100), option("C")))
        return QuestionVersion.objects.create(
            question=self.question, number=2, wording=dump(content), sha256=digest(content), recorded_at=NOW
        )

    def preview(self, choice: Choice, **terms: Any) -> Preview:
        return preview(self.question, choice, **{"new_version": None, "keep_passes": True, "at": LATER} | terms)

    def decide(self, choice: Choice, *, actor: Actor = PROJECT, reason: str = "The key was wrong", **terms: Any) -> Remark:
        shown = self.preview(choice, **terms)
        return decide(self.question, choice=choice, fingerprint=shown.fingerprint, actor=actor, at=LATER, reason=reason, **terms)[0]

    def percents(self) -> list[str]:
        attempts = [self.lucky.pk, self.unlucky.pk, self.far.pk]
        found = percents(attempts)
        return [str(found[pk]) for pk in attempts]

    def passed(self) -> set[int]:
        people = [attempt.person_id for attempt in (self.lucky, self.unlucky, self.far)]
        return {person for person, _paper in passes(people)}


@pytest.fixture
def case() -> Case:
    return Case()


class TestQuarantine:
    def test_it_takes_the_question_out_of_use_and_says_why(self, case: Case) -> None:
        step = quarantine(case.question, actor=PROJECT, at=NOW, reason="Two answers are right")
        case.question.refresh_from_db()
        assert case.question.state == QuestionState.QUARANTINED
        assert (step.from_state, step.to_state, step.reason, step.username) == ("active", "quarantined", "Two answers are right", "mei")
        assert case.question.history.first().history_change_reason == "Two answers are right"
        assert case.percents() == ["66.67", "33.33", "0.00"]

    @pytest.mark.parametrize("actor", [TRAINER, AUDITOR])
    def test_only_the_project_office(self, case: Case, actor: Actor) -> None:
        with pytest.raises(NotAllowed):
            quarantine(case.question, actor=actor, at=NOW, reason="x")
        assert not case.question.steps.exists()

    def test_not_twice(self, case: Case) -> None:
        case.quarantined()
        with pytest.raises(Conflict):
            quarantine(case.question, actor=PROJECT, at=NOW, reason="again")
        assert case.question.steps.count() == 1

    def test_not_without_a_reason(self, case: Case) -> None:
        with pytest.raises(InvalidInput):
            quarantine(case.question, actor=PROJECT, at=NOW, reason=" ")


class TestPreview:
    def test_it_says_whose_standing_changes_and_changes_nothing(self, case: Case) -> None:
        shown = case.preview(Choice.DROP, keep_passes=False)
        assert [(one.moved, one.person) for one in shown.changed] == [
            (Moved.FAILS, case.lucky.person_id),
            (Moved.HIGHER, case.unlucky.person_id),
        ]
        assert case.percents() == ["66.67", "33.33", "0.00"]

    def test_a_kept_pass_is_named(self, case: Case) -> None:
        assert case.preview(Choice.DROP).counts[Moved.KEPT] == 1

    def test_full_marks(self, case: Case) -> None:
        shown = case.preview(Choice.FULL)
        assert (shown.counts[Moved.PASSES], shown.counts[Moved.HIGHER], shown.counts[Moved.SAME]) == (1, 1, 1)

    def test_a_corrected_key_marks_what_was_answered(self, case: Case) -> None:
        shown = case.preview(Choice.NEW_KEY, new_version=case.corrected(), keep_passes=False)
        assert shown.counts[Moved.FAILS] == 1
        assert shown.counts[Moved.PASSES] == 1

    def test_the_same_key_again_changes_nothing(self, case: Case) -> None:
        same = QuestionVersion.objects.create(
            question=case.question, number=2, wording=dump(SINGLE), sha256=digest(SINGLE), recorded_at=NOW
        )
        shown = case.preview(Choice.NEW_KEY, new_version=same)
        assert (shown.changed, shown.marks) == ([], 0)

    def test_answers_the_corrected_wording_cannot_take_are_counted(self, case: Case) -> None:
        content = replace(SINGLE, options=(option("A", 100), option("X"), option("Y")))
        other = QuestionVersion.objects.create(
            question=case.question, number=2, wording=dump(content), sha256=digest(content), recorded_at=NOW
        )
        assert case.preview(Choice.NEW_KEY, new_version=other).not_carried == 2

    def test_attempts_in_progress_are_counted(self, case: Case) -> None:
        begun(case.version, case.questions)
        assert case.preview(Choice.DROP).in_progress == 1

    def test_every_paper_that_asked_it_is_concerned(self, case: Case) -> None:
        other, _questions = paper()
        elsewhere = sat(other, [case.question], "0")
        assert elsewhere.person_id in {one.person for one in case.preview(Choice.FULL).changed}

    def test_the_number_of_queries_does_not_grow(self, case: Case, django_assert_num_queries: Any) -> None:
        case.preview(Choice.DROP)
        with django_assert_num_queries(8):
            case.preview(Choice.DROP)
        for _ in range(3):
            sat(case.version, case.questions, "1 0 0")
        with django_assert_num_queries(8):
            case.preview(Choice.DROP)


class TestDeciding:
    def test_full_marks_for_everybody(self, case: Case) -> None:
        remark = case.quarantined().decide(Choice.FULL)
        assert (remark.state, remark.number, remark.decided_by) == (RemarkState.DONE, 1, "mei")
        assert case.percents() == ["66.67", "66.67", "33.33"]
        assert case.passed() == {case.lucky.person_id, case.unlucky.person_id}

    def test_dropped_from_every_total_while_passes_are_kept(self, case: Case) -> None:
        remark = case.quarantined().decide(Choice.DROP)
        assert case.percents() == ["66.67", "50.00", "0.00"]
        assert remark.counts == {"fails": 0, "passes": 0, "kept": 1, "lower": 0, "higher": 1, "same": 1}

    def test_dropped_and_passes_taken_back(self, case: Case) -> None:
        case.quarantined().decide(Choice.DROP, keep_passes=False)
        assert case.percents() == ["50.00", "50.00", "0.00"]
        assert case.passed() == set()

    def test_a_corrected_key(self, case: Case) -> None:
        case.quarantined().decide(Choice.NEW_KEY, new_version=case.corrected(), keep_passes=False)
        assert case.percents() == ["33.33", "66.67", "33.33"]

    def test_it_is_logged_once_with_its_reason_and_nothing_is_overwritten(self, case: Case) -> None:
        before = Marking.objects.count()
        remark = case.quarantined().decide(Choice.FULL)
        new = Marking.objects.filter(source=Marking.Source.REMARK)
        assert new.count() == 2 and Marking.objects.count() == before + 2
        assert {(mark.reason, mark.username) for mark in new} == {("The key was wrong", "mei")}
        assert set(remark.marks.values_list("marking_id", flat=True)) == set(new.values_list("pk", flat=True))
        effects = {(row.person_id, row.moved, row.before, row.after) for row in RemarkEffect.objects.filter(remark=remark)}
        assert (case.unlucky.person_id, "passes", Decimal("33.33"), Decimal("66.67")) in effects
        assert len(effects) == 3

    def test_results_are_announced(self, case: Case) -> None:
        case.quarantined().decide(Choice.FULL)
        assert Job.objects.filter(kind="testing.remark", state="done").count() == 1
        assert Job.objects.filter(kind="testing.follow_decisions").exists()

    @pytest.mark.parametrize("actor", [TRAINER, AUDITOR])
    def test_only_the_project_office(self, case: Case, actor: Actor) -> None:
        case.quarantined()
        with pytest.raises(NotAllowed):
            case.decide(Choice.FULL, actor=actor)
        assert not Remark.objects.exists()

    def test_not_while_the_question_is_still_asked(self, case: Case) -> None:
        with pytest.raises(Refused, match="Quarantine"):
            case.decide(Choice.FULL)

    def test_not_without_a_reason(self, case: Case) -> None:
        with pytest.raises(InvalidInput):
            case.quarantined().decide(Choice.FULL, reason="")

    def test_a_corrected_key_must_be_one_of_this_question_written_later(self, case: Case) -> None:
        case.quarantined()
        for version in (case.question.in_use, case.questions[1].in_use):
            with pytest.raises(InvalidInput):
                case.decide(Choice.NEW_KEY, new_version=version)

    def test_results_that_changed_since_the_preview_are_looked_at_again(self, case: Case) -> None:
        shown = case.quarantined().preview(Choice.FULL)
        sat(case.version, case.questions, "0 1 0")
        with pytest.raises(Conflict, match="preview"):
            decide(case.question, choice=Choice.FULL, fingerprint=shown.fingerprint, actor=PROJECT, at=LATER, reason="x")
        assert not Remark.objects.exists()

    def test_a_second_decision_needs_a_preview_of_its_own(self, case: Case) -> None:
        shown = case.quarantined().preview(Choice.DROP)
        case.decide(Choice.FULL)
        with pytest.raises(Conflict):
            decide(case.question, choice=Choice.DROP, fingerprint=shown.fingerprint, actor=OTHER_PROJECT, at=LATER, reason="x")

    def test_it_is_undone_only_by_another_decision(self, case: Case) -> None:
        case.quarantined().decide(Choice.FULL)
        back = case.decide(Choice.AS_BEFORE, keep_passes=False, reason="The question was right after all")
        assert back.number == 2
        assert case.percents() == ["66.67", "33.33", "0.00"]
        assert Remark.objects.count() == 2

    def test_going_back_keeps_the_passes_it_gave_unless_said_otherwise(self, case: Case) -> None:
        case.quarantined().decide(Choice.FULL)
        case.decide(Choice.AS_BEFORE)
        assert case.passed() == {case.lucky.person_id, case.unlucky.person_id}

    def test_carried_out_twice_is_refused_and_writes_nothing(self, case: Case) -> None:
        remark = case.quarantined().decide(Choice.FULL)
        marks = Marking.objects.count()
        with pytest.raises(Conflict):
            carry_out(remark, actor=PROJECT, at=LATER)
        assert Marking.objects.count() == marks

    def test_a_failure_half_way_leaves_every_mark_and_says_so(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(faulty, "effect_row", lambda *args: 1 / 0)
        remark = case.quarantined().decide(Choice.FULL)
        assert remark.state == RemarkState.FAILED
        assert not Marking.objects.filter(source=Marking.Source.REMARK).exists()
        assert case.percents() == ["66.67", "33.33", "0.00"]
        monkeypatch.undo()
        assert case.decide(Choice.FULL).state == RemarkState.DONE

    def test_a_job_that_runs_again_after_all_was_written_says_the_same(self, case: Case) -> None:
        from training.testing import results_jobs

        remark = case.quarantined().decide(Choice.FULL)
        marks = Marking.objects.count()
        again = results_jobs.remark(kit.Progress(actor=PROJECT, at=LATER), remark=remark.pk)
        assert (again["passes"], Marking.objects.count()) == (1, marks)


class TestWhatComesLater:
    def handed_in(self, case: Case, answers: list[Any]) -> Any:
        attempt = begun(case.version, case.questions, by=company.person())
        answered(attempt, answers)
        hand_in(
            attempt,
            AttemptState.SUBMITTED,
            submitted_at=LATER + timedelta(hours=1),
            actor=PROJECT,
            at=LATER + timedelta(hours=1),
            reason="",
        )
        return attempt

    def test_an_attempt_then_in_progress_follows_the_decision_when_handed_in(self, case: Case) -> None:
        case.quarantined().decide(Choice.FULL)
        attempt = self.handed_in(case, [{"chosen": [1]}, {"chosen": [0]}, {"chosen": [1]}])
        assert percents([attempt.pk])[attempt.pk] == Decimal("66.67")
        assert Marking.objects.filter(item=items(attempt)[0]).count() == 2

    def test_a_pass_by_the_faulty_key_alone_is_none(self, case: Case) -> None:
        case.quarantined().decide(Choice.DROP)
        attempt = self.handed_in(case, [{"chosen": [0]}, {"chosen": [0]}, {"chosen": [1]}])
        assert percents([attempt.pk])[attempt.pk] == Decimal("50.00")
        assert attempt.person_id not in {person for person, _paper in passes([attempt.person_id])}

    def test_following_up_again_writes_nothing_and_touches_no_kept_pass(self, case: Case) -> None:
        case.quarantined().decide(Choice.DROP)
        self.handed_in(case, [{"chosen": [1]}, {"chosen": [0]}, {"chosen": [1]}])
        assert follow_up(actor=PROJECT, at=LATER + timedelta(hours=2)) == 0
        assert case.percents()[0] == "66.67"


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once(tmp_path: Path) -> None:
    case = Case().quarantined()
    full, drop = case.preview(Choice.FULL), case.preview(Choice.DROP)

    def decided(shown: Preview, actor: Actor) -> Any:
        question = Question.objects.get(pk=case.question.pk)
        return decide(question, choice=shown.choice, fingerprint=shown.fingerprint, actor=actor, at=LATER, reason="x")[0]

    ended, kept = at_once(
        tmp_path,
        lambda: decided(full, PROJECT),
        lambda: decided(drop, OTHER_PROJECT),
        then=lambda: (Remark.objects.count(), list(Remark.objects.values_list("state", flat=True)), RemarkEffect.objects.count()),
    )
    assert kept == (1, ["done"], 3)
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "Remark"]
