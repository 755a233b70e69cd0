"""Reminders and the work of each morning: to whom it is due, once, and gone when it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from governance.core.jobs import Progress
from governance.core.models import Reminder
from governance.core.roles import Role
from rollout.impact.actions import resistance, steps, surveys, tasks
from rollout.impact.jobs import daily
from rollout.impact.models import Survey
from rollout.impact.reminding import remind_all
from tests import company
from tests.company import NOW
from tests.rollout.impact import places
from tests.rollout.impact.places import DAY, PROJECT, TODAY, head

pytestmark = pytest.mark.django_db


def test_the_owner_is_reminded_before_and_the_head_too_once_it_is_late() -> None:
    office = company.office("SH")
    chief, owner = places.people(office, 2)
    company.role(chief, Role.OFFICE_HEAD, office=office)
    accounts = {person: places.account_of(person).pk for person in (chief, owner)}
    task = tasks.give_task(office=office, name="Name the key users", due=TODAY, owner=owner, actor=PROJECT, at=NOW)
    remind_all(TODAY, at=NOW)
    assert list(Reminder.objects.open().values_list("account_id", flat=True)) == [accounts[owner]]
    remind_all(TODAY + DAY, at=NOW)
    assert set(Reminder.objects.open().values_list("account_id", flat=True)) == set(accounts.values())
    tasks.finish(task, on=TODAY, actor=PROJECT, at=NOW)
    remind_all(TODAY + DAY, at=NOW)
    assert not Reminder.objects.open().exists()


def test_run_again_it_changes_nothing() -> None:
    office = company.office("SH")
    (owner,) = places.people(office, 1)
    places.account_of(owner)
    tasks.give_task(office=office, name="x", due=TODAY, owner=owner, actor=PROJECT, at=NOW)
    assert remind_all(TODAY, at=NOW) == (1, 0)
    before = list(Reminder.objects.values())
    assert remind_all(TODAY, at=NOW) == (1, 0)
    assert list(Reminder.objects.values()) == before


def test_a_mitigation_and_an_answer_to_a_refusal_are_reminded_of_without_the_words() -> None:
    office = company.office("SH")
    (owner,) = places.people(office, 1)
    places.account_of(owner)
    felt = {"feels": "x", "effect": 3, "share": 3, "mitigation": "A second line"}
    steps.assess(places.step(), touchpoint=places.touchpoint(), owner=owner, due=TODAY, **felt, actor=PROJECT, at=NOW)  # type: ignore[arg-type]
    refusal = resistance.report(office=office, witness="said", words="The customers are mine", on=TODAY, actor=PROJECT, at=NOW)
    answer = {"cause": "habit", "response": "encourage", "plan": "Talk", "due": TODAY}
    resistance.answer(refusal, owner=owner, **answer, actor=head(office), at=NOW)  # type: ignore[arg-type]
    remind_all(TODAY, at=NOW)
    texts = [reminder.subject_text for reminder in Reminder.objects.open()]
    assert len(texts) == 2
    assert not any("customers are mine" in text for text in texts)


def test_who_is_asked_is_reminded_until_answered_or_closed_and_surveys_close_by_themselves() -> None:
    office = company.office("SH")
    crowd = places.people(office, 6)
    for person in crowd[:2]:
        places.account_of(person)
    one = surveys.open_survey(places.survey(), actor=PROJECT, at=NOW)
    remind_all(TODAY, at=NOW)
    assert Reminder.objects.open().count() == 2
    places.answers(one, crowd[0], 4)
    remind_all(TODAY, at=NOW)
    assert Reminder.objects.open().count() == 1
    daily(Progress(at=NOW + timedelta(days=8)))
    assert Survey.objects.get().state == "closed"
    assert not Reminder.objects.open().exists()
    daily(Progress(at=NOW + timedelta(days=8)))
    assert one.moves.count() == 2


def test_the_title_of_a_survey_is_read_in_the_language_its_reader_has_chosen_by_then() -> None:
    crowd = places.people(company.office("SH"), 6)
    places.account_of(crowd[0])
    surveys.open_survey(places.survey(title_zh_hans="进展如何？"), actor=PROJECT, at=NOW)
    remind_all(TODAY, at=NOW)
    reminder = Reminder.objects.open().get()
    assert "How is it going?" in reminder.subject_text
    with translation.override("zh-hans"):
        assert "进展如何？" in reminder.subject_text
