"""Whether a migration batch passes: what was counted against the tolerance fixed before the run. Pure; sums are exact decimals.

Row counts alone never pass: without a key that both lists hold, or a control total, there is nothing that tells one record from another.
docs/algorithms/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Check(TextChoices):
    """What is compared, in the order in which it is told."""

    BEFOREHAND = "beforehand", _("Tolerance fixed before the run")
    TELLING = "telling", _("Compared by key or by a control total")
    ROWS = "rows", _("Both lists hold rows")
    PLANNED = "planned", _("Rows of the source list against the plan")
    REPORTED = "reported", _("Rows of the loaded list against the count reported")
    COUNT = "count", _("Usable rows of both lists against each other")
    MISSING = "missing", _("Keys missing from the loaded list")
    EXTRA = "extra", _("Keys only in the loaded list")
    DIFFERING = "differing", _("Keys whose amounts differ")
    SOURCE_DUPLICATES = "source_duplicates", _("Repeated keys in the source list")
    LOADED_DUPLICATES = "loaded_duplicates", _("Repeated keys in the loaded list")
    SOURCE_REJECTS = "source_rejects", _("Rejected rows of the source list")
    LOADED_REJECTS = "loaded_rejects", _("Rejected rows of the loaded list")
    STATED = "stated", _("Control total stated beforehand")
    TOTAL = "total", _("Control total")
    GIVEN_UP = "given_up", _("The run was brought to its end")


# What a tolerance names, each the largest number that still passes.
COUNTS = (
    Check.COUNT,
    Check.MISSING,
    Check.EXTRA,
    Check.DIFFERING,
    Check.SOURCE_DUPLICATES,
    Check.LOADED_DUPLICATES,
    Check.SOURCE_REJECTS,
    Check.LOADED_REJECTS,
)


@dataclass(frozen=True)
class TotalRule:
    """One control total: its name, how far both sums may lie apart, and the sum stated beforehand, where there is one."""

    name: str
    within: Decimal = Decimal(0)
    stated: Decimal | None = None


@dataclass(frozen=True)
class Tolerance:
    """What may differ and the batch still pass; nothing, where nothing is said."""

    allowed: Mapping[Check, int] = field(default_factory=dict)
    totals: tuple[TotalRule, ...] = ()

    def to_json(self) -> dict[str, Any]:
        totals = [
            {"name": one.name, "within": str(one.within), "stated": None if one.stated is None else str(one.stated)} for one in self.totals
        ]
        return {"allowed": {check.value: self.allowed.get(check, 0) for check in COUNTS}, "totals": totals}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Tolerance:
        totals = tuple(
            TotalRule(one["name"], Decimal(one["within"]), None if one["stated"] is None else Decimal(one["stated"]))
            for one in kept["totals"]
        )
        return cls({Check(code): count for code, count in kept["allowed"].items()}, totals)


@dataclass(frozen=True)
class Side:
    """One list in numbers. `rows` are all its rows, `usable` those not rejected; `keys` is None where nothing was compared by key."""

    rows: int
    rejects: int = 0
    keys: int | None = None
    totals: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def usable(self) -> int:
        return self.rows - self.rejects

    @property
    def duplicates(self) -> int:
        """Rows beyond the first of their key."""
        return 0 if self.keys is None else self.usable - self.keys


@dataclass(frozen=True)
class Outcome:
    """Both lists compared. `missing`, `extra`, `differing` are keys; zero where nothing was compared by key."""

    source: Side
    loaded: Side
    missing: int = 0
    extra: int = 0
    differing: int = 0

    @property
    def by_key(self) -> bool:
        return self.source.keys is not None and self.loaded.keys is not None

    @property
    def meets(self) -> bool:
        """Whether any key stands in both lists: without one, a comparison by key says no more than the counts."""
        return self.by_key and (self.source.keys or 0) > self.missing

    @property
    def shared_totals(self) -> frozenset[str]:
        return frozenset(self.source.totals) & frozenset(self.loaded.totals)


@dataclass(frozen=True)
class Run:
    """What was planned and what was reported of the run."""

    planned: int
    reported: int
    fixed_at: datetime | None
    started_at: datetime | None


@dataclass(frozen=True)
class Finding:
    """One check: what was measured, how far off it is, how far it may be, and whether that is within."""

    check: Check
    off: Decimal
    allowed: Decimal
    ok: bool
    name: str = ""
    expected: Decimal | None = None
    measured: Decimal | None = None


@dataclass(frozen=True)
class Verdict:
    """Pass only when every check is within; `failing` are the reasons."""

    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return bool(self.findings) and all(found.ok for found in self.findings)

    @property
    def failing(self) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if not found.ok)


def verdict(outcome: Outcome, tolerance: Tolerance, run: Run) -> Verdict:
    """Every check with what it found."""
    return Verdict((*conditions(outcome, tolerance, run), *counted(outcome, tolerance, run), *summed(outcome, tolerance)))


def given_up() -> Verdict:
    """A run that never came to its end fails without any comparison."""
    return Verdict((Finding(Check.GIVEN_UP, Decimal(1), Decimal(0), ok=False),))


def conditions(outcome: Outcome, tolerance: Tolerance, run: Run) -> Iterator[Finding]:
    """What must hold whatever the numbers are."""
    beforehand = run.fixed_at is not None and run.started_at is not None and run.fixed_at <= run.started_at
    summed_up = any(tells(rule, outcome.source.totals[rule.name]) for rule in tolerance.totals if rule.name in outcome.shared_totals)
    held = {Check.BEFOREHAND: beforehand, Check.TELLING: outcome.meets or summed_up}
    held[Check.ROWS] = outcome.source.usable > 0 and outcome.loaded.usable > 0
    for check, ok in held.items():
        yield Finding(check, Decimal(not ok), Decimal(0), ok)


def tells(rule: TotalRule, total: Decimal) -> bool:
    """A control total that may be off by all there is tells nothing."""
    return rule.within == 0 or rule.within < abs(total)


def counted(outcome: Outcome, tolerance: Tolerance, run: Run) -> Iterator[Finding]:
    source, loaded = outcome.source, outcome.loaded
    yield compared(Check.PLANNED, run.planned, source.rows, tolerance.allowed.get(Check.COUNT, 0))
    yield compared(Check.REPORTED, run.reported, loaded.rows, 0)
    yield compared(Check.COUNT, source.usable, loaded.usable, tolerance.allowed.get(Check.COUNT, 0))
    counts = {Check.SOURCE_REJECTS: source.rejects, Check.LOADED_REJECTS: loaded.rejects}
    if outcome.by_key:
        counts |= {Check.MISSING: outcome.missing, Check.EXTRA: outcome.extra}
        counts |= {Check.SOURCE_DUPLICATES: source.duplicates, Check.LOADED_DUPLICATES: loaded.duplicates}
        if outcome.shared_totals:
            counts[Check.DIFFERING] = outcome.differing
    for check in COUNTS:
        if check in counts:
            allowed = tolerance.allowed.get(check, 0)
            yield Finding(check, Decimal(counts[check]), Decimal(allowed), counts[check] <= allowed, measured=Decimal(counts[check]))


def compared(check: Check, expected: int, measured: int, allowed: int) -> Finding:
    off = abs(measured - expected)
    return Finding(check, Decimal(off), Decimal(allowed), off <= allowed, expected=Decimal(expected), measured=Decimal(measured))


def summed(outcome: Outcome, tolerance: Tolerance) -> Iterator[Finding]:
    """Each control total that was laid down; one that a list does not hold fails."""
    for rule in tolerance.totals:
        source, loaded = outcome.source.totals.get(rule.name), outcome.loaded.totals.get(rule.name)
        if rule.stated is not None:
            yield total(Check.STATED, rule, rule.stated, source)
        yield total(Check.TOTAL, rule, source, loaded)


def total(check: Check, rule: TotalRule, expected: Decimal | None, measured: Decimal | None) -> Finding:
    if expected is None or measured is None:
        return Finding(check, Decimal(0), rule.within, False, rule.name, expected, measured)
    off = abs(measured - expected)
    return Finding(check, off, rule.within, off <= rule.within, rule.name, expected, measured)
