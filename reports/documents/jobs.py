"""Background work of this room."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from governance.core.jobs import Progress, job
from governance.organisation.models import Office
from reports.documents.actions import make_executive_report
from reports.documents.monthly.actions import run_monthly
from reports.documents.packs import make_pack
from reports.documents.scorecards import make_office_scorecard


@job("documents.executive_report", title=_("Executive report"))
def executive_report(
    progress: Progress, *, day: str, languages: list[str], known_at: str | None = None, asked_at: str, reason: str = ""
) -> dict[str, Any]:
    """Make the report. Run again after a kill it freezes the same instant, so it makes the same documents."""
    documents = make_executive_report(
        actor=progress.actor,
        at=datetime.fromisoformat(asked_at),
        day=date.fromisoformat(day),
        languages=languages,
        known_at=datetime.fromisoformat(known_at) if known_at else None,
        reason=reason,
        step=progress.step,
    )
    return {"documents": [document.pk for document in documents]}


@job("documents.office_scorecard", title=_("Office scorecard"))
def office_scorecard(
    progress: Progress, *, office: int, day: str, languages: list[str], asked_at: str, known_at: str | None = None
) -> dict[str, Any]:
    """Make the scorecard. Run again after a kill it freezes the same instant, so it makes the same documents."""
    documents = make_office_scorecard(
        Office.objects.select_related("parent").get(pk=office),
        actor=progress.actor,
        at=datetime.fromisoformat(asked_at),
        day=date.fromisoformat(day),
        languages=languages,
        known_at=datetime.fromisoformat(known_at) if known_at else None,
        step=progress.step,
    )
    return {"documents": [document.pk for document in documents]}


@job("documents.scorecard_pack", title=_("Scorecards of all offices"))
def scorecard_pack(progress: Progress, *, day: str, language: str, asked_at: str) -> dict[str, Any]:
    """Make the pack. Run again after a kill it freezes the same instant and keeps one pack."""
    at = datetime.fromisoformat(asked_at)
    pack = make_pack(
        day=date.fromisoformat(day), language=language, job=progress.job_id or uuid4(), actor=progress.actor, at=at, step=progress.step
    )
    return {"pack": pack.pk, "message": str(pack)}


@job("documents.monthly_report", title=_("Monthly report"))
def monthly_report(progress: Progress) -> dict[str, Any]:
    """Every morning, by the schedule: makes the report on its day and mails it; what could not be mailed is tried again."""
    run, sent, failed = run_monthly(actor=progress.actor, at=progress.at, step=progress.step)
    if run is None:
        return {"message": str(_("Nothing was due."))}
    values = {"sent": sent, "failed": failed}
    return values | {"message": _("%(sent)s letters sent, %(failed)s failed.") % values}
