"""A verdict as it is kept, and each of its checks in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from governance.core import written
from rollout.impact.rules.reconciling import Check, Finding, Outcome, Side, Verdict


def text_of(value: Decimal | None) -> str | None:
    """A decimal as text without needless noughts: 12.340000 is 12.34."""
    if value is None:
        return None
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def number_of(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def verdict_json(verdict: Verdict) -> list[dict[str, Any]]:
    return [
        {
            "check": found.check.value,
            "name": found.name,
            "expected": text_of(found.expected),
            "measured": text_of(found.measured),
            "off": text_of(found.off),
            "allowed": text_of(found.allowed),
            "ok": found.ok,
        }
        for found in verdict.findings
    ]


def verdict_of(kept: Sequence[Mapping[str, Any]]) -> Verdict:
    return Verdict(
        tuple(
            Finding(
                Check(one["check"]),
                Decimal(one["off"]),
                Decimal(one["allowed"]),
                one["ok"],
                one["name"],
                number_of(one["expected"]),
                number_of(one["measured"]),
            )
            for one in kept
        )
    )


def side_json(side: Side) -> dict[str, Any]:
    totals = {name: text_of(total) for name, total in side.totals.items()}
    return {"rows": side.rows, "rejects": side.rejects, "keys": side.keys, "totals": totals}


def side_of(kept: Mapping[str, Any]) -> Side:
    return Side(kept["rows"], kept["rejects"], kept["keys"], {name: Decimal(total) for name, total in kept["totals"].items()})


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    counts = {"missing": outcome.missing, "extra": outcome.extra, "differing": outcome.differing}
    return {"source": side_json(outcome.source), "loaded": side_json(outcome.loaded)} | counts


def outcome_of(kept: Mapping[str, Any]) -> Outcome:
    return Outcome(side_of(kept["source"]), side_of(kept["loaded"]), kept["missing"], kept["extra"], kept["differing"])


@dataclass(frozen=True)
class Line:
    """One check as a page or a terminal shows it."""

    label: str
    expected: str
    measured: str
    off: str
    allowed: str
    ok: bool


# Checks that hold or do not; the others are numbers.
HELD = (Check.BEFOREHAND, Check.TELLING, Check.ROWS, Check.GIVEN_UP)


def line(found: Finding) -> Line:
    label = f"{found.check.label}: {found.name}" if found.name else str(found.check.label)
    if found.check in HELD:
        return Line(label, "", "", "", "", found.ok)
    figures = (found.expected, found.measured, found.off, found.allowed)
    expected, measured, off, allowed = ("" if value is None else exact(value) for value in figures)
    return Line(label, expected, measured, off, allowed, found.ok)


def exact(value: Decimal) -> str:
    """Grouped for reading, with every digit it has."""
    plain = text_of(value) or "0"
    return written.number(Decimal(plain), len(plain.partition(".")[2]))
