"""Criteria and facts as plain JSON and back, so that a decision's evidence can be judged again, to the same verdict. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from rollout.staging.gates.criteria import Asks, Attestation, Compare, Criterion, Facts, Finding, Outcome, Reading, Step
from rollout.staging.gates.evaluation import Evaluation, Verdict


def criterion_to_json(criterion: Criterion) -> dict[str, Any]:
    return _plain(asdict(criterion))


def criterion_from_json(stored: Mapping[str, Any]) -> Criterion:
    steps = tuple(Step(step["from_week"], Decimal(step["threshold"])) for step in stored["steps"])
    threshold = None if stored["threshold"] is None else Decimal(stored["threshold"])
    parsed = {"asks": Asks(stored["asks"]), "compare": Compare(stored["compare"]), "threshold": threshold, "steps": steps}
    return Criterion(**{**stored, **parsed})


def facts_to_json(facts: Facts) -> dict[str, Any]:
    return _plain(asdict(facts))


def facts_from_json(stored: Mapping[str, Any]) -> Facts:
    readings = {code: tuple(_reading(row) for row in rows) for code, rows in stored["readings"].items()}
    attestations = {code: _attestation(row) for code, row in stored["attestations"].items()}
    return Facts(datetime.fromisoformat(stored["at"]), stored["weeks_live"], readings, attestations)


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    return {"verdict": evaluation.verdict.value, "findings": [_plain(asdict(finding)) for finding in evaluation.findings]}


def finding_to_json(finding: Finding) -> dict[str, Any]:
    return _plain(asdict(finding))  # type: ignore[no-any-return]


def evaluation_from_json(stored: Mapping[str, Any]) -> Evaluation:
    return Evaluation(Verdict(stored["verdict"]), tuple(finding_from_json(row) for row in stored["findings"]))


def _reading(row: Mapping[str, Any]) -> Reading:
    return Reading(_decimal(row["value"]), row["sample"], _instant(row["data_at"]), row["absent"], row["error"])


def _attestation(row: Mapping[str, Any]) -> Attestation:
    at, until = datetime.fromisoformat(row["at"]), _instant(row["until"])
    return Attestation(row["holds"], row["role"], row["by"], at, until, row["evidence"])


def finding_from_json(row: Mapping[str, Any]) -> Finding:
    return Finding(
        criterion_from_json(row["criterion"]),
        Outcome(row["outcome"]),
        row["why"],
        _decimal(row["value"]),
        _decimal(row["required"]),
        row["sample"],
        _instant(row["data_at"]),
        row["said"],
    )


def _decimal(stored: str | None) -> Decimal | None:
    return None if stored is None else Decimal(stored)


def _instant(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)


def _plain(value: Any) -> Any:
    """Decimals and instants as text, tuples as lists; keys as they are."""
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(held) for held in value]
    return value.value if isinstance(value, Asks | Compare | Outcome) else value
