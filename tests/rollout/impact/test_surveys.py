"""Surveys: each answers once, an answer is nobody's, and results are known from the closing on."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from rollout.impact import reminding
from rollout.impact.actions import surveys
from rollout.impact.models import Asked, Survey, SurveyMove, Tally
from rollout.impact.selectors import surveys as selectors
from rollout.impact.states import Measures
from tests import company
from tests.at_once import at_once
from tests.company import NOW
from tests.rollout.impact.places import DAY, PROJECT, SPONSOR, TODAY, answers, people, staff, survey

pytestmark = pytest.mark.django_db


def opened(*measures: str, offices: int = 1, staff_each: int = 6, **fields: object) -> Survey:
    for place in range(offices):
        people(company.office(f"S{place}"), staff_each)
    return surveys.open_survey(survey(*measures, **fields), actor=PROJECT, at=NOW)


def asked(of: Survey) -> list[object]:
    return [one.person for one in of.asked.select_related("person").order_by("person_id")]


def closed(of: Survey) -> Survey:
    return surveys.close_survey(Survey.objects.get(pk=of.pk), actor=PROJECT, at=NOW)


def test_everybody_of_the_audience_is_asked_once() -> None:
    one = opened(offices=2)
    assert one.asked.count() == 12
    assert one.state == "open"


def test_the_audience_is_narrowed_by_job_and_office() -> None:
    office, other = company.office("SH"), company.office("BJ")
    people(office, 6, job="clerk")
    people(office, 6)
    people(other, 6, job="clerk")
    one = surveys.open_survey(survey(job_roles=["clerk"], office_ids=[office.pk]), actor=PROJECT, at=NOW)
    assert set(one.asked.values_list("office_id", "job_role")) == {(office.pk, "clerk")}
    assert one.asked.count() == 6


def test_who_signs_in_for_a_vendor_is_not_asked() -> None:
    office = company.office("SH")
    people(office, 6)
    (outside,) = people(office, 1)
    company.role(outside, Role.VENDOR)
    one = surveys.open_survey(survey(), actor=PROJECT, at=NOW)
    assert one.asked.count() == 6 and outside not in asked(one)


def test_who_goes_over_to_a_vendor_is_reminded_no_more() -> None:
    one = opened()
    person = asked(one)[0]
    company.role(person, Role.VENDOR)  # type: ignore[arg-type]
    reminded = {due.person_id for due in reminding.wanted(one.opens_on) if due.key.startswith("survey:")}
    assert reminded == {other.pk for other in asked(one)[1:]}  # type: ignore[attr-defined]


def test_an_answer_raises_counters_and_leaves_no_row_of_its_own() -> None:
    one = opened()
    before = Tally.objects.count()
    answers(one, asked(one)[0], 4)  # type: ignore[arg-type]
    assert Tally.objects.count() == before
    assert sorted(Tally.objects.filter(people=1).values_list("value", flat=True)) == [4, 4]


def test_neither_who_nor_when_stands_beside_an_answer() -> None:
    """The tables of answers and of who answered share the survey and nothing else, and neither knows a time."""
    answer_fields = {field.name for field in Tally._meta.get_fields()}
    asked_fields = {field.name for field in Asked._meta.get_fields()}
    assert answer_fields == {"id", "question", "office", "job_role", "value", "people"}
    assert asked_fields == {"id", "survey", "person", "office", "job_role", "answered"}
    assert not hasattr(Tally, "history")
    assert not hasattr(Asked, "history")


def test_closing_lays_ticks_and_counters_anew_so_that_no_trace_of_the_order_is_left() -> None:
    one = opened()
    for place, person in enumerate(asked(one)):
        answers(one, person, 1 + place % 5)  # type: ignore[arg-type]
    before = {model: set(model.objects.values_list("id", flat=True)) for model in (Asked, Tally)}
    told = sorted(Tally.objects.values_list("value", "office", "job_role", "people"), key=str)
    with CaptureQueriesContext(connection) as statements:
        closed(one)
    for model in (Asked, Tally):
        anew = set(model.objects.values_list("id", flat=True))
        assert before[model].isdisjoint(anew)
        written = written_ids(statements, model)
        assert set(written) == anew
        assert written == sorted(written)
    assert sorted(Tally.objects.values_list("value", "office", "job_role", "people"), key=str) == told
    assert one.asked.filter(answered=True).count() == 6


def written_ids(statements: CaptureQueriesContext, model: type[Model]) -> list[UUID]:
    """In the order in which they were handed to the database; where it lays them is its own affair."""
    inserts = [one["sql"] for one in statements.captured_queries if one["sql"].startswith(f'INSERT INTO "{model._meta.db_table}"')]
    found = re.findall(r"[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}", " ".join(inserts))
    return [UUID(one) for one in found]


def test_each_answers_once() -> None:
    one = opened()
    person = asked(one)[0]
    answers(one, person, 4)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        answers(one, person, 1)  # type: ignore[arg-type]
    assert sum(Tally.objects.filter(office__isnull=False).values_list("people", flat=True)) == 1


@pytest.mark.parametrize("value", [0, 6, 99])
def test_a_value_off_the_scale_is_refused_at_its_question(value: int) -> None:
    one = opened()
    with pytest.raises(InvalidInput) as refused:
        answers(one, asked(one)[0], value)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [f"question_{one.questions.get().pk}"]
    assert not one.asked.filter(answered=True).exists()


def test_a_foreign_question_is_refused() -> None:
    one, other = opened(), survey()
    given = {one.questions.get().pk: [3], other.questions.get().pk: [3]}
    with pytest.raises(InvalidInput):
        surveys.answer_survey(one, given=given, actor=staff(asked(one)[0]), at=NOW)  # type: ignore[arg-type]


def test_who_is_not_asked_does_not_answer() -> None:
    one = opened()
    with pytest.raises(NotAllowed):
        answers(one, company.person(at=company.office("XX")), 3)


def test_after_the_last_day_nobody_answers() -> None:
    one = opened()
    late = NOW + 8 * DAY
    with pytest.raises(Refused):
        surveys.answer_survey(one, given={one.questions.get().pk: [3]}, actor=staff(asked(one)[0]), at=late)  # type: ignore[arg-type]


def test_an_answer_under_way_when_it_is_closed_is_not_counted() -> None:
    one = opened()
    person, seen = asked(one)[0], Survey.objects.get(pk=one.pk)
    closed(one)
    given = {question.pk: [5] for question in seen.questions.all()}
    with pytest.raises(Refused):
        surveys.answer_survey(seen, given=given, actor=staff(person), at=NOW)  # type: ignore[arg-type]
    assert not one.asked.filter(answered=True).exists()
    assert not Tally.objects.filter(people__gt=0).exists()


def test_what_people_are_asked_stays_as_it_was_once_open() -> None:
    one = opened()
    with pytest.raises(Refused):
        surveys.ask_question(one, measures="other", text="And?", actor=PROJECT, at=NOW)
    with pytest.raises(Refused):
        surveys.take_out_question(one.questions.get(), actor=PROJECT, at=NOW)
    with pytest.raises(Refused):
        surveys.open_survey(one, actor=PROJECT, at=NOW)


def test_a_survey_of_few_is_not_opened_and_every_reason_is_said() -> None:
    people(company.office("SH"), 4)
    empty = survey("other")
    empty.questions.all().delete()
    with pytest.raises(Refused) as refused:
        surveys.open_survey(empty, actor=PROJECT, at=NOW)
    assert len(refused.value.reasons) == 3
    assert not Asked.objects.exists()


def test_who_only_reads_opens_nothing() -> None:
    with pytest.raises(NotAllowed):
        surveys.open_survey(survey(), actor=SPONSOR, at=NOW)
    assert not SurveyMove.objects.exists()


def test_results_are_known_from_the_closing_on_and_not_before() -> None:
    one = opened()
    for person in asked(one):
        answers(one, person, 4)  # type: ignore[arg-type]
    assert selectors.pulses(TODAY) == []
    closed(one)
    assert [row[0].pk for row in selectors.pulses(TODAY)] == [one.pk]
    assert selectors.pulses(TODAY - DAY) == []
    assert selectors.pulses(TODAY, NOW - DAY) == []


def test_a_group_below_five_is_not_told_nor_one_that_would_tell_it() -> None:
    sizes = {"S0": 9, "S1": 6, "S2": 3}
    offices = {code: company.office(code) for code in sizes}
    for code, count in sizes.items():
        people(offices[code], count)
    one = surveys.open_survey(survey(), actor=PROJECT, at=NOW)
    for person in asked(one):
        answers(one, person, 3)  # type: ignore[arg-type]
    (told,) = selectors.results([closed(one)])[one.pk]
    assert set(told.offices) == {offices["S0"].pk}
    assert told.everyone is not None
    assert told.everyone.people == 18
    assert told.hidden


def test_four_answers_are_not_told_at_all() -> None:
    one = opened()
    for person in asked(one)[:4]:
        answers(one, person, 1)  # type: ignore[arg-type]
    (told,) = selectors.results([closed(one)])[one.pk]
    assert told.everyone is None
    assert not told.offices
    assert not told.jobs


def test_people_who_tick_nothing_have_answered_too() -> None:
    one = opened("choice", kind="needs")
    question = one.questions.get()
    for place, person in enumerate(asked(one)):
        surveys.answer_survey(one, given={question.pk: [0] if place < 3 else []}, actor=staff(person), at=NOW)  # type: ignore[arg-type]
    (told,) = selectors.results([closed(one)])[one.pk]
    assert told.everyone is not None
    assert told.everyone.people == 6
    assert told.everyone.share(0) == 50


def test_the_rating_followed_is_of_people_not_of_answers() -> None:
    one = opened("satisfaction", "satisfaction", "expectation")
    for person in asked(one):
        answers(one, person, 5, 3, 1)  # type: ignore[arg-type]
    told = selectors.results([closed(one)])[one.pk]
    found = selectors.followed(Measures.SATISFACTION, told)
    assert found is not None
    assert found.mean == 4
    assert found.people == 6


def test_one_person_answering_twice_at_once_is_counted_once(transactional_db: None, tmp_path: Path) -> None:
    one = opened()
    person = asked(one)[0]
    given = {one.questions.get().pk: [5]}

    def answer() -> None:
        surveys.answer_survey(Survey.objects.get(pk=one.pk), given=given, actor=staff(person), at=NOW)  # type: ignore[arg-type]

    ended, counted = at_once(
        tmp_path, answer, answer, then=lambda: sum(Tally.objects.filter(office__isnull=False).values_list("people", flat=True))
    )
    assert sum(isinstance(one, Conflict) for one in ended) == 1
    assert counted == 1
