"""What a worker does with a job: restore its starter and language, run it, say how it ended."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.db.models import F
from django.tasks import default_task_backend, task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.errors import GatehouseError
from governance.core.jobs import acting, registry
from governance.core.jobs.progress import Cancelled, Progress
from governance.core.models import Job, JobState

logger = logging.getLogger(__name__)
ATTEMPTS = 3


@task
def run_job(job_id: str) -> None:
    """The one task behind every job. Running it again after the worker was killed repeats the work, not its effect."""
    job = claim(UUID(job_id), timezone.now())
    if job is None:
        return
    actor = acting.from_json(job.acting)
    with translation.override(job.language), audit.operation(actor, id=job.pk.hex):
        state, values = outcome(job, Progress(job.pk, actor=actor, at=timezone.now(), cancellable=registry.kind(job.kind).cancellable))
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(state=state, finished_at=timezone.now(), **values)


def claim(job_id: UUID, now: datetime) -> Job | None:
    """Mark it as running; None where it is already finished or was cancelled before it began."""
    unfinished = Job.objects.unfinished().filter(pk=job_id)
    if not unfinished.update(state=JobState.RUNNING, started_at=now, attempts=F("attempts") + 1):
        return None
    return Job.objects.get(pk=job_id)


def outcome(job: Job, progress: Progress) -> tuple[JobState, dict[str, Any]]:
    """Run the work; the state it ends in and what to write beside it."""
    try:
        result = registry.kind(job.kind).work(progress, **job.arguments) or {}
    except Cancelled:
        return JobState.CANCELLED, {"message": _("Stopped as asked; nothing was changed.")}
    except GatehouseError as refusal:
        return JobState.FAILED, {"message": str(refusal)}
    except OperationalError:
        if job.attempts >= ATTEMPTS or not default_task_backend.supports_defer:
            logger.exception("job %s failed", job.pk)
            return JobState.FAILED, {"message": _("The database was too busy. Nothing was changed; please start it again.")}
        raise
    except Exception:
        logger.exception("job %s failed", job.pk)
        return JobState.FAILED, {
            "message": _("Something went wrong on our side and nothing was finished. Tell the project office this number: %(number)s")
            % {"number": job.pk.hex[:12]}
        }
    return JobState.DONE, {"result": result, "done": progress.total, "total": progress.total, "message": result.get("message", "")}
