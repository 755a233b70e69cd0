"""Office tasks: the list of all offices, one office's page for its head on a phone, one's own, and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core.columns import Column, Empty
from governance.core.errors import NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Table, status
from governance.organisation.models import Office, Person
from governance.organisation.selectors import names_for, offices_for
from governance.organisation.views.acting import Ask, ask
from rollout.impact.actions import tasks as actions
from rollout.impact.forms.people import HandOverForm, TaskForm
from rollout.impact.forms.steps import EndForm
from rollout.impact.models import OfficeTask
from rollout.impact.selectors.record import Versions
from rollout.impact.selectors.tasks import TaskRecord
from rollout.impact.states import TaskState
from rollout.impact.views.words import TASKS, may_change
from rollout.staging.selectors import local_day
from rollout.staging.stages import Stage


@dataclass(frozen=True)
class Line:
    """One task as a reader sees it."""

    task: OfficeTask
    owner: str
    days_late: int
    may_finish: bool
    may_change: bool

    @property
    def late(self) -> bool:
        return self.days_late > 0

    @property
    def state(self) -> str:
        return "late" if self.late else self.task.state


def tasks_of(request: Request, rows: QuerySet[OfficeTask]) -> list[Line]:
    """The tasks with their owners' names and what this reader may do. Two queries."""
    found = list(rows.select_related("office", "owner__identity"))
    names = names_for([task.owner for task in found if task.owner], request.actor)
    today = local_day(request.now)
    changes = scope(request.actor, Verb.CHANGE, "office_task")
    return [
        line(task, names.get(task.owner_id or 0, ""), today, request, changes.everything or task.office_id in changes.office_ids)
        for task in found
    ]


def tasks_then(request: Request, rows: QuerySet[OfficeTask], instant: datetime) -> list[Line]:
    """The tasks given by that instant, with the state and the day they had then; nothing can be done about them there."""
    day = local_day(instant)
    standing = {one.task_id: one for one in TaskRecord(instant).standing(day)}
    found = list(rows.filter(pk__in=standing).select_related("office", "owner__identity"))
    owners = Versions(OfficeTask, ("owner_id",), instant).at(instant)
    people = Person.objects.select_related("identity").in_bulk([row["owner_id"] for row in owners.values() if row["owner_id"]])
    names = names_for(list(people.values()), request.actor)
    for task in found:
        task.state, task.due = standing[task.pk].state, standing[task.pk].due
        task.owner = people.get(owners[task.pk]["owner_id"]) if task.pk in owners else None
    late = {task.pk: max((day - task.due).days, 0) if task.state == TaskState.OPEN else 0 for task in found}
    return [Line(task, names.get(task.owner_id or 0, ""), late[task.pk], False, False) for task in found]


def line(task: OfficeTask, owner: str, today: date, request: Request, may: bool) -> Line:
    is_open = task.state == TaskState.OPEN
    late = (today - task.due).days if is_open else 0
    own = task.owner_id is not None and task.owner_id == request.actor.person_id
    return Line(task, owner, max(late, 0), is_open and (may or own), may)


def badge(line: Line) -> str:
    return status("bad", _("Late")) if line.late else status(TASKS[TaskState(line.task.state)], line.task.get_state_display())


@needs(Verb.VIEW, "office_task")
def tasks(request: Request) -> HttpResponseBase:
    reached = scope(request.actor, Verb.VIEW, "office_task")
    rows = OfficeTask.objects.all() if reached.everything else OfficeTask.objects.filter(office__in=reached.office_ids)
    instant = known_at(request)
    shown = tasks_of(request, rows) if instant is None else tasks_then(request, rows, instant)
    lines = sorted(shown, key=lambda line: (line.task.state != TaskState.OPEN, line.task.due, line.task.pk))
    columns = [
        Column("name", _("Task"), value=lambda line: str(line.task)),
        Column("office", _("Office"), value=lambda line: str(line.task.office), link=office_url),
        Column("stage", _("Stage"), value=lambda line: str(Stage(line.task.stage).label) if line.task.stage else "", phone="hide"),
        Column("owner", _("Owner"), value=lambda line: line.owner or _("Office head")),
        Column("due", _("Due"), value=lambda line: line.task.due, nowrap=True),
        Column("days_late", _("Days late"), value=lambda line: line.days_late or None, numeric=True),
        Column("state", _("State"), choices=[("late", _("Late")), *TaskState.choices], show=badge, phone="head"),
    ]
    text = _("Offices get their tasks when they enter a stage. Write the templates first.")
    may_templates = may_change(request, "task_template")
    empty = Empty(_("No task given yet"), text, reverse("impact:templates") if may_templates else "", _("Templates"), "list-check")
    table = Table(request, columns=columns, rows=lines, name="tasks", empty=empty, filename="office-tasks", compact=10)
    late = [one for one in lines if one.late]
    context = {
        "table": table,
        "open": sum(one.task.state == TaskState.OPEN for one in lines),
        "late": len(late),
        "late_offices": len({one.task.office_id for one in late}),
        "may_see_templates": allows(request.actor, Verb.VIEW, "task_template"),
        "known_at": instant,
    }
    return table.export() or render(request, "impact/tasks.html", context)


def office_url(line: Line) -> str:
    return reverse("impact:office_tasks", args=[line.task.office_id])


