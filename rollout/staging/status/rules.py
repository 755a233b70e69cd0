"""The written rules of the lights: a figure, a comparison, two thresholds. Pure; see docs/algorithms/status.md.

Missing data is never green, and no override makes it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.errors import Text


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


# What has several lights shows its worst. Not knowing weighs more than amber: amber is at least known.
WEIGHT = {Light.GREEN: 0, Light.AMBER: 1, Light.UNKNOWN: 2, Light.RED: 3}


class Scope(TextChoices):
    PROGRAMME = "programme", gettext_lazy("The programme")
    OFFICE = "office", gettext_lazy("Each live office")


class Comparison(TextChoices):
    BELOW = "below", gettext_lazy("is under")
    ABOVE = "above", gettext_lazy("is over")
    FALLS = "falls", gettext_lazy("falls in four weeks by")


@dataclass(frozen=True)
class Rule:
    """`settled_weeks`: red only from so many weeks after go-live. `counted`: from the offices' own facts, not the registry."""

    code: str
    scope: Scope
    metric: str
    comparison: Comparison
    amber: Decimal
    red: Decimal
    settled_weeks: int | None = None
    counted: bool = False
    number: int = 0
    effective_on: date | None = None


def whole(value: int) -> Decimal:
    return Decimal(value)


P, O = Scope.PROGRAMME, Scope.OFFICE  # noqa: E741
BELOW, ABOVE, FALLS = Comparison.BELOW, Comparison.ABOVE, Comparison.FALLS
# What holds where nothing else is written: version 0 of each.
DEFAULTS: tuple[Rule, ...] = (
    Rule("reach", P, "adoption.reach", BELOW, whole(80), whole(60)),
    Rule("data-age", P, "adoption.data_age_days", ABOVE, whole(14), whole(28)),
    Rule("score-fall", P, "adoption.score", FALLS, whole(5), whole(10)),
    Rule("low-share", P, "", ABOVE, whole(0), whole(25), counted=True),
    Rule("late-days", P, "", ABOVE, whole(0), whole(28), counted=True),
    Rule("late-share", P, "", ABOVE, whole(0), whole(20), counted=True),
    Rule("office-score", O, "adoption.score", BELOW, whole(50), whole(50), settled_weeks=8),
    Rule("office-reach", O, "adoption.reach", BELOW, whole(80), whole(60)),
)
BUILT_IN: Mapping[str, Rule] = {rule.code: rule for rule in DEFAULTS}


def light_of(rule: Rule, value: Decimal | None, *, weeks: int | None = None, before: Decimal | None = None) -> Light:
    """The light of one figure. For a fall, `before` is the figure four weeks earlier; without it a fall cannot be told."""
    if rule.comparison == Comparison.FALLS:
        value = None if value is None or before is None else before - value
    if value is None:
        return Light.UNKNOWN
    if beyond(rule.comparison, value, rule.red):
        settled = rule.settled_weeks is None or (weeks or 0) >= rule.settled_weeks
        return Light.RED if settled else Light.AMBER
    return Light.AMBER if beyond(rule.comparison, value, rule.amber) else Light.GREEN


def beyond(comparison: Comparison, value: Decimal, limit: Decimal) -> bool:
    """A limit that is met exactly is kept, but a fall of exactly the limit is one."""
    if comparison == Comparison.BELOW:
        return value < limit
    return value > limit if comparison == Comparison.ABOVE else value >= limit


def worst(lights: Iterable[Light]) -> Light:
    return max(lights, key=WEIGHT.__getitem__, default=Light.GREEN)


def against_rule(comparison: Comparison, amber: Decimal, red: Decimal) -> Text:
    """Why these thresholds make no sense; nothing where they do."""
    if comparison == Comparison.BELOW and red > amber:
        return _("Red lies under amber: the figure is worse the lower it is.")
    if comparison != Comparison.BELOW and red < amber:
        return _("Red lies over amber: the figure is worse the higher it is.")
    return ""


@dataclass(frozen=True)
class Overriding:
    """A light shown instead of the one the rule gives, up to and including its last day."""

    id: int
    light: Light
    until: date
    reason: str
    username: str


@dataclass(frozen=True)
class Shown:
    """The light of one rule as it is shown, and the one the rule gives."""

    light: Light
    computed: Light
    override: Overriding | None = None


def shown(computed: Light, override: Overriding | None) -> Shown:
    """An override is passed over where it would make green of what cannot be told."""
    if override is None or (computed == Light.UNKNOWN and override.light == Light.GREEN):
        return Shown(computed, computed)
    return Shown(override.light, computed, override)


@dataclass(frozen=True)
class Book:
    """The rules in force on a day and the overrides that hold on it; by default the built-in rules and none."""

    rules: Mapping[str, Rule] = field(default_factory=lambda: BUILT_IN)
    overrides: Mapping[tuple[int, str], Overriding] = field(default_factory=dict)

    def of(self, scope: Scope) -> list[Rule]:
        """Built-in rules first, in their order."""
        order = list(BUILT_IN)
        found = [rule for rule in self.rules.values() if rule.scope == scope]
        return sorted(found, key=lambda rule: (order.index(rule.code) if rule.code in order else len(order), rule.code))

    def added(self, scope: Scope) -> list[Rule]:
        """Rules that the project office wrote beside the built-in ones."""
        return [rule for rule in self.of(scope) if rule.code not in BUILT_IN]

    def office_light(
        self, code: str, office_id: int | None, value: Decimal | None, weeks: int | None = None, before: Decimal | None = None
    ) -> Shown:
        """The light of an office by one rule, with its override."""
        computed = light_of(self.rules[code], value, weeks=weeks, before=before)
        return shown(computed, self.overrides.get((office_id, code)) if office_id is not None else None)
