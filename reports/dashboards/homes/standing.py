"""Where the programme stands, in one figure, for those who do not steer it every day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from governance.core.permissions import Verb, allows
from reports.dashboards.homes.parts import Tile, Visit
from reports.dashboards.links import url_if
from rollout.staging.selectors import go_live_dates, stages_at


def offices_live(visit: Visit) -> list[Tile]:
    """How many offices are live of how many, with the way to the programme; nothing before there is one."""
    stages = stages_at(visit.day, visit.known_at)
    if not stages:
        return []
    live = go_live_dates(visit.known_at, on=visit.day)
    url = url_if("dashboards:sponsor") if allows(visit.actor, Verb.VIEW, "sponsor_page") else ""
    return [Tile(_("Offices live"), f"{sum(office in live for office in stages)} / {len(stages)}", url=url)]
