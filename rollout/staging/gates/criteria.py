"""One criterion of a gate: what it asks of a measured figure or of a named person's word, and what it finds. Pure.

Missing, stale or too little data is never a pass: the finding is then inconclusive. What cannot be evaluated at all is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Outcome(TextChoices):
    PASS = "pass", gettext_lazy("Met")
    FAIL = "fail", gettext_lazy("Not met")
    INCONCLUSIVE = "inconclusive", gettext_lazy("Cannot be told")
    ERROR = "error", gettext_lazy("Cannot be measured")


class Compare(TextChoices):
    AT_LEAST = "at_least", gettext_lazy("at least")
    MORE_THAN = "more_than", gettext_lazy("more than")
    AT_MOST = "at_most", gettext_lazy("at most")
    LESS_THAN = "less_than", gettext_lazy("less than")
    EQUAL = "equal", gettext_lazy("exactly")

    def holds(self, value: Decimal, threshold: Decimal) -> bool:
        return {
            Compare.AT_LEAST: value >= threshold,
            Compare.MORE_THAN: value > threshold,
            Compare.AT_MOST: value <= threshold,
            Compare.LESS_THAN: value < threshold,
            Compare.EQUAL: value == threshold,
        }[self]


class Asks(TextChoices):
    METRIC = "metric", gettext_lazy("A measured figure")
    ATTESTATION = "attestation", gettext_lazy("A named role's word, with evidence")


@dataclass(frozen=True)
class Step:
    """From this whole week since go-live on (week 0 begins with the go-live) another threshold holds."""

    from_week: int
    threshold: Decimal


@dataclass(frozen=True)
class Criterion:
    """`weeks_needed` of the last `weeks_seen` weeks must hold. `fresh_days`: data older than this is stale; None means any age.

    Dry runs and advisory criteria are shown and never counted. `role` is whose attestation is asked.
    """

    code: str
    asks: Asks = Asks.METRIC
    metric: str = ""
    compare: Compare = Compare.AT_LEAST
    threshold: Decimal | None = None
    steps: tuple[Step, ...] = ()
    minimum_sample: int = 0
    fresh_days: int | None = None
    weeks_needed: int = 1
    weeks_seen: int = 1
    role: str = ""
    blocking: bool = True
    dry_run: bool = False
    active: bool = True

    @property
    def counted(self) -> bool:
        """Whether it decides about the gate."""
        return self.active and self.blocking and not self.dry_run

    def required(self, weeks_live: int | None) -> Decimal | None:
        """The threshold for an office so many whole weeks after its go-live; None when none is laid down for it."""
        begun = [step for step in self.steps if weeks_live is not None and step.from_week <= weeks_live]
        return max(begun, key=lambda step: step.from_week).threshold if begun else self.threshold


@dataclass(frozen=True)
class Reading:
    """A figure at the end of one week. `error` says that the metric itself failed; `absent` why it has no value."""

    value: Decimal | None
    sample: int = 0
    data_at: datetime | None = None
    absent: str = ""
    error: str = ""


@dataclass(frozen=True)
class Attestation:
    """What a person of the named role stated: that it holds or not, since when, until when, and whether evidence is attached."""

    holds: bool
    role: str
    by: str
    at: datetime
    until: datetime | None = None
    evidence: bool = True


@dataclass(frozen=True)
class Facts:
    """What a gate is judged by, at one instant: readings per criterion, newest week first, and the last attestations."""

    at: datetime
    weeks_live: int | None = None
    readings: Mapping[str, Sequence[Reading]] = field(default_factory=dict)
    attestations: Mapping[str, Attestation] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What one criterion came to. `why` names the rule that decided; `message` says it in the reader's language."""

    criterion: Criterion
    outcome: Outcome
    why: str
    value: Decimal | None = None
    required: Decimal | None = None
    sample: int = 0
    data_at: datetime | None = None
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return self.told({})

    def told(self, names: Mapping[str, str]) -> str:
        """The message with recorded user names as the reader knows them: user name → name."""
        said = dict(self.said)
        return _reasons()[self.why] % (said | {"by": names.get(said["by"], said["by"])} if "by" in said else said)


def _reasons() -> dict[str, str]:
    return {
        "met": _("The figure is as required."),
        "not_met": _("The figure is not as required."),
        "weeks_met": _("It held in %(held)d of the last %(seen)d weeks; %(needed)d are asked."),
        "weeks_not_met": _(
            "It held in %(held)d of the last %(seen)d weeks; %(needed)d are asked, and the weeks without data cannot make it up."
        ),
        "weeks_open": _("It held in %(held)d of the last %(seen)d weeks and %(unknown)d cannot be told; %(needed)d are asked."),
        "no_data": _("There is no figure: %(absent)s"),
        "no_data_yet": _("There is no figure yet."),
        "small": _("It rests on %(sample)d; at least %(minimum)d are asked."),
        "stale": _("The data is older than the %(days)d days allowed."),
        "undated": _("The figure does not say how old its data is, and at most %(days)d days are allowed."),
        "no_threshold": _("No required value is laid down for an office at this point of time."),
        "broken": _("The figure could not be measured: %(error)s"),
        "attested": _("Stated by %(by)s, with evidence."),
        "denied": _("%(by)s stated that this does not hold."),
        "not_attested": _("Not stated yet."),
        "lapsed": _("The statement has run out."),
        "wrong_role": _("It was stated by someone who does not hold the named role."),
        "no_evidence": _("The statement has no evidence attached."),
    }


