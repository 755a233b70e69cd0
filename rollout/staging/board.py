"""What the pages of this room show: the board, and one office with its allowed moves and why the others are not."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from governance.core import written
from governance.organisation.models import Office
from rollout.staging import gatekeeping, history, rules, selectors
from rollout.staging.gatekeeping import Book
from rollout.staging.history import Breach, Step, last_step
from rollout.staging.models import OfficeRollout, Programme, StageChange, Wave
from rollout.staging.rules import ProgrammeFacts, Verdict
from rollout.staging.stages import CARRIED, REASON_REQUIRED, WALK, AllowedMove, MoveKind, Stage, moves_from
from rollout.staging.standing import Standing


@dataclass(frozen=True)
class Card:
    """One office on the board."""

    office: Office
    wave: Wave
    stage: Stage
    since: date | None = None
    days: int | None = None
    held_in: Stage | None = None
    withdrawn: bool = False
    breaks_rule: bool = False


@dataclass(frozen=True)
class Column:
    stage: Stage
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Board:
    """All offices by stage on one day, and the figures above them."""

    columns: tuple[Column, ...]
    waves: tuple[Wave, ...]
    wave: int | None
    placed: int
    live: int
    carried: int
    capacity: int
    pilots: int
    pilots_stabilised: int
    breaches: tuple[str, ...]

    @property
    def free_to_start(self) -> bool:
        return 0 < self.pilots == self.pilots_stabilised


def board(programme: Programme, day: date, known_at: datetime | None, *, wave: int | None = None) -> Board:
    """The board of one day, of one wave or of all. The figures above it are always of the whole programme."""
    steps, waves = selectors.stage_timelines(known_at), selectors.office_waves(known_at)
    by_id = {each.pk: each for each in programme.waves.all()}
    offices = Office.objects.in_bulk(waves)
    gone = selectors.withdrawals(known_at)
    pilots = {office: gone.get(office) for office, in_wave in waves.items() if by_id[in_wave].is_pilot}
    standing = Standing(steps, tuple(waves), day, pilots, selectors.capacity_at(known_at))
    broken = history.breaches(steps, pilots)
    flagged = {breach.office_id for breach in broken}
    cards: dict[Stage, list[Card]] = {stage: [] for stage in (*WALK, Stage.HELD)}
    for office_id in sorted(waves, key=lambda each: (by_id[waves[each]].number, offices[each].code)):
        if wave is not None and by_id[waves[office_id]].number != wave:
            continue
        step = standing.step(office_id)
        stage = standing.stage(office_id)
        cards[stage].append(
            Card(
                offices[office_id],
                by_id[waves[office_id]],
                stage,
                since=step.on if step else None,
                days=(day - step.on).days if step else None,
                held_in=step.held_in if step else None,
                withdrawn=pilots.get(office_id) is not None,
                breaks_rule=office_id in flagged,
            )
        )
    of_pilots = standing.of_pilots()
    return Board(
        columns=tuple(Column(stage, tuple(found)) for stage, found in cards.items()),
        waves=tuple(by_id.values()),
        wave=wave,
        placed=len(waves),
        live=len(standing.live()),
        carried=len(standing.carried()),
        capacity=standing.capacity or programme.capacity,
        pilots=len(of_pilots.offices),
        pilots_stabilised=len(of_pilots.proven()),
        breaches=tuple(breach_sentence(breach, offices) for breach in broken),
    )


def breach_sentence(breach: Breach, offices: dict[int, Office]) -> str:
    """What the record says that the rule would not have permitted."""
    values = {
        "office": offices[breach.office_id],
        "day": written.day(breach.step.on),
        "stage": breach.step.to.label,
        "pilots": _(", ").join(str(offices[pilot]) for pilot in breach.waiting_for),
    }
    if not breach.waiting_for:
        return _("%(office)s entered “%(stage)s” on %(day)s without a pilot.") % values
    return _("%(office)s entered “%(stage)s” on %(day)s, before these pilots were stabilised: %(pilots)s.") % values


def conditions(move: AllowedMove) -> Sequence[str]:
    """What the rules ask of a move, in words, for the table of moves."""
    asked = []
    if move.gated:
        asked.append(_("the gate between the two stages"))
    if move.start == Stage.PREPARING and move.end == Stage.TRAINING:
        asked.append(_("every pilot stabilised (other offices)"))
    if move.end in CARRIED and move.start not in CARRIED:
        asked.append(_("room in what the team can carry"))
    if move.kind in REASON_REQUIRED:
        asked.append(_("a reason"))
    return asked


@dataclass(frozen=True)
class Option:
    """One move of the table from where an office stands, allowed or not, and why not."""

    move: AllowedMove
    verdict: Verdict

    @property
    def label(self) -> str:
        """The move as a button says it."""
        stage = self.move.end.label
        return {
            MoveKind.FORWARD: _("Move to “%(stage)s”"),
            MoveKind.HOLD: _("Put on hold"),
            MoveKind.RESUME: _("Resume at “%(stage)s”"),
            MoveKind.ROLL_BACK: _("Roll back to “%(stage)s”"),
        }[self.move.kind] % {"stage": stage}


def options(
    rollout: OfficeRollout, facts: ProgrammeFacts, at: datetime, *, kinds: Container[MoveKind] = tuple(MoveKind), book: Book | None = None
) -> list[Option]:
    """Every move (of these kinds) from where the office stands, forward first. Who asks for many offices brings their book."""
    book = book or gatekeeping.book([rollout], at)
    found = []
    for move in moves_from(Stage(rollout.stage), rollout.held_in):
        if move.kind not in kinds:
            continue
        gate = book.against(rollout, move, selectors.local_day(at))
        found.append(Option(move, rules.judge(facts, rollout.office_id, move.end, gate=gate)))
    return found


@dataclass(frozen=True)
class Line:
    """One line of an office's history: a change that stands, or one that was corrected or taken back."""

    change: StageChange
    start: Stage
    standing: bool
    corrected_by: StageChange | None
    breaks_rule: bool = False
    correctable: bool = False
    removable: bool = False
    why: str = ""


