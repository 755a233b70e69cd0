"""Past stage dates of a programme already under way: what each row would add, correct, or why it cannot stand. Pure.

History may break the rule that binds moves (it is then shown as such), but it must be a possible walk: dates in order,
going back only with a note that says why, nothing that contradicts a move made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from rollout.staging.history import Change, Step, reached_on, timelines
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
class Correction:
    """This row gives another date for a change on the record."""

    change_id: int
    row: PastRow


@dataclass(frozen=True)
class PastPlan:
    """What applying the rows would do. With a problem nothing is applied."""

    additions: tuple[PastRow, ...] = ()
    corrections: tuple[Correction, ...] = ()
    unchanged: int = 0
    problems: tuple[PastProblem, ...] = field(default=())


def plan_past(rows: Sequence[PastRow], standing: Mapping[int, Sequence[Step]], entered_on: date) -> PastPlan:
    """The plan for all rows. `standing`: each office's steps on the record; past days lie before `entered_on`."""
    plan = PastPlan(problems=tuple(too_late(rows, entered_on)))
    by_office: dict[int, list[PastRow]] = {}
    for row in rows:
        by_office.setdefault(row.office_id, []).append(row)
    for office_id, its_rows in by_office.items():
        part = plan_office(its_rows, standing.get(office_id, ()))
        plan = PastPlan(
            plan.additions + part.additions,
            plan.corrections + part.corrections,
            plan.unchanged + part.unchanged,
            plan.problems + part.problems,
        )
    return replace(plan, problems=tuple(sorted(plan.problems, key=lambda problem: problem.row)))


def too_late(rows: Sequence[PastRow], entered_on: date) -> list[PastProblem]:
    message = _("The past ends before %(day)s, when the programme was put on record here. From then on, make a move.")
    return [PastProblem(row.row, "date", message % {"day": entered_on}, str(row.on)) for row in rows if row.on >= entered_on]


def plan_office(rows: Sequence[PastRow], steps: Sequence[Step]) -> PastPlan:
    """One office: pair its rows with the record, then walk the result."""
    on_record: dict[Stage, list[Change]] = {}
    for step in steps:
        if step.change.past:
            on_record.setdefault(step.to, []).append(step.change)
    additions, corrections, unchanged = [], [], 0
    for row in rows:
        recorded = on_record.get(row.stage, [])
        given = [other for other in rows if other.stage == row.stage]
        if any(change.on == row.on for change in recorded):
            unchanged += 1
        elif len(recorded) == 1 and len(given) == 1:
            corrections.append(Correction(recorded[0].id, row))
        else:
            additions.append(row)
    plan = PastPlan(tuple(additions), tuple(corrections), unchanged)
    return replace(plan, problems=tuple(impossible_walk(plan, steps)))


def impossible_walk(plan: PastPlan, steps: Sequence[Step]) -> list[PastProblem]:
    """Where the walk that would result repeats a stage, goes back without a note, or contradicts a move made here."""
    changed = [*plan.additions, *(correction.row for correction in plan.corrections)]
    if not changed:
        return []
    gone = {correction.change_id for correction in plan.corrections}
    kept = [step.change for step in steps if step.change.id not in gone]
    new = {-place: row for place, row in enumerate(changed, start=1)}
    trial = [Change(key, row.office_id, row.stage, row.on, datetime.min, past=True) for key, row in new.items()]
    after = timelines([*kept, *trial])[changed[0].office_id]
    problems = [problem for step in after if (problem := bad_step(step, new)) is not None]
    return problems or contradicts_moves(changed[0], steps, after)


def bad_step(step: Step, new: Mapping[int, PastRow]) -> PastProblem | None:
    row = new.get(step.change.id)
    if not step.change.past or step.start == Stage.HELD:
        return None
    number, value = (row.row, str(row.on)) if row else (min(other.row for other in new.values()), "")
    names = {"stage": step.to.label, "day": step.on, "before": step.start.label}
    if step.to == step.start and step.to != Stage.CANDIDATE:
        return PastProblem(number, "stage", _("“%(stage)s” would be entered twice, the second time on %(day)s.") % names, value)
    if WALK.index(step.to) < WALK.index(step.start) and row is not None and not row.note:
        message = _("“%(stage)s” on %(day)s would come after “%(before)s”. If the office was rolled back, say why in the note.")
        return PastProblem(number, "date", message % names, value)
    return None


def contradicts_moves(row: PastRow, before: Sequence[Step], after: Sequence[Step]) -> list[PastProblem]:
    """A move made here started from a stage; the past must still lead there."""
    first_here = next((step for step in before if not step.change.past), None)
    if first_here is None:
        return []
    then = next(step for step in after if step.change.id == first_here.change.id)
    if then.start == first_here.start:
        return []
    message = _("The office moved on from “%(stage)s” on %(day)s in this product; these dates would lead elsewhere.")
    return [PastProblem(row.row, "stage", message % {"stage": first_here.start.label, "day": first_here.on})]


def stage_after(changes: Sequence[Change]) -> tuple[Stage, Stage | None]:
    """The stage an office stands at when these changes stand, and the one it is held in."""
    steps = next(iter(timelines(changes).values()), ())
    if not steps:
        return Stage.CANDIDATE, None
    return steps[-1].to, reached_on(steps) if steps[-1].to == Stage.HELD else None
