"""What the rollout was to bring, what finance confirmed, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.core import written
from governance.core.charts import Chart
from reports.dashboards.telling.part import Frozen, Head, Part, Sheet, Tile, day_of, said, sum_of
from rollout.kpis import charts
from rollout.kpis.models import BudgetLine
from rollout.kpis.models.benefits import Direction
from rollout.kpis.selectors.benefits import MonthSum, Spending


def part(facts: Frozen, language: str) -> Part:
    shown: list[Chart | Sheet] = [benefits(facts["benefits"])] if facts["benefits"] else []
    shown += [monthly(one, language) for one in facts["sums"]]
    shown += [spending(facts["lines"], one["currency"], language) for one in facts["budget"]]
    shown += [lines(facts["lines"])] if facts["lines"] else []
    return Part("benefits", _("Benefits and cost"), lead(facts), tiles(facts), shown)


def lead(facts: Frozen) -> str:
    told = [sentence(one) for one in facts["sums"]]
    return " ".join(told) or _("No benefit is planned yet.")


def sentence(one: Frozen) -> str:
    planned, confirmed = Decimal(one["planned"]), Decimal(one["confirmed"])
    values = {"confirmed": sum_of(one["confirmed"], one["currency"]), "planned": sum_of(one["planned"], one["currency"])}
    if planned <= 0:
        return _("Finance has confirmed %(confirmed)s; nothing was planned by now.") % values
    values["share"] = written.percent(100 * confirmed / planned)
    return _("Finance has confirmed %(confirmed)s of %(planned)s planned by now (%(share)s).") % values


def tiles(facts: Frozen) -> list[Tile]:
    found = []
    for one in facts["sums"]:
        waits = _("%(sum)s reported and waiting for finance") % {"sum": sum_of(one["waiting"], one["currency"])}
        in_all = _("%(sum)s planned in all") % {"sum": sum_of(one["planned_in_all"], one["currency"])}
        found.append(Tile(_("Benefits confirmed"), sum_of(one["confirmed"], one["currency"]), waits if Decimal(one["waiting"]) else ""))
        found.append(Tile(_("Planned by now"), sum_of(one["planned"], one["currency"]), in_all))
    for one in facts["budget"]:
        note = _("%(sum)s approved") % {"sum": sum_of(one["approved"], one["currency"])}
        found.append(Tile(_("Budget spent"), sum_of(one["spent"], one["currency"]), note))
    return found


def monthly(one: Frozen, language: str) -> Chart:
    months = [
        MonthSum(month, Decimal(each["planned"]), Decimal(each["confirmed"])) for each in one["months"] if (month := day_of(each["month"]))
    ]
    return replace(charts.benefits(months, one["currency"], language), code=f"benefits-{one['currency']}")


def spending(of: list[Frozen], currency: str, language: str) -> Chart:
    mine = [one for one in of if one["currency"] == currency]
    found = [Spending(budget_line(one), *(Decimal(one[kind]) for kind in ("approved", "committed", "spent"))) for one in mine]
    return replace(charts.budget(found, currency, language), code=f"budget-{currency}")


def budget_line(one: Frozen) -> BudgetLine:
    """For the picture's names alone; never saved."""
    name = one["name"]
    return BudgetLine(name=name["en"], name_zh_hans=name.get("zh-hans", ""), name_zh_hant=name.get("zh-hant", ""))


def benefits(of: list[Frozen]) -> Sheet:
    heads = [
        Head(_("Benefit"), "wide"),
        Head(_("Kind")),
        Head(_("Planned by now"), "num"),
        Head(_("Confirmed"), "num"),
        Head(_("Waits for finance"), "num"),
    ]
    rows = [
        [
            said(one["name"]),
            str(Direction(one["direction"]).label),
            *(sum_of(one[name], one["currency"]) for name in ("planned", "confirmed", "waiting")),
        ]
        for one in of
    ]
    return Sheet(_("Benefits"), heads, rows)


def lines(of: list[Frozen]) -> Sheet:
    heads = [Head(_("Budget line"), "wide"), Head(_("Approved"), "num"), Head(_("Committed"), "num"), Head(_("Spent"), "num")]
    rows = [
        [
            ("■ " if one["over"] else "") + said(one["name"]),
            *(sum_of(one[kind], one["currency"]) for kind in ("approved", "committed", "spent")),
        ]
        for one in of
    ]
    over = any(one["over"] for one in of)
    return Sheet(_("Budget"), heads, rows, _("■ more committed or spent than approved") if over else "")
