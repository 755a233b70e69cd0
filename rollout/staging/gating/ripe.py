"""At which gates nothing stands against a go, and nobody has given one.

Read step by step: an office that is out is asked nothing more, and what is not counted is not measured at all. So a page that only wants to
know what can be decided does not pay for dry runs, nor for figures of offices that a nearer reading has ruled out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance.core.reading import once
from rollout.staging import history, selectors
from rollout.staging.gates import Asks, Facts, evaluate
from rollout.staging.gates.deciding import against_go
from rollout.staging.gating.facts import Asked, judge
from rollout.staging.gating.readiness import Readiness, readiest_first
from rollout.staging.gating.standing import binding, passed_over, running
from rollout.staging.gating.versions import in_force
from rollout.staging.history import Timelines
from rollout.staging.models import GateCriterion, GateVersion, OfficeRollout, Override
from rollout.staging.stages import Stage
from rollout.staging.states import PERMITS


@dataclass(frozen=True)
class Candidate:
    """An office before a gate in force that nobody has let it through: the counted lines, and the codes passed over."""

    rollout: OfficeRollout
    reached: Stage
    version: GateVersion
    lines: tuple[GateCriterion, ...]
    passed: frozenset[str]


def ripe(rollouts: Sequence[OfficeRollout], *, at: datetime, known_at: datetime | None = None) -> list[tuple[Readiness, int]]:
    """Where a go is possible, the readiest first, with how many criteria are passed over. Judged by the counted criteria."""
    if not rollouts:
        return []
    steps = selectors.stage_timelines(known_at)
    standing = candidates(rollouts, steps, at, known_at)
    facts = narrowed(standing, steps, at, known_at)
    found = {}
    for each in standing:
        if (known := facts.get(each.rollout.pk)) is not None:
            evaluation = evaluate([line.asked for line in each.lines], known)
            found[each.rollout.pk] = Readiness(each.rollout, each.reached, each.version, known, evaluation)
    return [(each, len(each.evaluation.lacking) if each.evaluation else 0) for each in readiest_first(list(found.values()))]


def candidates(rollouts: Sequence[OfficeRollout], steps: Timelines, at: datetime, known_at: datetime | None) -> list[Candidate]:
    """Those whose gate is in force, counts something, and has no go that binds."""
    gates, day = in_force(rollouts[0].wave.programme, known_at), selectors.local_day(at)
    keys = tuple(row.pk for row in rollouts)
    bound, over = binding(keys, known_at), by_gate(running_of(keys, day, known_at))
    found = []
    for row in rollouts:
        reached = history.reached_on(steps.get(row.office_id, ()), day)
        version, decision = gates.get(reached), bound.get((row.pk, reached.value))
        if version is None or (decision is not None and decision.outcome in PERMITS):
            continue
        lines = tuple(line for line in version.criteria.all() if line.asked.counted)
        if lines:
            passed = frozenset(passed_over(version, over.get((row.pk, version.gate_id), ())))
            found.append(Candidate(row, reached, version, lines, passed))
    return found


def narrowed(standing: Sequence[Candidate], steps: Timelines, at: datetime, known_at: datetime | None) -> dict[int, Facts]:
    """Office in the rollout → its facts, for those that nothing stands against: words first, then figure by figure."""
    left = {each.rollout.pk: (each, Facts(at)) for each in standing}
    for figure in sorted({read_by(line) for each in standing for line in each.lines}):
        lines = {pk: tuple(line for line in each.lines if read_by(line) == figure) for pk, (each, _facts) in left.items()}
        asked = [pk for pk, of_figure in lines.items() if of_figure]
        judged = judge([Asked(left[pk][0].rollout, lines[pk]) for pk in asked], at=at, known_at=known_at, timelines=steps)
        for pk in asked:
            each, facts = left[pk]
            more, evaluation = judged[each.rollout.office_id]
            if against_go(evaluation, each.passed):
                del left[pk]
            else:
                left[pk] = each, joined(facts, more)
    return {pk: facts for pk, (_each, facts) in left.items()}


def read_by(line: GateCriterion) -> str:
    """The figure a line is read by; none for a word."""
    return line.metric if line.asks == Asks.METRIC else ""


def joined(facts: Facts, more: Facts) -> Facts:
    return Facts(more.at, more.weeks_live, {**facts.readings, **more.readings}, {**facts.attestations, **more.attestations})


def by_gate(rows: Iterable[Override]) -> Mapping[tuple[int, int], Collection[Override]]:
    held: dict[tuple[int, int], list[Override]] = {}
    for row in rows:
        held.setdefault((row.rollout_id, row.criterion.version.gate_id), []).append(row)
    return held


@once
def running_of(rollout_ids: tuple[int, ...], day: date, known_at: datetime | None) -> list[Override]:
    """The overrides that run on that day, the first to end first."""
    return list(running(rollout_ids, day, known_at).order_by("until", "pk"))
