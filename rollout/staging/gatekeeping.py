"""The seam where gates are asked. Every forward move and every resume asks here, from every entry point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils.translation import gettext as _

from governance.core import written
from governance.steering import selectors as steering
from governance.steering.authority import Basis
from governance.steering.matters import Matter
from rollout.staging import selectors
from rollout.staging.gating.holds import decided_holds, words
from rollout.staging.gating.queue import Queue, queue
from rollout.staging.gating.standing import Red, binding, reds
from rollout.staging.gating.versions import starts_in_force
from rollout.staging.models import GateDecision, OfficeRollout, Programme, ProgrammeStop, Rollback
from rollout.staging.rules import CHARTERED, DECIDED_HOLD, Objection
from rollout.staging.stages import AllowedMove, MoveKind, Stage
from rollout.staging.states import PERMITS

ASKED = frozenset({MoveKind.FORWARD, MoveKind.RESUME})


@dataclass(frozen=True)
class Book:
    """What gates have to say about some offices at one instant: read once, asked for many moves."""

    stop: ProgrammeStop | None
    gates: frozenset[Stage]
    decisions: Mapping[tuple[int, str], GateDecision]
    reds: Mapping[int, Sequence[Red]]
    going_back: frozenset[int]
    holds: Mapping[int, GateDecision]
    today: date
    at: datetime

    def against(self, rollout: OfficeRollout, move: AllowedMove, on: date, *, lifting: bool = False) -> tuple[Objection, ...]:
        """Forward: the gate between the two stages, once a version of it is in force, needs a go that still binds, and into training
        the readiest go first. Forward and resume: nothing may be overdue, and the programme not stopped. Going on hold is always
        possible; going back is decided at the gate where the charter says by whom. `lifting`: by somebody who may lift a hold that was
        decided.
        """
        decided = self.holds.get(rollout.pk) if move.start == Stage.HELD and not lifting else None
        held = (Objection(DECIDED_HOLD, words(decided)),) if decided is not None else ()
        if move.kind == MoveKind.ROLL_BACK and (rollout.held_in or move.start) in self.gates and self.back_is_chartered:
            message = _("The charter names who sends an office back. That is decided at its gate.")
            return (*held, Objection(CHARTERED, message))
        if move.kind not in ASKED:
            return held
        found = [*held]
        found += [Objection("red", red.message) for red in self.reds.get(rollout.pk, ())]
        if self.stop is not None:
            found.append(Objection("stopped", _("The programme was stopped on %(day)s.") % {"day": written.day(self.stop.on)}))
        if move.kind == MoveKind.FORWARD:
            if rollout.pk in self.going_back:
                found.append(Objection("rollback", _("The last roll-back is not finished: its checklist has open steps.")))
            found += self.undecided(rollout, move, on)
            if not found and move.start == Stage.PREPARING and move.start in self.gates:
                found += self.queue_of(rollout.wave.programme).against(rollout.office_id)
        return tuple(found)

    def queue_of(self, programme: Programme) -> Queue:
        """Read only where an office could start, and once for all of them."""
        if programme.pk not in self.queues:
            self.queues[programme.pk] = queue(programme, self.at)
        return self.queues[programme.pk]

    @cached_property
    def queues(self) -> dict[int, Queue]:
        return {}

    @cached_property
    def back_is_chartered(self) -> bool:
        """Whether a signed charter names who sends an office back. Read only where it is asked."""
        return steering.authority(Matter.ROLLBACK, self.today).basis == Basis.CHARTER

    def undecided(self, rollout: OfficeRollout, move: AllowedMove, on: date) -> Iterable[Objection]:
        """The gate needs a go; whatever else was decided, or nothing, is not one."""
        if move.start not in self.gates:
            return
        decision = self.decisions.get((rollout.pk, move.start.value))
        if decision is None:
            yield Objection("gate", _("The gate between the two stages has not been decided for this office."))
        elif decision.outcome not in PERMITS:
            message = _("The last decision at this gate, on %(day)s, is “%(decision)s”.")
            yield Objection("gate", message % {"day": written.day(decision.on), "decision": decision.get_outcome_display()})
        elif on < decision.on:
            message = _("The go was decided on %(day)s; the move cannot lie before that.")
            yield Objection("gate", message % {"day": written.day(decision.on)})


def book(rollouts: Sequence[OfficeRollout], at: datetime) -> Book:
    """A fixed number of queries, whatever the number of offices; more only where an override has run out."""
    programmes = {rollout.wave.programme_id for rollout in rollouts}
    keys = [rollout.pk for rollout in rollouts]
    return Book(
        stop=ProgrammeStop.objects.filter(programme__in=programmes).first(),
        gates=starts_in_force(programmes),
        decisions=binding(keys),
        reds=reds(rollouts, at),
        holds=decided_holds(rollouts),
        today=selectors.local_day(at),
        at=at,
        going_back=frozenset(Rollback.objects.filter(rollout__in=keys, finish__isnull=True).values_list("rollout_id", flat=True)),
    )


def objections(rollout: OfficeRollout, move: AllowedMove, on: date, at: datetime, *, lifting: bool = False) -> tuple[Objection, ...]:
    """What gates say against this move at that instant, for a move that is about that day."""
    asked = move.kind in ASKED or move.kind == MoveKind.ROLL_BACK
    return book([rollout], at).against(rollout, move, on, lifting=lifting) if asked else ()
