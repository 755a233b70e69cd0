"""Jobs: who started them acts in them, in their language; they end in words; the same twice waits once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from governance.core import audit, jobs
from governance.core.actor import Actor, Grant, system_actor
from governance.core.errors import Conflict, NotAllowed, NotFound, Refused
from governance.core.jobs import Progress, acting, lost, registry, running
from governance.core.models import Job, JobState
from governance.core.roles import Role
from tests.company import NOW

pytestmark = pytest.mark.django_db
SEEN: list[dict[str, Any]] = []


@pytest.fixture(autouse=True)
def _own_registry() -> Iterator[None]:
    """Each test registers its own jobs; the house's are put back."""
    SEEN.clear()
    with mock.patch.dict(registry._kinds), mock.patch.dict(registry._after, clear=True):
        jobs.job("tests.look", title=gettext_lazy("January"))(look)
        jobs.job("tests.break")(broken)
        jobs.job("tests.refuse")(refuse)
        yield


def look(progress: Progress, **arguments: Any) -> dict[str, Any]:
    SEEN.append({"actor": progress.actor, "operation": audit.current().id, "word": gettext("January"), "arguments": arguments})
    progress.step(1, 2, "half")
    return {"found": 3}


def broken(progress: Progress) -> None:
    raise ZeroDivisionError


def refuse(progress: Progress) -> None:
    raise Refused("There is no roster.", reasons=["Import one."])


def started(kind: str = "tests.look", actor: Actor | None = None, **more: Any) -> Job:
    return jobs.start(kind, actor=actor or Actor("mei", 7), at=NOW, **more)


def test_a_job_runs_with_its_arguments_and_keeps_its_result() -> None:
    job = started(arguments={"week": "2026-06-01"}, then_url="/there/")
    assert job.state == JobState.DONE and job.result == {"found": 3} and job.percent == 100
    assert SEEN[0]["arguments"] == {"week": "2026-06-01"} and job.then_url == "/there/"


def test_the_starter_acts_in_the_job_with_the_rights_held_then() -> None:
    grants = (Grant(Role.OFFICE_HEAD, frozenset({3, 4}), Decimal("100.50"), "P1"), Grant(Role.AUDITOR))
    actor = Actor("ann", 7, 9, grants)
    started(actor=actor)
    assert SEEN[0]["actor"] == actor and acting.from_json(acting.to_json(system_actor("x"))) == system_actor("x")


def test_everything_a_job_changes_carries_the_jobs_id() -> None:
    job = started()
    assert SEEN[0]["operation"] == job.pk.hex


def test_a_job_speaks_the_language_of_its_starter() -> None:
    with translation.override("zh-hans"):
        job = started()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, finished_at=None)
    running.run_job.func(str(job.pk))
    assert [seen["word"] for seen in SEEN] == ["一月", "一月"]


def test_a_refusal_is_told_in_its_own_words() -> None:
    job = started("tests.refuse")
    assert (job.state, job.message) == (JobState.FAILED, "There is no roster.\n- Import one.")


def test_a_fault_of_ours_is_told_without_its_entrails_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    job = started("tests.break")
    assert job.state == JobState.FAILED and "division" not in job.message and job.pk.hex[:12] in job.message
    assert "ZeroDivisionError" in caplog.text


def test_a_job_nobody_registered_is_refused() -> None:
    with pytest.raises(NotFound):
        started("tests.nothing")
    assert not Job.objects.exists()


def test_a_job_that_is_finished_does_not_run_again() -> None:
    job = started()
    running.run_job.func(str(job.pk))
    assert len(SEEN) == 1


