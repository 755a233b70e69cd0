"""Practical tests: what an assessor has seen so far, and which checklists wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from training.testing.checking import Observed, Row, observed
from training.testing.checking import Seen as RuleSeen
from training.testing.latest import counting
from training.testing.models import Attempt, AttemptItem, AttemptState, Observation, PaperKind
from training.testing.types import Check, Practical


@dataclass(frozen=True)
class Line:
    """One row of a checklist with what was seen last; `evidence_missing` where a row asks for a picture and has none."""

    place: int
    check: Check
    observation: Observation | None
    evidence: tuple[Observation, ...]

    @property
    def evidence_missing(self) -> bool:
        return self.check.evidence and not self.evidence


@dataclass(frozen=True)
class Sheet:
    """One practical question of an attempt."""

    item: AttemptItem
    question: Practical
    lines: tuple[Line, ...]

    @property
    def result(self) -> Observed:
        seen = {line.place: RuleSeen(line.observation.seen) for line in self.lines if line.observation is not None}
        return observed([Row(check.percent, check.required) for check in self.question.checks], seen)

    @property
    def complete(self) -> bool:
        return self.result.share is not None and not any(line.evidence_missing for line in self.lines)

    @property
    def done(self) -> int:
        return len(self.lines) - len(self.result.open)


def sheets(attempt: Attempt) -> list[Sheet]:
    """Every practical question of the attempt, in its order."""
    items = [
        item
        for item in AttemptItem.objects.filter(attempt=attempt).select_related("question_version").order_by("order")
        if isinstance(item.question_version.content, Practical)
    ]
    rows: dict[int, list[Observation]] = {}
    for row in Observation.objects.filter(item__in=items).select_related("evidence").order_by("recorded_at", "pk"):
        rows.setdefault(row.item_id, []).append(row)
    return [sheet(item, rows.get(item.pk, [])) for item in items]


def sheet(item: AttemptItem, rows: Iterable[Observation]) -> Sheet:
    question = item.question_version.content
    if not isinstance(question, Practical):
        raise TypeError(f"{question.kind} has no checklist")
    by_place: dict[int, list[Observation]] = {}
    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    lines = [
        Line(
            place,
            check,
            counting(by_place.get(place, ())),
            tuple(row for row in by_place.get(place, ()) if row.evidence_id is not None),
        )
        for place, check in enumerate(question.checks)
    ]
    return Sheet(item, question, tuple(lines))


@dataclass(frozen=True)
class Begun:
    """A practical test in progress: who is assessed, since when, and how many rows are done."""

    attempt: Attempt
    rows: int
    done: int

    @property
    def since(self) -> datetime:
        return self.attempt.started_at


def begun() -> list[Begun]:
    """Practical tests begun and not signed off, the longest waiting first."""
    attempts = list(
        Attempt.objects.filter(state=AttemptState.OPEN, paper__kind=PaperKind.PRACTICAL)
        .select_related("paper", "person__identity")
        .order_by("started_at", "pk")
    )
    rows: dict[int, int] = {}
    for item in AttemptItem.objects.filter(attempt__in=attempts).select_related("question_version"):
        question = item.question_version.content
        rows[item.attempt_id] = rows.get(item.attempt_id, 0) + (len(question.checks) if isinstance(question, Practical) else 0)
    seen: dict[int, set[tuple[int, int]]] = {}
    for attempt_id, item_id, place in Observation.objects.filter(item__attempt__in=attempts).values_list(
        "item__attempt_id", "item_id", "place"
    ):
        seen.setdefault(attempt_id, set()).add((item_id, place))
    return [Begun(attempt, rows.get(attempt.pk, 0), len(seen.get(attempt.pk, ()))) for attempt in attempts]


def names_of(attempts: Iterable[Attempt]) -> dict[int, str]:
    """What the people assessed are called: who assesses somebody must know whom they have before them."""
    return {attempt.person_id: str(attempt.person) for attempt in attempts}
