"""Who takes the places that the team has left: the readiest of the offices that could start now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance.core import written
from rollout.staging import rules, selectors
from rollout.staging.gating.readiness import readiest_first, readiness
from rollout.staging.gating.standing import binding, reds
from rollout.staging.models import OfficeRollout, Programme, Rollback
from rollout.staging.stages import Stage
from rollout.staging.states import PERMITS

READIER = "readier"


@dataclass(frozen=True)
class Queue:
    """The offices that could start, the readiest first, and how many the team can still take."""

    free: int
    order: tuple[int, ...]
    names: dict[int, str]

    def against(self, office_id: int) -> tuple[rules.Objection, ...]:
        before = rules.go_before(self.order, office_id, self.free)
        if not before:
            return ()
        message = _("Readier offices take the places that the team has left (%(free)d): %(offices)s.")
        return (rules.Objection(READIER, message % {"free": self.free, "offices": written.together(self.names[one] for one in before)}),)


def queue(programme: Programme, at: datetime) -> Queue:
    """Nothing is measured while there is room for all of them, or for none."""
    facts = selectors.programme_facts(programme)
    free = max(facts.capacity - len(facts.carried), 0)
    found = could_start(programme, facts, at)
    if len(found) <= free or not free:
        return Queue(free, (), {})
    known = readiness(found, at=at)
    order = readiest_first([known[row.office_id] for row in found])
    return Queue(free, tuple(each.rollout.office_id for each in order), {row.office_id: str(row.office) for row in found})


def could_start(programme: Programme, facts: rules.ProgrammeFacts, at: datetime) -> Sequence[OfficeRollout]:
    """Offices in preparing whose gate was decided with a go that binds, and that nothing else stops."""
    rows = OfficeRollout.objects.filter(wave__programme=programme, stage=Stage.PREPARING)
    rows = rows.select_related("office", "wave__programme", "withdrawal").order_by("wave__number", "office__code")
    decided = binding([row.pk for row in rows])
    going_back = set(Rollback.objects.filter(rollout__in=rows, finish__isnull=True).values_list("rollout_id", flat=True))
    let_through = [
        row
        for row in rows
        if (decision := decided.get((row.pk, Stage.PREPARING.value))) is not None
        and decision.outcome in PERMITS
        and row.pk not in going_back
        and not list(rules.pilots_first(facts, facts.office(row.office_id), Stage.TRAINING))
    ]
    red = reds(let_through, at) if let_through else {}
    return [row for row in let_through if row.pk not in red]
