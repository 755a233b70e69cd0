"""Pass rates, what waits for a mark, cohorts, and the reminders of those who mark."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.errors import NotAllowed
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.models import Reminder
from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.company import NOW
from tests.training.testing import marked as m
from training.testing.actions.hand_marking import mark_by_hand
from training.testing.actions.reminding import remind_markers
from training.testing.cohorts import Result, split
from training.testing.models import Marking, MarkingRule, Round

TODAY = NOW.date()
SPONSOR = Actor("sun", grants=(Grant(Role.SPONSOR),))
ALL = Subject(SubjectKind.PROGRAMME, 1)


def of(code: str, subject: Subject = ALL, *, day: Any = TODAY, actor: Actor = m.PROJECT, known_at: Any = None) -> Measurement:
    return metrics.measure_one(code, subject, day, actor=actor, known_at=known_at)


@pytest.mark.django_db
class TestPassRates:
    @pytest.fixture
    def six(self) -> Any:
        """Six people of one office: four pass at once, one at the second go, one not."""
        place = company.office()
        version, questions = m.paper()
        people = [company.person(at=place) for _ in range(6)]
        for person in people[:4]:
            m.sat(version, questions, "1 1 0", by=person)
        m.sat(version, questions, "0 1 0", by=people[4])
        m.sat(version, questions, "1 1 1", by=people[4], at=NOW + timedelta(days=2))
        m.sat(version, questions, "0 0 0", by=people[5])
        return place, version, questions

    def test_pass_rate_counts_every_pass(self, six: Any) -> None:
        found = of("training.pass_rate", day=TODAY + timedelta(days=3))
        assert (found.numerator, found.denominator, found.sample) == (5, 6, 6)

    def test_first_time_pass_rate_counts_first_attempts_only(self, six: Any) -> None:
        found = of("training.first_time_pass_rate", day=TODAY + timedelta(days=3))
        assert found.value == Decimal(400) / 6

    def test_an_earlier_day_knows_only_its_attempts(self, six: Any) -> None:
        assert of("training.pass_rate").numerator == 4

    def test_of_an_office_and_of_a_course(self, six: Any) -> None:
        place, version, questions = six
        m.sat(version, questions, "0 0 0", by=company.person(at=company.office()))
        assert of("training.pass_rate", Subject(SubjectKind.OFFICE, place.pk)).denominator == 6
        assert of("training.pass_rate", Subject(SubjectKind.COURSE, version.paper.course_id)).denominator == 7

    def test_a_mark_corrected_later_is_not_known_earlier(self, six: Any) -> None:
        _place, version, questions = six
        attempt = m.sat(version, questions, "0 1 0")
        Marking.objects.create(item=m.items(attempt)[0], source="remark", fraction=1, recorded_at=NOW + timedelta(days=1))
        assert of("training.pass_rate").numerator == 5
        assert of("training.pass_rate", known_at=NOW + timedelta(hours=1)).numerator == 4

    def test_nobody_is_said_and_not_zero(self) -> None:
        found = of("training.pass_rate")
        assert found.value is None and "Nobody" in str(found.absent)

    def test_fewer_than_five_are_told_only_to_those_who_see_each_result(self) -> None:
        version, questions = m.paper()
        for _ in range(3):
            m.sat(version, questions, "1 1 1")
        assert of("training.pass_rate", actor=SPONSOR).value is None
        assert of("training.pass_rate").value == 100

    def test_a_head_is_not_told_of_a_few_people_elsewhere(self) -> None:
        version, questions = m.paper()
        m.sat(version, questions, "1 1 1", by=company.person(at=company.office("SH")))
        head = Actor("h", grants=(Grant(Role.OFFICE_HEAD, frozenset({company.office("BJ").pk})),))
        assert of("training.pass_rate", actor=head).value is None

    def test_rows_are_people_for_those_who_may_see_them(self, six: Any) -> None:
        place, version, questions = six
        m.sat(version, questions, "0 0 0", by=company.person(at=company.office()))
        head = Actor("h", grants=(Grant(Role.OFFICE_HEAD, frozenset({place.pk})),))
        assert len(metrics.rows("training.pass_rate", Subject(SubjectKind.OFFICE, place.pk), TODAY, actor=head).cells) == 6
        assert len(metrics.rows("training.pass_rate", ALL, TODAY, actor=m.PROJECT).cells) == 7
        with pytest.raises(NotAllowed):
            metrics.rows("training.pass_rate", ALL, TODAY, actor=SPONSOR)

    def test_queries_do_not_grow_with_people_or_days(self, six: Any, django_assert_num_queries: Any) -> None:
        days = [TODAY + timedelta(days=number) for number in range(30)]
        with django_assert_num_queries(7):
            metrics.measure("training.pass_rate", [ALL], days, actor=m.PROJECT)


@pytest.mark.django_db
class TestWaiting:
    def test_an_essay_waits_from_handing_in_until_its_mark(self) -> None:
        item = m.essay()
        mark_by_hand(item, round=Round.FIRST, points=Decimal(2), actor=m.TRAINER, at=NOW + timedelta(days=2))
        course = Subject(SubjectKind.COURSE, item.attempt.paper.course_id)
        told = [of("training.waiting_to_be_marked", course, day=TODAY + timedelta(days=days)).value for days in (-1, 0, 1, 2)]
        assert told == [0, 1, 1, 0]

    def test_what_was_not_answered_does_not_wait(self) -> None:
        version, questions = m.paper()
        m.sat(version, questions, "1 0 1")
        assert of("training.waiting_to_be_marked").value == 0


@pytest.mark.django_db
class TestReminders:
    def reminded(self, days: int) -> list[tuple[str, str]]:
        remind_markers(actor=m.TRAINER, at=NOW + timedelta(days=days))
        held = Reminder.objects.filter(done_at__isnull=True).values_list("kind", "account_id")
        return sorted((kind, Account.objects.get(pk=account).username) for kind, account in held)

    def test_trainers_after_three_days_and_not_before(self) -> None:
        m.essay()
        company.account(Role.TRAINER, username="lin")
        assert self.reminded(2) == []
        assert self.reminded(4) == [("testing.marks", "lin")]

    def test_once_a_week_and_done_when_nothing_waits(self) -> None:
        item = m.essay()
        company.account(Role.TRAINER, username="lin")
        self.reminded(4)
        assert self.reminded(5) == self.reminded(12) == [("testing.marks", "lin")]
        mark_by_hand(item, round=Round.FIRST, points=Decimal(2), actor=m.TRAINER, at=NOW + timedelta(days=12))
        assert self.reminded(13) == []

    def test_assessors_of_checklists_and_the_project_office_of_decisions(self) -> None:
        m.practical()
        company.account(Role.ASSESSOR, username="zhao")
        company.account(Role.PROJECT_OFFICE, username="mei")
        item = m.essay()
        MarkingRule.objects.create(paper=item.attempt.paper, two_markers=True)
        mark_by_hand(item, round=Round.FIRST, points=Decimal(4), actor=m.TRAINER, at=NOW)
        mark_by_hand(item, round=Round.SECOND, points=Decimal(1), actor=m.SECOND_TRAINER, at=NOW)
        assert self.reminded(4) == [("testing.checklists", "zhao"), ("testing.decisions", "mei")]

    def test_nobody_else_asks_for_it(self) -> None:
        with pytest.raises(NotAllowed):
            remind_markers(actor=m.AUDITOR, at=NOW)


RESULTS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 40), st.booleans()), max_size=60)


@given(RESULTS)
def test_a_group_shown_has_five_people_and_hidden_ones_hide_each_other(rows: list[tuple[str, int, bool]]) -> None:
    found = split((key, Result(person, passed, passed)) for key, person, passed in rows)
    sizes = {key: len({person for other, person, _passed in rows if other == key}) for key, _person, _passed in rows}
    assert all(one.people == sizes[one.key] >= 5 for one in found if not one.kept_back)
    hidden = [sizes[one.key] for one in found if one.kept_back]
    assert not hidden or len(hidden) == len(found) or (len(hidden) >= 2 and sum(hidden) >= 5)


def test_shares_of_a_cohort() -> None:
    rows = [
        ("a", Result(person, first, passed))
        for person, (first, passed) in enumerate([(True, True), (False, True), (None, False), (False, False), (True, True)])
    ]
    [cohort] = split(rows)
    assert (cohort.people, cohort.results, cohort.first_time, cohort.passed) == (5, 5, Decimal(50), Decimal(60))
