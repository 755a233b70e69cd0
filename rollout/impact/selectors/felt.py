"""Which severe impacts stand without mitigation, and which steps customers rejected or that were sent back, on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from governance.core.reading import once
from rollout.impact.models import Assessment, Reaction, RolloutStep, StepMove
from rollout.impact.rules.rejecting import UNANSWERED, Told, Turn, standing
from rollout.impact.rules.severity import Felt, blocks
from rollout.impact.selectors.record import Versions, end_of
from rollout.impact.states import ReactionKind, Severity, StepState


@dataclass(frozen=True)
class Concern:
    """One assessment on a day: whom it concerns (no office: all), and whether it blocks."""

    assessment_id: int
    step_id: int
    touchpoint_id: int
    office_id: int | None
    severity: Severity
    blocks: bool


def told(row: Reaction) -> Told:
    return Told(row.pk, ReactionKind(row.kind), row.on, row.recorded_at, row.office_id, row.touchpoint_id)


def turn(row: StepMove) -> Turn:
    return Turn(StepState(row.from_state), StepState(row.to_state), row.recorded_at)


def rejections(step: RolloutStep) -> list[Reaction]:
    """The rejections that stand against this step now, the oldest first."""
    if StepState(step.state) not in UNANSWERED:
        return []
    said = {row.pk: row for row in sorted(step.reactions.all(), key=lambda row: (row.on, row.recorded_at, row.pk))}
    return [said[one.pk] for one in standing([told(row) for row in said.values()], [turn(row) for row in step.moves.all()])]


class Felts:
    """What customers feel of the steps, on any day. Four queries at most, whatever the number of days."""

    def __init__(self, known_at: datetime | None = None) -> None:
        self.steps = Versions(RolloutStep, ("office_id",), known_at)
        fields = ("step_id", "touchpoint_id", "severity", "mitigation", "owner_id", "due", "done_on")
        self.assessments = Versions(Assessment, fields, known_at)
        moves = StepMove.objects.order_by("on", "recorded_at", "pk")
        self.moves = list(moves if known_at is None else moves.filter(recorded_at__lte=known_at))
        self.known_at = known_at

    @cached_property
    def reactions(self) -> list[Reaction]:
        """What customers said for or against a step. Read where it is asked for."""
        rows = Reaction.objects.filter(kind__in=[ReactionKind.REJECTS, ReactionKind.WELCOMES]).order_by("on", "recorded_at", "pk")
        return list(rows if self.known_at is None else rows.filter(recorded_at__lte=self.known_at))

    def states(self, day: date) -> dict[int, StepState]:
        """Step → state at the end of that day; a step that never moved is planned."""
        return {move.step_id: StepState(move.to_state) for move in self.moves if move.on <= day}

    def concerns(self, day: date) -> list[Concern]:
        """Every assessment on record by the end of that day."""
        states, steps = self.states(day), self.steps.at(end_of(day))
        found = []
        for pk, row in self.assessments.at(end_of(day)).items():
            step = steps.get(row["step_id"])
            if step is None:
                continue
            state = states.get(row["step_id"], StepState.PLANNED)
            felt = Felt(Severity(row["severity"]), state, row["mitigation"], row["owner_id"] is not None, row["due"], row["done_on"])
            found.append(Concern(pk, row["step_id"], row["touchpoint_id"], step["office_id"], felt.severity, blocks(felt, day)))
        return found

    def sent_back(self, day: date) -> dict[int, int | None]:
        """Steps that stand sent back that day, or that customers rejected and nobody sent back yet, with their office."""
        states, rejected = self.states(day), self.rejected(day)
        steps = self.steps.at(end_of(day))
        return {pk: row["office_id"] for pk, row in steps.items() if pk in rejected or states.get(pk) == StepState.SENT_BACK}

    def rejected(self, day: date) -> set[int]:
        """Steps against which a rejection stands at the end of that day."""
        states = self.states(day)
        said: dict[int, list[Told]] = {}
        for row in self.reactions:
            if row.on <= day and states.get(row.step_id, StepState.PLANNED) in UNANSWERED:
                said.setdefault(row.step_id, []).append(told(row))
        turns: dict[int, list[Turn]] = {}
        for move in self.moves:
            if move.on <= day:
                turns.setdefault(move.step_id, []).append(turn(move))
        return {step for step, heard in said.items() if standing(heard, turns.get(step, []))}

    def youngest(self) -> datetime | None:
        return max(filter(None, (self.steps.youngest(), self.assessments.youngest())), default=None)

    def heard(self) -> datetime | None:
        """When anything that tells of rejected steps was last written."""
        return max(filter(None, (self.steps.youngest(), *(row.recorded_at for row in self.reactions))), default=None)


@once
def felts(known_at: datetime | None = None) -> Felts:
    """Read once for all the figures of a page."""
    return Felts(known_at)
