"""The metric registry: each figure of the product is computed in one place, here by name.

Rooms register theirs in their `metrics.py`; gates, pages and reports ask `measure()` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import NotAllowed, NotFound
from governance.core.permissions import Verb, allows

Text = str | Promise


class SubjectKind(TextChoices):
    PROGRAMME = "programme", _("Programme")
    WAVE = "wave", _("Wave")
    OFFICE = "office", _("Office")
    CONTRACT = "contract", _("Contract")
    COURSE = "course", _("Course")
    ROLE = "role", _("Role")


class Unit(TextChoices):
    PERCENT = "percent", "%"
    COUNT = "count", _("count")
    PEOPLE = "people", _("people")
    OFFICES = "offices", _("offices")
    DAYS = "days", _("days")
    POINTS = "points", _("points")
    MONEY = "money", _("money")


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Subject:
    """What a metric is about: a kind and the id of the record."""

    kind: SubjectKind
    id: int


@dataclass(frozen=True)
class Measurement:
    """One figure. `value` is None when it cannot be told, and `absent` then says why, in the reader's language.

    `sample` is the number of people, offices or records it rests on; `data_at` the time of the youngest data in it.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sample: int = 0
    data_at: datetime | None = None
    absent: Text = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """The rows behind a figure: column labels and cells."""

    columns: Sequence[Text]
    cells: Sequence[Sequence[Any]]


Measure = Callable[[Sequence[Subject], Sequence[date], datetime | None], Mapping[tuple[Subject, date], Measurement]]
ListRows = Callable[[Subject, date, datetime | None, Actor], Rows]
Measured = Mapping[tuple[Subject, date], Measurement]
Conceal = Callable[[Measured, Actor], Measured]


@dataclass(frozen=True)
class Metric:
    """A registered figure. `measure` answers many subjects and days at once, so queries do not grow with offices.

    `what` is the permission object that decides who sees the value, `rows_what` who sees the rows behind it.
    `conceal`, where given, takes out what this reader may not be told though the subject is theirs to see (small groups).
    """

    code: str
    label: Text
    explanation: Text
    unit: Unit
    direction: Direction
    minimum_sample: int
    subjects: frozenset[SubjectKind]
    measure: Measure
    rows: ListRows | None = None
    what: str = "metric"
    rows_what: str = "metric"
    conceal: Conceal | None = None


@dataclass(frozen=True)
class SubjectNames:
    """How a room names the subjects of one kind, and which of them the reader may see: id → label."""

    kind: SubjectKind
    names: Callable[[Actor], Mapping[int, str]]


_metrics: dict[str, Metric] = {}
_names: dict[SubjectKind, SubjectNames] = {}


def register(*metrics: Metric) -> None:
    """Add metrics; a code registered twice is a fault in our code."""
    for metric in metrics:
        if metric.code in _metrics and _metrics[metric.code] is not metric:
            raise ValueError(f"metric {metric.code} is registered twice")
        _metrics[metric.code] = metric


def register_names(names: SubjectNames) -> None:
    """Say how subjects of a kind are called and who may see them."""
    _names[names.kind] = names


def get(code: str) -> Metric:
    """The metric of that code, or NotFound."""
    if code not in _metrics:
        raise NotFound(_("There is no metric called “%(code)s”.") % {"code": code})
    return _metrics[code]


def registered() -> list[Metric]:
    """All metrics, by code."""
    return [_metrics[code] for code in sorted(_metrics)]


def named(kind: SubjectKind, actor: Actor) -> Mapping[int, str]:
    """Names of the subjects of a kind that the reader may see."""
    return _names[kind].names(actor) if kind in _names else {}


def may_see(metric: Metric, subject: Subject, actor: Actor) -> bool:
    """Whether the reader may see this value: by office where the subject is one, else by the kind."""
    office_id = subject.id if subject.kind == SubjectKind.OFFICE else None
    return allows(actor, Verb.VIEW, metric.what, office_id=office_id)


def measure(
    code: str, subjects: Iterable[Subject], days: Iterable[date], *, actor: Actor, known_at: datetime | None = None
) -> Mapping[tuple[Subject, date], Measurement]:
    """The figure for each subject and day the reader may see, as the record held it at `known_at` (None: now)."""
    metric = get(code)
    seen = [subject for subject in subjects if subject.kind in metric.subjects and may_see(metric, subject, actor)]
    found = metric.measure(seen, list(days), known_at) if seen else {}
    return metric.conceal(found, actor) if metric.conceal else found


def measure_one(code: str, subject: Subject, day: date, *, actor: Actor, known_at: datetime | None = None) -> Measurement:
    """The figure for one subject and day; NotAllowed where the reader may not see it."""
    found = measure(code, [subject], [day], actor=actor, known_at=known_at)
    if (subject, day) not in found:
        raise NotAllowed(_("Your roles do not include this figure."))
    return found[subject, day]


def rows(code: str, subject: Subject, day: date, *, actor: Actor, known_at: datetime | None = None) -> Rows:
    """The rows behind a figure; NotAllowed where the reader may see the figure only."""
    metric = get(code)
    office_id = subject.id if subject.kind == SubjectKind.OFFICE else None
    if metric.rows is None or not allows(actor, Verb.VIEW, metric.rows_what, office_id=office_id):
        raise NotAllowed(_("Your roles do not include the rows behind this figure."))
    return metric.rows(subject, day, known_at, actor)
