"""What a KPI must say before it counts, how far a plan is met, and how months are summed up. Pure.

Money and counts are exact decimals in the KPI's own unit; a month is named by its first day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Better(TextChoices):
    HIGHER = "higher", gettext_lazy("Higher is better")
    LOWER = "lower", gettext_lazy("Lower is better")


class Summing(TextChoices):
    """How the figures of months, or of offices, become one."""

    TOTAL = "total", gettext_lazy("Added up")
    MEAN = "mean", gettext_lazy("Averaged")


@dataclass(frozen=True)
class Definition:
    """What a KPI says of itself. A goal is its baseline, its target and the day by which the target is to be reached."""

    owner: bool
    unit: str
    currency: str
    source: str
    baseline: Decimal | None
    baseline_first: date | None
    baseline_last: date | None
    target: Decimal | None
    target_on: date | None


def is_currency(code: str) -> bool:
    """Three capital letters."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def gaps(definition: Definition) -> dict[str, str]:
    """Field → what is missing. A KPI with a gap stays a draft: it is measured against nothing."""
    found: dict[str, str] = {}
    if not definition.owner:
        found["owner"] = _("Name the person who answers for it.")
    if not definition.unit:
        found["unit"] = _("Say what it is measured in.")
    if definition.unit == "money" and not definition.currency:
        found["currency"] = _("Say in which currency.")
    if not definition.source.strip():
        found["source"] = _("Say where its values come from.")
    if definition.baseline is None:
        found["baseline"] = _("Give the value before the CRM.")
    if definition.baseline_first is None or definition.baseline_last is None:
        found["baseline_first"] = _("Say which months the baseline is of.")
    elif definition.baseline_first > definition.baseline_last:
        found["baseline_first"] = _("The baseline ends before it begins.")
    if definition.target is None:
        found["target"] = _("Give the value to be reached.")
    if definition.target_on is None:
        found["target_on"] = _("Say by when.")
    elif definition.baseline_last is not None and definition.target_on <= definition.baseline_last:
        found["target_on"] = _("The target lies after the months of the baseline.")
    return found


def contradiction(better: Better, baseline: Decimal | None, target: Decimal | None) -> str:
    """A target on the wrong side of the baseline, in words; empty where it fits."""
    if baseline is None or target is None or baseline == target:
        return ""
    if (target > baseline) == (better == Better.HIGHER):
        return ""
    return _("The target is worse than the baseline. Is the direction right?")


def met(better: Better, actual: Decimal, plan: Decimal) -> bool:
    """Whether the plan is kept; exactly on it counts."""
    return actual >= plan if better == Better.HIGHER else actual <= plan


def attained(better: Better, actual: Decimal, plan: Decimal) -> Decimal | None:
    """Percent of the plan reached: actual ÷ plan, for costs and the like plan ÷ actual. None where that says nothing."""
    above, below = (actual, plan) if better == Better.HIGHER else (plan, actual)
    if below <= 0 or above < 0:
        return None
    return 100 * above / below


def summed(summing: Summing, values: Iterable[Decimal]) -> Decimal | None:
    """Months or offices as one figure; None when there is none."""
    held = list(values)
    if not held:
        return None
    total = sum(held, Decimal(0))
    return total if summing == Summing.TOTAL else total / len(held)


def first_of(day: date) -> date:
    """The month of a day."""
    return day.replace(day=1)


def later(month: date, months: int) -> date:
    """The month so many months later (earlier when negative)."""
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def between(first: date, last: date) -> Iterator[date]:
    """Every month from the one of `first` to the one of `last`, both included."""
    month = first_of(first)
    while month <= first_of(last):
        yield month
        month = later(month, 1)


def months_apart(first: date, last: date) -> int:
    """Whole months from the month of `first` to that of `last`; negative when it is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month


def last_whole_month(day: date) -> date:
    """The last month that ended before or on this day."""
    return first_of(day) if later(first_of(day), 1) == _next_day(day) else later(first_of(day), -1)


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@dataclass(frozen=True)
class Month:
    """One office's KPI in one month: plan, actual, and whether the office was live in it (from the month of its go-live on)."""

    month: date
    actual: Decimal | None
    plan: Decimal | None
    live: bool


@dataclass(frozen=True)
class BeforeAfter:
    """The mean month before the go-live and after it; the month of the go-live counts as after."""

    before: Decimal | None
    after: Decimal | None
    months_before: int
    months_after: int

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


def before_and_after(months: Sequence[Month]) -> BeforeAfter:
    """How the office's own months compare. It is no proof: other offices may have moved as well."""
    before = [month.actual for month in months if month.actual is not None and not month.live]
    after = [month.actual for month in months if month.actual is not None and month.live]
    return BeforeAfter(summed(Summing.MEAN, before), summed(Summing.MEAN, after), len(before), len(after))
