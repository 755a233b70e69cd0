"""What a running job is given: who asked for it and when, and where to say how far it is."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db import connection
from django.utils import timezone

from governance.core.actor import Actor, system_actor
from governance.core.errors import Text
from governance.core.models import Job

# A bar that moves twice a second looks alive; every write beyond that only costs.
PAUSE = 0.5


class Cancelled(Exception):
    """The starter asked to stop; raised by `Progress.step` in jobs that can be stopped safely."""


class Progress:
    """`actor` is the starter, `at` the instant this run began. Without a job id it only counts, for commands and tests."""

    def __init__(
        self, job_id: UUID | None = None, *, actor: Actor | None = None, at: datetime | None = None, cancellable: bool = False
    ) -> None:
        self.job_id = job_id
        self.actor = actor or system_actor("job")
        self.at = at or timezone.now()
        self.cancellable = cancellable
        self.done = self.total = 0
        self.message = ""
        self._written = 0.0

    def step(self, done: int, total: int = 0, message: Text = "") -> None:
        """Say how far it is. Cheap to call often. Inside a transaction it only counts: nobody could see it yet."""
        said = str(message) or self.message
        now = monotonic()
        fresh = said != self.message or now - self._written >= PAUSE
        self.done, self.total, self.message = done, total or self.total, said
        if self.job_id is None or not fresh or connection.in_atomic_block:
            return
        self._written = now
        Job.objects.filter(pk=self.job_id).update(done=self.done, total=self.total, message=self.message)
        if self.cancellable and Job.objects.filter(pk=self.job_id, cancel_asked_at__isnull=False).exists():
            raise Cancelled
