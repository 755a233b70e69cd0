"""What is asked of those at the top, and what they decided since."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from reports.dashboards.telling.part import Frozen, Head, Part, Sheet, day, said


def part(facts: Frozen, language: str) -> Part:
    asked, taken = facts["asked"], facts["taken"]
    waits = ngettext("%(count)d decision is asked for.", "%(count)d decisions are asked for.", len(asked)) if asked else ""
    lead = waits % {"count": len(asked)} if waits else _("Nothing waits for a decision.")
    sheets = []
    if asked:
        rows = [[said(one["text"]), until(one), day(one["since"])] for one in asked]
        sheets.append(Sheet(_("Asked for"), [Head(_("Decision")), Head(_("Decide by"), "day"), Head(_("Waiting since"), "day")], rows))
    if taken:
        title = _("Taken since %(day)s") % {"day": day(facts["from"])}
        sheets.append(Sheet(title, [Head(_("Decision")), Head(_("On"), "day")], [[said(one["text"]), day(one["on"])] for one in taken]))
    return Part("decisions", _("Decisions"), lead, shown=sheets)


def until(one: Frozen) -> str:
    return day(one["until"]) if one["until"] else written.DASH
