"""What may stop an office or hurt a customer, and by when somebody must end it."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.core import metrics, written
from governance.core.charts import FLAG, Chart
from governance.core.errors import NotFound
from reports.dashboards.telling.part import Frozen, Head, Part, Sheet, day, day_of, said, whole
from reports.dashboards.telling.timelines import Open, by_when
from rollout.staging.status.rules import WEIGHT, Light

KINDS: dict[str, Promise] = {
    "held": gettext_lazy("On hold"),
    "condition": gettext_lazy("Condition"),
    "override": gettext_lazy("Override runs out"),
    "light": gettext_lazy("Light shown otherwise"),
}
# What is most pressing; the frozen figures hold all of it.
LISTED = 60


def part(facts: Frozen, language: str, told_on: date) -> Part:
    found = sorted(facts["open"], key=lambda one: -WEIGHT[Light(one["light"])])
    red = sum(one["light"] == Light.RED for one in found)
    values = {"count": len(found), "red": red}
    lead = _("No office is on hold and no condition is open.")
    if found:
        lead = ngettext(
            "%(count)d thing is open, %(red)d of them past its day.",
            "%(count)d things are open, %(red)d of them past their day.",
            len(found),
        )
        lead = lead % values
    sheets: list[Chart | Sheet] = [picture(found, language, told_on), sheet(found)] if found else []
    if facts["figures"]:
        rows = [[label(code), whole(one["value"])] for code, one in facts["figures"].items()]
        sheets.append(Sheet(_("Also open"), [Head(_("Figure")), Head(_("Count"), "num")], rows))
    return Part("risks", _("Risks"), lead, shown=sheets)


def picture(found: list[Frozen], language: str, told_on: date) -> Chart:
    things = [
        Open(f"{said(one['office']['name'])} · {KINDS[one['kind']]}", Light(one["light"]), day_of(one["since"]), day_of(one["until"]))
        for one in found
    ]
    return by_when(things, told_on, language)


def sheet(found: list[Frozen]) -> Sheet:
    heads = [Head(_("Office"), "fifth"), Head(_("Risk"), "short"), Head(_("What is open")), Head(_("When"), "short")]
    rows = [
        [f"{FLAG[Light(one['light'])].sign} {said(one['office']['name'])}", str(KINDS[one["kind"]]), said(one["text"]), when(one)]
        for one in found[:LISTED]
    ]
    more = len(found) - LISTED
    note = _("■ past its day · ▲ open")
    return Sheet(_("What is open"), heads, rows, note if more <= 0 else note + " · " + _("%(count)d more are open") % {"count": more})


def when(one: Frozen) -> str:
    if one["until"]:
        return _("until %(day)s") % {"day": day(one["until"])}
    return _("since %(day)s") % {"day": day(one["since"])} if one["since"] else written.DASH


def label(code: str) -> str:
    try:
        return str(metrics.get(code).label)
    except NotFound:
        return code
