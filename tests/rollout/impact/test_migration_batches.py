"""A batch from plan to verdict: works · denied · wrong state · repeated · logged once with reason · rolled back on failure."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from rollout.impact.actions import lists as list_actions
from rollout.impact.actions import migration
from rollout.impact.models import BatchMove, MigrationBatch
from rollout.impact.rules.batches import BATCH_MOVES, BatchState
from rollout.impact.rules.reconciling import Check, Tolerance, TotalRule
from tests import company
from tests.rollout.impact import lists
from tests.rollout.impact.lists import MORNING, NIGHT, NOW, SYSTEM

pytestmark = pytest.mark.django_db
CUSTOMERS = lists.customers(3)
AGAIN = {"window_start": NIGHT, "window_end": MORNING, "planned_count": 3}
HEAD = Actor(username="hu", grants=(Grant(Role.OFFICE_HEAD, frozenset({1})),))


def state(batch):
    return MigrationBatch.objects.get(pk=batch.pk).state


def test_a_batch_walks_from_plan_to_pass(project_office):
    batch = lists.loaded()
    pair = lists.compared(batch, CUSTOMERS, CUSTOMERS)
    assert state(batch) == BatchState.LOADED, "comparing decides nothing yet"
    list_actions.apply_lists(pair, actor=project_office, at=MORNING, reason="agreed")
    assert state(batch) == BatchState.PASSED
    assert [(row.from_state, row.to_state) for row in batch.moves.all()] == [
        ("", "planned"), ("planned", "fixed"), ("fixed", "running"), ("running", "loaded"), ("loaded", "passed"),
    ]  # fmt: skip


def test_a_control_total_that_is_off_fails_the_batch_though_the_counts_agree(project_office):
    batch = lists.loaded()
    off = [*CUSTOMERS[:2], ("C00002", "10.49")]
    list_actions.apply_lists(lists.compared(batch, CUSTOMERS, off), actor=project_office, at=MORNING)
    found = MigrationBatch.objects.get(pk=batch.pk)
    assert found.state == BatchState.FAILED
    assert [one["check"] for one in found.verdict if not one["ok"]] == ["differing", "total"]


def test_in_business_hours_nothing_is_planned_and_the_reason_is_told():
    with pytest.raises(Refused) as refused:
        lists.planned(window_start=NIGHT - timedelta(hours=3))
    assert "is open on 1 Jun 2026 from 08:30 to 18:00" in str(refused.value)
    assert not MigrationBatch.objects.exists()


def test_the_hours_of_every_office_count():
    west = company.office("WEST", time_zone="Asia/Urumqi", closes_at="23:00")
    with pytest.raises(Refused):
        lists.planned(offices=[company.office(), MigrationBatch.offices.rel.model.objects.get(pk=west.pk)])


@pytest.mark.parametrize(
    ("change", "field"),
    [({"source": " "}, "source"), ({"what": ""}, "what"), ({"offices": []}, "offices"), ({"planned_count": 0}, "planned_count")],
)
def test_a_plan_that_lacks_something_is_refused_beside_its_field(change, field):
    with pytest.raises(InvalidInput) as refused:
        lists.planned(**change)
    assert field in refused.value.fields


def test_denied_to_who_may_not_change_migration():
    with pytest.raises(NotAllowed):
        lists.planned(actor=HEAD)
    batch = lists.loaded()
    pair = lists.compared(batch, CUSTOMERS, CUSTOMERS)
    for act in (
        lambda: migration.fix_tolerance(batch, tolerance=lists.STRICT, actor=HEAD, at=NOW),
        lambda: migration.start_run(batch, actor=HEAD, at=NIGHT),
        lambda: migration.end_run(batch, loaded_count=1, actor=HEAD, at=NIGHT),
        lambda: migration.give_up(batch, actor=HEAD, at=MORNING, reason="x"),
        lambda: migration.withdraw_batch(batch, actor=HEAD, at=MORNING, reason="x"),
        lambda: list_actions.apply_lists(pair, actor=HEAD, at=MORNING),
        lambda: list_actions.discard_lists(pair, actor=HEAD, at=MORNING),
        lambda: lists.sent(batch, CUSTOMERS, CUSTOMERS, actor=HEAD),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert state(batch) == BatchState.LOADED


def test_the_tolerance_may_be_fixed_anew_until_the_run_and_never_after():
    batch = lists.fixed()
    wide = Tolerance({Check.MISSING: 5}, (TotalRule("balance", Decimal("0.05")),))
    migration.fix_tolerance(batch, tolerance=wide, actor=SYSTEM, at=NOW + timedelta(minutes=5), reason="five known losses")
    migration.start_run(batch, actor=SYSTEM, at=NIGHT)
    with pytest.raises(Refused) as refused:
        migration.fix_tolerance(batch, tolerance=lists.STRICT, actor=SYSTEM, at=NIGHT)
    assert "never afterwards" in str(refused.value)
    assert MigrationBatch.objects.get(pk=batch.pk).limits == Tolerance(
        {check: wide.allowed.get(check, 0) for check in Tolerance().to_json()["allowed"]}, wide.totals
    )


def test_no_run_without_a_tolerance_nor_outside_the_window_nor_before_the_tolerance_was_fixed():
    with pytest.raises(Refused):
        migration.start_run(lists.planned(), actor=SYSTEM, at=NIGHT)
    batch = lists.fixed()
    for began, now in ((NIGHT - timedelta(minutes=1), NIGHT), (MORNING, MORNING), (NIGHT + timedelta(minutes=5), NIGHT)):
        with pytest.raises(Refused):
            migration.start_run(batch, started_at=began, actor=SYSTEM, at=now)
    late = migration.fix_tolerance(batch, tolerance=lists.STRICT, actor=SYSTEM, at=NIGHT + timedelta(hours=1))
    with pytest.raises(Refused) as refused:
        migration.start_run(late, started_at=NIGHT, actor=SYSTEM, at=NIGHT + timedelta(hours=1))
    assert "fixed only after" in str(refused.value)


def test_another_plan_takes_the_tolerance_away():
    batch = lists.fixed()
    plan = {"source": "Old", "what": "Customers", "offices": [company.office()], "planned_count": 4}
    migration.replan_batch(batch, **plan, window_start=NIGHT, window_end=MORNING, actor=SYSTEM, at=NOW, reason="one more office")
    found = MigrationBatch.objects.get(pk=batch.pk)
    assert (found.state, found.tolerance, found.planned_count) == (BatchState.PLANNED, None, 4)


NONSENSE = (
    Tolerance({Check.MISSING: -1}),
    Tolerance(totals=(TotalRule("a"), TotalRule("a"))),
    Tolerance(totals=(TotalRule("a", Decimal("-1")),)),
    Tolerance(totals=(TotalRule("a", Decimal("NaN")),)),
)


@pytest.mark.parametrize("tolerance", NONSENSE)
def test_a_tolerance_that_makes_no_sense_is_refused(tolerance):
    with pytest.raises(InvalidInput):
        migration.fix_tolerance(lists.planned(), tolerance=tolerance, actor=SYSTEM, at=NOW)


def test_every_move_that_is_not_in_the_table_is_refused():
    batch = lists.loaded()
    for act in (
        lambda: migration.start_run(batch, actor=SYSTEM, at=NIGHT),
        lambda: migration.end_run(batch, loaded_count=3, actor=SYSTEM, at=MORNING),
        lambda: migration.withdraw_batch(batch, actor=SYSTEM, at=MORNING, reason="x"),
        lambda: migration.repeat_batch(
            batch, window_start=NIGHT, window_end=MORNING, planned_count=3, actor=SYSTEM, at=MORNING, reason="x"
        ),
    ):
        with pytest.raises((Conflict, Refused)):
            act()
    assert state(batch) == BatchState.LOADED


def test_only_a_verdict_leads_to_passed():
    assert [before for before, targets in BATCH_MOVES.items() if BatchState.PASSED in targets] == [BatchState.LOADED]


def test_a_failed_batch_is_repeated_with_a_tolerance_of_its_own():
    batch = migration.give_up(lists.running(), actor=SYSTEM, at=MORNING, reason="the source went away")
    night = timedelta(days=1)
    again = migration.repeat_batch(
        batch, window_start=NIGHT + night, window_end=MORNING + night, planned_count=3, actor=SYSTEM, at=MORNING, reason="once more"
    )
    assert (state(batch), again.state, again.attempt, again.tolerance) == (BatchState.REPEATED, BatchState.PLANNED, 2, None)
    assert list(again.offices.all()) == list(batch.offices.all())
    with pytest.raises(Conflict):
        migration.repeat_batch(
            batch, window_start=NIGHT + night, window_end=MORNING + night, planned_count=3, actor=SYSTEM, at=MORNING, reason="again"
        )


def test_a_repetition_keeps_out_of_business_hours_too():
    batch = migration.give_up(lists.running(), actor=SYSTEM, at=MORNING, reason="x")
    with pytest.raises(Refused):
        migration.repeat_batch(
            batch, window_start=MORNING, window_end=MORNING + timedelta(hours=4), planned_count=3, actor=SYSTEM, at=MORNING, reason="x"
        )
    assert state(batch) == BatchState.FAILED


def test_each_step_is_logged_once_with_its_reason(project_office):
    batch = lists.planned(actor=project_office, reason="first night")
    migration.withdraw_batch(batch, actor=project_office, at=NOW, reason="not needed")
    assert [(row.username, row.to_state, row.reason) for row in batch.moves.all()] == [
        ("mei", "planned", "first night"),
        ("mei", "withdrawn", "not needed"),
    ]
    assert [row.history_change_reason for row in batch.history.order_by("history_id")] == ["first night", "not needed"]


def test_rolled_back_when_the_step_cannot_be_written(monkeypatch):
    batch = lists.loaded()
    pair = lists.compared(batch, CUSTOMERS, CUSTOMERS)

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(BatchMove, "save", fails)
    with pytest.raises(RuntimeError):
        list_actions.apply_lists(pair, actor=SYSTEM, at=MORNING)
    pair.refresh_from_db()
    assert (state(batch), pair.state) == (BatchState.LOADED, "compared")
