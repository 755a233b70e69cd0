"""The demo company's question bank: real questions in three languages, one with a wrong key."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from governance.core.languages import LANGUAGES
from governance.core.models import ImportBatch
from governance.core.roles import Role
from reports.dashboards.demo import bank
from tests import company
from training.testing.faults import faults
from training.testing.formats import moodle_xml, moodle_xml_writing
from training.testing.models import Question
from training.testing.types import Kind, SingleChoice

TODAY = date(2026, 6, 1)


@pytest.fixture
def entered(db: None) -> list[Question]:
    accounts = [company.account(Role.TRAINER, username="trainer"), company.account(Role.PROJECT_OFFICE, username="project")]
    bank.enter_bank(accounts, today=TODAY)
    return list(Question.objects.select_related("latest", "in_use", "topic").order_by("code"))


def test_there_are_at_least_sixty_questions_of_every_type_in_three_languages(entered: list[Question]) -> None:
    assert len(entered) >= 60
    assert {question.kind for question in entered} == set(Kind)
    assert {question.languages for question in entered} == {",".join(LANGUAGES)}
    assert all(question.topic.name_zh_hans and question.topic.name_zh_hant for question in entered)


def test_every_topic_has_enough_of_each_difficulty_to_draw_from(entered: list[Question]) -> None:
    active = Counter((question.topic.name, question.difficulty) for question in entered if question.state == "active")
    for topic in list(bank.TOPICS)[1:9]:
        assert [active[topic, level] >= least for level, least in ((1, 3), (2, 3), (3, 2))] == [True] * 3, topic


def test_they_came_from_a_file_and_were_read_by_a_second_person(entered: list[Question]) -> None:
    assert ImportBatch.objects.get().state == "applied"
    activated = {step.username for question in entered for step in question.steps.filter(to_state="active")}
    written = {version.username for question in entered for version in question.versions.all()}
    assert activated.isdisjoint(written)


def test_one_is_a_draft_one_is_retired_and_one_has_a_new_wording(entered: list[Question]) -> None:
    states = {question.code: question.state for question in entered if question.state != "active"}
    assert states == {bank.DRAFT: "draft", bank.RETIRED: "retired"}
    assert [question.code for question in entered if question.waiting and question.state == "active"] == [bank.REWORDED]


def test_the_faulty_one_calls_friday_right_where_monday_is(entered: list[Question]) -> None:
    found = next(question for question in entered if question.code == bank.FAULTY)
    assert found.in_use is not None
    content = found.in_use.content
    assert isinstance(content, SingleChoice)
    assert [option.text.en for option in content.options if option.percent] == ["Friday evening"]


def test_the_file_is_sound_and_comes_back_as_it_is() -> None:
    text = (bank.FOLDER / "crm.xml").read_text(encoding="utf-8")
    reading = moodle_xml.read(text, "en")
    assert (reading.problems, reading.notes) == ([], [])
    assert [faults(found.question) for found in reading.found] == [[]] * len(reading.found)
    assert moodle_xml_writing.write(reading.found) == text
