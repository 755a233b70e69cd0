"""Where the team has fewer places than offices could start, the readiest start, by whichever door."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from governance.core.errors import Refused
from governance.core.roles import Role
from rollout.staging import actions
from rollout.staging.board import options
from rollout.staging.models import OfficeRollout
from rollout.staging.rules import go_before
from rollout.staging.selectors import local_day, programme_facts
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.at_once import at_once
from tests.rollout.staging import gated
from tests.rollout.staging.gated import CODE, NOW, PROJECT, decide

TODAY = local_day(NOW)
READIER = "Readier offices take the places"


@pytest.fixture
def gate(programme, figure):
    """Two lines count, the second asks for more: after a go offices may fall back below it, and then differ in readiness."""
    return gated.gate(programme, Stage.PREPARING, {}, {"metric": CODE, "threshold": 95})


@pytest.fixture
def start(waves, gate, figure):
    """`start("SH", 90)`: an office in preparing with a go, that measures 90 today."""

    def start(code, value, go=True):
        office = company.in_rollout(company.office(code), waves[1], Stage.PREPARING)
        figure.values[office.office_id] = 99
        if go:
            decide(office, gate)
        figure.values[office.office_id] = value
        return office

    return start


@pytest.fixture
def one_place(waves):
    """The pilot is through, and one of two places is taken."""
    company.in_rollout(company.office("PILOT"), waves[0], Stage.STABILISED)
    company.in_rollout(company.office("BUSY"), waves[1], Stage.TRIAL)


def move(office):
    fresh = OfficeRollout.objects.select_related("office", "wave__programme").get(pk=office.pk)
    return actions.move(fresh, Stage.TRAINING, on=TODAY, actor=PROJECT, at=NOW)


def test_the_readier_office_takes_the_last_place(one_place, start):
    less, more = start("AAA", 90), start("BBB", 99)
    with pytest.raises(Refused) as refused:
        move(less)
    assert any(READIER in reason and "Bbb" in reason for reason in refused.value.reasons)
    move(more)
    with pytest.raises(Refused, match="cannot move") as refused:
        move(less)
    assert not any(READIER in reason for reason in refused.value.reasons)


def test_with_room_for_both_nobody_waits(waves, start):
    company.in_rollout(company.office("PILOT"), waves[0], Stage.STABILISED)
    less, more = start("AAA", 90), start("BBB", 99)
    move(less)
    move(more)


def test_who_has_no_go_is_not_waited_for(one_place, start):
    less, _more = start("AAA", 90), start("BBB", 99, go=False)
    move(less)


def test_who_is_put_on_hold_is_not_waited_for(one_place, start, gate):
    less, more = start("AAA", 90), start("BBB", 99)
    decide(more, gate, Decided.HOLD)
    move(less)


def test_equally_ready_offices_go_by_the_plan(one_place, start):
    later, sooner = start("AAA", 99), start("BBB", 99)
    for office, day in ((later, date(2026, 9, 1)), (sooner, date(2026, 8, 1))):
        OfficeRollout.objects.filter(pk=office.pk).update(planned_live_on=day)
    with pytest.raises(Refused):
        move(later)
    move(sooner)


def test_neither_command_nor_page_nor_list_of_moves_goes_round_it(one_place, start, signed_in):
    less, _more = start("AAA", 90), start("BBB", 99)
    with pytest.raises(CommandError, match=READIER):
        call_command("move_office", less.office.code, "training")
    client = signed_in(Role.PROJECT_OFFICE)
    answer = client.post(reverse("staging:move", args=[less.office_id, "training"]), {"on": TODAY.isoformat(), "seen": "preparing:"})
    assert READIER in answer.content.decode()
    less.refresh_from_db()
    assert less.stage == Stage.PREPARING
    fresh = OfficeRollout.objects.select_related("office", "wave__programme").get(pk=less.pk)
    forward = options(fresh, programme_facts(fresh.wave.programme), NOW)[0]
    assert not forward.verdict.allowed


def test_of_two_requests_at_once_the_readier_office_starts(transactional_db, one_place, start, tmp_path):
    less, more = start("AAA", 90), start("BBB", 99)
    rows = OfficeRollout.objects.filter(pk__in=[less.pk, more.pk])
    _ended, stages = at_once(tmp_path, lambda: move(less), lambda: move(more), then=lambda: dict(rows.values_list("pk", "stage")))
    assert stages == {less.pk: Stage.PREPARING, more.pk: Stage.TRAINING}


@given(st.lists(st.integers(1, 30), unique=True, min_size=1, max_size=10), st.integers(1, 12))
def test_as_many_may_start_as_there_are_places_and_they_are_the_first(order, free):
    may = [office for office in order if not go_before(order, office, free)]
    assert may == order[:free]


@given(st.lists(st.integers(1, 30), unique=True, max_size=10), st.integers(0, 12))
def test_who_is_not_in_the_queue_is_not_stopped_by_it(order, free):
    assert go_before(order, 99, free) == ()
