"""Which decisions still bind, and what makes an office red: conditions overdue, overrides that ran out unmet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from governance.core.reading import once
from governance.core.records import EventRow
from rollout.staging import selectors
from rollout.staging.gates import Asks, Finding, Outcome
from rollout.staging.gating.facts import Asked, judge
from rollout.staging.models import Condition, ConditionMet, GateCriterion, GateDecision, GateVersion, OfficeRollout, Override, Rollback
from rollout.staging.stages import WALK, Stage
from rollout.staging.states import PERMITS, HoldCause


def known[Row: EventRow](rows: QuerySet[Row], known_at: datetime | None) -> QuerySet[Row]:
    """What was on record at that instant; None: all of it."""
    return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


def last_decisions(rollout_ids: Collection[int], known_at: datetime | None = None) -> dict[tuple[int, str], GateDecision]:
    """(office in the rollout, stage the gate begins in) → the last decision on record then. One query."""
    rows = known(GateDecision.objects.filter(rollout__in=rollout_ids), known_at).select_related("version__gate", "rollout__office")
    return {(row.rollout_id, row.version.gate.start): row for row in rows.order_by("recorded_at", "pk")}


@once
def binding(rollout_ids: Collection[int], known_at: datetime | None = None) -> dict[tuple[int, str], GateDecision]:
    """The last decisions that no later roll-back to before the gate has undone, as the record held them. Two queries."""
    decided = last_decisions(rollout_ids, known_at)
    back = list(known(Rollback.objects.filter(rollout__in=rollout_ids), known_at).select_related("change"))

    def undone(decision: GateDecision) -> bool:
        start = WALK.index(Stage(decision.version.gate.start))
        return any(
            row.rollout_id == decision.rollout_id
            and row.recorded_at >= decision.recorded_at
            and row.decision_id != decision.pk
            and WALK.index(Stage(row.change.to_stage)) <= start
            for row in back
        )

    return {key: decision for key, decision in decided.items() if not undone(decision)}


def decision_for(rollout: OfficeRollout) -> GateDecision | None:
    """The decision that binds at the gate the office stands before."""
    reached = rollout.held_in or Stage(rollout.stage)
    return binding([rollout.pk]).get((rollout.pk, reached.value))


@dataclass(frozen=True)
class Red:
    """One reason why an office is red and may not move on."""

    rollout_id: int
    cause: HoldCause
    condition: Condition | None = None
    override: Override | None = None
    finding: Finding | None = None

    @property
    def message(self) -> str:
        if self.condition is not None:
            return self.condition.overdue_words
        assert self.override is not None
        return self.override.unmet_words


def conditions(decisions: Collection[GateDecision], known_at: datetime | None = None) -> QuerySet[Condition]:
    """The conditions of these decisions that are not met, as the record held it."""
    met = known(ConditionMet.objects.all(), known_at)
    rows = Condition.objects.filter(decision__in=decisions).exclude(pk__in=met.values("condition"))
    return rows.select_related("decision__rollout__office", "decision__version__gate", "owner__identity").order_by("due", "place", "pk")


def rested_on(decisions: Collection[GateDecision]) -> list[Override]:
    """The overrides that a binding go rests on, the last of each criterion; one that ended met no longer matters."""
    by_gate = {(decision.rollout_id, decision.version.gate_id): decision for decision in decisions if decision.outcome in PERMITS}
    rows = Override.objects.filter(rollout__in={rollout for rollout, _gate in by_gate}).select_related(
        "criterion__version__gate", "ended", "rollout__office", "rollout__wave__programme"
    )
    last: dict[tuple[int, int, str], Override] = {}
    for row in rows.order_by("recorded_at", "pk"):
        key = (row.rollout_id, row.criterion.version.gate_id)
        held = last.get((*key, row.code))
        # A later override renews one that the decision rested on; it does not become a ground by itself.
        if key in by_gate and (row.recorded_at <= by_gate[key].recorded_at or held is not None):
            last[(*key, row.code)] = row
    return [row for row in last.values() if not (hasattr(row, "ended") and row.ended.met)]


def reds(rollouts: Sequence[OfficeRollout], at: datetime) -> dict[int, list[Red]]:
    """Rollout id → why it is red at that instant. Measured anew where an override has run out."""
    today = selectors.local_day(at)
    bound = list(binding([row.pk for row in rollouts]).values())
    go = [decision for decision in bound if decision.outcome in PERMITS]
    found = [
        Red(condition.decision.rollout_id, HoldCause.CONDITION, condition=condition)
        for condition in conditions(go)
        if condition.due < today
    ]
    found += [
        Red(row.rollout_id, HoldCause.OVERRIDE, override=row, finding=finding)
        for row, finding in measured_again(expired(rested_on(go), today), at)
        if finding.outcome != Outcome.PASS
    ]
    by_rollout: dict[int, list[Red]] = {}
    for red in found:
        by_rollout.setdefault(red.rollout_id, []).append(red)
    return by_rollout


def expired(rows: Sequence[Override], today: date) -> list[Override]:
    return [row for row in rows if row.until < today]


def measured_again(rows: Sequence[Override], at: datetime) -> list[tuple[Override, Finding]]:
    """Each override's criterion as it stands at that instant; the offices of one criterion together."""
    by_criterion: dict[int, list[Override]] = {}
    for row in rows:
        by_criterion.setdefault(row.criterion_id, []).append(row)
    found = []
    for held in by_criterion.values():
        line: GateCriterion = held[0].criterion
        judged = judge([Asked(row.rollout, (line,)) for row in held], at=at)
        found += [(row, judged[row.rollout.office_id][1].findings[0]) for row in held]
    return found


def running(rollout_ids: Collection[int], today: date, known_at: datetime | None = None) -> QuerySet[Override]:
    """Overrides that still run on that day, as the record held them."""
    rows = known(Override.objects.filter(rollout__in=rollout_ids, until__gte=today), known_at)
    return rows.select_related("criterion__version__gate", "rollout__office")


def passed_over(version: GateVersion, overrides: Iterable[Override]) -> set[str]:
    """The codes of this version's lines that these overrides pass over. An override is of what was asked when it was given:
    a line that asks something else by now, under the same code, is not passed over.
    """
    lines = {line.code: line for line in version.criteria.all()}
    return {row.code for row in overrides if (line := lines.get(row.code)) is not None and same(line, row.criterion)}


def same(line: GateCriterion, other: GateCriterion) -> bool:
    words = (line.label, other.label) if line.asks == Asks.ATTESTATION else ("", "")
    return (line.asked, line.scope, words[0]) == (other.asked, other.scope, words[1])
