"""The pages of long work: a bar that asks for itself, an end that says so, and nobody else's jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.models import Job, JobState
from governance.core.roles import Role
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from tests.company import NOW

pytestmark = pytest.mark.django_db


def job_of(client: Client, **fields: Any) -> Job:
    username = actor_for(Account.objects.get(pk=client.session["_auth_user_id"]), NOW.date()).username
    return Job.objects.create(**{"kind": "core.tidy", "title": "Recompute <b>", "username": username, "created_at": NOW} | fields)


def test_a_running_job_shows_a_bar_that_asks_for_itself(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.STAFF)
    job = job_of(client, state=JobState.RUNNING, done=30, total=60, message="half way")
    page = client.get(job.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in page and "50" in page and "half way" in page and "Recompute &lt;b&gt;" in page


def test_a_finished_job_stops_asking_and_links_on(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.STAFF)
    job = job_of(client, state=JobState.DONE, finished_at=NOW, then_url="/adoption/")
    part = client.get(reverse("core:job-progress", args=[job.pk])).content.decode()
    assert "hx-trigger" not in part and 'href="/adoption/"' in part


def test_the_result_may_say_where_to_go_on(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.STAFF)
    job = job_of(client, state=JobState.DONE, finished_at=NOW, then_url="/a/", result={"url": "/b/"})
    assert 'href="/b/"' in client.get(job.get_absolute_url()).content.decode()


def test_other_peoples_jobs_are_not_found(signed_in: Callable[..., Client]) -> None:
    job = job_of(signed_in(Role.STAFF))
    other = signed_in(Role.TRAINER)
    for name in ("job", "job-progress"):
        assert other.get(reverse(f"core:{name}", args=[job.pk])).status_code == 404
    assert other.post(reverse("core:job-cancel", args=[job.pk])).status_code == 404
    assert job.title not in other.get(reverse("core:jobs")).content.decode()


def test_the_project_office_sees_all_jobs(signed_in: Callable[..., Client]) -> None:
    job = job_of(signed_in(Role.STAFF))
    assert signed_in(Role.PROJECT_OFFICE).get(job.get_absolute_url()).status_code == 200


def test_a_waiting_job_is_stopped_by_its_starter(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.STAFF)
    job = job_of(client)
    assert client.post(reverse("core:job-cancel", args=[job.pk]), follow=True).status_code == 200
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_the_list_is_ones_own(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.STAFF)
    assert "No jobs yet" in client.get(reverse("core:jobs")).content.decode()
    job_of(client, state=JobState.RUNNING)
    page = client.get(reverse("core:jobs")).content.decode()
    assert "Running" in page and "1 job" in page


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("core:jobs")).status_code == 302


def test_a_job_that_nobody_takes_says_so(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.STAFF)
    assert "no worker is running" in client.get(job_of(client, created_at=NOW).get_absolute_url()).content.decode()


def test_a_usual_title_is_read_in_the_readers_language_and_a_given_one_as_given(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.STAFF, language="zh-hans")
    usual = job_of(client, title="Tidy up", language="en")
    job_of(client, title="Tidy up the attic", language="en")
    page = client.get(reverse("core:jobs")).content.decode()
    assert "Tidy up<" not in page and "Tidy up the attic" in page
    assert "Tidy up" not in client.get(usual.get_absolute_url()).content.decode()
