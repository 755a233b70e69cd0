"""The office page: for its head first, and for those who steer."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import known, reminders
from governance.core.actor import Actor
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.roles import Role
from governance.organisation.models import Office, OfficeKind
from governance.organisation.selectors import offices_held
from reports.dashboards import lights
from reports.dashboards import office as content
from rollout.impact.selectors.joined import order_stops
from rollout.staging.selectors import local_day, record_begins


def own_office(actor: Actor) -> int | None:
    """The office that a head answers for: by the own role before one that is only lent, then the first by code."""
    heads = [grant for grant in actor.grants if grant.role == Role.OFFICE_HEAD and grant.office_ids]
    own = frozenset(office_id for grant in heads if not grant.delegated_by for office_id in grant.office_ids or ())
    lent = frozenset(office_id for grant in heads for office_id in grant.office_ids or ())
    found = Office.objects.branches().filter(pk__in=own | lent).order_by("code").values_list("pk", flat=True)
    return min(found, key=lambda pk: pk not in own, default=None)


@needs(Verb.VIEW, "adoption")
def office(request: Request, office_id: int) -> HttpResponseBase:
    """Score, arithmetic, trend, place, who is missing, what stands before the next stage."""
    found = Office.objects.filter(pk=office_id, kind=OfficeKind.OFFICE).select_related("parent").first()
    if found is None or not allows(request.actor, Verb.VIEW, "adoption", office_id=office_id):
        raise NotFound(_("There is no such office, or it is not yours to see."))
    asked = known.asked(request, since=record_begins)
    instant = asked.instant
    day = local_day(instant or request.now)
    found = found if instant is None else offices_held(instant)[found.pk]
    sheet = content.sheet(found, day, actor=request.actor, known_at=instant)
    own = scope(request.actor, Verb.VIEW, "adoption")
    context = {
        "office": found,
        "sheet": sheet,
        "known_at": instant,
        "asked": asked,
        "tiles": content.tiles(sheet),
        "score_text": lights.score_text(sheet.book, sheet.score.value),
        "terms": content.arithmetic(sheet.score),
        "score_url": sheet.rows("adoption.score"),
        "reach_url": sheet.rows("adoption.reach"),
        "chart": content.trend_chart(sheet, get_language() or "en"),
        "missing": content.who_is_missing(sheet, request.actor),
        "next": content.next_stage(found, request.now) if instant is None else None,
        "reminders": reminders.due(request.actor.account_id, request.now),
        "siblings": [] if own.everything else Office.objects.branches().filter(pk__in=own.office_ids).order_by("code"),
        "may_see_scorecard": allows(request.actor, Verb.VIEW, "office_scorecard", office_id=office_id),
        "may_see_programme": allows(request.actor, Verb.VIEW, "programme"),
        "may_see_coverage": allows(request.actor, Verb.VIEW, "coverage", office_id=office_id),
        "stop": order_stops(instant, offices=[office_id]).get(office_id)
        if allows(request.actor, Verb.VIEW, "order_stop", office_id=office_id)
        else None,
    }
    return render(request, "dashboards/office.html", context, status=asked.status)
