"""Who is shown as an exemplar, and the figures of a way of working."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from governance.organisation.models import Membership
from rollout.adoption.expected import WEEK, last_complete_week
from rollout.adoption.models import Exemplar
from rollout.adoption.owning import ExemplarState
from rollout.adoption.selectors.own import own_figures
from rollout.adoption.selectors.usage import matched

WEEKS_SHOWN = 8
FEATURES_SHOWN = 5


def shown(today: date) -> QuerySet[Exemplar]:
    """Those who agreed and still belong to the office, by office."""
    here = Membership.objects.current().on(today).values("person")
    found = Exemplar.objects.filter(state=ExemplarState.CONSENTED, person__in=here)
    return found.select_related("person__identity", "office").order_by("office__code", "person__pseudonym")


def ways_of(person_id: int, today: date) -> dict[str, Any]:
    """How somebody worked in the last eight complete weeks, as whole numbers; empty without notice or data.

    `days` used of `own_days` working days, records by the own hand of `records`, `timely` of `dated`, and the features used most.
    """
    last = last_complete_week(today) + timedelta(days=WEEK - 1)
    first = last - timedelta(days=WEEK * WEEKS_SHOWN - 1)
    weeks = own_figures(first, last).get(person_id, [])
    if not weeks:
        return {}
    used = matched(weeks[0].week, last).filter(person_id=person_id, actions__gt=0).exclude(feature="").order_by()
    most = used.values("feature").annotate(n=Sum("actions")).order_by("-n", "feature")[:FEATURES_SHOWN]
    return {
        "first": weeks[0].week.isoformat(),
        "last": last.isoformat(),
        "weeks": len(weeks),
        "days": sum(week.used_days for week in weeks),
        "own_days": sum(week.own_days for week in weeks),
        "own_hand": sum(week.own_hand for week in weeks),
        "records": sum(week.own_hand + week.other_hand for week in weeks),
        "timely": sum(week.timely for week in weeks),
        "dated": sum(week.dated for week in weeks),
        "features": [row["feature"] for row in most],
    }
