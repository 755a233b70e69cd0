"""What an office has to do, by when, and who answers for it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from rollout.impact.states import TaskState
from rollout.staging.stages import Stage


class TaskTemplate(models.Model):
    """A task that every office gets when it enters a stage, due so many days later."""

    stage = models.CharField(_("stage"), max_length=12, choices=[choice for choice in Stage.choices if choice[0] != Stage.HELD])
    name = models.CharField(_("task"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    due_after_days = models.PositiveSmallIntegerField(_("due so many days after"), default=14)
    retired_on = models.DateField(_("no longer since"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("template of a task")
        verbose_name_plural = _("templates of tasks")
        ordering = ["stage", "due_after_days", "pk"]

    def __str__(self) -> str:
        return self.name_zh if self.name_zh and (translation.get_language() or "en").startswith("zh") else self.name


class OfficeTask(models.Model):
    """One task of one office. Its head answers for it; `owner` does it."""

    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    template = models.ForeignKey(TaskTemplate, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("template"))
    name = models.CharField(_("task"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("office task")
        verbose_name_plural = _("office tasks")
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") ^ Q(done_on__isnull=False), name="task_done_has_its_day"),
        ]

    def __str__(self) -> str:
        return self.name_zh if self.name_zh and (translation.get_language() or "en").startswith("zh") else self.name


class TaskMove(EventRow):
    """A task was given, moved, done, opened again or dropped; `due` and `state` are what held from then on."""

    task = models.ForeignKey(OfficeTask, models.PROTECT, related_name="moves", verbose_name=_("task"))
    state = models.CharField(_("state"), max_length=10, choices=TaskState)
    due = models.DateField(_("due"))
    on = models.DateField(_("on"))

    class Meta(EventRow.Meta):
        verbose_name = _("step of a task")
        verbose_name_plural = _("steps of tasks")
