"""A page about everybody reads attempts and marks once; what it says is what each person's own page says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.core import reading
from governance.core.metrics import Subject, SubjectKind, measure_one
from tests import company
from tests.company import NOW
from tests.training.testing import marked as m
from training.testing.models import Allowance, Marking
from training.testing.selectors import passes, percents
from training.testing.selectors.standings import extras

pytestmark = pytest.mark.django_db


def test_many_people_are_told_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    version, questions = m.paper()
    people = [company.person() for _ in range(4)]
    for person, shares in zip(people, ("1 1 0", "0 1 0", "1 - 1", "1 1 1"), strict=True):
        m.sat(version, questions, shares, by=person)
    m.sat(version, questions, "1 1 1", by=people[1], at=NOW + timedelta(days=2))
    alone = {key: told for person in people for key, told in passes([person.pk]).items()}
    monkeypatch.setattr(reading, "MANY", 2)
    with reading.read_once():
        assert passes([person.pk for person in people]) == alone
        with CaptureQueriesContext(connection) as asked:
            measure_one("training.pass_rate", Subject(SubjectKind.PROGRAMME, 1), NOW.date(), actor=m.PROJECT)
    assert not [query for query in asked.captured_queries if "testing_marking" in query["sql"] or "testing_attemptitem" in query["sql"]]


def test_questions_that_are_alike_count_each_and_the_last_mark_holds() -> None:
    version, questions = m.paper()
    attempt, waiting = m.sat(version, questions, "1 1 0"), m.sat(version, questions, "1 - 1")
    assert percents([attempt.pk, waiting.pk]) == {attempt.pk: Decimal("66.67"), waiting.pk: None}
    again = Marking.objects.filter(item__attempt=attempt, fraction=0).get()
    Marking.objects.create(item=again.item, fraction=1, source=again.source, recorded_at=NOW + timedelta(days=3))
    assert percents([attempt.pk])[attempt.pk] == 100
    assert percents([attempt.pk], NOW + timedelta(days=2))[attempt.pk] == Decimal("66.67")


def test_allowances_of_many_are_read_once_and_are_those_of_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    version, _questions = m.paper()
    people = [company.person() for _ in range(3)]
    for number, person in enumerate(people[:2], start=1):
        Allowance.objects.create(person=person, paper=version.paper, extra_attempts=number, recorded_at=NOW)
    alone = {key: held for person in people for key, held in extras([person.pk]).items()}
    assert sorted(held[0].attempts for held in alone.values()) == [1, 2]
    monkeypatch.setattr(reading, "MANY", 2)
    with reading.read_once():
        assert extras([person.pk for person in people]) == alone
        with CaptureQueriesContext(connection) as asked:
            extras([person.pk for person in people[:2]])
    assert not asked.captured_queries
