"""What a file of milestones would do to a contract. Pure: rows and the record in, a plan out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

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
    clauses: tuple[str, ...] = ()


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
    """`updates` give for each milestone the new forecast and name; `problems` are rows that cannot be used.

    `free`: milestones of a draft under which no penalty clause would hang; however late, they owe nothing.
    """

    creates: list[MilestoneRow] = field(default_factory=list)
    updates: list[MilestoneRow] = field(default_factory=list)
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    problems: list[tuple[int, Text]] = field(default_factory=list)
    free: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.creates or self.updates)


def plan(
    rows: Sequence[MilestoneRow],
    held: Mapping[str, Held],
    *,
    draft: bool,
    today: date,
    fitting: Collection[str] = (),
    chosen: Sequence[str] = (),
    phases: Collection[str] = (),
) -> Plan:
    """A draft takes everything. A signed contract takes forecasts and names only: its baseline never changes, and acceptance is decided.

    `fitting`: the clauses of the contract that can hang on a milestone; `chosen`: those for milestones that have and name none;
    `phases`: what its phases are called.
    """
    made = Plan()
    seen: set[str] = set()
    for told in rows:
        hung = held[told.number].clauses if told.number in held else ()
        row = replace(told, clauses=tuple(chosen)) if draft and chosen and not hung and told.clauses is None else told
        if row.number in seen:
            made.problems.append((row.row, _("The number %s stands in the file twice.") % row.number))
            continue
        seen.add(row.number)
        if wrong := _wrong(row, fitting, today):
            made.problems.append((row.row, wrong))
            continue
        row = _known_phase(row, held.get(row.number), made, phases) if draft else row
        if row.number in held:
            unchanged = _compare(row, held[row.number], made, draft=draft)
            made = replace(made, unchanged=made.unchanged + unchanged)
        elif not draft:
            made.problems.append((row.row, _("%s is not in the signed contract; a new milestone needs an amendment.") % row.number))
        elif row.due is None or not row.name:
            made.problems.append((row.row, _("A new milestone needs a name and a due date.")))
        else:
            made.creates.append(row)
    if draft:
        taken = {row.number: row.clauses for row in (*made.creates, *made.updates)}
        told_of = {number: clauses or (held[number].clauses if number in held else ()) for number, clauses in taken.items()}
        told_of = {number: one.clauses for number, one in held.items() if number in seen} | told_of
        made.free.extend(number for number, clauses in told_of.items() if not clauses)
    return made


LONGEST = {"number": 20, "name": 200}
LARGEST = Decimal(10) ** 14


def _known_phase(row: MilestoneRow, old: Held | None, made: Plan, phases: Collection[str]) -> MilestoneRow:
    """The row with its phase, or without one that the contract does not have, which is said."""
    if not row.phase or row.phase in phases:
        return row
    made.differences.append(
        Difference(row.number, "phase", old.phase if old else "", row.phase, _("The contract has no phase of this name."))
    )
    return replace(row, phase="")


def _wrong(row: MilestoneRow, fitting: Collection[str], today: date) -> Text:
    """Why a row cannot be used, whatever the record holds; empty where it can."""
    if any(len(getattr(row, name)) > most for name, most in LONGEST.items()):
        return _("The number has at most 20 characters, the name at most 200.")
    if row.value is not None and (row.value >= LARGEST or row.value != round(row.value, 2)):
        return _("The value has at most 14 digits and two decimals.")
    if row.actual is not None and row.actual > today:
        return _("It says that it was accepted on a day that is still to come.")
    unknown = [number for number in row.clauses or () if number not in fitting]
    return _("The contract has no clause %s that can hang on a milestone.") % unknown[0] if unknown else ""


def _compare(row: MilestoneRow, old: Held, made: Plan, *, draft: bool) -> int:
    """Put the row where it belongs; 1 when it changes nothing."""
    open_changes = {"name": row.name and row.name != old.name, "forecast": row.forecast is not None and row.forecast != old.forecast}
    fixed: dict[str, tuple[Any, Any]] = {"due": (row.due, old.due), "actual": (row.actual, old.actual), "value": (row.value, old.value)}
    hung = None if row.clauses is None else "; ".join(sorted(row.clauses))
    fixed |= {"clauses": (hung, "; ".join(sorted(old.clauses)))}
    differs = [key for key, (told, is_held) in fixed.items() if told is not None and told != is_held]
    if draft:
        if "actual" in differs and old.actual is not None:
            differs.remove("actual")
            kept = _("The acceptance that was taken from a file before stays written.")
            made.differences.append(Difference(row.number, "actual", str(old.actual), str(row.actual), kept))
        if any(open_changes.values()) or differs or (row.phase and row.phase != old.phase):
            made.updates.append(row)
            return 0
        return 1
    reasons = {
        "due": _("The baseline never changes; grant an extension of time."),
        "actual": _("Acceptance is decided by the named authority."),
        "value": _("The value changes by amendment."),
        "clauses": _("The clauses of a signed contract stay as they are."),
    }
    made.differences.extend(Difference(row.number, key, str(fixed[key][1]), str(fixed[key][0]), reasons[key]) for key in differs)
    if any(open_changes.values()):
        made.updates.append(row)
        return 0
    return 1
