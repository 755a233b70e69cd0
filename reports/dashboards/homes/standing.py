"""Where the programme stands, in one figure, for those who do not steer it every day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from governance.core.permissions import Verb, allows
from governance.core.reading import once
from reports.dashboards.homes.parts import Tile, Visit
from reports.dashboards.links import url_if
from rollout.staging.selectors import standing_at

standing_on = once(standing_at)


def offices_live(visit: Visit) -> list[Tile]:
    """How many offices are live of how many, with the way to the programme; nothing before there is one."""
    standing = standing_on(visit.day, visit.known_at)
    if not standing.offices:
        return []
    live = sum(standing.live_since(office) is not None for office in standing.offices)
    url = url_if("dashboards:sponsor") if allows(visit.actor, Verb.VIEW, "sponsor_page") else ""
    return [Tile(_("Offices live"), f"{live} / {len(standing.offices)}", url=url)]
