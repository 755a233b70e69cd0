"""What a set of weights must be before it can be proposed, and when it may still be approved. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.adoption.expected import monday
from rollout.adoption.scoring import SCORED, Part

WHOLE = Decimal(100)
Faults = dict[str, str | Promise]


def faults(weights: Mapping[str, Decimal], first_day: date, today: date, parts: Sequence[Part] = SCORED) -> Faults:
    """Field → what is wrong with it; empty when the set can be proposed."""
    found: Faults = {}
    for part in parts:
        if weights.get(part.value, Decimal(0)) < 0:
            found[part.value] = _("A weight cannot be below 0.")
    unknown = sorted(weights.keys() - {part.value for part in parts})
    if unknown:
        found["weights"] = _("There is no component called “%(names)s”.") % {"names": ", ".join(unknown)}
    total = sum(weights.values(), Decimal(0))
    if not found and total != WHOLE:
        found["weights"] = _("The weights add up to %(total)s; they must add up to 100.") % {"total": f"{total.normalize():f}"}
    if why := too_late(first_day, today):
        found["first_day"] = why
    return found


def too_late(first_day: date, today: date) -> str | Promise:
    """Weights begin on a Monday and never change a week that is over."""
    if first_day.weekday():
        return _("Weights begin on a Monday.")
    if first_day < monday(today):
        return _("That week is over, and new weights never change a week that is over.")
    return ""
