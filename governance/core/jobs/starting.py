"""Start, announce, cancel: the actions of the job kit."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.tasks import default_task_backend
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor, system_actor
from governance.core.errors import Conflict, NotAllowed
from governance.core.jobs import acting, registry
from governance.core.jobs.registry import Text
from governance.core.models import Job, JobState


def start(
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    arguments: Mapping[str, Any] | None = None,
    title: Text = "",
    then_url: str = "",
    key: str = "",
    username: str = "",
) -> Job:
    """Queue a registered job. With a `key`, one that still waits under the same key is returned instead of a second.

    The permission for the work itself is the calling action's, and the job's own when it runs.
    """
    registered = registry.kind(kind)
    job = Job(
        kind=kind,
        title=str(title or registered.title)[:200],
        arguments=dict(arguments or {}),
        key=key,
        acting=acting.to_json(actor),
        username=username or actor.username,
        language=get_language() or "en",
        then_url=then_url,
        created_at=at,
    )
    with one_step():
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            waiting = Job.objects.filter(key=key, state=JobState.WAITING).first() if key else None
            if waiting is None:
                raise
            return waiting
        enqueue(job)
    job.refresh_from_db()
    return job


def one_step() -> AbstractContextManager[Any]:
    """Our row and the queue's stand together or not at all. A backend that runs the work at once must not run it in a transaction."""
    return transaction.atomic() if default_task_backend.supports_defer else nullcontext()


def enqueue(job: Job) -> None:
    """Hand the job to the workers."""
    from governance.core.jobs.running import run_job

    result = run_job.enqueue(str(job.pk))
    Job.objects.filter(pk=job.pk).update(task_id=result.id)


def announce(topic: str, *, actor: Actor, at: datetime) -> list[Job]:
    """Tell the rooms above that something changed: starts every job subscribed to the topic, once while one waits.

    Call it last in an action. The jobs act as a named system user; the announcer sees them in the own list.
    """
    named = system_actor(f"after-{topic}")
    return [start(code, actor=named, at=at, key=code, username=actor.username) for code in registry.subscribed(topic)]


def cancel(job: Job, *, actor: Actor, at: datetime) -> Job:
    """Stop a job: at once while it waits, at its next step where that is safe."""
    if job.username != actor.username and not actor.system:
        raise NotAllowed(_("Only the person who started a job can stop it."))
    waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
    if not waiting.update(state=JobState.CANCELLED, finished_at=at, cancel_asked_at=at):
        if not registry.kind(job.kind).cancellable:
            raise Conflict(_("This job cannot be stopped half way. It will soon be finished."))
        if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked_at=at):
            raise Conflict(_("This job is already finished."))
    job.refresh_from_db()
    return job
