"""What a file of milestones would do to a contract. Pure: rows and the record in, a plan out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts.formats.rows import MilestoneRow
from governance.core.errors import Text


@dataclass(frozen=True)
class Held:
    """A milestone as the record holds it."""

    number: str
    name: str
    due: date
    forecast: date | None
    actual: date | None
    value: Decimal
    phase: str


@dataclass(frozen=True)
class Difference:
    """Where the file says another thing than the record, and why the record stays."""

    number: str
    column: str
    held: str
    told: str
    why: Text


@dataclass(frozen=True)
class Plan:
    """`updates` give for each milestone the new forecast and name; `problems` are rows that cannot be used."""

    creates: list[MilestoneRow] = field(default_factory=list)
    updates: list[MilestoneRow] = field(default_factory=list)
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    problems: list[tuple[int, Text]] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.creates or self.updates)


def plan(rows: Sequence[MilestoneRow], held: Mapping[str, Held], *, draft: bool) -> Plan:
    """A draft takes everything. A signed contract takes forecasts and names only: its baseline never changes, and acceptance is decided."""
    made = Plan()
    seen: set[str] = set()
    for row in rows:
        if row.number in seen:
            made.problems.append((row.row, _("The number %s stands in the file twice.") % row.number))
            continue
        seen.add(row.number)
        if row.number in held:
            unchanged = _compare(row, held[row.number], made, draft=draft)
            made = Plan(made.creates, made.updates, made.unchanged + unchanged, made.differences, made.problems)
        elif not draft:
            made.problems.append((row.row, _("%s is not in the signed contract; a new milestone needs an amendment.") % row.number))
        elif row.due is None or not row.name:
            made.problems.append((row.row, _("A new milestone needs a name and a due date.")))
        else:
            made.creates.append(row)
    return made


def _compare(row: MilestoneRow, old: Held, made: Plan, *, draft: bool) -> int:
    """Put the row where it belongs; 1 when it changes nothing."""
    open_changes = {"name": row.name and row.name != old.name, "forecast": row.forecast is not None and row.forecast != old.forecast}
    fixed = {"due": (row.due, old.due), "actual": (row.actual, old.actual), "value": (row.value, old.value)}
    differs = [key for key, (told, is_held) in fixed.items() if told is not None and told != is_held]
    if draft:
        if any(open_changes.values()) or differs:
            made.updates.append(row)
            return 0
        return 1
    reasons = {
        "due": _("The baseline never changes; grant an extension of time."),
        "actual": _("Acceptance is decided by the named authority."),
        "value": _("The value changes by amendment."),
    }
    made.differences.extend(Difference(row.number, key, str(fixed[key][1]), str(fixed[key][0]), reasons[key]) for key in differs)
    if any(open_changes.values()):
        made.updates.append(row)
        return 0
    return 1