def find(criterion: Criterion, facts: Facts) -> Finding:
    """Whether the criterion is met, with the reason."""
    if criterion.asks == Asks.ATTESTATION:
        return _attested(criterion, facts)
    required = criterion.required(facts.weeks_live)
    if required is None:
        return Finding(criterion, Outcome.ERROR, "no_threshold")
    readings = list(facts.readings.get(criterion.code, ()))[: criterion.weeks_seen]
    readings += [Reading(None)] * (criterion.weeks_seen - len(readings))
    found = [_read(criterion, reading, required, facts.at, newest=place == 0) for place, reading in enumerate(readings)]
    newest = found[0]
    if criterion.weeks_seen == 1 or newest.outcome == Outcome.ERROR:
        return newest
    return _over_weeks(criterion, found)


def _read(criterion: Criterion, reading: Reading, required: Decimal, at: datetime, *, newest: bool) -> Finding:
    """One week. How old the data may be is asked of the newest week only: the weeks before it are older by nature."""

    def say(outcome: Outcome, why: str, **said: Any) -> Finding:
        return Finding(criterion, outcome, why, reading.value, required, reading.sample, reading.data_at, said)

    if reading.error:
        return say(Outcome.ERROR, "broken", error=reading.error)
    if reading.value is None:
        return say(Outcome.INCONCLUSIVE, *(("no_data",) if reading.absent else ("no_data_yet",)), absent=reading.absent)
    if reading.sample < criterion.minimum_sample:
        return say(Outcome.INCONCLUSIVE, "small", sample=reading.sample, minimum=criterion.minimum_sample)
    if newest and criterion.fresh_days is not None:
        if reading.data_at is None:
            return say(Outcome.INCONCLUSIVE, "undated", days=criterion.fresh_days)
        if at - reading.data_at > timedelta(days=criterion.fresh_days):
            return say(Outcome.INCONCLUSIVE, "stale", days=criterion.fresh_days)
    if criterion.compare.holds(reading.value, required):
        return say(Outcome.PASS, "met")
    return say(Outcome.FAIL, "not_met")


def _over_weeks(criterion: Criterion, found: Sequence[Finding]) -> Finding:
    """k of the last n weeks: passed when k held, failed when those that cannot be told could no longer make it k.

    While the newest week cannot be told it is never passed: the weeks before it say nothing about today.
    """
    newest, seen, needed = found[0], criterion.weeks_seen, criterion.weeks_needed
    held = sum(1 for finding in found if finding.outcome == Outcome.PASS)
    unknown = sum(1 for finding in found if finding.outcome in (Outcome.INCONCLUSIVE, Outcome.ERROR))
    said = {"held": held, "seen": seen, "needed": needed, "unknown": unknown}
    if held + unknown < needed:
        outcome, why = Outcome.FAIL, "weeks_not_met"
    elif newest.outcome == Outcome.INCONCLUSIVE and newest.why in ("stale", "undated"):
        return newest
    elif held >= needed and newest.outcome != Outcome.INCONCLUSIVE:
        outcome, why = Outcome.PASS, "weeks_met"
    else:
        outcome, why = Outcome.INCONCLUSIVE, "weeks_open"
    return Finding(criterion, outcome, why, newest.value, newest.required, newest.sample, newest.data_at, said)


def _attested(criterion: Criterion, facts: Facts) -> Finding:
    """A statement counts when it says yes, by the named role, with evidence, and has not run out."""
    stated = facts.attestations.get(criterion.code)
    if stated is None:
        return Finding(criterion, Outcome.INCONCLUSIVE, "not_attested")
    said = {"by": stated.by}
    if stated.role != criterion.role:
        outcome, why = Outcome.INCONCLUSIVE, "wrong_role"
    elif stated.until is not None and stated.until <= facts.at:
        outcome, why = Outcome.INCONCLUSIVE, "lapsed"
    elif not stated.holds:
        outcome, why = Outcome.FAIL, "denied"
    elif not stated.evidence:
        outcome, why = Outcome.INCONCLUSIVE, "no_evidence"
    else:
        outcome, why = Outcome.PASS, "attested"
    return Finding(criterion, outcome, why, data_at=stated.at, said=said)
