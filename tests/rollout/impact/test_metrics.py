"""The figures of this room: by day, as known at an instant, in a fixed number of queries, and of small groups nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.core import metrics
from governance.core.actor import Actor, Grant, system_actor
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.roles import Role
from governance.core.suppression import FLOOR
from governance.organisation.models import Office
from rollout.impact.actions import resistance, steps, surveys, tasks
from rollout.impact.models import Survey
from rollout.impact.selectors import refusals
from rollout.staging.models import Programme
from tests import company
from tests.company import NOW
from tests.rollout.impact import places
from tests.rollout.impact.places import DAY, PROJECT, SPONSOR, TODAY, head, people, step, touchpoint

pytestmark = pytest.mark.django_db
CODES = [code.code for code in metrics.registered() if code.code.startswith("impact.")]
OURS = ("severe", "steps_sent", "demonstrations", "open_tasks", "tasks_done", "resistance", "firm", "pulse", "needs")


@pytest.fixture
def programme() -> Programme:
    return company.programme()


def of(office: Office) -> Subject:
    return Subject(SubjectKind.OFFICE, office.pk)


def measured(code: str, subject: Subject, *, day: date = TODAY, known_at: datetime | None = None, actor: Actor = SPONSOR) -> Measurement:
    return metrics.measure_one(f"impact.{code}", subject, day, actor=actor, known_at=known_at)


def all_of(programme: Programme) -> Subject:
    return Subject(SubjectKind.PROGRAMME, programme.pk)


@pytest.mark.parametrize("code", [code for code in CODES if any(part in code for part in OURS)])
def test_an_empty_record_is_not_a_pass(code: str, programme: Programme) -> None:
    """Without data a figure is missing, except where nought is the truth: nobody refused, nothing was shown."""
    found = metrics.measure_one(code, all_of(programme), TODAY, actor=SPONSOR)
    counts_nothing = any(part in code for part in ("resistance", "firm", "demonstrations"))
    assert (found.value == 0) if counts_nothing else (found.value is None and str(found.absent))


def test_severe_without_mitigation_counts_for_the_office_it_concerns_and_for_all(programme: Programme) -> None:
    here, there = company.office("SH"), company.office("BJ")
    point = touchpoint()
    of_here = step(office=here)
    steps.assess(of_here, touchpoint=point, feels="Goes without", effect=3, share=3, actor=PROJECT, at=NOW)
    steps.assess(step(), touchpoint=point, feels="Waits", effect=2, share=3, actor=PROJECT, at=NOW)
    assert measured("severe_without_mitigation", of(here)).value == 1
    assert measured("severe_without_mitigation", of(there)).value == 0
    assert measured("severe_without_mitigation", all_of(programme)).value == 1
    steps.assess(
        of_here, touchpoint=point, feels="x", effect=3, share=3, mitigation="m", owner=company.person(), due=TODAY, actor=PROJECT, at=NOW
    )
    assert measured("severe_without_mitigation", of(here)).value == 0
    assert measured("severe_without_mitigation", of(here), day=TODAY + DAY).value == 1


def test_what_was_mitigated_later_was_not_known_before(programme: Programme) -> None:
    one, point = step(), touchpoint()
    steps.assess(one, touchpoint=point, feels="x", effect=3, share=3, actor=PROJECT, at=NOW)
    owner, later = company.person(), NOW + 2 * DAY
    steps.assess(
        one, touchpoint=point, feels="x", effect=3, share=3, mitigation="m", owner=owner, due=TODAY + 9 * DAY, actor=PROJECT, at=later
    )
    day = TODAY + 3 * DAY
    assert measured("severe_without_mitigation", all_of(programme), day=day).value == 0
    assert measured("severe_without_mitigation", all_of(programme), day=day, known_at=NOW + DAY).value == 1
    assert measured("severe_without_mitigation", all_of(programme), day=TODAY - DAY).value is None


def test_a_wave_sums_its_own_offices(programme: Programme) -> None:
    wave = company.wave(programme, 1)
    mine, other = company.office("SH"), company.office("BJ")
    company.in_rollout(mine, wave)
    for office in (mine, other):
        tasks.give_task(office=office, name="x", due=TODAY - DAY, actor=PROJECT, at=NOW)
    assert measured("open_tasks_overdue", Subject(SubjectKind.WAVE, wave.pk)).value == 1
    assert measured("open_tasks_overdue", all_of(programme)).value == 2


def test_a_task_is_overdue_from_the_day_after_and_not_once_done(programme: Programme) -> None:
    office = company.office("SH")
    task = tasks.give_task(office=office, name="x", due=TODAY, actor=PROJECT, at=NOW)
    assert measured("open_tasks_overdue", of(office)).value == 0
    assert measured("open_tasks_overdue", of(office), day=TODAY + DAY).value == 1
    tasks.finish(task, on=TODAY + DAY, actor=PROJECT, at=NOW + DAY)
    assert measured("open_tasks_overdue", of(office), day=TODAY + DAY).value == 0
    assert measured("open_tasks_overdue", of(office), day=TODAY + DAY, known_at=NOW).value == 1
    assert measured("tasks_done", of(office), day=TODAY + DAY).value == 100


def test_a_head_reads_the_tasks_of_the_own_office_alone_also_behind_the_programmes_figure(programme: Programme) -> None:
    here, there = company.office("SH"), company.office("BJ")
    for office in (here, there):
        tasks.give_task(office=office, name=f"For {office.code}", due=TODAY, actor=PROJECT, at=NOW)
    behind = [metrics.rows("impact.tasks_done", all_of(programme), TODAY, actor=actor).cells for actor in (SPONSOR, head(here))]
    assert [{row[0] for row in cells} for cells in behind] == [{"For SH", "For BJ"}, {"For SH"}]


def test_steps_sent_back_count_until_planned_anew(programme: Programme) -> None:
    one = step()
    steps.move_step(one, steps.StepState.RUNNING, on=TODAY, actor=PROJECT, at=NOW)
    steps.move_step(one, steps.StepState.SENT_BACK, on=TODAY, actor=PROJECT, at=NOW, reason="No")
    assert measured("steps_sent_back", all_of(programme)).value == 1
    steps.move_step(one, steps.StepState.PLANNED, on=TODAY, actor=PROJECT, at=NOW)
    assert measured("steps_sent_back", all_of(programme)).value == 0


def test_a_rejection_counts_until_it_is_answered_from_the_instant_it_was_known(programme: Programme) -> None:
    one, later = step(), NOW + timedelta(hours=1)
    said = steps.record_reaction(one, on=TODAY, kind="rejects", words="No", actor=PROJECT, at=later)
    assert measured("steps_sent_back", all_of(programme)).value == 1
    assert measured("steps_sent_back", all_of(programme), known_at=NOW).value == 0
    assert measured("steps_sent_back", all_of(programme), day=TODAY - DAY).value is None
    steps.move_step(one, steps.StepState.SENT_BACK, on=TODAY, because_of=said, actor=PROJECT, at=later, reason="No")
    steps.move_step(one, steps.StepState.PLANNED, on=TODAY + DAY, actor=PROJECT, at=NOW + DAY)
    assert measured("steps_sent_back", all_of(programme)).value == 1
    assert measured("steps_sent_back", all_of(programme), day=TODAY + DAY).value == 0


def test_a_dropped_step_counts_no_more(programme: Programme) -> None:
    one = step()
    steps.record_reaction(one, on=TODAY, kind="rejects", words="No", actor=PROJECT, at=NOW)
    steps.move_step(one, steps.StepState.DROPPED, on=TODAY, actor=PROJECT, at=NOW, reason="No")
    assert measured("steps_sent_back", all_of(programme)).value == 0


def refuses(office: Office, count: int) -> None:
    for _place in range(count):
        resistance.report(office=office, witness="said", words="No", on=TODAY, actor=PROJECT, at=NOW)


def test_one_to_four_refusals_of_an_office_are_told_to_its_head_alone(programme: Programme) -> None:
    office = company.office("SH")
    people(office, 12)
    refuses(office, 3)
    for reader in (SPONSOR, PROJECT, system_actor("gates"), head(company.office("BJ"))):
        found = metrics.measure("impact.resistance_open", [of(office)], [TODAY], actor=reader)
        assert all(one.value is None for one in found.values())
    assert measured("resistance_open", of(office), actor=head(office)).value == 3


def test_an_office_of_four_people_is_never_told_whatever_they_say(programme: Programme) -> None:
    office = company.office("SH")
    people(office, 4)
    refuses(office, 9)
    assert measured("resistance_open", of(office)).value is None


def test_an_office_without_refusals_is_told_as_nought_so_that_a_gate_can_pass(programme: Programme) -> None:
    office = company.office("SH")
    assert measured("resistance_open", of(office)).value == 0
    assert measured("firm_refusals_open", of(office)).value == 0


def test_a_head_is_not_told_of_the_programme(programme: Programme) -> None:
    office = company.office("SH")
    people(office, 12)
    refuses(office, 6)
    assert measured("resistance_open", all_of(programme)).value == 6
    found = metrics.measure("impact.resistance_open", [all_of(programme)], [TODAY], actor=head(office))
    assert all(one.value is None for one in found.values())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(0, 8), min_size=1, max_size=5))
def test_differences_of_all_that_a_reader_is_told_point_at_nobody(programme: Programme, counts: list[int]) -> None:
    """Over whole companies and the real pages' figures: total less every office told leaves two offices and five refusals."""
    refusals.ResistanceMove.objects.all()._raw_delete("default")
    refusals.Resistance.objects.all()._raw_delete("default")
    offices = [Office.objects.filter(code=f"L{place}").first() or staffed(f"L{place}") for place in range(len(counts))]
    for office, count in zip(offices, counts, strict=True):
        refuses(office, count)
    told = refusals.numbers(TODAY, SPONSOR)
    assert all(number >= FLOOR for number in told.offices.values())
    hidden = {office.pk: count for office, count in zip(offices, counts, strict=True) if count and office.pk not in told.offices}
    if told.total is not None and hidden:
        assert sum(hidden.values()) == told.total - sum(told.offices.values())
        for own in hidden.values():
            assert len(hidden) - 1 >= 2
            assert sum(hidden.values()) - own >= FLOOR


