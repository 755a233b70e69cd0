"""The result of an assessment: the amount, and the lines by which a reader with a pocket calculator gets the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Value = str | int | Decimal | date | datetime


@dataclass(frozen=True)
class Line:
    """One step. `code` names the clause parameter, `facts` what it used; `amount` is what the step adds (or takes)."""

    code: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    amount: Decimal = Decimal(0)
    running: Decimal = Decimal(0)


@dataclass(frozen=True)
class Assessment:
    """`uncapped` and `amount` are in the clause's currency, rounded; `days` counted days, after grace and exclusions.

    `first_day` is when the penalty began to accrue; `claimable` is False until a required notice was served.
    """

    amount: Decimal
    uncapped: Decimal
    days: Decimal
    periods: Decimal
    first_day: date | None
    capped: bool
    terminable: bool
    claimable: bool
    lines: tuple[Line, ...]


class Ledger:
    """Collects lines while keeping the running sum."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.running = Decimal(0)

    def say(self, code: str, **facts: Value) -> None:
        """A step that changes no amount."""
        self.lines.append(Line(code, facts, Decimal(0), self.running))

    def add(self, code: str, amount: Decimal, **facts: Value) -> None:
        """A step that adds (or, negative, takes) an amount."""
        self.running += amount
        self.lines.append(Line(code, facts, amount, self.running))
