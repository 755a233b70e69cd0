"""How near every office is to passing its next gate, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from governance.core.earlier import as_held
from governance.core.reading import once
from governance.organisation.selectors import offices_held
from rollout.staging import history, selectors
from rollout.staging.gates import Evaluation, Facts
from rollout.staging.gating.facts import Asked, judge
from rollout.staging.gating.versions import in_force
from rollout.staging.models import GateVersion, OfficeRollout, Wave
from rollout.staging.stages import WALK, Stage


@dataclass(frozen=True)
class Readiness:
    """One office and its next gate. Without a gate in force there is nothing to be ready for, and `share` is None."""

    rollout: OfficeRollout
    reached: Stage
    version: GateVersion | None = None
    facts: Facts | None = None
    evaluation: Evaluation | None = None

    @property
    def share(self) -> Decimal | None:
        """How much of the counted criteria is met, 0–100."""
        return self.evaluation.readiness if self.evaluation else None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is asked and not met yet, in words."""
        if self.evaluation is None or self.version is None:
            return ()
        words = {line.code: str(line) for line in self.version.criteria.all()}
        return tuple(words[finding.criterion.code] for finding in self.evaluation.lacking)


@once
def of_programme(known_at: datetime | None = None, office_id: int | None = None) -> list[OfficeRollout]:
    """Every office of the programme (or this one), with what readiness needs of it, as the record held offices, waves and days."""
    related = ("office", "wave__programme__stop", "withdrawal")
    rows = OfficeRollout.objects.select_related(*related).order_by("wave__number", "office__code")
    rows = rows if office_id is None else rows.filter(office=office_id)
    if known_at is None:
        return list(rows)
    then, offices = selectors.office_waves(known_at), offices_held(known_at)
    kept = as_held([row for row in rows if row.office_id in then], known_at)
    waves = {wave.pk: wave for wave in as_held(Wave.objects.select_related("programme__stop"), known_at)}
    for row in kept:
        row.wave, row.office = waves[then[row.office_id]], offices[row.office_id]
    return sorted(kept, key=lambda row: (row.wave.number, row.office.code))


def readiness(rollouts: Sequence[OfficeRollout], *, at: datetime, known_at: datetime | None = None) -> dict[int, Readiness]:
    """Office id → how much of its next gate is met at that instant. Queries do not grow with the offices."""
    if not rollouts:
        return {}
    gates = in_force(rollouts[0].wave.programme, known_at)
    steps = selectors.stage_timelines(known_at)
    day = selectors.local_day(at)
    reached = {row.office_id: history.reached_on(steps.get(row.office_id, ()), day) for row in rollouts}
    asked = [Asked(row, tuple(version.criteria.all())) for row in rollouts if (version := gates.get(reached[row.office_id])) is not None]
    judged = judge(asked, at=at, known_at=known_at, timelines=steps)
    return {row.office_id: one(row, reached[row.office_id], gates, judged) for row in rollouts}


def one(row: OfficeRollout, reached: Stage, gates: dict[Stage, GateVersion], judged: dict[int, tuple[Facts, Evaluation]]) -> Readiness:
    version = gates.get(reached)
    if version is None:
        return Readiness(row, reached)
    facts, evaluation = judged[row.office_id]
    return Readiness(row, reached, version, facts, evaluation)


def readiest_first(found: Sequence[Readiness]) -> list[Readiness]:
    """Who goes next: most of the next gate met; ties by the planned go-live, then by wave and code."""

    def order(each: Readiness) -> tuple[int, Decimal, date, int, str]:
        share = each.share
        planned = each.rollout.planned or date.max
        done = WALK.index(each.reached) == len(WALK) - 1
        return (2 if done else share is None, -(share or Decimal(0)), planned, each.rollout.wave.number, each.rollout.office.code)

    return sorted(found, key=order)
