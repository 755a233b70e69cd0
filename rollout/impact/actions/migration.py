"""Migration batches: planned outside business hours, tolerance fixed, run, loaded, decided by reconciliation, repeated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.calendars import calendar
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from governance.core.permissions import Verb, require
from governance.organisation.models import Office
from rollout.impact.actions.checks import held, said, saved
from rollout.impact.models import BatchMove, MigrationBatch
from rollout.impact.rules import windows
from rollout.impact.rules.batches import BATCH_MOVES, BEFORE_THE_RUN, BatchState
from rollout.impact.rules.reconciling import COUNTS, Tolerance, Verdict, given_up
from rollout.impact.telling import verdict_json

WHAT = "migration"
MOST = 10**12


def opening(office: Office) -> windows.Opening:
    return windows.Opening(str(office), office.time_zone, calendar(office.calendar), *office.hours)


def checked_window(offices: Sequence[Office], start: datetime, end: datetime) -> None:
    """Refuse a window that reaches into business hours of any of its offices, with every reason."""
    if reasons := windows.against_window(start, end, [opening(office) for office in offices]):
        raise Refused(_("Records are moved only while the offices are closed."), reasons=reasons)


def step(batch: MigrationBatch, to: BatchState, at: datetime, told: dict[str, Any] | None = None, **fields: Any) -> MigrationBatch:
    """One allowed move with its event row. The batch is held; Conflict where the table of moves has no such way."""
    was = BatchState(batch.state)
    if to not in BATCH_MOVES[was]:
        raise Conflict(_("The batch is already: %(state)s.") % {"state": was.label})
    saved(batch, at, state=to, **fields)
    BatchMove(batch=batch, from_state=was, to_state=to, told=told or {}, recorded_at=at).save()
    return batch


def planned(
    source: str, what: str, offices: Iterable[Office], window_start: datetime, window_end: datetime, planned_count: int
) -> tuple[dict[str, Any], list[Office]]:
    """What is planned, checked."""
    chosen = sorted(offices, key=lambda office: office.pk)
    wrong: dict[str, Text] = {}
    if not chosen:
        wrong["offices"] = _("Choose the offices whose records are moved.")
    if not 0 < planned_count <= MOST:
        wrong["planned_count"] = _("Say how many records are planned.")
    if wrong:
        raise InvalidInput(next(iter(wrong.values())), fields=wrong)
    fields = {
        "source": said(source, "source", _("Say where the records come from.")),
        "what": said(what, "what", _("Say what is moved.")),
        "window_start": window_start,
        "window_end": window_end,
        "planned_count": planned_count,
    }
    checked_window(chosen, window_start, window_end)
    return fields, chosen


def told_plan(fields: dict[str, Any], offices: Sequence[Office]) -> dict[str, Any]:
    window = {name: fields[name].isoformat() for name in ("window_start", "window_end")}
    return fields | window | {"offices": [office.code for office in offices], "office_ids": [office.pk for office in offices]}


def plan_batch(
    *,
    source: str,
    what: str,
    offices: Iterable[Office],
    window_start: datetime,
    window_end: datetime,
    planned_count: int,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> MigrationBatch:
    """A new batch. Its window lies outside the business hours of every office it touches."""
    require(actor, Verb.CHANGE, WHAT)
    fields, chosen = planned(source, what, offices, window_start, window_end, planned_count)
    with transaction.atomic(), audit.because(actor, reason):
        batch = saved(MigrationBatch(planned_at=at), at, **fields)
        batch.offices.set(chosen)
        BatchMove(batch=batch, to_state=BatchState.PLANNED, told=told_plan(fields, chosen), recorded_at=at).save()
    return batch


def replan_batch(
    batch: MigrationBatch, *, offices: Iterable[Office], actor: Actor, at: datetime, reason: str, **plan: Any
) -> MigrationBatch:
    """Change the plan before the run. The tolerance was fixed for the old plan, so it is fixed anew."""
    require(actor, Verb.CHANGE, WHAT)
    reason = said(reason, "reason", _("Please say why."))
    fields, chosen = planned(offices=offices, **plan)
    with transaction.atomic(), audit.because(actor, reason):
        batch = held(batch)
        step(batch, BatchState.PLANNED, at, told_plan(fields, chosen), tolerance=None, fixed_at=None, **fields)
        batch.offices.set(chosen)
    return batch


def fix_tolerance(batch: MigrationBatch, *, tolerance: Tolerance, actor: Actor, at: datetime, reason: str = "") -> MigrationBatch:
    """Lay down what may differ. Possible until the run starts, never after."""
    require(actor, Verb.CHANGE, WHAT)
    check_tolerance(tolerance)
    with transaction.atomic(), audit.because(actor, reason):
        batch = held(batch)
        if batch.state not in BEFORE_THE_RUN:
            raise Refused(_("The run has begun, so the tolerance is fixed. What may differ is said before, never afterwards."))
        return step(batch, BatchState.FIXED, at, tolerance.to_json(), tolerance=tolerance.to_json(), fixed_at=at)


def check_tolerance(tolerance: Tolerance) -> None:
    if any(not 0 <= count <= MOST for count in tolerance.allowed.values()) or set(tolerance.allowed) - set(COUNTS):
        raise InvalidInput(_("A tolerance is a number from 0 up."))
    names = [rule.name for rule in tolerance.totals]
    if len(set(names)) != len(names) or not all(name.strip() for name in names):
        raise InvalidInput(_("Each control total is named once."))
    if any(not rule.within.is_finite() or rule.within < 0 for rule in tolerance.totals):
        raise InvalidInput(_("A tolerance is a number from 0 up."))


def start_run(batch: MigrationBatch, *, actor: Actor, at: datetime, started_at: datetime | None = None, reason: str = "") -> MigrationBatch:
    """The run begins, inside its window and after the tolerance was fixed. From here on the tolerance is locked."""
    require(actor, Verb.CHANGE, WHAT)
    began = started_at or at
    with transaction.atomic(), audit.because(actor, reason):
        batch = held(batch)
        if batch.state == BatchState.PLANNED:
            raise Refused(_("Fix the tolerance first: what may differ is said before the run."))
        reasons = windows.against_start(batch.window_start, batch.window_end, began)
        if began > at:
            reasons.append(_("Not later than now."))
        if batch.fixed_at is not None and began < batch.fixed_at:
            reasons.append(_("The tolerance was fixed only after that."))
        if reasons and batch.state == BatchState.FIXED:
            raise Refused(_("The run cannot begin at that time."), reasons=reasons)
        return step(batch, BatchState.RUNNING, at, {"started_at": began.isoformat()}, started_at=began)


def end_run(
    batch: MigrationBatch, *, loaded_count: int, actor: Actor, at: datetime, finished_at: datetime | None = None, reason: str = ""
) -> MigrationBatch:
    """The run has ended and reports how many records it loaded. That number alone decides nothing."""
    require(actor, Verb.CHANGE, WHAT)
    ended = finished_at or at
    if not 0 <= loaded_count <= MOST:
        message = _("Say how many records were loaded.")
        raise InvalidInput(message, fields={"loaded_count": message})
    with transaction.atomic(), audit.because(actor, reason):
        batch = held(batch)
        if batch.started_at is not None and not batch.started_at <= ended <= at:
            message = _("The run ended after it began and not later than now.")
            raise InvalidInput(message, fields={"finished_at": message})
        told = {"loaded_count": loaded_count, "finished_at": ended.isoformat()}
        return step(batch, BatchState.LOADED, at, told, loaded_count=loaded_count, finished_at=ended)


def decide(batch: MigrationBatch, verdict: Verdict, *, at: datetime) -> MigrationBatch:
    """Pass or fail as the comparison says; inside the caller's transaction and reason, the batch held."""
    kept = verdict_json(verdict)
    to = BatchState.PASSED if verdict.passed else BatchState.FAILED
    return step(batch, to, at, {"failing": [finding["check"] for finding in kept if not finding["ok"]]}, verdict=kept, decided_at=at)


