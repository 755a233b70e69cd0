"""Two people at the bank at the same instant: one wins, the other is told, nothing is doubled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.at_once import at_once
from tests.company import NOW
from tests.training.testing import asking
from tests.training.testing.test_keeping_the_bank import OTHER, TRAINER
from tests.training.testing.test_question_files import sent
from training.testing.actions import question_files
from training.testing.actions.questions import activate, rewrite, topic_at, write
from training.testing.models import Question, QuestionState, QuestionStep, QuestionVersion, Topic

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(ended: list[object]) -> list[str]:
    return sorted(type(end).__name__ for end in ended)


def test_of_two_who_activate_one_is_told(tmp_path: Path) -> None:
    question = asking.in_bank(state=QuestionState.DRAFT)
    version = question.latest
    assert version is not None

    def act() -> None:
        activate(Question.objects.get(pk=question.pk), version=version, actor=OTHER, at=NOW)

    ended, steps = at_once(tmp_path, act, act, then=lambda: QuestionStep.objects.filter(to_state="active").count())
    assert (kinds(ended), steps) == (["Conflict", "NoneType"], 1)


def test_two_new_wordings_are_two_versions(tmp_path: Path) -> None:
    question = asking.in_bank()

    def word(text: str) -> bool:
        return rewrite(Question.objects.get(pk=question.pk), replace(asking.SINGLE, text=asking.say(text)), actor=TRAINER, at=NOW)

    ended, numbers = at_once(
        tmp_path, lambda: word("One?"), lambda: word("Two?"), then=lambda: sorted(QuestionVersion.objects.values_list("number", flat=True))
    )
    assert (kinds(ended), numbers) == (["bool", "bool"], [1, 2, 3])


def test_one_file_is_applied_by_one_of_two(tmp_path: Path) -> None:
    batch = sent()

    def apply() -> None:
        question_files.apply(batch, actor=TRAINER, at=NOW)

    ended, count = at_once(tmp_path, apply, apply, then=lambda: Question.objects.count())
    assert (kinds(ended), count) == (["Conflict", "NoneType"], 3)


def test_two_who_write_get_two_numbers(tmp_path: Path) -> None:
    topic = asking.topic()

    def act() -> Question:
        return write(asking.TRUTH, topic=topic, difficulty=1, actor=TRAINER, at=NOW)

    ended, codes = at_once(tmp_path, act, act, then=lambda: list(Question.objects.values_list("code", flat=True)))
    assert (kinds(ended), sorted(codes)) == (["Question", "Question"], ["Q00001", "Q00002"])


def test_two_who_need_the_same_topic_share_it(tmp_path: Path) -> None:
    def act() -> Topic:
        return topic_at(["CRM", "Visits"], actor=TRAINER, at=NOW)

    ended, count = at_once(tmp_path, act, act, then=lambda: Topic.objects.count())
    assert (kinds(ended), count) == (["Topic", "Topic"], 2)
