"""What customers and offices feel of the rollout. One module per subject."""

from rollout.impact.models.demonstrations import Demonstration
from rollout.impact.models.joined import CoverageCheck, ListPair, OrderStop, PairState, Purpose
from rollout.impact.models.migration import BatchMove, MigrationBatch
from rollout.impact.models.resistance import Resistance, ResistanceMove
from rollout.impact.models.scope import DroppedItem
from rollout.impact.models.steps import Assessment, Reaction, RolloutStep, StepMove
from rollout.impact.models.surveys import Asked, Question, Survey, SurveyMove, Tally
from rollout.impact.models.tasks import OfficeTask, TaskMove, TaskTemplate
from rollout.impact.models.touchpoints import Touchpoint

__all__ = [
    "Asked",
    "Assessment",
    "BatchMove",
    "CoverageCheck",
    "Demonstration",
    "DroppedItem",
    "ListPair",
    "MigrationBatch",
    "OfficeTask",
    "OrderStop",
    "PairState",
    "Purpose",
    "Question",
    "Reaction",
    "Resistance",
    "ResistanceMove",
    "RolloutStep",
    "StepMove",
    "Survey",
    "SurveyMove",
    "Tally",
    "TaskMove",
    "TaskTemplate",
    "Touchpoint",
]
