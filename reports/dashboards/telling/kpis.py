"""The business figures, and what going live is associated with: each sentence with its limits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.charts import Chart
from governance.core.metrics import Unit
from reports.dashboards.telling.part import Frozen, Head, Part, Sheet, Words, day, day_of, decimal, said, sum_of
from rollout.kpis import charts, saying
from rollout.kpis.models import Kpi
from rollout.kpis.rules import Month

# More pictures than this say less; the table holds every KPI.
DRAWN = 4


def part(facts: Frozen, language: str) -> Part:
    month = saying.month(day_of(facts["month"]))
    said_of = {"kept": facts["kept"], "of": facts["of"], "month": month}
    plans = ngettext(
        "%(kept)d of %(of)d plan was kept in %(month)s.",
        "%(kept)d of %(of)d plans of offices were kept in %(month)s.",
        facts["of"],
    )
    lead = plans % said_of if facts["of"] else _("No office has both a plan and a value for %(month)s.") % said_of
    kpis = [(kpi_of(one), one) for one in facts["kpis"]]
    drawn = [chart(kpi, one, language) for kpi, one in kpis if any(each["actual"] is not None for each in one["months"])]
    words = [one for each in facts["kpis"] for one in effect(each)]
    return Part("kpis", _("KPIs and effect"), lead, shown=[*drawn[:DRAWN], sheet(kpis, month), *words])


def kpi_of(one: Frozen) -> Kpi:
    """What the room's own words and pictures ask of a KPI; never saved."""
    name = one["name"]
    return Kpi(
        code=one["code"],
        name=name["en"],
        name_zh_hans=name.get("zh-hans", ""),
        name_zh_hant=name.get("zh-hant", ""),
        unit=one["unit"],
        currency=one["currency"],
        better=one["better"],
    )


def chart(kpi: Kpi, one: Frozen, language: str) -> Chart:
    months = [
        Month(month, decimal(each["actual"]), decimal(each["plan"]), live=False)
        for each in one["months"]
        if (month := day_of(each["month"]))
    ]
    return replace(charts.months(kpi, months, language), code=f"kpi-{one['code']}")


def sheet(kpis: list[tuple[Kpi, Frozen]], month: str) -> Sheet:
    heads = [
        Head(_("KPI"), "quarter"),
        Head(_("Before the CRM"), "num"),
        Head(_("Goal"), "num"),
        Head(_("Goal by"), "num"),
        Head(_("Plan"), "num"),
        Head(_("Actual"), "num"),
        Head(_("Plans kept"), "num"),
    ]
    rows = []
    for kpi, one in kpis:
        amounts = [amount(kpi, one[name]) for name in ("baseline", "target")]
        kept = _("%(kept)s of %(of)s") % {"kept": one["kept"], "of": one["of"]} if one["of"] else written.DASH
        rows.append([str(kpi), *amounts, day(one["target_on"]), amount(kpi, one["plan"]), amount(kpi, one["actual"]), kept])
    return Sheet(_("All offices together, %(month)s") % {"month": month}, heads, rows)


def amount(kpi: Kpi, value: str | None) -> str:
    if kpi.unit == Unit.MONEY:
        return sum_of(value, kpi.currency)
    return saying.amount(kpi, None if value is None else Decimal(value))


def effect(one: Frozen) -> list[Words]:
    """The sentence of the estimate, then what it cannot say."""
    found = one["effect"]
    if found is None:
        return []
    limits = [said(each) for each in found["cannot_say"]]
    if found["interval"]:
        limits = [_("95-percent interval: %(interval)s") % {"interval": said(found["interval"])}, *limits]
    return [Words(_("Effect on “%(kpi)s”") % {"kpi": said(one["name"])}, said(found["sentence"]), limits)]
