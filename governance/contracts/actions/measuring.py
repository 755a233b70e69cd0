"""Measurements: entered one by one, corrected, or from a file; and what each owes, or an absence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.actions.assessing import assess_claim, reassess
from governance.contracts.formats.measurements import MeasuredRow, read_rows
from governance.contracts.measuring import Reading, faults
from governance.contracts.models import Contract, KeyPerson, Measured, Penalty, PenaltyClause, last_days
from governance.contracts.occurrences import standing_measurements
from governance.contracts.states import ContractState
from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from governance.core.imports import open_table
from governance.core.permissions import Verb

LABELS: dict[str, Text] = {
    "clause": _("Clause"),
    "due_at": _("Due at"),
    "first_day": _("Period from"),
    "last_day": _("Period to"),
    "level": _("Level measured"),
    "charge": _("Charge of the period"),
}


@dataclass(frozen=True)
class Imported:
    """How many rows were new, and how many the record held already."""

    created: int
    unchanged: int


def record_measurement(
    clause: PenaltyClause, *, reference: str, reading: Reading, actor: Actor, at: datetime, reason: str = ""
) -> Measured:
    """Enter one measurement. A reference is used once per clause; what was wrong is corrected, not entered again."""
    contract = clause.contract
    require_on(actor, Verb.CHANGE, "penalty", contract, contract.day_of(at))
    _check(reading, clause)
    with transaction.atomic(), audit.because(actor, reason):
        check_before_end(_locked(contract), reading)
        if Measured.objects.filter(clause=clause, reference=reference, corrects=None).exists():
            raise InvalidInput(_("This reference is already recorded."), fields={"reference": _("Already recorded; correct it instead.")})
        return Measured.objects.create(clause=clause, reference=reference, recorded_at=at, **reading.values())


def correct_measurement(first: Measured, *, reading: Reading, actor: Actor, at: datetime, reason: str) -> Measured:
    """What the measurement should have said. The first entry stays; a penalty on it is assessed again, a refund booked."""
    clause, contract = first.clause, first.clause.contract
    require_on(actor, Verb.CHANGE, "penalty", contract, contract.day_of(at))
    if not reason.strip():
        raise InvalidInput(_("A correction says why."), fields={"reason": _("Enter the reason.")})
    if first.corrects_id is not None:
        raise Refused(_("Correct the first entry, not a correction of it."))
    _check(reading, clause)
    with transaction.atomic(), audit.because(actor, reason):
        check_before_end(_locked(contract), reading)
        made = Measured.objects.create(clause=clause, reference=first.reference, corrects=first, recorded_at=at, **reading.values())
        for penalty in Penalty.objects.filter(measured=first).select_related("clause__contract"):
            reassess(penalty, actor=actor, at=at, reason=reason)
    return made


def read_measurements(path: Path, name: str, contract: Contract) -> list[MeasuredRow]:
    """The measurements of a CSV or XLSX file; moments without a zone are the contract's."""
    table = open_table(path, name)
    return read_rows(table.header, table.rows(), contract.time_zone)


def import_measurements(contract: Contract, rows: Sequence[MeasuredRow], *, actor: Actor, at: datetime, reason: str) -> Imported:
    """All rows or none: InvalidInput names every row that cannot be used. The same file again changes nothing."""
    require_on(actor, Verb.CHANGE, "penalty", contract, contract.day_of(at))
    with transaction.atomic(), audit.because(actor, reason):
        locked = _locked(contract)
        clauses = {clause.number: clause for clause in locked.clauses.all()}
        pairs = standing_measurements(Measured.objects.filter(clause__contract=locked).order_by("recorded_at", "pk"))
        held = {(first.clause_id, first.reference): stands for found in pairs.values() for first, stands in found}
        problems: dict[str, Text] = {}
        fresh: dict[tuple[int, str], MeasuredRow] = {}
        unchanged = 0
        for row in rows:
            clause = clauses.get(row.clause)
            key = (clause.pk if clause else 0, row.reference)
            problem = _problem(row, clause, held.get(key), again=key in fresh)
            if problem:
                problems[f"row {row.row}"] = _("Row %(row)s: %(why)s") % {"row": row.row, "why": problem}
            elif key in held:
                unchanged += 1
            else:
                fresh[key] = row
        if problems:
            raise InvalidInput(_("Nothing was taken over: some rows cannot be used."), fields=problems)
        for (clause_id, reference), row in fresh.items():
            check_before_end(locked, row.reading)
            Measured.objects.create(clause_id=clause_id, reference=reference, recorded_at=at, **row.reading.values())
    return Imported(len(fresh), unchanged)


def assess_measured(measured: Measured, *, day: date, actor: Actor, at: datetime, reason: str = "") -> Penalty:
    """Fix what a measurement owes."""
    key = (measured.clause_id, 0, 0, measured.corrects_id or measured.pk)
    return assess_claim(measured.clause, key, day=day, actor=actor, at=at, reason=reason)


def assess_absence(person: KeyPerson, *, day: date, actor: Actor, at: datetime, reason: str = "") -> Penalty:
    """Fix what a key person's absence, or removal, owes."""
    if person.clause is None:
        raise Refused(_("No clause is named for this person."))
    return assess_claim(person.clause, (person.clause.pk, 0, person.pk, 0), day=day, actor=actor, at=at, reason=reason)


def _problem(row: MeasuredRow, clause: PenaltyClause | None, stands: Measured | None, *, again: bool) -> Text:
    if row.problem:
        return row.problem
    if clause is None:
        return _("The contract has no clause %s.") % row.clause
    if again:
        return _("The reference %s stands in the file twice.") % row.reference
    wrong = faults(row.reading, clause.clause)
    if wrong:
        name, why = next(iter(wrong.items()))
        return f"{LABELS.get(name, name)}: {why}"
    if stands is not None and any(getattr(stands, key) != value for key, value in row.reading.values().items()):
        return _("%s is recorded with other figures; correct it on its page.") % row.reference
    return ""


def _check(reading: Reading, clause: PenaltyClause) -> None:
    wrong = faults(reading, clause.clause)
    if wrong:
        raise InvalidInput(_("The measurement is not complete."), fields=wrong)


def check_before_end(contract: Contract, reading: Reading) -> None:
    """What happened after the contract's last day is not measured under it: it would be passed over in silence."""
    ended = last_days([contract.pk]).get(contract.pk)
    due = contract.day_of(reading.due_at) if reading.due_at else None
    days = {"last_day": reading.last_day, "due_at": due}
    wrong = {name: _("The contract ended on %s.") % written.day(ended) for name, day in days.items() if ended and day and day > ended}
    if wrong:
        raise InvalidInput(_("Nothing is measured after the contract’s last day."), fields=wrong)


def _locked(contract: Contract) -> Contract:
    """The contract, locked, if it is in force or was: a draft owes nothing."""
    held = Contract.objects.select_for_update().get(pk=contract.pk)
    if held.state == ContractState.DRAFT:
        raise Conflict(_("The contract is a draft: nothing is measured under it yet."))
    return held
