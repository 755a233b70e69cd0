"""Long work and how far it is."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.permissions import Verb, scope


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def for_actor(self, actor: Actor) -> Self:
        """One's own jobs; everybody's for those who may see all."""
        return self if scope(actor, Verb.VIEW, "job").everything else self.filter(username=actor.username)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)


class Job(models.Model):
    """One run of a registered job. Its id is also the audit operation's id, so everything it changed can be found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60, db_index=True)
    title = models.CharField(_("title"), max_length=200)
    arguments = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=120, blank=True)
    acting = models.JSONField(default=dict)
    username = models.CharField(_("started by"), max_length=150, db_index=True)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict, blank=True)
    then_url = models.CharField(max_length=500, blank=True)
    task_id = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("started at"))
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-id"]
        constraints = [
            # What is asked for twice while the first still waits is done once.
            models.UniqueConstraint(fields=["key"], condition=Q(state=JobState.WAITING) & ~Q(key=""), name="job_waits_once"),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True) | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_finished_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_title

    def get_absolute_url(self) -> str:
        return reverse("core:job", args=[self.pk])

    @property
    def shown_title(self) -> str:
        """In the reader's language where it is the usual title of its kind; a title given at the start stays as it was given."""
        from governance.core.jobs import registry

        if self.kind not in registry.registered():
            return self.title
        usual = registry.kind(self.kind).title
        with translation.override(self.language):
            given = self.title != str(usual)[:200]
        return self.title if given else str(usual)

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def percent(self) -> int | None:
        """How far it is, 0–100; None while nothing is known."""
        return min(100, self.done * 100 // self.total) if self.total else None
