"""Figures in words: why one is missing and what to do about it, and how much of the weight a score rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import Actor
from governance.core.dates import day_over
from governance.core.permissions import Verb, allows
from rollout.adoption import further
from rollout.adoption.scoring import LEAST_SHARE, Missing, Score

# Reason → (page where it is mended, what to do there, the right it takes).
REMEDIES: Mapping[str, tuple[str, object, Verb, str]] = {
    Missing.NO_ROSTER: ("adoption:missing", gettext_lazy("Supply what is missing"), Verb.IMPORT, "usage_import"),
    Missing.NO_RULE: ("organisation:use_rules", gettext_lazy("Say who must use the CRM"), Verb.CHANGE, "use_rule"),
    Missing.NO_JOB: ("organisation:use_rules", gettext_lazy("Say who must use the CRM"), Verb.CHANGE, "use_rule"),
    Missing.NO_GO_LIVE: ("staging:past", gettext_lazy("Enter the go-live date"), Verb.CHANGE, "stage"),
    Missing.NO_CALENDAR: ("organisation:offices", gettext_lazy("Choose another working calendar for the office"), Verb.CHANGE, "office"),
    Missing.NO_USAGE: ("adoption:imports", gettext_lazy("Import usage"), Verb.IMPORT, "usage_import"),
    Missing.PART_WEEK: ("adoption:imports", gettext_lazy("Import the rest of the week"), Verb.IMPORT, "usage_import"),
    Missing.NO_DUE_LIST: ("adoption:due_lists", gettext_lazy("Send in what was due"), Verb.IMPORT, "usage_import"),
    Missing.NO_CORE: ("adoption:features", gettext_lazy("List the core features"), Verb.CHANGE, "adoption"),
}


def reason(missing: str) -> str:
    return str(further.reason(missing) or Missing(missing).label)


def remedy(missing: str, actor: Actor | None = None) -> tuple[str, str]:
    """(address, what to do) for a reason; empty where there is nothing to do, or not for this reader."""
    found = REMEDIES.get(missing) or further.remedy(missing)
    if found is None:
        return "", ""
    name, text, verb, what = found
    return (reverse(name), str(text)) if actor is None or allows(actor, verb, what) else ("", "")


def cannot_be_told(figure: object, missing: str) -> str:
    """“Reach cannot be told: no roster”."""
    return _("%(figure)s cannot be told: %(reason)s") % {"figure": figure, "reason": reason(missing)}


def exact(value: Fraction) -> Decimal:
    """To 28 digits, so that a threshold met exactly stays met."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def plain(value: Fraction, places: int = 1) -> str:
    """For a sentence: rounded half up, without needless zeros."""
    rounded = exact(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def rests_on(score: Score) -> str:
    """“on 70 % of the weight”; nothing when it rests on all."""
    return on_share(exact(100 * score.share))


def on_share(percent: Decimal) -> str:
    """The same, of a share that was kept."""
    return "" if percent == 100 else _("on %(share)s %% of the weight") % {"share": plain(Fraction(percent))}


def why_no_score(score: Score) -> str:
    """One reason for all components is the reason; else the share of the weight that has data."""
    reasons = {term.cell.missing for term in score.terms}
    if len(reasons) == 1 and not score.present:
        return cannot_be_told(_("The score"), reasons.pop())
    return _("No score: data for only %(share)s %% of the weight, and %(least)s %% is needed") % {
        "share": plain(100 * score.share),
        "least": plain(100 * LEAST_SHARE),
    }


def end_of(day: date | None) -> datetime | None:
    """The instant a day's data ends, in the programme's zone."""
    return None if day is None else day_over(day)
