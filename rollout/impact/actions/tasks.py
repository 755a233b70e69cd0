"""Office tasks: given with a stage or by hand, moved, done. Templates of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.permissions import Verb, allows, require
from governance.organisation.models import Office, Person
from rollout.impact.actions.checks import day_of, held, not_later, refuse, retired, said, saved
from rollout.impact.models import OfficeTask, TaskMove, TaskTemplate
from rollout.impact.rules import moves
from rollout.impact.states import TaskState
from rollout.staging.models import StageChange
from rollout.staging.stages import Stage


def write_template(
    template: TaskTemplate | None = None,
    *,
    stage: str,
    name: str,
    name_zh: str = "",
    due_after_days: int,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> TaskTemplate:
    """Enter a task that every office gets with a stage, or change it for the offices that come."""
    require(actor, Verb.CHANGE, "task_template")
    name = said(name, "name", _("Say what is to be done."))
    with transaction.atomic(), audit.because(actor, reason):
        row = held(template) if template else TaskTemplate()
        return saved(row, at, stage=stage, name=name, name_zh=name_zh, due_after_days=due_after_days)


def retire_template(template: TaskTemplate, *, on: date, actor: Actor, at: datetime, reason: str) -> TaskTemplate:
    """Offices that come get it no longer. Tasks given stay."""
    return retired(template, "task_template", on=on, actor=actor, at=at, reason=reason)


def give_task(
    *,
    office: Office,
    name: str,
    name_zh: str = "",
    due: date,
    owner: Person | None = None,
    stage: str = "",
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> OfficeTask:
    """One task more for an office."""
    require(actor, Verb.CHANGE, "office_task", office_id=office.pk)
    name = said(name, "name", _("Say what is to be done."))
    check_owner(owner, office.pk, at)
    with transaction.atomic(), audit.because(actor, reason):
        task = OfficeTask(office=office, name=name, name_zh=name_zh, stage=stage, owner=owner)
        return given(task, due, moves_on=day_of(at), at=at)


def given(task: OfficeTask, due: date, *, moves_on: date, at: datetime) -> OfficeTask:
    saved(task, at, due=due)
    TaskMove.objects.create(task=task, state=TaskState.OPEN, due=due, on=moves_on, recorded_at=at)
    return task


def give_stage_tasks(change: StageChange, actor: Actor, at: datetime) -> list[OfficeTask]:
    """Part of an office's move: the tasks of the stage it enters. One that is still open from an earlier entry is not given twice."""
    stage = Stage(change.to_stage)
    if stage == Stage.HELD or change.from_stage == Stage.HELD:
        return []
    office_id = change.rollout.office_id
    waiting = set(OfficeTask.objects.filter(office=office_id, state=TaskState.OPEN).values_list("template_id", flat=True))
    templates = TaskTemplate.objects.filter(stage=stage, retired_on__isnull=True).exclude(pk__in=waiting - {None})
    made = []
    for template in templates.order_by("due_after_days", "pk"):
        task = OfficeTask(office_id=office_id, template=template, name=template.name, name_zh=template.name_zh, stage=stage)
        made.append(given(task, change.on + timedelta(days=template.due_after_days), moves_on=change.on, at=at))
    return made


def hand_over(task: OfficeTask, *, owner: Person | None, due: date, actor: Actor, at: datetime, reason: str = "") -> OfficeTask:
    """Another owner or another date. A later date says why."""
    require(actor, Verb.CHANGE, "office_task", office_id=task.office_id)
    check_owner(owner, task.office_id, at)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = allowed(task, TaskState.OPEN)
        if due > fresh.due:
            said(reason, "reason", _("Say why it will be later: it is kept."))
        saved(fresh, at, owner=owner, due=due)
        TaskMove.objects.create(task=fresh, state=TaskState.OPEN, due=due, on=day_of(at), recorded_at=at)
    return fresh


def finish(task: OfficeTask, *, on: date, actor: Actor, at: datetime, reason: str = "") -> OfficeTask:
    """Done: said by its owner, or by who answers for the office."""
    require_doer(task, actor)
    not_later(on, at)
    return turned(task, TaskState.DONE, on, actor, at, reason, done_on=on)


def reopen(task: OfficeTask, *, on: date, actor: Actor, at: datetime, reason: str) -> OfficeTask:
    """It was not done after all."""
    require(actor, Verb.CHANGE, "office_task", office_id=task.office_id)
    not_later(on, at)
    return turned(task, TaskState.OPEN, on, actor, at, said(reason, "reason", _("Say why: it is kept.")), done_on=None)


def drop_task(task: OfficeTask, *, on: date, actor: Actor, at: datetime, reason: str) -> OfficeTask:
    """Not needed in this office: said by the project office, not by who would have to do it."""
    require(actor, Verb.CHANGE, "task_template")
    not_later(on, at)
    return turned(task, TaskState.DROPPED, on, actor, at, said(reason, "reason", _("Say why: it is kept.")))


def turned(task: OfficeTask, to: TaskState, on: date, actor: Actor, at: datetime, reason: str, **fields: date | None) -> OfficeTask:
    with transaction.atomic(), audit.because(actor, reason):
        fresh = allowed(task, to)
        saved(fresh, at, state=to, **fields)
        TaskMove.objects.create(task=fresh, state=to, due=fresh.due, on=on, recorded_at=at)
    return fresh


def allowed(task: OfficeTask, to: TaskState) -> OfficeTask:
    """The task, held, if the table permits the move from where the caller saw it."""
    fresh = held(task, state=task.state)
    against = moves.against_task(TaskState(fresh.state), to)
    refuse([against] if against else [])
    return fresh


def require_doer(task: OfficeTask, actor: Actor) -> None:
    by_office = allows(actor, Verb.CHANGE, "office_task", office_id=task.office_id)
    own = task.owner_id is not None and task.owner_id == actor.person_id and allows(actor, Verb.CHANGE, "own_tasks")
    if not by_office and not own:
        raise NotAllowed(_("Its owner or the office head says that it is done."))


def check_owner(owner: Person | None, office_id: int, at: datetime) -> None:
    """Somebody of this office."""
    if owner is None:
        return
    here = owner.memberships.current().on(day_of(at)).filter(office=office_id)
    if not here.exists():
        message = _("This person does not belong to the office.")
        raise InvalidInput(message, fields={"owner": message})
