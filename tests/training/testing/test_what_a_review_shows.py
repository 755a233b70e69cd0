"""What a candidate reads after the test: no key while another test is in progress, before everybody is done, or when it is in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import company
from tests.company import NOW, RECORDED
from tests.training.testing.asking import SINGLE, option, say
from tests.training.testing.marked import PROJECT, begun, paper, sat
from training.testing.actions.faulty import decide, quarantine
from training.testing.models import Allowance, Attempt, PaperKind, PaperState, PaperVersion, Question, QuestionVersion, ReviewRule
from training.testing.remarking import Choice
from training.testing.selectors.faulty import preview
from training.testing.selectors.reviewed import Outcome, Reviewed, outcome
from training.testing.timing import Extra, Window, closed_to_all
from training.testing.wording import digest, dump

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOW + timedelta(days=1)
CLOSE = LATER + 10 * HOUR
ASKED = replace(SINGLE, feedback=say("Because of A"))
CORRECTED = replace(SINGLE, options=(option("A"), option("B", 100), option("C")), feedback=say("Because of B"))


def shown(attempt: Attempt, at: Any = LATER) -> Outcome:
    return outcome(Attempt.objects.get(pk=attempt.pk), at, "en")


class TestWhile:
    def test_a_key_is_not_shown_while_any_written_test_of_the_candidate_is_in_progress(self) -> None:
        version, questions = paper(review=ReviewRule.AFTER_SUBMIT)
        first = sat(version, questions, "1 1 1")
        assert shown(first).review
        other, _questions = paper()
        second = begun(other, questions, by=first.person)
        assert not shown(first).review and shown(first).sitting
        Attempt.objects.filter(pk=second.pk).update(state="submitted", submitted_at=NOW)
        assert shown(first).review

    def test_a_test_whose_time_is_over_is_no_longer_in_progress_whether_the_clock_has_run_or_not(self) -> None:
        version, questions = paper(review=ReviewRule.AFTER_SUBMIT)
        first = sat(version, questions, "1 1 1")
        other, _questions = paper()
        second = begun(other, questions, by=first.person)
        Attempt.objects.filter(pk=second.pk).update(due_at=LATER)
        assert not shown(first, LATER - HOUR).review and shown(first, LATER).review

    def test_a_checklist_begun_or_somebody_elses_test_hides_nothing(self) -> None:
        version, questions = paper(review=ReviewRule.AFTER_SUBMIT)
        first = sat(version, questions, "1 1 1")
        begun(version, questions)
        practical, checks = paper(kind=PaperKind.PRACTICAL)
        begun(practical, checks, by=first.person)
        assert shown(first).review


class TestAfterTheClose:
    def sat(self) -> Attempt:
        version, questions = paper(review=ReviewRule.AFTER_CLOSE, closes_at=CLOSE)
        return sat(version, questions, "1 1 1")

    def test_from_the_close_on(self) -> None:
        first = self.sat()
        assert not shown(first, CLOSE - HOUR).review and shown(first, CLOSE).review

    @pytest.mark.parametrize("everywhere", [True, False])
    def test_not_before_those_who_were_given_a_later_close_are_done(self, everywhere: bool) -> None:
        first = self.sat()
        whose = None if everywhere else first.paper
        given = {"closes_at": CLOSE + HOUR, "username": "mei", "reason": "ill", "recorded_at": RECORDED}
        Allowance.objects.create(person=company.person(), paper=whose, **given)
        assert not shown(first, CLOSE).review and shown(first, CLOSE + HOUR).review

    @pytest.mark.parametrize(("closes_at", "seen"), [(CLOSE + HOUR, False), (None, False), (CLOSE, True)])
    def test_not_while_the_version_in_use_is_open(self, closes_at: Any, seen: bool) -> None:
        first = self.sat()
        PaperVersion.objects.filter(pk=first.version_id).update(state=PaperState.REPLACED)
        terms = {"pass_mark": 60, "pass_mark_method": "authority", "pass_mark_note": "x", "written_by": "t", "active_from": NOW}
        PaperVersion.objects.create(paper=first.paper, number=2, state=PaperState.ACTIVE, closes_at=closes_at, **terms)
        assert bool(shown(first, CLOSE).review) is seen

    def test_the_rule(self) -> None:
        assert not closed_to_all([], [], NOW)
        assert closed_to_all([Window(closes_at=NOW)], [], NOW)
        assert not closed_to_all([Window(closes_at=NOW), Window()], [], NOW)
        assert not closed_to_all([Window(closes_at=NOW)], [Extra(), Extra(closes_at=NOW + HOUR)], NOW)


class Faulty:
    """One passed by a key that is wrong, another failed by it."""

    def __init__(self) -> None:
        self.version, self.questions = paper((ASKED, SINGLE, SINGLE), review=ReviewRule.AFTER_SUBMIT)
        self.question: Question = self.questions[0]
        self.lucky = sat(self.version, self.questions, "1 1 0")
        self.unlucky = sat(self.version, self.questions, "0 1 1")
        quarantine(self.question, actor=PROJECT, at=NOW, reason="Two answers are right")

    def decide(self, choice: Choice, **terms: Any) -> None:
        told = {"new_version": None, "keep_passes": True, "at": LATER} | terms
        seen = preview(self.question, choice, **told)
        decide(self.question, choice=choice, fingerprint=seen.fingerprint, actor=PROJECT, reason="The key was wrong", **told)

    def first(self, attempt: Attempt) -> Reviewed:
        return next(one for one in shown(attempt, LATER + HOUR).review if one.item.question_version.question_id == self.question.pk)


class TestAFaultyQuestion:
    def test_quarantined_it_shows_no_key_and_says_that_it_is_looked_into(self) -> None:
        one = Faulty()
        first = one.first(one.unlucky)
        assert "right" not in first.shown and "feedback" not in first.shown and first.said == ()
        assert first.doubt is not None and "key may be wrong" in str(first.doubt.told)
        assert all("right" in other.shown and other.doubt is None for other in shown(one.unlucky).review[1:])

    @pytest.mark.parametrize(("choice", "words"), [(Choice.DROP, "no longer counts"), (Choice.FULL, "Everybody has its points")])
    def test_dropped_or_given_to_all_it_shows_no_key_and_says_what_became_of_it(self, choice: Choice, words: str) -> None:
        one = Faulty()
        one.decide(choice)
        first = one.first(one.unlucky)
        assert "right" not in first.shown and first.doubt is not None and words in str(first.doubt.told) and not first.doubt.kept

    def test_by_a_corrected_key_it_shows_that_key(self) -> None:
        one = Faulty()
        version = QuestionVersion.objects.create(
            question=one.question, number=2, wording=dump(CORRECTED), sha256=digest(CORRECTED), recorded_at=NOW
        )
        one.decide(Choice.NEW_KEY, new_version=version)
        first = one.first(one.unlucky)
        assert [what for what, _worth in first.shown["right"]] == ["B"] and first.shown["feedback"] == "Because of B"
        assert first.fraction == 1 and first.doubt is not None and not first.doubt.kept

    def test_whoever_keeps_the_pass_against_the_decision_is_told_so(self) -> None:
        one = Faulty()
        one.decide(Choice.DROP)
        first = one.first(one.lucky)
        assert first.doubt is not None and first.doubt.kept

    def test_decided_as_before_and_in_use_again_it_shows_its_key(self) -> None:
        one = Faulty()
        one.decide(Choice.AS_BEFORE)
        Question.objects.filter(pk=one.question.pk).update(state="active")
        first = one.first(one.unlucky)
        assert [what for what, _worth in first.shown["right"]] == ["A"] and first.doubt is None
