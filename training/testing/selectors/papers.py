"""Reads about papers: points per kind of question, judges' ratings."""

from __future__ import annotations

from decimal import Decimal

from training.testing.models import PaperVersion
from training.testing.pass_marks import Kind


def points_by_kind(version: PaperVersion) -> dict[Kind, Decimal]:
    """(topic, difficulty) → the points that the paper gives for it."""
    return {(row.topic_id, row.difficulty): row.count * row.points for row in version.rows.order_by("order")}


def ratings_of(version: PaperVersion) -> dict[str, dict[Kind, Decimal]]:
    """Judge → (topic, difficulty) → the percentage last given."""
    found: dict[str, dict[Kind, Decimal]] = {}
    for judge, topic, difficulty, percent in version.ratings.order_by("pk").values_list("judge", "topic_id", "difficulty", "percent"):
        found.setdefault(judge, {})[topic, difficulty] = percent
    return found
