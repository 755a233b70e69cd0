"""The registry computes a figure once, for those who may see it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.errors import NotAllowed, NotFound
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, Unit
from governance.core.roles import Role

DAY = date(2026, 6, 1)
HERE, ELSEWHERE = Subject(SubjectKind.OFFICE, 1), Subject(SubjectKind.OFFICE, 2)
HEAD = Actor("head", grants=(Grant(Role.OFFICE_HEAD, frozenset({1})),))


def ones(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Mapping[tuple[Subject, date], Measurement]:
    return {(subject, day): Measurement(Decimal(subject.id), sample=9) for subject in subjects for day in days}


def listed(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    return Rows(["n"], [[subject.id]])


@pytest.fixture(autouse=True)
def sample_metric() -> Iterator[Metric]:
    office = frozenset({SubjectKind.OFFICE})
    metric = Metric(
        "test.ones", "Ones", "The office's number.", Unit.COUNT, Direction.HIGHER, 1, office, ones, listed, "adoption", "person_usage"
    )
    metrics.register(metric)
    yield metric
    del metrics._metrics["test.ones"]


def test_only_subjects_the_reader_may_see_are_measured() -> None:
    assert list(metrics.measure("test.ones", [HERE, ELSEWHERE], [DAY], actor=HEAD)) == [(HERE, DAY)]


def test_one_figure_that_may_not_be_seen_is_refused() -> None:
    with pytest.raises(NotAllowed):
        metrics.measure_one("test.ones", ELSEWHERE, DAY, actor=HEAD)


def test_a_kind_the_metric_is_not_defined_for_has_no_figure() -> None:
    assert not metrics.measure("test.ones", [Subject(SubjectKind.COURSE, 1)], [DAY], actor=HEAD)


def test_rows_need_their_own_right() -> None:
    sponsor = Actor("sun", grants=(Grant(Role.SPONSOR),))
    assert metrics.measure_one("test.ones", HERE, DAY, actor=sponsor).value == 1
    with pytest.raises(NotAllowed):
        metrics.rows("test.ones", HERE, DAY, actor=sponsor)
    assert metrics.rows("test.ones", HERE, DAY, actor=HEAD).cells == [[1]]


def test_an_unknown_code_is_said_so() -> None:
    with pytest.raises(NotFound, match="no.such"):
        metrics.get("no.such")


def test_a_code_is_registered_once(sample_metric: Metric) -> None:
    metrics.register(sample_metric)
    with pytest.raises(ValueError, match="twice"):
        metrics.register(Metric("test.ones", "Other", "", Unit.COUNT, Direction.LOWER, 1, frozenset(), ones))
