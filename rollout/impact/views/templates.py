"""Templates of tasks: what every office gets with a stage."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Table, status
from governance.organisation.views.acting import Ask, ask
from rollout.impact.actions import tasks as actions
from rollout.impact.forms.people import TemplateForm
from rollout.impact.forms.steps import EndForm
from rollout.impact.models import TaskTemplate
from rollout.impact.views.words import may_change
from rollout.staging.selectors import local_day
from rollout.staging.stages import WALK, Stage


@needs(Verb.VIEW, "task_template")
def templates(request: Request) -> HttpResponseBase:
    may = may_change(request, "task_template")

    def url(row: TaskTemplate) -> str | None:
        return reverse("impact:template", args=[row.pk]) if may and row.retired_on is None else None

    columns = [
        Column("name", _("Task"), value=str, link=url),
        Column("stage", _("Stage"), value=lambda row: WALK.index(Stage(row.stage)), show=lambda row: row.get_stage_display()),
        Column("due_after_days", _("Due so many days after"), numeric=True),
        Column("retired_on", _("State"), show=badge, phone="head"),
    ]
    text = _("Write the tasks that every office gets when it enters a stage.")
    empty = Empty(_("No template yet"), text, reverse("impact:template_new") if may else "", _("Add a template"), "list-check")
    rows = list(TaskTemplate.objects.all())
    table = Table(request, columns=columns, rows=rows, name="templates", order="stage", empty=empty, filename="task-templates")
    return table.export() or render(request, "impact/templates.html", {"table": table, "may_change": may, "rows": rows})


def badge(row: TaskTemplate) -> str:
    return status("none", _("No longer used")) if row.retired_on else status("good", _("In use"))


def around() -> tuple[str, list[tuple[str, str]]]:
    back = reverse("impact:templates")
    return back, [(_("Office tasks"), reverse("impact:tasks")), (_("Templates"), back)]


@needs(Verb.CHANGE, "task_template")
def new(request: Request) -> HttpResponse:
    back, crumbs = around()
    words = Ask(_("Add a template"), _("Add"), back, _("Offices that enter the stage from now on get it."), crumbs, done=_("Saved."))
    return ask(request, TemplateForm, words, actions.write_template)


@needs(Verb.CHANGE, "task_template")
def template(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(TaskTemplate, pk=pk, retired_on__isnull=True)
    back, crumbs = around()
    lead = _("Tasks that were given already stay as they are.")
    words = Ask(_("Change “%(name)s”") % {"name": held}, _("Save"), back, lead, crumbs, done=_("Saved."))
    return ask(request, TemplateForm, words, partial(actions.write_template, held), template=held)


@needs(Verb.CHANGE, "task_template")
def retire(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(TaskTemplate, pk=pk, retired_on__isnull=True)
    back, crumbs = around()
    lead = _("Offices that come get it no longer. Tasks given stay.")
    words = Ask(_("Retire “%(name)s”") % {"name": held}, _("Retire"), back, lead, crumbs, danger=True, done=_("Recorded."))
    return ask(request, EndForm, words, partial(actions.retire_template, held), initial={"on": local_day(request.now)})
