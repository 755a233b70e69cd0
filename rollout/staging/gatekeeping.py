"""The seam where gates are asked. Every forward move and every resume asks here, from every entry point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from governance.core import written
from rollout.staging.gating.standing import binding, reds
from rollout.staging.gating.versions import in_force
from rollout.staging.models import GateDecision, OfficeRollout, ProgrammeStop, Rollback
from rollout.staging.rules import Objection
from rollout.staging.stages import AllowedMove, MoveKind
from rollout.staging.states import PERMITS

ASKED = frozenset({MoveKind.FORWARD, MoveKind.RESUME})


def objections(rollout: OfficeRollout, move: AllowedMove, on: date, at: datetime) -> tuple[Objection, ...]:
    """What gates say against this move at that instant, for a move that is about that day.

    Forward: the gate between the two stages, once a version of it is in force, needs a go that still binds. Forward and
    resume: nothing may be overdue, and the programme not stopped. Going back or on hold is always possible.
    """
    if move.kind not in ASKED:
        return ()
    found = [*stopped(rollout), *(Objection("red", red.message) for red in reds([rollout], at).get(rollout.pk, ()))]
    if move.kind == MoveKind.FORWARD:
        found += [*going_back(rollout), *undecided(rollout, move, on)]
    return tuple(found)


def stopped(rollout: OfficeRollout) -> Iterable[Objection]:
    ended = ProgrammeStop.objects.filter(programme=rollout.wave.programme_id).first()
    if ended is not None:
        yield Objection("stopped", _("The programme was stopped on %(day)s.") % {"day": written.day(ended.on)})


def going_back(rollout: OfficeRollout) -> Iterable[Objection]:
    """A roll-back under way is finished first."""
    if Rollback.objects.filter(rollout=rollout, finish__isnull=True).exists():
        yield Objection("rollback", _("The last roll-back is not finished: its checklist has open steps."))


def undecided(rollout: OfficeRollout, move: AllowedMove, on: date) -> Iterable[Objection]:
    """The gate needs a go; whatever else was decided, or nothing, is not one."""
    if move.start not in in_force(rollout.wave.programme):
        return
    decision = binding([rollout.pk]).get((rollout.pk, move.start.value))
    if decision is None:
        yield Objection("gate", _("The gate between the two stages has not been decided for this office."))
    elif decision.outcome not in PERMITS:
        yield Objection("gate", refused(decision))
    elif on < decision.on:
        message = _("The go was decided on %(day)s; the move cannot lie before that.")
        yield Objection("gate", message % {"day": written.day(decision.on)})


def refused(decision: GateDecision) -> str:
    message = _("The last decision at this gate, on %(day)s, is “%(decision)s”.")
    return message % {"day": written.day(decision.on), "decision": decision.get_outcome_display()}