def staffed(code: str) -> Office:
    office = company.office(code)
    people(office, 9)
    return office


def answered(sizes: dict[str, int], value: int = 4) -> Survey:
    for code, count in sizes.items():
        people(company.office(code), count)
    one = surveys.open_survey(places.survey("satisfaction"), actor=PROJECT, at=NOW)
    for asked in one.asked.select_related("person"):
        places.answers(one, asked.person, value)
    return surveys.close_survey(Survey.objects.get(pk=one.pk), actor=PROJECT, at=NOW)


def test_satisfaction_is_the_mean_of_the_last_closed_survey(programme: Programme) -> None:
    answered({"SH": 6, "BJ": 5})
    found = measured("pulse_satisfaction", all_of(programme))
    assert (found.value, found.sample) == (Decimal(4), 11)
    assert measured("pulse_satisfaction", all_of(programme), day=TODAY - DAY).value is None
    assert measured("pulse_satisfaction", all_of(programme), known_at=NOW - timedelta(hours=1)).value is None
    assert measured("pulse_expectation", all_of(programme)).value is None


def test_an_office_of_four_answers_is_told_to_nobody_and_no_gate(programme: Programme) -> None:
    answered({"SH": 4, "BJ": 9, "GZ": 9})
    small = Office.objects.get(code="SH")
    for reader in (SPONSOR, PROJECT, system_actor("gates"), head(small)):
        assert measured("pulse_satisfaction", of(small), actor=reader).value is None
    assert measured("pulse_satisfaction", all_of(programme)).value == 4


