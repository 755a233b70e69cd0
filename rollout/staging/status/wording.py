"""Rules and reasons in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from governance.core import metrics, written
from governance.core.errors import Text
from rollout.staging.status.rules import Comparison, Light, Rule
from rollout.staging.status.selectors import Told, fall

LOOK = {Light.GREEN: "good", Light.AMBER: "watch", Light.RED: "bad", Light.UNKNOWN: "none"}


def light_name(light: Light) -> str:
    names = {Light.GREEN: _("green"), Light.AMBER: _("amber"), Light.RED: _("red"), Light.UNKNOWN: _("cannot be told")}
    return names[light]


def metric_of(rule: Rule) -> metrics.Metric | None:
    return next((metric for metric in metrics.registered() if metric.code == rule.metric), None)


def figure_name(rule: Rule) -> Text:
    """What the rule looks at."""
    counted = {
        "low-share": _("Settled offices with a low score, of all settled ones"),
        "late-days": _("Days past the planned go-live of the latest office"),
        "late-share": _("Offices past their planned go-live, of all"),
    }
    if rule.code in counted:
        return counted[rule.code]
    metric = metric_of(rule)
    return metric.label if metric else rule.metric


def valued(rule: Rule, value: Decimal | None) -> str:
    """A figure or limit in the unit of the figure."""
    if value is None:
        return written.DASH
    units = {"low-share": "percent", "late-share": "percent", "late-days": "days"}
    metric = metric_of(rule)
    unit = units.get(rule.code) or (metric.unit.value if metric else "")
    digits = decimals(value)
    if unit == "percent":
        return written.percent(value, digits)
    number = written.number(value, digits)
    return _("%(number)s days") % {"number": number} if unit == "days" else number


def decimals(value: Decimal) -> int:
    """As many as it has, at most two."""
    exponent = value.normalize().as_tuple().exponent
    return min(2, max(0, -exponent)) if isinstance(exponent, int) else 0


def sentence(rule: Rule) -> str:
    """The rule in one line."""
    values = {"amber": valued(rule, rule.amber), "red": valued(rule, rule.red), "weeks": rule.settled_weeks}
    same = rule.amber == rule.red
    if rule.comparison == Comparison.BELOW:
        said = _("red under %(red)s") % values if same else _("amber under %(amber)s, red under %(red)s") % values
    elif rule.comparison == Comparison.ABOVE:
        said = _("red over %(red)s") % values if same else _("amber over %(amber)s, red over %(red)s") % values
    else:
        said = _("amber when it falls by %(amber)s or more in four weeks, red from %(red)s") % values
    if rule.settled_weeks:
        said += _("; before week %(weeks)s after go-live at most amber") % values
    return said


def reason(told: Told) -> str:
    """Why this office has this light by this rule."""
    rule, light = told.rule, told.shown.computed
    name = str(figure_name(rule))
    if light == Light.UNKNOWN:
        why = str(told.found.absent) or _("no figure has been recorded")
        return why if why.startswith(name) else _("%(figure)s cannot be told: %(why)s") % {"figure": name, "why": why}
    values = {
        "figure": name,
        "value": valued(rule, round_for(rule, told.found.value)),
        "limit": valued(rule, passed(rule, light)),
        "weeks": told.weeks,
    }
    if rule.comparison == Comparison.FALLS:
        values["value"] = valued(rule, round_for(rule, fall(told.found.value, told.before.value)))
        return _("%(figure)s moved down by %(value)s in four weeks; the limit is %(limit)s") % values
    said = _("%(figure)s is %(value)s") if light == Light.GREEN else said_of(rule)
    text = said % values
    if rule.settled_weeks and light != Light.GREEN:
        text += _(", live for %(weeks)s weeks") % values
    return text


def said_of(rule: Rule) -> str:
    if rule.comparison == Comparison.BELOW:
        return _("%(figure)s is %(value)s, under %(limit)s")
    return _("%(figure)s is %(value)s, over %(limit)s")


def passed(rule: Rule, light: Light) -> Decimal:
    """The limit that was passed, or the first one where none was."""
    return rule.red if light == Light.RED else rule.amber


def round_for(rule: Rule, value: Decimal | None) -> Decimal | None:
    """One decimal; never so that it reads as if it kept a limit that it passed."""
    if value is None:
        return None
    rounded = value.quantize(Decimal("0.1"))
    misread = any((value < limit) != (rounded < limit) for limit in (rule.amber, rule.red))
    return value.quantize(Decimal("0.01")) if misread else rounded
