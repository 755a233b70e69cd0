"""Which severe impacts stand without mitigation, and which steps were sent back, on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.core.reading import once
from rollout.impact.models import Assessment, RolloutStep, StepMove
from rollout.impact.rules.severity import Felt, blocks
from rollout.impact.selectors.record import Versions, end_of
from rollout.impact.states import Severity, StepState


@dataclass(frozen=True)
class Concern:
    """One assessment on a day: whom it concerns (no office: all), and whether it blocks."""

    assessment_id: int
    step_id: int
    touchpoint_id: int
    office_id: int | None
    severity: Severity
    blocks: bool


class Felts:
    """What customers feel of the steps, on any day. Three queries, whatever the number of days."""

    def __init__(self, known_at: datetime | None = None) -> None:
        self.steps = Versions(RolloutStep, ("office_id",), known_at)
        fields = ("step_id", "touchpoint_id", "severity", "mitigation", "owner_id", "due", "done_on")
        self.assessments = Versions(Assessment, fields, known_at)
        moves = StepMove.objects.order_by("on", "recorded_at", "pk")
        moves = moves if known_at is None else moves.filter(recorded_at__lte=known_at)
        self.moves = list(moves.values_list("step_id", "to_state", "on"))

    def states(self, day: date) -> dict[int, StepState]:
        """Step → state at the end of that day; a step that never moved is planned."""
        return {step: StepState(to) for step, to, on in self.moves if on <= day}

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
        """Steps that stand sent back that day, with their office."""
        steps = self.steps.at(end_of(day))
        states = self.states(day)
        return {pk: row["office_id"] for pk, row in steps.items() if states.get(pk) == StepState.SENT_BACK}

    def youngest(self) -> datetime | None:
        return max(filter(None, (self.steps.youngest(), self.assessments.youngest())), default=None)


@once
def felts(known_at: datetime | None = None) -> Felts:
    """Read once for all the figures of a page."""
    return Felts(known_at)
