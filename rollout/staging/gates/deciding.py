"""What may be decided at a gate, given what it came to. Pure.

An override does not alter the verdict: it only lets a go stand beside it.
"""

from __future__ import annotations

from collections.abc import Collection

from rollout.staging.gates.criteria import Finding, Outcome
from rollout.staging.gates.evaluation import Evaluation


def against_go(evaluation: Evaluation, passed_over: Collection[str]) -> tuple[Finding, ...]:
    """The counted criteria that are not met and that no running override passes over. None of them: a go is possible."""
    return tuple(finding for finding in evaluation.lacking if finding.criterion.code not in passed_over)


def may_pass_over(evaluation: Evaluation, code: str) -> bool:
    """An override is for a criterion that is counted and not met."""
    return any(finding.criterion.code == code and finding.outcome != Outcome.PASS for finding in evaluation.counted)
