"""Feedback that betrays nobody: what may be shown, when, and its means (Kirkpatrick's first level)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

SMALLEST = 5
# Answers are taken for this long after the closing, and nothing is shown before: figures that grow answer by answer would
# tell what the last one said.
OPEN_DAYS = 7


@dataclass(frozen=True)
class Group:
    """One session's answers: when it was closed, and per answer its marks 1–5, in any order."""

    session_id: int
    closed_on: date
    answers: Sequence[tuple[int, ...]]


@dataclass(frozen=True)
class Reaction:
    """Means per question and over all, of so many answers."""

    answers: int
    means: tuple[Decimal, ...]
    mean: Decimal


def open_on(closed_on: date, day: date) -> bool:
    """Whether answers are still taken."""
    return day <= closed_on + timedelta(days=OPEN_DAYS)


def shown(group: Group, day: date) -> bool:
    """Whether a session's answers may be shown: enough of them, and no more to come."""
    return len(group.answers) >= SMALLEST and not open_on(group.closed_on, day)


def reaction(groups: Sequence[Group], day: date) -> Reaction | None:
    """The figures of several sessions. Groups that may not be shown alone are left out altogether, so that no difference betrays them."""
    answers = [answer for group in groups if shown(group, day) for answer in group.answers]
    if not answers:
        return None
    means = tuple(mean(column) for column in zip(*answers, strict=True))
    return Reaction(len(answers), means, mean([mark for answer in answers for mark in answer]))


def mean(marks: Sequence[int]) -> Decimal:
    return Decimal(sum(marks)) / Decimal(len(marks))
