"""The status in words. Kept apart from the rules, so that a frozen status reads in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.core import metrics, written
from reports.dashboards.charts import written_against
from reports.dashboards.status import Facts, Finding, Light

LIGHTS: dict[Light, Promise] = {
    Light.GREEN: gettext_lazy("On course"),
    Light.AMBER: gettext_lazy("Needs attention"),
    Light.RED: gettext_lazy("Off course"),
    Light.UNKNOWN: gettext_lazy("Cannot be told"),
}
MOST_NAMES = 5


def names_of(ids: Sequence[int], names: Mapping[int, str]) -> str:
    """The offices by name, the first few where they are many."""
    return first_of([names[one] for one in ids if one in names])


def first_of(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """So many of the names, and how many more there are."""
    joined = written.together(names[:most])
    if len(names) <= most:
        return joined
    more = len(names) - most
    return ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {"names": joined, "more": more}


def headline(light: Light, facts: Facts, week: date | None = None) -> str:
    """The programme's status in one sentence. `week`: Monday of the week told, where it is not the last full one."""
    if not facts.offices:
        return _("No office is placed in a wave yet.") if facts.set_up else _("No programme has been set up yet.")
    values: dict[str, object] = {"light": LIGHTS[light], "live": len(facts.live), "total": len(facts.offices)}
    if facts.reach is None:
        return _("%(light)s: %(live)d of %(total)d offices are live; how many people use the CRM cannot be told.") % values
    values["reach"] = written.percent(facts.reach)
    if week is None:
        pattern = _(
            "%(light)s: %(live)d of %(total)d offices are live, and %(reach)s of those who must use the CRM used it in the last full week."
        )
    else:
        values["week"] = written.day(week)
        pattern = _(
            "%(light)s: %(live)d of %(total)d offices are live. In the week from %(week)s, %(reach)s of those who must use the CRM used it."
        )
    return pattern % values


def reason(finding: Finding, names: Mapping[int, str]) -> str:
    """Why a light is not green, with the figure, its limit and the offices."""
    values: dict[str, object] = {
        "value": finding.value,
        "limit": finding.limit,
        "count": len(finding.office_ids),
        "total": finding.total,
        "offices": names_of(finding.office_ids, names),
    }
    if finding.code in ("reach_low",):
        values |= {"value": against(finding, "%"), "limit": written.percent(finding.limit or 0)}
    elif finding.code == "score_falls":
        values |= {"value": written.number(finding.value or 0, 0), "limit": written.number(finding.limit or 0, 0)}
    elif finding.code in ("stale", "late"):
        values |= {"value": written.number(finding.value or 0)}
    elif finding.code.startswith("rule"):
        values |= by_registry(finding)
    elif finding.code == "scores_low":
        values |= {"limit": written.number(finding.limit or 0, 0)}
    return sentence(finding.code, len(finding.office_ids)) % values


def by_registry(finding: Finding) -> dict[str, object]:
    """A figure of the registry with its name, in its own unit."""
    metric = next((metric for metric in metrics.registered() if metric.code == finding.metric), None)
    unit = metric.unit.value if metric else ""
    values = {name: written.figure(value, unit) for name, value in (("value", finding.value), ("limit", finding.limit))}
    return values | {"figure": metric.label if metric else finding.metric}


def against(finding: Finding, suffix: str = "") -> str:
    """The figure so that it never reads as if it reached the limit that it misses."""
    return written_against(Decimal(finding.value or 0), Decimal(finding.limit or 0), suffix)


def sentence(code: str, count: int) -> str:
    """The pattern of a reason."""
    return {
        "no_programme": lambda: _("No programme has been set up, so there is nothing to judge."),
        "no_offices": lambda: _("No office is placed in a wave, so there is nothing to judge."),
        "no_usage": lambda: _("Offices are live, but no usage data has been imported."),
        "stale": lambda: _("The usage data is %(value)s days old; more than %(limit)d days is too old to steer by."),
        "no_reach": lambda: _("Reach cannot be told, so nobody knows how many of those who must use the CRM do."),
        "reach_low": lambda: _("Reach is %(value)s; the programme needs %(limit)s."),
        "score_falls": lambda: _("The score fell by %(value)s points in four weeks; %(limit)s or more needs a reason."),
        "scores_low": lambda: ngettext(
            "%(count)d of %(total)d settled offices scores under %(limit)s: %(offices)s.",
            "%(count)d of %(total)d settled offices score under %(limit)s: %(offices)s.",
            count,
        ),
        "rule": lambda: _("%(figure)s: %(value)s; the limit is %(limit)s."),
        "rule_fell": lambda: _("%(figure)s fell by %(value)s in four weeks; the limit is %(limit)s."),
        "rule_untold": lambda: _("%(figure)s cannot be told, though a rule of the status rests on it."),
        "late": lambda: ngettext(
            "%(count)d office is past its planned go-live, by %(value)s days: %(offices)s.",
            "%(count)d offices are past their planned go-live, the worst by %(value)s days: %(offices)s.",
            count,
        ),
        "held": lambda: ngettext("%(count)d office is on hold: %(offices)s.", "%(count)d offices are on hold: %(offices)s.", count),
    }[code]()
