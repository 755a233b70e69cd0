"""Which weights hold for a week, as known at any instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.core.reading import once
from rollout.adoption.models import WeightKind, WeightVersion
from rollout.adoption.owning import FIRST_OWN_WEIGHTS
from rollout.adoption.scoring import FIRST_WEIGHTS, Weights


@dataclass(frozen=True)
class InForce:
    """One approved version: its number, the Monday it holds from, and the weights."""

    number: int
    first_day: date
    weights: Weights


FIRST = InForce(1, date.min, FIRST_WEIGHTS)


@once
def approved_weights(known_at: datetime | None = None) -> list[InForce]:
    """Version 1, then what was approved, in the order of approval: for one week the last that has begun counts."""
    rows = WeightVersion.objects.approved_by(known_at).order_by("first_day", "decided_at", "pk")
    return [FIRST, *(InForce(row.number, row.first_day, row.exact) for row in rows)]


def weights_for(week: date, versions: list[InForce]) -> InForce:
    return [version for version in versions if version.first_day <= week][-1]


FIRST_OWN = InForce(1, date.min, FIRST_OWN_WEIGHTS)


def own_weights(known_at: datetime | None = None) -> list[InForce]:
    """As `approved_weights`, of people's own scores."""
    rows = WeightVersion.objects.approved_by(known_at, WeightKind.PERSON).order_by("first_day", "decided_at", "pk")
    return [FIRST_OWN, *(InForce(row.number, row.first_day, row.exact) for row in rows)]


def own_weights_for(day: date) -> InForce:
    """The weights of a person's own score for a period that ends on that day."""
    return weights_for(day, own_weights())