def history_lines(rollout: OfficeRollout, known_at: datetime | None) -> list[Line]:
    """The office's history, youngest first, corrected lines under what replaced them."""
    rows = list(rollout.changes.select_related("superseded_by").order_by("-on", "-pk"))
    if known_at is not None:
        rows = [row for row in rows if row.recorded_at <= known_at]
    steps = selectors.stage_timelines(known_at, office_ids=[rollout.office_id]).get(rollout.office_id, ())
    by_id = {step.change.id: (place, step) for place, step in enumerate(steps)}
    flagged = {breach.step.change.id for breach in selectors.record_breaches(known_at)}
    order = {step.change.id: place for place, step in enumerate(steps)}
    holds = {hold.change_id: hold for hold in rollout.automatic_holds.select_related("condition", "ended__override__criterion")}
    lines = []
    for row in sorted(rows, key=lambda row: (-order.get(row.pk, -1), -row.pk)):
        if row.void:
            continue
        later = getattr(row, "superseded_by", None)
        if later is not None and known_at is not None and later.recorded_at > known_at:
            later = None
        found = by_id.get(row.pk)
        follows = steps[found[0] + 1] if found and found[0] + 1 < len(steps) else None
        lines.append(
            Line(
                row,
                found[1].start if found else Stage(row.from_stage),
                why=holds[row.pk].message if row.pk in holds else row.reason,
                standing=found is not None,
                corrected_by=later,
                breaks_rule=row.pk in flagged,
                correctable=found is not None and known_at is None,
                removable=found is not None and known_at is None and row.past and (follows is None or follows.change.past),
            )
        )
    return sorted(lines, key=lambda line: not line.standing)


@dataclass(frozen=True)
class WalkStep:
    """A stage of the walk as an office has it: passed, here, or to come."""

    stage: Stage
    state: str  # "done", "here", "ahead"
    on: date | None


def walk_of(steps: Sequence[Step]) -> list[WalkStep]:
    """The seven stages with the day each was last entered."""
    last = last_step(steps)
    reached = WALK.index((last.held_in or last.to) if last else Stage.CANDIDATE)
    entered = {step.to: step.on for step in steps}
    states = ["done" if place < reached else "here" if place == reached else "ahead" for place in range(len(WALK))]
    return [WalkStep(stage, state, entered.get(stage) if state != "ahead" else None) for stage, state in zip(WALK, states, strict=True)]
