"""What runs by the clock: the settings' SCHEDULE says which job and when, the task backend calls here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.tasks import task
from django.utils import timezone

from governance.core.actor import system_actor
from governance.core.jobs import registry
from governance.core.jobs.starting import start


@task
def run_scheduled(kind: str) -> None:
    """Start the job as the named system user; one that still waits is not started twice."""
    start(kind, actor=system_actor("schedule"), at=timezone.now(), key=kind)


@checks.register
def every_scheduled_job_exists(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A schedule that names no registered job would fail each night unseen."""
    missing = sorted(set(settings.SCHEDULE) - set(registry.registered()))
    return [checks.Error(f"SCHEDULE names the job {kind}, which no room registers.", id="gatehouse.E001") for kind in missing]
