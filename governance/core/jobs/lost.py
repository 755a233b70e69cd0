"""Jobs whose worker never came back: after the last attempt their own row must say so too."""

from __future__ import annotations

from datetime import datetime

from django.tasks import TaskResultStatus, default_task_backend
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils.translation import gettext as _

from governance.core.models import Job, JobState


def settle(job: Job, *, at: datetime) -> Job:
    """Mark a job as failed when the queue has given it up. Whatever it was doing was rolled back with its transaction."""
    if job.finished or not job.task_id or not default_task_backend.supports_get_result or not given_up(job.task_id):
        return job
    message = _("The worker was stopped each time before this was finished. What was not finished was undone; please start it again.")
    Job.objects.unfinished().filter(pk=job.pk).update(state=JobState.FAILED, finished_at=at, message=message)
    job.refresh_from_db()
    return job


def given_up(task_id: str) -> bool:
    try:
        return default_task_backend.get_result(task_id).status == TaskResultStatus.FAILED
    except TaskResultDoesNotExist:
        return True


def settle_all(*, at: datetime) -> int:
    """Settle every unfinished job; how many were given up."""
    return sum(settle(job, at=at).finished for job in Job.objects.unfinished())
