"""What runs by the clock: each schedule names a job there is, runs once while one waits, and tidies only what nobody needs."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from governance.core import attachments, housekeeping
from governance.core.actor import Actor, system_actor
from governance.core.jobs import Progress, acting, recurring, registry
from governance.core.models import Attachment, Job, JobState
from tests.company import NOW

pytestmark = pytest.mark.django_db


def kept(data: bytes = b"%PDF-1.7 x") -> Attachment:
    return attachments.store(io.BytesIO(data), name="a.pdf", actor=Actor("mei"), at=NOW, what="roster")


def lying_since(attachment: Attachment, days: int) -> Path:
    path = attachments.path(attachment)
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def tidied() -> str:
    return str(housekeeping.tidy(Progress(actor=system_actor("tests"), at=NOW))["message"])


def test_bytes_without_a_record_go_after_a_day() -> None:
    old, young, needed = kept(b"%PDF-old"), kept(b"%PDF-young"), kept(b"%PDF-needed")
    paths = [lying_since(old, 2), lying_since(young, 0), lying_since(needed, 9)]
    Attachment.objects.exclude(pk=needed.pk).delete()
    assert "1 files without a record" in tidied()
    assert [path.exists() for path in paths] == [False, True, True]


def test_a_store_that_is_not_there_yet_is_tidy() -> None:
    assert "0 files" in tidied()


def test_old_finished_jobs_go_and_unfinished_ones_stay() -> None:
    given: dict[str, Any] = {"kind": "core.tidy", "title": "x", "acting": acting.to_json(Actor("mei")), "username": "mei"}
    long_ago = NOW - timedelta(days=200)
    Job.objects.create(**given, created_at=long_ago, finished_at=long_ago, state=JobState.DONE)
    waiting = Job.objects.create(**given, created_at=long_ago)
    recent = Job.objects.create(**given, created_at=NOW, finished_at=NOW, state=JobState.DONE)
    assert "1 old ones" in tidied()
    assert set(Job.objects.all()) == {waiting, recent}


def test_every_schedule_names_a_job_that_a_room_registers() -> None:
    assert recurring.every_scheduled_job_exists(None) == []


def test_a_schedule_that_names_no_job_stops_the_start(settings: Any) -> None:
    settings.SCHEDULE = {"core.nothing": "0 0 * * *"}
    (error,) = recurring.every_scheduled_job_exists(None)
    assert error.id == "gatehouse.E001" and "core.nothing" in error.msg


def test_the_clock_starts_the_job_as_a_system_user() -> None:
    recurring.run_scheduled.func("core.tidy")
    job = Job.objects.get()
    assert (job.kind, job.username, job.state) == ("core.tidy", "system:schedule", JobState.DONE)


def test_the_clock_starts_no_second_while_one_waits() -> None:
    Job.objects.create(kind="core.tidy", title="x", key="core.tidy", username="system:schedule", created_at=NOW)
    recurring.run_scheduled.func("core.tidy")
    assert Job.objects.count() == 1


def test_the_houses_own_jobs_are_registered() -> None:
    assert {"core.tidy", "core.send_reminders", "core.apply_import"} <= set(registry.registered())
