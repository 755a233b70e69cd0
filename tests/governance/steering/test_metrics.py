"""The figures of this room: by literal numbers, as known on an earlier day, with the rows behind them."""

from decimal import Decimal as D

import pytest

from governance.core import metrics
from governance.core.metrics import Subject, SubjectKind
from governance.steering.actions import close_ballot
from tests import company
from tests.governance.steering.steered import AUDITOR, DAY, HEAD, NOW, PROJECT, TODAY, ballot, governed

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return Subject(SubjectKind.PROGRAMME, company.programme().pk)


def test_ballots_open_past_their_day(programme):
    governed()
    late, _other = ballot("gate:1", due_on=TODAY), ballot("gate:2", due_on=TODAY + DAY * 9)
    days = [TODAY, TODAY + DAY, TODAY + DAY * 2]
    close_ballot(late, actor=PROJECT, at=NOW + DAY * 2)
    found = metrics.measure("steering.ballots_overdue", [programme], days, actor=AUDITOR)
    assert [found[programme, day].value for day in days] == [D(0), D(1), D(0)]
    early = metrics.measure_one("steering.ballots_overdue", programme, TODAY + DAY * 2, actor=AUDITOR, known_at=NOW + DAY)
    assert (early.value, early.denominator) == (D(1), D(2))
    assert len(metrics.rows("steering.ballots_overdue", programme, TODAY + DAY, actor=AUDITOR).cells) == 1


def test_matters_with_a_named_authority(programme):
    code = "steering.matters_named"
    assert metrics.measure_one(code, programme, TODAY, actor=AUDITOR).value == D(0)
    _made, _members, by = governed()
    assert metrics.measure_one(code, programme, TODAY, actor=AUDITOR).value == D(100)
    held = company.RoleAssignment.objects.get(person=by.person_id)
    held.last_day = TODAY
    held.save()
    later = metrics.measure_one(code, programme, TODAY + DAY, actor=AUDITOR)
    assert (later.numerator, later.denominator) == (D(1), D(7))
    assert metrics.measure_one(code, programme, TODAY, actor=HEAD, known_at=NOW - DAY).value == D(0)
    assert len(metrics.rows(code, programme, TODAY, actor=AUDITOR).cells) == 7
