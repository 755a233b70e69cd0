"""What is asked of those at the top, and what they decided since."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.core import written
from governance.core.charts import Chart
from reports.dashboards.telling.part import Frozen, Head, Part, Sheet, day, day_of, said
from reports.dashboards.telling.timelines import Taken, Wanted, decisions_by_day

KINDS: dict[str, Promise] = {
    "gates": gettext_lazy("Gates"),
    "gate": gettext_lazy("Gates"),
    "ballot": gettext_lazy("Votes"),
    "weights": gettext_lazy("Weights of the score"),
    "requirements": gettext_lazy("Requirements for clearance"),
    "role": gettext_lazy("Roles"),
    "override": gettext_lazy("Overrides"),
    "charter": gettext_lazy("Charter"),
    "pilot": gettext_lazy("Pilots"),
    "stop": gettext_lazy("Programme stopped"),
}


def part(facts: Frozen, language: str, told_on: date) -> Part:
    asked, taken = facts["asked"], facts["taken"]
    waits = ngettext("%(count)d decision is asked for.", "%(count)d decisions are asked for.", len(asked)) if asked else ""
    lead = waits % {"count": len(asked)} if waits else _("Nothing waits for a decision.")
    sheets: list[Chart | Sheet] = []
    if asked:
        rows = [[said(one["text"]), until(one), day(one["since"])] for one in asked]
        sheets.append(Sheet(_("Asked for"), [Head(_("Decision")), Head(_("Decide by"), "day"), Head(_("Waiting since"), "day")], rows))
    if taken:
        title = _("Taken since %(day)s") % {"day": day(facts["from"])}
        sheets.append(Sheet(title, [Head(_("Decision")), Head(_("On"), "day")], [[said(one["text"]), day(one["on"])] for one in taken]))
    return Part("decisions", _("Decisions"), lead, shown=[*sheets, picture(facts, language, told_on)])


def picture(facts: Frozen, language: str, told_on: date) -> Chart:
    wanted = [Wanted(kind(one), day_of(one["since"]), day_of(one["until"])) for one in facts["asked"]]
    taken = [Taken(kind(one), on) for one in facts["taken"] if (on := day_of(one["on"]))]
    return decisions_by_day(wanted, taken, told_on, language)


def kind(one: Frozen) -> str:
    return str(KINDS.get(one["kind"], one["kind"]))


def until(one: Frozen) -> str:
    return day(one["until"]) if one["until"] else written.DASH
