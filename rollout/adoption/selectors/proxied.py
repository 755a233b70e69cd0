"""What another hand typed for the people of live offices, met with the permits, as known at any instant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Sum

from rollout.adoption.components import on_day
from rollout.adoption.expected import WEEK, OfficeWeek, monday
from rollout.adoption.facts import FOREVER
from rollout.adoption.proxies import Proxied, Typed, proxied
from rollout.adoption.selectors.facts import memberships
from rollout.adoption.selectors.usage import matched
from rollout.staging.selectors import go_live_dates
from training.clearance.proxies import Permit
from training.clearance.selectors import permits

NOTHING = Proxied({})


def proxied_weeks(weeks: Collection[date], known_at: datetime | None = None) -> dict[OfficeWeek, Proxied]:
    """(office, week) → what another hand typed there from go-live on. A fixed number of queries.

    A record counts in every office its owner belongs to that day, as it does in self-entry; the permit must be of that office.
    """
    if not weeks:
        return {}
    first, last = min(weeks), max(weeks) + timedelta(days=WEEK - 1)
    members, live = memberships(first, last, known_at)[0], go_live_dates(known_at)
    covering: dict[tuple[int, int], list[Permit]] = {}
    for permit in permits(known_at):
        covering.setdefault((permit.person_id, permit.office_id), []).append(permit)
    sums = (
        matched(first, last, known_at).order_by().values("person_id", "day").annotate(own=Sum("self_entries"), other=Sum("proxy_entries"))
    )
    found: dict[OfficeWeek, dict[int, dict[date, Typed]]] = {}
    for person, day, own, other in sums.values_list("person_id", "day", "own", "other"):
        for office in {place for place in on_day(members.get(person, ()), day) if place is not None}:
            if monday(day) in weeks and day >= live.get(office, FOREVER):
                limit = max((permit.limit(day) for permit in covering.get((person, office), ())), default=0)
                days = found.setdefault((office, monday(day)), {}).setdefault(person, {})
                days[day] = Typed(own + other, other, limit)
    return {place: proxied(people) for place, people in found.items()}
