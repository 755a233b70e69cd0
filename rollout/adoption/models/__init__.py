"""Tables of adoption: usage as it came in, and what is computed from it."""

from rollout.adoption.models.score import ComponentValue, CoreFeatures, Recomputed, WeightDecision, WeightState, WeightVersion

__all__ = [
    "ComponentValue",
    "CoreFeatures",
    "Recomputed",
    "WeightDecision",
    "WeightState",
    "WeightVersion",
]
