"""Reads of the question bank that others stand on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from training.testing.models import Question, QuestionState, Topic


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
