"""Gates that measure: criteria and facts in, a verdict with every reason out. Pure. See docs/algorithms/gates.md."""

from rollout.staging.gates.criteria import Asks, Attestation, Compare, Criterion, Facts, Finding, Outcome, Reading, Step, find
from rollout.staging.gates.evaluation import Evaluation, Verdict, evaluate, flaws

__all__ = [
    "Asks",
    "Attestation",
    "Compare",
    "Criterion",
    "Evaluation",
    "Facts",
    "Finding",
    "Outcome",
    "Reading",
    "Step",
    "Verdict",
    "evaluate",
    "find",
    "flaws",
]
