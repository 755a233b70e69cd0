"""Past stage dates of a programme already under way: what each row would add, correct, or why it cannot stand. Pure.

History may break the rule that binds moves (it is then shown as such), but it must be a possible walk: dates in order,
going back only with a note that says why, nothing that contradicts a move made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from governance.core import written
from rollout.staging.history import Change, Step, timelines
from rollout.staging.stages import WALK, Stage


@dataclass(frozen=True)
class PastRow:
    """An office entered a stage on a past day. `wave`: the wave to place it in, where it is in none yet."""

    row: int
    office_id: int
    stage: Stage
    on: date
    note: str = ""
    wave: int | None = None


@dataclass(frozen=True)
class PastProblem:
    row: int
    column: str
    message: str
    value: str = ""


@dataclass(frozen=True)
class PastEntry:
    """What one row would write: a change from `start`, instead of the change `corrects` where it gives another date."""

    row: PastRow
    start: Stage = Stage.CANDIDATE
    corrects: int | None = None


@dataclass(frozen=True)
class PastPlan:
    """What applying the rows would do. With a problem nothing is applied."""

    entries: tuple[PastEntry, ...] = ()
    unchanged: int = 0
    problems: tuple[PastProblem, ...] = ()

    @property
    def corrected(self) -> int:
        return sum(1 for entry in self.entries if entry.corrects is not None)

    @property
    def added(self) -> int:
        return len(self.entries) - self.corrected


def plan_past(rows: Sequence[PastRow], standing: Mapping[int, Sequence[Step]], entered_on: date) -> PastPlan:
    """The plan for all rows. `standing`: each office's steps on the record; past days lie before `entered_on`."""
    by_office: dict[int, list[PastRow]] = {}
    for row in rows:
        by_office.setdefault(row.office_id, []).append(row)
    parts = [plan_office(its_rows, standing.get(office_id, ())) for office_id, its_rows in by_office.items()]
    problems = [*too_late(rows, entered_on), *(problem for part in parts for problem in part.problems)]
    return PastPlan(
        tuple(entry for part in parts for entry in part.entries),
        sum(part.unchanged for part in parts),
        tuple(sorted(problems, key=lambda problem: problem.row)),
    )


def too_late(rows: Sequence[PastRow], entered_on: date) -> list[PastProblem]:
    message = _("The past ends before %(day)s, when the programme was put on record here. From then on, make a move.")
    return [PastProblem(row.row, "date", message % {"day": written.day(entered_on)}, str(row.on)) for row in rows if row.on >= entered_on]


def plan_office(rows: Sequence[PastRow], steps: Sequence[Step]) -> PastPlan:
    """One office: pair its rows with the record, then walk the result."""
    on_record: dict[Stage, list[Change]] = {}
    for step in steps:
        if step.change.past:
            on_record.setdefault(step.to, []).append(step.change)
    entries, unchanged = [], 0
    for row in rows:
        recorded = on_record.get(row.stage, [])
        given = {other.on for other in rows if other.stage == row.stage}
        if any(change.on == row.on for change in recorded):
            unchanged += 1
        else:
            entries.append(PastEntry(row, corrects=recorded[0].id if len(recorded) == len(given) == 1 else None))
    return walked(entries, steps, unchanged)


def walked(entries: Sequence[PastEntry], steps: Sequence[Step], unchanged: int) -> PastPlan:
    """The entries with the stage each starts from, and what makes the resulting walk impossible."""
    if not entries:
        return PastPlan(unchanged=unchanged)
    office_id = entries[0].row.office_id
    gone = {entry.corrects for entry in entries}
    kept = [step.change for step in steps if step.change.id not in gone]
    new = {-place: entry for place, entry in enumerate(entries, start=1)}
    trial = [Change(key, office_id, entry.row.stage, entry.row.on, datetime.min, past=True) for key, entry in new.items()]
    after = timelines([*kept, *trial])[office_id]
    rows = {key: entry.row for key, entry in new.items()}
    before = {step.change.id: step for step in steps}
    problems = [problem for step in after if (problem := bad_step(step, rows, before)) is not None]
    problems = problems or contradicts_moves(entries[0].row, steps, after)
    started = tuple(replace(new[step.change.id], start=step.start) for step in after if step.change.id in new)
    return PastPlan(started, unchanged, tuple(problems))


def bad_step(step: Step, new: Mapping[int, PastRow], before: Mapping[int, Step]) -> PastProblem | None:
    """A stage entered twice in a row, or a way back without a note."""
    if not step.change.past or step.start == Stage.HELD:
        return None
    row = new.get(step.change.id)
    number, value = (row.row, str(row.on)) if row else (min(other.row for other in new.values()), "")
    names = {"stage": step.to.label, "day": written.day(step.on), "before": step.start.label}
    if step.to == step.start and step.to != Stage.CANDIDATE:
        return PastProblem(number, "stage", _("“%(stage)s” would be entered twice, the second time on %(day)s.") % names, value)
    if WALK.index(step.to) < WALK.index(step.start) and not (row and row.note) and not recorded_back(step, before):
        message = _("“%(stage)s” on %(day)s would come after “%(before)s”. If the office was rolled back, say why in the note.")
        return PastProblem(number, "date", message % names, value)
    return None


def recorded_back(step: Step, before: Mapping[int, Step]) -> bool:
    """Whether this change was already a way back on the record, so that its reason stands there."""
    then = before.get(step.change.id)
    return then is not None and then.start in WALK and WALK.index(then.to) < WALK.index(then.start)


def contradicts_moves(row: PastRow, before: Sequence[Step], after: Sequence[Step]) -> list[PastProblem]:
    """A move made here started from a stage; the past must still lead there."""
    first_here = next((step for step in before if not step.change.past), None)
    if first_here is None:
        return []
    then = next(step for step in after if step.change.id == first_here.change.id)
    if then.start == first_here.start:
        return []
    message = _("The office moved on from “%(stage)s” on %(day)s in this product; these dates would lead elsewhere.")
    return [PastProblem(row.row, "stage", message % {"stage": first_here.start.label, "day": written.day(first_here.on)})]
