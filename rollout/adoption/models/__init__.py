"""Tables of adoption: usage as it came in, and what is computed from it."""

from rollout.adoption.models.due import Due, DueFile, DueList
from rollout.adoption.models.matching import MatchKind, OfficeMatch, UserMatch
from rollout.adoption.models.own import Exemplar, ExemplarStep, OwnScore, OwnScoreStep
from rollout.adoption.models.score import ComponentValue, CoreFeatures, Recomputed, WeightDecision, WeightKind, WeightState, WeightVersion
from rollout.adoption.models.usage import ImportState, SourceOffice, SourceUser, UsageDay, UsageImport, UsageMapping, UsageSource

__all__ = [
    "ComponentValue",
    "CoreFeatures",
    "Due",
    "DueFile",
    "DueList",
    "Exemplar",
    "ExemplarStep",
    "ImportState",
    "MatchKind",
    "OfficeMatch",
    "OwnScore",
    "OwnScoreStep",
    "Recomputed",
    "SourceOffice",
    "SourceUser",
    "UsageDay",
    "UsageImport",
    "UsageMapping",
    "UsageSource",
    "UserMatch",
    "WeightDecision",
    "WeightKind",
    "WeightState",
    "WeightVersion",
]
