"""Reads about papers: what the bank has, points per kind of question, judges' ratings, what a list shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from training.testing.models import Attempt, Difficulty, Paper, PaperState, PaperVersion, Question, QuestionState, Topic
from training.testing.pass_marks import Judged, Kind, angoff


@dataclass(frozen=True)
class Stock:
    """How many questions in use the bank has of one topic and difficulty."""

    topic: Topic
    level: Difficulty
    found: int

    @property
    def name(self) -> str:
        return f"count-{self.topic.pk}-{self.level.value}"


def stock() -> list[Stock]:
    """Every topic with questions in use, for each difficulty, by the topic's name."""
    found: dict[int, dict[int, int]] = {}
    in_use = Question.objects.filter(state=QuestionState.ACTIVE).order_by()
    for topic, difficulty, number in in_use.values_list("topic_id", "difficulty").annotate(Count("pk")):
        found.setdefault(topic, {})[difficulty] = number
    topics = Topic.objects.filter(pk__in=found).order_by("name", "pk")
    return [Stock(topic, level, found[topic.pk].get(level.value, 0)) for topic in topics for level in Difficulty]


def points_by_kind(version: PaperVersion) -> dict[Kind, Decimal]:
    """(topic, difficulty) → the points that the paper gives for it."""
    return {(row.topic_id, row.difficulty): row.count * row.points for row in version.rows.order_by("order")}


def ratings_of(version: PaperVersion) -> dict[str, dict[Kind, Decimal]]:
    """Judge → (topic, difficulty) → the percentage last given."""
    found: dict[str, dict[Kind, Decimal]] = {}
    for judge, topic, difficulty, percent in version.ratings.order_by("pk").values_list("judge", "topic_id", "difficulty", "percent"):
        found.setdefault(judge, {})[topic, difficulty] = percent
    return found


def judged(version: PaperVersion) -> Judged | None:
    return angoff(ratings_of(version), points_by_kind(version))


@dataclass(frozen=True)
class PaperLine:
    """One paper in the list."""

    paper: Paper
    in_use: PaperVersion | None
    draft: PaperVersion | None
    attempts: int
    going: int


def paper_lines() -> list[PaperLine]:
    """All papers with what is in use, what is drafted and how often they were taken."""
    versions: dict[int, dict[str, PaperVersion]] = {}
    for version in PaperVersion.objects.filter(state__in=(PaperState.ACTIVE, PaperState.DRAFT)).select_related("paper"):
        versions.setdefault(version.paper_id, {})[version.state] = version
    counts = {
        paper: (all_, going)
        for paper, all_, going in Attempt.objects.order_by()
        .values_list("paper_id")
        .annotate(taken=Count("pk"), going=Count("pk", filter=Q(state="open")))
    }
    return [
        PaperLine(
            paper,
            versions.get(paper.pk, {}).get(PaperState.ACTIVE),
            versions.get(paper.pk, {}).get(PaperState.DRAFT),
            *counts.get(paper.pk, (0, 0)),
        )
        for paper in Paper.objects.select_related("course").order_by("code")
    ]