def office_of(request: Request, pk: int) -> Office:
    found = offices_for(request.actor, Verb.VIEW, "office_task").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such office, or none you may know of."))
    return found


@needs(Verb.VIEW, "office_task")
def office_tasks(request: Request, office_id: int) -> HttpResponse:
    office = office_of(request, office_id)
    return page(request, OfficeTask.objects.filter(office=office), office)


@needs(Verb.VIEW, "own_tasks")
def my_tasks(request: Request) -> HttpResponse:
    """What I own, and what the offices I head have to do."""
    offices = offices_for(request.actor, Verb.VIEW, "own_tasks").branches()
    heads = list(offices.order_by("code")) if allows(request.actor, Verb.CHANGE, "office_task") else []
    if len(heads) == 1:
        return page(request, OfficeTask.objects.filter(Q(office=heads[0]) | Q(owner=request.actor.person_id)), heads[0])
    mine = Q(owner=request.actor.person_id) if request.actor.person_id else Q(pk__in=[])
    return page(request, OfficeTask.objects.filter(mine | Q(office__in=heads)), None, heads)


def page(request: Request, rows: QuerySet[OfficeTask], office: Office | None, heads: list[Office] | None = None) -> HttpResponse:
    lines = tasks_of(request, rows.order_by("due", "pk"))
    waiting = [line for line in lines if line.task.state == TaskState.OPEN]
    context = {
        "office": office,
        "heads": heads or [],
        "waiting": waiting,
        "late": sum(line.late for line in waiting),
        "done": [line for line in lines if line.task.state != TaskState.OPEN],
        "done_count": sum(line.task.state == TaskState.DONE for line in lines),
        "needed": sum(line.task.state != TaskState.DROPPED for line in lines),
        "may_give": office is not None and may_change(request, "office_task", office.pk),
        "may_drop": may_change(request, "task_template"),
        "may_see_all": allows(request.actor, Verb.VIEW, "office_task"),
        "today": local_day(request.now),
    }
    return render(request, "impact/office_tasks.html", context)


def task_of(request: Request, pk: int) -> OfficeTask:
    """A task that this reader may know of: of an office in reach, or their own."""
    found = OfficeTask.objects.select_related("office", "owner").filter(pk=pk).first()
    reached = scope(request.actor, Verb.VIEW, "office_task")
    if found is not None and (reached.everything or found.office_id in reached.office_ids):
        return found
    if found is not None and found.owner_id is not None and found.owner_id == request.actor.person_id:
        return found
    raise NotFound(_("There is no such task, or it is not yours to see."))


@needs(Verb.CHANGE, "office_task")
def give(request: Request, office_id: int) -> HttpResponse:
    office = office_of(request, office_id)
    back = reverse("impact:office_tasks", args=[office.pk])
    words = Ask(_("Give a task"), _("Give"), back, str(office), [(_("Office tasks"), back)], done=_("The task was given."))
    return ask(request, TaskForm, words, partial(actions.give_task, office=office))


@require_POST
@needs(Verb.CHANGE, "own_tasks")
def finish_own(request: Request, pk: int) -> HttpResponse:
    return finished(request, pk)


@require_POST
@needs(Verb.CHANGE, "office_task")
def finish(request: Request, pk: int) -> HttpResponse:
    return finished(request, pk)


def finished(request: Request, pk: int) -> HttpResponse:
    task = task_of(request, pk)
    actions.finish(task, on=local_day(request.now), actor=request.actor, at=request.now)
    messages.success(request, _("Done: %(task)s") % {"task": task})
    return redirect(way_back(request, task))


def way_back(request: Request, task: OfficeTask) -> str:
    """The list the reader came from."""
    wanted = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return (
        reverse("impact:office_tasks", args=[task.office_id])
        if allows(request.actor, Verb.VIEW, "office_task")
        else reverse("impact:my_tasks")
    )


def asked(request: Request, task: OfficeTask, heading: str, submit: str, *, lead: str = "", danger: bool = False) -> Ask:
    back = reverse("impact:office_tasks", args=[task.office_id])
    return Ask(heading, submit, back, lead, [(_("Office tasks"), back)], danger=danger, done=_("Recorded."))


@needs(Verb.CHANGE, "office_task")
def hand_over(request: Request, pk: int) -> HttpResponse:
    task = task_of(request, pk)
    words = asked(request, task, str(task), _("Save"), lead=_("A later date says why."))
    return ask(request, HandOverForm, words, partial(actions.hand_over, task), task=task)


@needs(Verb.CHANGE, "office_task")
def reopen(request: Request, pk: int) -> HttpResponse:
    task = task_of(request, pk)
    words = asked(request, task, _("Open again: %(task)s") % {"task": task}, _("Open again"))
    return ask(request, EndForm, words, partial(actions.reopen, task), initial={"on": local_day(request.now)})


@needs(Verb.CHANGE, "task_template")
def drop(request: Request, pk: int) -> HttpResponse:
    task = get_object_or_404(OfficeTask.objects.select_related("office"), pk=pk)
    words = asked(request, task, _("Not needed: %(task)s") % {"task": task}, _("Not needed"), danger=True)
    return ask(request, EndForm, words, partial(actions.drop_task, task), initial={"on": local_day(request.now)})
