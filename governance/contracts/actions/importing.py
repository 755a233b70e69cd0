"""Milestones in and out of files: read, planned, applied whole or not at all."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.formats import MilestoneRow, Unreadable, mspdi, ocds, tables
from governance.contracts.importing import Held, Plan, plan
from governance.contracts.models import Contract, Milestone, PenaltyClause, Phase, Review, Submission, Verdict
from governance.contracts.penalties import Subject, subject_of
from governance.contracts.states import ContractState, MilestoneState
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import UnreadableFile
from governance.core.imports import open_table
from governance.core.permissions import Verb

LARGEST_TEXT = 20 * 1024 * 1024


def read_milestones(path: Path, name: str, contract: Contract) -> tuple[list[MilestoneRow], list[Unreadable]]:
    """The milestones of a file, by its ending: JSON is Open Contracting, XML a project, all else a table."""
    ending = name.lower().removesuffix(".gz").rpartition(".")[2]
    if ending in ("json", "xml"):
        text = _text(path)
        return ocds.read(text, contract.number) if ending == "json" else mspdi.read(text)
    table = open_table(path, name)
    return tables.read_rows(table.header, table.rows())


def _text(path: Path) -> str:
    """The file as text, unpacked where it is packed, never more than the largest size."""
    packed = path.read_bytes()[:2] == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as file:
        content = file.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise UnreadableFile(_("The file is larger than 20 MB."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file is not UTF-8 text.")) from error


def rows_of(contract: Contract) -> list[MilestoneRow]:
    """The contract's milestones as files carry them."""
    found = contract.milestones.select_related("phase").prefetch_related("clauses").order_by("due", "number")
    return [
        MilestoneRow(
            place,
            m.number,
            m.name,
            m.due,
            m.forecast,
            m.accepted_on,
            m.value,
            m.phase.name if m.phase else "",
            tuple(clause.number for clause in m.clauses.all()) or None,
        )
        for place, m in enumerate(found, start=1)
    ]


def fitting(contract: Contract) -> dict[str, PenaltyClause]:
    """The contract's clauses that can hang on a milestone, by number."""
    return {clause.number: clause for clause in contract.clauses.all() if subject_of(clause.clause) == Subject.MILESTONE}


def plan_milestones(contract: Contract, rows: Sequence[MilestoneRow], today: date, chosen: Sequence[str] = ()) -> Plan:
    """What the rows would do, without doing it. `chosen`: the clauses for milestones that have none and name none."""
    held = {
        row.number: Held(row.number, row.name, row.due, row.forecast, row.actual, row.value, row.phase, row.clauses or ())
        for row in rows_of(contract)
        if row.due is not None and row.value is not None
    }
    draft, phases = contract.state == ContractState.DRAFT, [phase.name for phase in contract.phases.all()]
    return plan(rows, held, draft=draft, today=today, fitting=fitting(contract), chosen=chosen, phases=phases)


def apply_milestones(
    contract: Contract, rows: Sequence[MilestoneRow], *, chosen: Sequence[str] = (), actor: Actor, at: datetime, reason: str
) -> Plan:
    """Apply what `plan_milestones` says now. The same file again changes nothing."""
    require_on(actor, Verb.IMPORT, "milestone", contract, contract.day_of(at))
    with transaction.atomic(), audit.because(actor, reason):
        locked = Contract.objects.select_for_update().get(pk=contract.pk)
        made = plan_milestones(locked, rows, locked.day_of(at), chosen)
        phases = {phase.name: phase for phase in locked.phases.all()}
        clauses = fitting(locked)
        for row in made.creates:
            _hang(_create(locked, row, phases, at), row, clauses)
        for row in made.updates:
            _hang(_update(locked, row, phases, at), row, clauses)
    return made


def _hang(milestone: Milestone, row: MilestoneRow, clauses: Mapping[str, PenaltyClause]) -> None:
    """The clauses that a draft's row names; a signed milestone keeps its own."""
    if row.clauses is not None and milestone.contract.state == ContractState.DRAFT:
        milestone.clauses.set([clauses[number] for number in row.clauses])


def _create(contract: Contract, row: MilestoneRow, phases: dict[str, Phase], at: datetime) -> Milestone:
    assert row.due is not None
    made = Milestone.objects.create(
        contract=contract,
        number=row.number,
        name=row.name,
        due=row.due,
        forecast=row.forecast or row.due,
        value=row.value or 0,
        phase=phases.get(row.phase),
    )
    _accepted_before(made, row, at)
    return made


def _update(contract: Contract, row: MilestoneRow, phases: dict[str, Phase], at: datetime) -> Milestone:
    held = contract.milestones.get(number=row.number)
    held.name = row.name or held.name
    held.forecast = row.forecast or held.forecast
    if contract.state == ContractState.DRAFT:
        held.due = row.due or held.due
        held.value = row.value if row.value is not None else held.value
        held.phase = phases.get(row.phase, held.phase)
    held.save()
    if contract.state == ContractState.DRAFT:
        _accepted_before(held, row, at)
    return held


def _accepted_before(milestone: Milestone, row: MilestoneRow, at: datetime) -> None:
    """An actual date in a draft is history: a round that was accepted before the contract was entered here."""
    if row.actual is None or milestone.accepted_on == row.actual or milestone.state == MilestoneState.ACCEPTED:
        return
    milestone.state, milestone.accepted_on, milestone.submitted_on = MilestoneState.ACCEPTED, row.actual, row.actual
    milestone.save()
    handed = Submission.objects.create(milestone=milestone, round=1, on=row.actual, recorded_at=at)
    Review.objects.create(submission=handed, verdict=Verdict.ACCEPTED, on=row.actual, client_days=0, excess_days=0, recorded_at=at)
