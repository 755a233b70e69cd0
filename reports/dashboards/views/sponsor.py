"""The sponsor's page: are we on course, what must I decide, what did it bring."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from governance.core import known
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.reading import read_once
from reports.dashboards import sponsor, waiting
from reports.dashboards.homes.telling import forecast_tile
from reports.dashboards.lights import LOOK
from reports.dashboards.links import url_if
from reports.dashboards.picture import programme_picture, told_on
from reports.dashboards.sections import Asked, forecast
from reports.dashboards.views.also import also_later
from reports.dashboards.views.compare import compare_url
from reports.dashboards.views.sections import sections_later
from reports.dashboards.wording import LIGHTS
from rollout.staging.selectors import local_day, record_begins

FIRST = ("offices_by_stage", "adoption_trend")


@needs(Verb.VIEW, "sponsor_page")
def programme(request: Request) -> HttpResponseBase:
    """One sentence, the reasons, the figures, the pictures, the table of every office."""
    with read_once():
        return shown(request)


def shown(request: Request) -> HttpResponseBase:
    asked = known.asked(request, since=record_begins)
    instant = asked.instant
    day = local_day(instant or request.now)
    picture = programme_picture(day, actor=request.actor, known_at=instant, figures_on=told_on(day, instant))
    table = sponsor.office_table(request, picture)
    if download := table.export():
        return download
    light = picture.status.light
    charts = sponsor.page_charts(picture, get_language() or "en")
    context = {
        "picture": picture,
        "known_at": instant,
        "asked": asked,
        "summary": sponsor.summary(picture),
        "light": LOOK[light],
        "light_text": LIGHTS[light],
        "findings": sponsor.reasons(picture),
        "gap": sponsor.week_shown(picture),
        "tiles": [*sponsor.tiles(picture), *forecast_tile(forecast.facts(Asked(day, instant, request.actor)))],
        "later": sections_later(request) if picture.programme else [],
        "first_charts": [chart for chart in charts if chart.code in FIRST],
        "charts": [chart for chart in charts if chart.code not in FIRST],
        "table": table,
        # What waits now; at an earlier instant the section of decisions tells it.
        "decisions": waiting.decisions(request.actor) if instant is None else None,
        "compare_url": compare_url(instant),
        "also": also_later(request),
        "report_url": url_if("documents:reports") if allows(request.actor, Verb.VIEW, "executive_report") else "",
    }
    return render(request, "dashboards/sponsor.html", context, status=asked.status)