def test_the_needs_survey_says_how_many_answered(programme: Programme) -> None:
    office = company.office("SH")
    people(office, 8)
    one = surveys.open_survey(places.survey("choice", kind="needs"), actor=PROJECT, at=NOW)
    question = one.questions.get()
    for asked in list(one.asked.select_related("person"))[:6]:
        surveys.answer_survey(one, given={question.pk: [1]}, actor=places.staff(asked.person), at=NOW)
    surveys.close_survey(Survey.objects.get(pk=one.pk), actor=PROJECT, at=NOW)
    assert measured("needs_answered", all_of(programme)).value == 75


@pytest.mark.parametrize("code", [code for code in CODES if any(part in code for part in OURS)])
def test_queries_do_not_grow_with_offices_and_days(code: str, programme: Programme, django_assert_max_num_queries: object) -> None:
    def queries(offices: list[Office], days: int) -> int:
        from django.db import connection

        with CaptureQueriesContext(connection) as seen:
            metrics.measure(code, [of(one) for one in offices], [TODAY - place * DAY for place in range(days)], actor=SPONSOR)
        return len(seen)

    offices = [staffed(f"Q{place}") for place in range(4)]
    refuses(offices[0], 5)
    tasks.give_task(office=offices[0], name="x", due=TODAY, actor=PROJECT, at=NOW)
    few = queries(offices[:1], 1)
    assert queries(offices, 1) <= few
    assert few <= 8


def test_a_committee_member_reads_figures_and_no_words() -> None:
    member = Actor("member", grants=(Grant(Role.COMMITTEE),))
    assert refusals.of_reader(member) == []
    assert refusals.readable(member) == []