def give_up(batch: MigrationBatch, *, actor: Actor, at: datetime, reason: str) -> MigrationBatch:
    """A run that broke off, or lists that will not come: the batch fails. By hand a batch can only fail, never pass."""
    require(actor, Verb.CHANGE, WHAT)
    reason = said(reason, "reason", _("Please say why."))
    with transaction.atomic(), audit.because(actor, reason):
        return decide(held(batch), given_up(), at=at)


def repeat_batch(
    batch: MigrationBatch,
    *,
    window_start: datetime,
    window_end: datetime,
    planned_count: int,
    actor: Actor,
    at: datetime,
    reason: str,
) -> MigrationBatch:
    """A failed batch is done again in another window; its tolerance is fixed anew, before that run."""
    require(actor, Verb.CHANGE, WHAT)
    reason = said(reason, "reason", _("Please say why."))
    fields, chosen = planned(batch.source, batch.what, batch.offices.order_by("pk"), window_start, window_end, planned_count)
    with transaction.atomic(), audit.because(actor, reason):
        failed = step(held(batch), BatchState.REPEATED, at)
        again = saved(MigrationBatch(planned_at=at, repeats=failed, attempt=failed.attempt + 1), at, **fields)
        again.offices.set(chosen)
        BatchMove(batch=again, to_state=BatchState.PLANNED, told=told_plan(fields, chosen), recorded_at=at).save()
    return again


def withdraw_batch(batch: MigrationBatch, *, actor: Actor, at: datetime, reason: str) -> MigrationBatch:
    """A batch that will not be run."""
    require(actor, Verb.CHANGE, WHAT)
    reason = said(reason, "reason", _("Please say why."))
    with transaction.atomic(), audit.because(actor, reason):
        return step(held(batch), BatchState.WITHDRAWN, at)
