"""The outside project director: on whose progress must I say the final word, and what is late?"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.contracts.access import contracts_for
from governance.contracts.charts import gantt
from governance.contracts.exposure import records
from governance.contracts.models import Milestone, ProgressAssessment
from governance.contracts.progress import Week, weeks
from governance.contracts.selectors import DONE, bar
from governance.contracts.states import ContractState
from governance.core import written
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from reports.dashboards.homes.parts import Item, Part, Tile, Visit, urgent_first
from reports.dashboards.homes.standing import offices_live


def part(visit: Visit) -> Part:
    """Milestones with a week that both sides may have spoken on and that has no final figure."""
    in_force = contracts_for(visit.actor, Verb.VIEW, "milestone", visit.day).filter(state=ContractState.IN_FORCE)
    held = records(Milestone.objects.filter(contract__in=in_force.values("pk")).order_by("due", "number"), visit.day, visit.known_at)
    open_ones = [record.milestone for record in held if record.milestone.state not in DONE]
    said = spoken(visit, [milestone.pk for milestone in open_ones])
    items = [item for milestone in open_ones for item in unsettled(visit, milestone, said.get(milestone.pk, []))]
    bars = [bar(record, visit.day) for record in held]
    late = sum(one.still_late for one in bars)
    return Part(
        Role.PROJECT_DIRECTOR,
        sentence(len(items), late),
        tiles=[
            *offices_live(visit),
            Tile(_("Milestones late"), f"{late} / {len(bars)}", url=reverse("contracts:plan"), look="bad" if late else "good"),
        ],
        items=urgent_first(items),
        quiet=_("No week waits for your final figure. The vendor or the project office reports progress first."),
        chart=gantt(bars, visit.day, visit.language) if bars else None,
    )


def sentence(waiting: int, late: int) -> str:
    if waiting:
        said = ngettext(
            "%(count)d milestone waits for your final word on its progress.",
            "%(count)d milestones wait for your final word on their progress.",
            waiting,
        )
    else:
        said = _("Nothing waits for your final word.")
    behind = ngettext("%(count)d milestone is late.", "%(count)d milestones are late.", late) if late else _("No milestone is late.")
    return " ".join([said % {"count": waiting}, behind % {"count": late}])


def spoken(visit: Visit, milestones: list[int]) -> dict[int, list[Week]]:
    """Milestone → the weeks spoken of, the latest first. One query."""
    rows = ProgressAssessment.objects.filter(milestone__in=milestones).order_by("recorded_at", "pk")
    if visit.known_at is not None:
        rows = rows.filter(recorded_at__lte=visit.known_at)
    found: dict[int, list[ProgressAssessment]] = defaultdict(list)
    for row in rows:
        found[row.milestone_id].append(row)
    return {milestone: weeks(those) for milestone, those in found.items()}


def unsettled(visit: Visit, milestone: Milestone, said: list[Week]) -> list[Item]:
    """The latest week without a final figure, with what both sides say of it."""
    week = next((one for one in said if one.final is None), None)
    if week is None:
        return []
    values = {"vendor": share(week.vendor), "office": share(week.office), "week": written.day(week.week)}
    apart = week.vendor is not None and week.office is not None and week.vendor != week.office
    may = allows(visit.actor, Verb.APPROVE, "progress")
    url = reverse("contracts:progress_final" if may else "contracts:milestone", args=[milestone.pk])
    note = _("Week from %(week)s: the vendor says %(vendor)s, the project office %(office)s.") % values
    return [Item(str(milestone), url, "watch" if apart else "info", note=note)]


def share(value: Decimal | None) -> str:
    return written.DASH if value is None else written.percent(value)
