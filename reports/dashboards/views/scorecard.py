"""The office scorecard on the screen: for its head first, and for those who steer."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from governance.core import known
from governance.core.metrics import Subject, SubjectKind
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.organisation.selectors import offices_held
from reports.dashboards import charts
from reports.dashboards import scorecard as content
from reports.dashboards.links import rows_url, url_if
from reports.dashboards.views.finding import office_or_404
from rollout.staging.selectors import local_day, record_begins


@needs(Verb.VIEW, "office_scorecard")
def scorecard(request: Request, office_id: int) -> HttpResponseBase:
    """Adoption beside the KPIs."""
    office = office_or_404(request, office_id, "office_scorecard")
    asked = known.asked(request, since=record_begins)
    instant = asked.instant
    day = local_day(instant or request.now)
    office = office if instant is None else offices_held(instant)[office.pk]
    card = content.read(content.collect(office, day, actor=request.actor, known_at=instant))
    weeks = content.trend_told(card)
    subject = Subject(SubjectKind.OFFICE, office.pk)
    context = {
        "office": office,
        "card": card,
        "known_at": instant,
        "asked": asked,
        "chart": charts.adoption_trend(weeks, get_language() or "en", code="office_trend") if weeks else None,
        "score_url": rows_url("adoption.score", subject, card.told_on, instant),
        "kept_url": rows_url("kpis.attainment", subject, day, instant) if card.kept.value is not None else "",
        "cleared_url": cleared_url(request, office.pk, card, instant),
        "office_url": url_if("dashboards:office", office.pk, known_at=instant)
        if allows(request.actor, Verb.VIEW, "adoption", office_id=office.pk)
        else "",
        "paper_url": url_if("documents:scorecards", office.pk),
    }
    return render(request, "dashboards/scorecard.html", context, status=asked.status)


def cleared_url(request: Request, office_id: int, card: content.Card, instant: datetime | None) -> str:
    """Who is not cleared, for those who may know."""
    if card.not_cleared is None or not allows(request.actor, Verb.VIEW, "clearance", office_id=office_id):
        return ""
    return rows_url(content.CLEARED, Subject(SubjectKind.OFFICE, office_id), card.day, instant)
