"""A penalty clause as data. Every parameter exists because some standard contract uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.refusal import CannotEvaluate
from governance.core.errors import Text


class Trigger(TextChoices):
    LATE_SUBMISSION = "late_submission", _("Late submission")
    LATE_ACCEPTANCE = "late_acceptance", _("Late acceptance")
    LATE_REQUEST = "late_request", _("Request past its time")
    KEY_PERSON_ABSENT = "key_person_absent", _("Key person absent")
    SERVICE_LEVEL = "service_level", _("Service level missed")


class RateUnit(TextChoices):
    """The unit a rate was entered in, kept so that it is never shown ten times wrong."""

    SUM = "sum", _("fixed sum")
    PERCENT = "percent", "%"
    PER_MILLE = "per_mille", "‰"
    PER_TEN_THOUSAND = "per_ten_thousand", _("per ten thousand")


DIVISORS = {RateUnit.PERCENT: Decimal(100), RateUnit.PER_MILLE: Decimal(1000), RateUnit.PER_TEN_THOUSAND: Decimal(10000)}


class Base(TextChoices):
    MILESTONE = "milestone", _("milestone value")
    CONTRACT_ORIGINAL = "contract_original", _("original contract value")
    CONTRACT_AMENDED = "contract_amended", _("amended contract value")
    UNDELIVERED = "undelivered", _("value not yet delivered at the due date")
    FIXED = "fixed", _("fixed sum")
    BILL = "bill", _("running bill")


class PeriodUnit(TextChoices):
    DAY = "day", _("day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    EVENT = "event", _("event")


class Counting(TextChoices):
    STARTED = "started", _("started periods")
    COMPLETED = "completed", _("completed periods")
    PRO_RATA = "pro_rata", _("pro rata")


class PartDay(TextChoices):
    WHOLE = "whole", _("counts whole")
    DROPPED = "dropped", _("is dropped")
    PRO_RATA = "pro_rata", _("counts in part")


class GraceKind(TextChoices):
    NONE = "none", _("none")
    DEDUCTIBLE = "deductible", _("first days free")
    THRESHOLD = "threshold", _("once passed, counts from the first day")


class Rounding(TextChoices):
    TOTAL = "total", _("the total")
    EACH_PERIOD = "each_period", _("each period")


@dataclass(frozen=True)
class Rate:
    """A fixed sum per period, or a share of the base. `value` is in `unit`: 0.5 with PERCENT is a half per cent."""

    value: Decimal
    unit: RateUnit

    def amount(self, base: Decimal | None) -> Decimal:
        """The sum for one whole period."""
        if self.unit == RateUnit.SUM:
            return self.value
        if base is None:
            raise CannotEvaluate("base", _("The rate is a share, and the value it is a share of is not known."))
        return base * self.value / DIVISORS[self.unit]


@dataclass(frozen=True)
class Period:
    length: int = 1
    unit: PeriodUnit = PeriodUnit.DAY


@dataclass(frozen=True)
class Grace:
    """`days` counted days without penalty: deducted for good, or only until they are passed."""

    kind: GraceKind = GraceKind.NONE
    days: int = 0


@dataclass(frozen=True)
class Tier:
    """From this counted day on (the first is 1, after a deductible grace), another rate."""

    from_day: int
    rate: Rate


@dataclass(frozen=True)
class Band:
    """Strictly below this level, this share of the period's charge."""

    below: Decimal
    rate: Rate


@dataclass(frozen=True)
class Cap:
    """The most that may be charged: a share of a base (the clause's own, unless named), or a sum."""

    rate: Rate
    base: Base | None = None


@dataclass(frozen=True)
class Termination:
    """When the right to terminate arises: past so many counted days, or once the cap is reached."""

    past_days: int | None = None
    at_cap: bool = False


@dataclass(frozen=True)
class Notice:
    """Whether a penalty may be claimed only after notice, and within how many days of the breach."""

    required: bool = False
    time_bar_days: int | None = None


@dataclass(frozen=True)
class Bonus:
    """A reward for acceptance before the due date, with its own cap."""

    rate: Rate
    period: Period = Period()
    counting: Counting = Counting.COMPLETED
    cap: Cap | None = None


@dataclass(frozen=True)
class Clause:
    """One clause. Checked when it is built: contradictions raise CannotEvaluate naming the parameter."""

    rate: Rate
    base: Base | None = None
    trigger: Trigger = Trigger.LATE_ACCEPTANCE
    period: Period = Period()
    counting: Counting = Counting.STARTED
    working_days: bool = False
    by_instants: bool = False
    part_day: PartDay = PartDay.WHOLE
    count_due_day: bool = False
    count_finish_day: bool = True
    grace: Grace = Grace()
    tiers: tuple[Tier, ...] = ()
    bands: tuple[Band, ...] = ()
    cap: Cap | None = None
    contract_cap: Cap | None = None
    notice: Notice = Notice()
    termination: Termination = Termination()
    bonus: Bonus | None = None
    rounding: Rounding = Rounding.TOTAL
    currency: str = "CNY"
    with_tax: bool = True
    agreed_sum: Decimal | None = None
    # What a share is taken of where the base is a fixed sum.
    base_sum: Decimal | None = None
    estimated_loss: Decimal | None = field(default=None, metadata={"unit": "currency"})

    def __post_init__(self) -> None:
        for parameter, wrong, message in self._contradictions():
            if wrong:
                raise CannotEvaluate(parameter, message)

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Every rate by which days are charged."""
        return (self.rate, *(tier.rate for tier in self.tiers))

    def takes_share_of(self, base: Base | None) -> bool:
        """Whether a rate is a share of this value; None: a share, and the contract does not say of what."""
        return self.base == base and any(rate.unit != RateUnit.SUM for rate in self.rates)

    def _contradictions(self) -> list[tuple[str, bool, Text]]:
        tiers = [tier.from_day for tier in self.tiers]
        levels = {band.below for band in self.bands}
        by_level = self.trigger == Trigger.SERVICE_LEVEL
        weeks_or_months = self.period.unit in (PeriodUnit.WEEK, PeriodUnit.MONTH)
        return [
            ("rate", self.rate.value < 0 or not self.rate.value.is_finite(), _("A rate is a number that is not negative.")),
            ("period", self.period.length < 1, _("A period is at least one day, week or month.")),
            ("period", self.working_days and weeks_or_months, _("Working days are charged per day: weeks and months run by the calendar.")),
            ("period", self.by_instants and self.period.unit == PeriodUnit.MONTH, _("Months run between dates, not between instants.")),
            ("days", self.working_days and self.by_instants, _("Working days are counted by dates, not by instants.")),
            ("grace", self.grace.days < 0, _("A grace is not negative.")),
            ("tiers", any(day < 2 for day in tiers) or sorted(set(tiers)) != tiers, _("Tiers begin after the first day, in rising order.")),
            ("tiers", bool(tiers) and self.period.unit == PeriodUnit.MONTH, _("Tiers are given in days; a clause by months has none.")),
            ("bands", by_level and not self.bands, _("Say which service level brings which credit.")),
            ("bands", bool(self.bands) and not by_level, _("Only a clause on service levels has bands.")),
            ("bands", len(levels) < len(self.bands), _("Each service level is named once.")),
            ("bands", any(band.rate.value < 0 for band in self.bands), _("A rate is a number that is not negative.")),
            ("cap", self.cap is not None and self.cap.rate.value < 0, _("A cap is not negative.")),
        ]
