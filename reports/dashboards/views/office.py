"""The office page: for its head first, and for those who steer."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from governance.core import known
from governance.core.actor import Actor
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.reading import once, read_once
from governance.core.roles import Role
from governance.organisation.models import Office
from governance.organisation.selectors import offices_held
from reports.dashboards import lights
from reports.dashboards import office as content
from reports.dashboards.homes.office import people_tiles
from reports.dashboards.views import office_parts
from reports.dashboards.views.also import also_later
from reports.dashboards.views.compare import compare_url
from reports.dashboards.views.finding import office_or_404
from rollout.staging.selectors import local_day, record_begins


@once
def branches(ids: frozenset[int]) -> list[Office]:
    """The offices proper among these, by code."""
    return list(Office.objects.branches().filter(pk__in=ids).select_related("parent").order_by("code"))


def own_office(actor: Actor) -> int | None:
    """The office that a head answers for: by the own role before one that is only lent, then the first by code."""
    heads = [grant for grant in actor.grants if grant.role == Role.OFFICE_HEAD and grant.office_ids]
    own = frozenset(office_id for grant in heads if not grant.delegated_by for office_id in grant.office_ids or ())
    lent = frozenset(office_id for grant in heads for office_id in grant.office_ids or ())
    found = [office.pk for office in branches(own | lent)]
    return min(found, key=lambda pk: pk not in own, default=None)


def asked_for(request: Request, office_id: int) -> tuple[Office, list[Office]]:
    """The office, and the offices beside it that a head answers for."""
    reached = scope(request.actor, Verb.VIEW, "adoption")
    beside = [] if reached.everything else branches(reached.office_ids)
    found = next((office for office in beside if office.pk == office_id), None)
    return found or office_or_404(request, office_id, "adoption"), beside


@needs(Verb.VIEW, "adoption")
def office(request: Request, office_id: int) -> HttpResponseBase:
    """Score, arithmetic, trend, place; then who is not cleared, the next gate, the KPIs, who did not use it."""
    found, siblings = asked_for(request, office_id)
    asked = known.asked(request, since=record_begins)
    instant = asked.instant
    day = local_day(instant or request.now)
    found = found if instant is None else offices_held(instant)[found.pk]
    with read_once():
        sheet = content.sheet(found, day, actor=request.actor, known_at=instant)
        context = {
            "office": found,
            "sheet": sheet,
            "known_at": instant,
            "asked": asked,
            "compare_url": compare_url(instant, office_id),
            "tiles": [*content.tiles(sheet), *people_tiles(found, day, instant, request.actor)],
            "sentence": content.sentence(sheet),
            "score_text": lights.score_text(sheet.book, sheet.score.value),
            "terms": content.arithmetic(sheet.score),
            "score_url": sheet.rows("adoption.score"),
            "chart": content.trend_chart(sheet, get_language() or "en"),
            "later": office_parts.parts_of(request, found),
            "also": also_later(request),
            "siblings": siblings,
            "may_see_scorecard": allows(request.actor, Verb.VIEW, "office_scorecard", office_id=office_id),
        }
        return render(request, "dashboards/office.html", context, status=asked.status)
