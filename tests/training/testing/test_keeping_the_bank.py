"""A question is written by one person and activated by another; papers draw what was activated."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from governance.core import audit
from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from tests.company import NOW
from tests.training.testing import asking
from tests.training.testing.asking import say
from training.testing.actions.questions import activate, name_topic, retire, rewrite, topic_at, write
from training.testing.models import Question, QuestionState, QuestionStep, QuestionVersion, Topic
from training.testing.selectors.questions import available, titles, way_of, within

TRAINER = Actor(username="tian", grants=(Grant(Role.TRAINER),))
OTHER = Actor(username="mei", grants=(Grant(Role.PROJECT_OFFICE),))
STAFF = Actor(username="sam", grants=(Grant(Role.STAFF),))
HEAD = Actor(username="hu", grants=(Grant(Role.OFFICE_HEAD),))
ASSESSOR = Actor(username="ann", grants=(Grant(Role.ASSESSOR),))
pytestmark = pytest.mark.django_db


def written(by: Actor = TRAINER, **fields: object) -> Question:
    values = {"topic": asking.topic(), "difficulty": 2, "actor": by, "at": NOW, "reason": "New rule"} | fields
    return write(asking.SINGLE, **values)  # type: ignore[arg-type]


def latest(question: Question) -> QuestionVersion:
    assert question.latest is not None
    return question.latest


def active() -> Question:
    question = written()
    activate(question, version=latest(question), actor=OTHER, at=NOW)
    return question


def test_a_question_begins_as_a_draft_that_no_paper_draws() -> None:
    question = written()
    assert (question.state, question.code, question.kind, question.languages) == ("draft", "Q00001", "single", "en")
    assert latest(question).content == asking.SINGLE
    assert available(question.topic_id) == []
    assert [(step.to_state, step.username, step.reason) for step in question.steps.all()] == [("draft", "tian", "New rule")]


def test_the_number_follows_the_highest_in_the_bank_whatever_was_rolled_back() -> None:
    topic = asking.topic()
    written(topic=topic)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        written(topic=topic)
        raise ZeroDivisionError
    assert written(topic=topic).code == "Q00002"
    for given in ("Q00041", "VISIT-7", "Q" + "9" * 60):
        written(topic=topic, code=given)
    assert written(topic=topic).code == "Q00042"
    with pytest.raises(Conflict):
        written(topic=topic, code="Q00041")


def test_writing_is_logged_with_its_reason() -> None:
    question = written()
    entry = question.history.order_by("history_id").first()  # type: ignore[attr-defined]
    assert (entry.history_username, entry.history_change_reason) == ("tian", "New rule")


@pytest.mark.parametrize("actor", [STAFF, HEAD, ASSESSOR])
def test_only_trainers_and_the_project_office_write(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        written(by=actor)
    assert not Question.objects.exists()


def test_what_is_wrong_is_named_part_by_part_and_nothing_is_kept() -> None:
    wrong = replace(asking.SINGLE, name=" ", options=(asking.option("A"), asking.option("")))
    with pytest.raises(InvalidInput) as refused:
        write(wrong, topic=asking.topic(), difficulty=1, actor=TRAINER, at=NOW)
    assert set(refused.value.fields) == {"name", "options", "options.1.text"}
    assert not Question.objects.exists()


def test_a_code_is_used_once() -> None:
    written(code="CRM-1")
    with pytest.raises(Conflict, match="CRM-1"):
        written(code="CRM-1")
    assert [written().code, written().code] == ["Q00001", "Q00002"]


def test_a_number_that_a_file_took_is_left_out() -> None:
    assert written().code == "Q00001"
    written(code="Q00002")
    assert written().code == "Q00003"


def test_a_second_person_activates() -> None:
    question = active()
    assert (question.state, question.in_use) == ("active", question.latest)
    assert [found.version_id for found in available(question.topic_id, 2)] == [question.in_use_id]
    assert available(question.topic_id, 1) == []
    assert [(step.from_state, step.to_state) for step in question.steps.all()] == [("", "draft"), ("draft", "active")]


def test_nobody_activates_what_they_wrote() -> None:
    question = written()
    with pytest.raises(NotAllowed):
        activate(question, version=latest(question), actor=TRAINER, at=NOW)
    question.refresh_from_db()
    assert question.state == "draft"


def test_nor_what_they_wrote_a_part_of() -> None:
    question = written()
    rewrite(question, replace(asking.SINGLE, text=say("Which class of customer?")), actor=OTHER, at=NOW)
    for writer in (TRAINER, OTHER):
        with pytest.raises(NotAllowed):
            activate(question, version=latest(question), actor=writer, at=NOW)


def test_activating_twice_is_refused() -> None:
    question = active()
    with pytest.raises(Conflict, match="in use already"):
        activate(question, version=latest(question), actor=OTHER, at=NOW)
    assert question.steps.count() == 2


def test_what_was_not_read_is_not_activated() -> None:
    question = written()
    read = latest(question)
    rewrite(question, replace(asking.SINGLE, text=say("Other")), actor=TRAINER, at=NOW)
    with pytest.raises(Conflict, match="worded anew"):
        activate(question, version=read, actor=OTHER, at=NOW)


def test_a_new_wording_waits_while_papers_keep_the_old_one() -> None:
    question = active()
    assert rewrite(question, replace(asking.SINGLE, text=say("Better?")), actor=TRAINER, at=NOW + timedelta(days=1), reason="Clearer")
    assert question.waiting
    assert [version.number for version in question.versions.order_by("number")] == [1, 2]
    assert [found.version_id for found in available(question.topic_id)] == [question.in_use_id]
    activate(question, version=latest(question), actor=OTHER, at=NOW)
    assert not question.waiting
    assert available(question.topic_id)[0].version_id == latest(question).pk


def test_the_same_wording_again_changes_nothing() -> None:
    question = active()
    assert not rewrite(question, asking.SINGLE, actor=TRAINER, at=NOW)
    assert question.versions.count() == 1


def test_a_question_moves_without_a_new_wording() -> None:
    question, other = active(), asking.topic("Other")
    assert rewrite(question, asking.SINGLE, topic=other, difficulty=3, actor=TRAINER, at=NOW)
    assert (question.topic, question.difficulty, question.versions.count()) == (other, 3, 1)
    assert not question.waiting


def test_a_question_keeps_its_type() -> None:
    question = written()
    with pytest.raises(Refused, match="keeps its type"):
        rewrite(question, asking.TRUTH, actor=TRAINER, at=NOW)


def test_a_wording_is_never_changed() -> None:
    version = latest(written())
    version.wording = "{}"
    with pytest.raises(RuntimeError, match="append-only"):
        version.save()


def test_a_retired_question_is_no_longer_drawn_and_can_come_back() -> None:
    question = active()
    retire(question, actor=TRAINER, at=NOW, reason="The rule is gone")
    assert available(question.topic_id) == []
    with pytest.raises(Conflict):
        retire(question, actor=TRAINER, at=NOW, reason="Again")
    activate(question, version=latest(question), actor=OTHER, at=NOW, reason="The rule is back")
    assert question.state == QuestionState.ACTIVE


def test_retiring_needs_a_reason_and_the_right() -> None:
    question = active()
    with pytest.raises(InvalidInput):
        retire(question, actor=TRAINER, at=NOW, reason=" ")
    with pytest.raises(NotAllowed):
        retire(question, actor=ASSESSOR, at=NOW, reason="No")
    assert Question.objects.get().state == "active"


def test_a_failure_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(QuestionStep.objects, "bulk_create", fails)
    with pytest.raises(OSError, match="disk full"):
        written()
    assert not Question.objects.exists()
    assert not QuestionVersion.objects.exists()


def test_topics_are_found_or_made_along_their_path() -> None:
    leaf = topic_at(["CRM", " Visits ", "Entering"], actor=TRAINER, at=NOW)
    assert topic_at(["CRM", "Visits", "Entering"], actor=OTHER, at=NOW) == leaf
    assert way_of()[leaf.pk] == ("CRM", "Visits", "Entering")
    assert Topic.objects.count() == 3
    root = Topic.objects.get(name="CRM")
    assert len(within([root.pk])[root.pk]) == 3


@pytest.mark.parametrize("path", [[], ["/"], ["a", "b", "c", "d", "e", "f"]])
def test_a_topic_needs_a_name_and_is_not_too_deep(path: list[str]) -> None:
    with pytest.raises(InvalidInput):
        topic_at(path, actor=TRAINER, at=NOW)


def test_a_topic_is_called_by_its_name_in_the_readers_language() -> None:
    leaf = topic_at(["CRM", "Visits"], actor=TRAINER, at=NOW)
    name_topic(leaf, zh_hans="拜访", zh_hant="拜訪", actor=TRAINER, at=NOW)
    assert titles("zh-hans")[leaf.pk] == "CRM / 拜访"
    assert titles("en")[leaf.pk] == "CRM / Visits"


def test_without_the_right_nothing_is_named() -> None:
    with audit.operation(STAFF), pytest.raises(NotAllowed):
        topic_at(["CRM"], actor=STAFF, at=NOW)
    assert not Topic.objects.exists()
