"""Long work: how far it is, how it ended, and the list of one's own."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import jobs, naming
from governance.core.jobs import lost, registry
from governance.core.models import Job, JobState
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table, status

# A job that waits longer than this is behind others, or no worker is there.
PATIENCE = timedelta(seconds=30)
BADGES = {
    JobState.WAITING: "none",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "none",
}


def seen(request: Request, pk: UUID) -> Job:
    """The job, where the reader may see it; 404 else."""
    return lost.settle(get_object_or_404(Job.objects.for_actor(request.actor), pk=pk), at=request.now)


def shown(request: Request, job: Job) -> dict[str, object]:
    """Context of the page and of its moving part."""
    own = job.username == request.actor.username
    stoppable = job.state == JobState.WAITING or (job.state == JobState.RUNNING and registry.kind(job.kind).cancellable)
    next_url = job.result.get("url") or job.then_url
    return {
        "job": job,
        "badge": BADGES[JobState(job.state)],
        "may_cancel": own and stoppable,
        "next_url": next_url,
        "unattended": job.state == JobState.WAITING and request.now - job.created_at > PATIENCE,
    }


@login_required
def detail(request: Request, pk: UUID) -> HttpResponse:
    return render(request, "core/jobs/detail.html", shown(request, seen(request, pk)))


@login_required
def progress(request: Request, pk: UUID) -> HttpResponse:
    """The moving part, which asks for itself again until the job has ended."""
    return render(request, "core/jobs/_progress.html", shown(request, seen(request, pk)))


@require_POST
@login_required
def cancel(request: Request, pk: UUID) -> HttpResponse:
    job = jobs.cancel(seen(request, pk), actor=request.actor, at=request.now)
    messages.success(request, _("Stopped.") if job.finished else _("It will stop at its next step."))
    return redirect(job)


@needs(Verb.VIEW, "job")
def index(request: Request) -> HttpResponseBase:
    """One's own jobs; those who watch over the house see everybody's."""
    rows = Job.objects.for_actor(request.actor)
    known = naming.names_in(rows, "username", request.actor)
    table = Table(
        request,
        columns=[
            Column(
                "title", _("Work"), value=lambda job: job.shown_title, sort="title", search="title", link=lambda job: job.get_absolute_url()
            ),
            Column("state", _("State"), choices=JobState.choices, show=badge),
            Column("username", _("Started by"), value=lambda job: known[job.username], sort="username", search="username"),
            Column("created_at", _("Started"), sort="created_at"),
            Column("finished_at", _("Finished"), sort="finished_at"),
        ],
        rows=rows,
        name="jobs",
        order="-created_at",
        compact=10,
        empty=Empty(_("No jobs yet"), _("Imports, reports and recomputing run as jobs and are listed here."), icon="activity"),
    )
    running = Job.objects.for_actor(request.actor).unfinished().count()
    return table.export() or render(request, "core/jobs/index.html", {"jobs": table, "running": running})


def badge(job: Job) -> str:
    return status(BADGES[JobState(job.state)], job.get_state_display())