def test_a_job_whose_worker_was_killed_runs_again() -> None:
    job = started()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, finished_at=None)
    running.run_job.func(str(job.pk))
    job.refresh_from_db()
    assert len(SEEN) == 2 and (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_busy_database_is_tried_again_by_the_queue_and_given_up_in_the_end() -> None:
    job = waiting("tests.look")
    busy = mock.Mock(side_effect=OperationalError("database is locked"))
    backend = mock.patch.object(running, "default_task_backend", mock.Mock(supports_defer=True))
    with backend, mock.patch.dict(registry._kinds, {"tests.look": registry.Kind("tests.look", "x", busy)}):
        for _attempt in range(running.ATTEMPTS - 1):
            with pytest.raises(OperationalError):
                running.run_job.func(str(job.pk))
        running.run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED and "start it again" in job.message


def waiting(kind: str = "tests.look", **fields: Any) -> Job:
    """A job that no worker has taken yet."""
    given = {"kind": kind, "title": "x", "acting": acting.to_json(Actor("mei")), "username": "mei", "created_at": NOW}
    return Job.objects.create(**given | fields)


def test_the_same_key_waits_once() -> None:
    first = waiting(key="adoption.recompute")
    assert started(key="adoption.recompute") == first and not SEEN


def test_the_same_key_runs_again_once_the_first_has_begun() -> None:
    waiting(key="k", state=JobState.RUNNING)
    assert started(key="k").state == JobState.DONE


def test_an_announced_topic_starts_what_subscribed_as_a_system_user() -> None:
    jobs.after("roster", "stages")(look)
    (job,) = jobs.announce("roster", actor=Actor("mei", 7), at=NOW)
    assert job.username == "mei" and SEEN[0]["actor"] == system_actor("after-roster")
    assert jobs.announce("weather", actor=Actor("mei"), at=NOW) == []


def test_two_jobs_of_one_name_are_our_own_fault() -> None:
    with pytest.raises(ValueError, match="twice"):
        jobs.job("tests.look")(broken)


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = jobs.cancel(waiting(), actor=Actor("mei"), at=NOW)
    assert (job.state, job.finished_at) == (JobState.CANCELLED, NOW)
    running.run_job.func(str(job.pk))
    assert not SEEN


def test_only_the_starter_cancels() -> None:
    with pytest.raises(NotAllowed):
        jobs.cancel(waiting(), actor=Actor("someone"), at=NOW)


def test_a_job_that_must_not_stop_half_way_says_so() -> None:
    with pytest.raises(Conflict, match="half way"):
        jobs.cancel(waiting(state=JobState.RUNNING), actor=Actor("mei"), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_running_job_that_may_stop_does_so_at_its_next_step() -> None:
    def long(progress: Progress) -> None:
        progress.step(1, 10, "one")
        jobs.cancel(Job.objects.get(), actor=Actor("mei"), at=NOW)
        progress.step(2, 10, "two")
        SEEN.append({})

    jobs.job("tests.long", cancellable=True)(long)
    assert started("tests.long").state == JobState.CANCELLED and not SEEN


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_where_others_can_see_it() -> None:
    def slow(progress: Progress) -> None:
        progress.step(1, 4, "reading")
        SEEN.append(Job.objects.values("done", "total", "message").get())

    jobs.job("tests.slow")(slow)
    started("tests.slow")
    assert SEEN == [{"done": 1, "total": 4, "message": "reading"}]


def test_progress_costs_no_query_more_than_twice_a_second(django_assert_max_num_queries: Any) -> None:
    progress = Progress(waiting().pk)
    with django_assert_max_num_queries(1):
        for done in range(10_000):
            progress.step(done, 10_000)


@pytest.mark.parametrize(("given_up", "state"), [(True, JobState.FAILED), (False, JobState.RUNNING)])
def test_a_job_that_the_queue_has_given_up_is_shown_as_failed(given_up: bool, state: JobState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lost, "default_task_backend", mock.Mock(supports_get_result=True))
    monkeypatch.setattr(lost, "given_up", lambda task_id: given_up)
    settled = lost.settle(waiting(state=JobState.RUNNING, task_id="t"), at=NOW)
    assert settled.state == state and ("start it again" in settled.message) is given_up
