"""Pictures of sections whose room has none of its own: dataclasses in, `Chart` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.core.charts import SERIES, Chart
from reports.dashboards.bars import Bar, bars_by_office
from reports.dashboards.charts import number

# So many bars leave room for the figures above them on one page; the table twin lists all.
MOST_BARS = 24
# On the right the whole label of a full bar.
ROOM = {"l": 8, "r": 96, "t": 12, "b": 8, "pad": 4}


@dataclass(frozen=True)
class OfficeShare:
    """One office's share in percent, and the people it is made of."""

    name: str
    share: Decimal
    some: Decimal
    all: Decimal


def cleared_by_office(offices: Sequence[OfficeShare], language: str) -> Chart:
    """The share of the cleared, lowest last; of very many offices the lowest."""
    ordered = sorted(offices, key=lambda one: (-one.share, one.name))
    shown = [one for one in ordered if one.share < 100][-MOST_BARS:] or ordered[-MOST_BARS:]
    bars = [Bar(one.name, one.share, label(one), SERIES[0].colour) for one in shown]
    return Chart(
        "cleared_by_office",
        _("Cleared for the CRM by office"),
        message(ordered, shown),
        bars_by_office(bars, language, "%", margin=ROOM),
        [_("Office"), _("Cleared"), _("Must use the CRM"), _("Share")],
        [[one.name, number(one.some), number(one.all), number(one.share, "%")] for one in ordered],
    )


def label(one: OfficeShare) -> str:
    return _("%(share)s (%(some)s of %(all)s)") % {"share": number(one.share, "%"), "some": number(one.some), "all": number(one.all)}


def message(ordered: Sequence[OfficeShare], shown: Sequence[OfficeShare]) -> str:
    """How many offices are whole, and where it is worst."""
    if not ordered:
        return _("No office has anybody who must use the CRM.")
    whole = sum(one.share >= 100 for one in ordered)
    values = {"whole": whole, "total": len(ordered), "office": ordered[-1].name, "share": number(ordered[-1].share, "%")}
    if whole == len(ordered):
        return _("Everybody is cleared in all %(total)d offices.") % values
    if not any(one.share for one in ordered):
        return _("Nobody is cleared in any of %(total)d offices.") % values
    lowest = sum(number(one.share) == number(ordered[-1].share) for one in ordered)
    said = _("Everybody is cleared in %(whole)d of %(total)d offices; %(office)s is lowest with %(share)s.")
    if lowest > 1:
        said = _("Everybody is cleared in %(whole)d of %(total)d offices; %(lowest)d are lowest with %(share)s.")
    said = said % (values | {"lowest": lowest})
    left_out = sum(one.share < 100 for one in ordered) > len(shown)
    return said + " " + _("The chart shows the lowest %(shown)d.") % {"shown": len(shown)} if left_out else said
