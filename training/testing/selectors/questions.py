"""Reads of the question bank that others stand on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from training.testing.models import AttemptItem, BlueprintRow, Paper, PaperState, Question, QuestionState, Topic


@dataclass(frozen=True)
class Available:
    """A question that a paper may draw, with the version it would be asked in."""

    question_id: int
    version_id: int
    topic_id: int
    difficulty: int
    kind: str
    languages: tuple[str, ...]


def within(topic_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each topic itself and every topic below it. One query."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in Topic.objects.order_by("pk").values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)

    def walk(topic: int) -> set[int]:
        return {topic}.union(*(walk(child) for child in below.get(topic, ())))

    return {topic: frozenset(walk(topic)) for topic in topic_ids}


def available(topic_id: int, difficulty: int | None = None) -> list[Available]:
    """Active questions of a topic and those below it, by number of the question: the order a seed draws from."""
    found = Question.objects.filter(topic_id__in=within([topic_id])[topic_id], state=QuestionState.ACTIVE)
    found = found if difficulty is None else found.filter(difficulty=difficulty)
    rows = found.order_by("code", "pk").values_list("pk", "in_use_id", "topic_id", "difficulty", "kind", "languages")
    return [
        Available(pk, version, topic, level, kind, tuple(languages.split(",")))
        for pk, version, topic, level, kind, languages in rows
        if version is not None
    ]


def way_of() -> dict[int, tuple[str, ...]]:
    """Every topic's names from the top, as files know them. One query."""
    rows = {pk: (name, parent) for pk, name, parent in Topic.objects.order_by("pk").values_list("pk", "name", "parent_id")}

    def way(pk: int) -> tuple[str, ...]:
        name, parent = rows[pk]
        return (name,) if parent is None else (*way(parent), name)

    return {pk: way(pk) for pk in rows}


def titles(language: str) -> dict[int, str]:
    """Every topic with those above it, in the reader's language: “Customers / Classes”. One query."""
    topics = {topic.pk: topic for topic in Topic.objects.order_by("pk")}

    def title(topic: Topic) -> str:
        own = topic.title_in(language)
        return own if topic.parent_id is None else f"{title(topics[topic.parent_id])} / {own}"

    return {pk: title(topic) for pk, topic in topics.items()}


@dataclass(frozen=True)
class AskedIn:
    """A paper that asked a question, or would draw it, and how often it was asked."""

    paper_id: int
    title: str
    times: int
    drawn: bool


def asked_in(question: Question) -> list[AskedIn]:
    """Where a question is used: papers whose latest version draws from its topic and difficulty, and those that asked it. Three queries."""
    times = dict(
        AttemptItem.objects.filter(question_version__question=question)
        .order_by()
        .values_list("attempt__paper")
        .annotate(times=models.Count("pk"))
    )
    rows = BlueprintRow.objects.filter(topic=question.topic_id, difficulty=question.difficulty, version__state=PaperState.ACTIVE)
    drawing = set(rows.order_by().values_list("version__paper", flat=True))
    papers = Paper.objects.filter(pk__in=drawing | set(times)).order_by("pk")
    return [AskedIn(paper.pk, str(paper), times.get(paper.pk, 0), paper.pk in drawing) for paper in papers]
