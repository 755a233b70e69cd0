"""What the pages of adoption show: the offices in a row each, one office with its arithmetic. All figures come from the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.known import figure_url
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.permissions import Verb
from governance.organisation.models import Office
from governance.organisation.selectors import offices_for
from rollout.adoption import further, words
from rollout.adoption.charts import Point
from rollout.adoption.ranks import Place
from rollout.adoption.scoring import SCORED, Component
from rollout.adoption.selectors.standing import by_improvement

SPARK_WEEKS = 12
PERCENT = 100
Found = Mapping[tuple[Subject, date], Measurement]


def subject_of(office_id: int) -> Subject:
    return Subject(SubjectKind.OFFICE, office_id)


@dataclass(frozen=True)
class Line:
    """One office in the overview."""

    office: Office
    score: Measurement
    rank: Measurement
    improvement: Measurement
    improvement_place: Place | None
    shares: Mapping[str, Measurement]
    expected: Measurement
    active: Measurement
    reach_trend: Sequence[Decimal | None]

    @property
    def name(self) -> str:
        return str(self.office)

    @property
    def remark(self) -> str:
        """On how much of the weight the score rests, and why it has no place; or why there is no reach, or no score."""
        if self.score.value is not None:
            told = (str(self.score.detail.get("label", "")), str(self.rank.absent) if self.rank.value is None else "")
            return " · ".join(text for text in told if text)
        reach = self.shares[Component.REACH]
        return str(reach.absent if reach.value is None else self.score.absent)

    @property
    def weighed(self) -> dict[str, Decimal | None]:
        """The components that the week's weights name, those of other rooms too, each as a percentage."""
        return {told["component"]: term_value(told) for told in self.score.detail.get("terms", ())}

    @property
    def is_empty(self) -> bool:
        """Nothing is known of it: neither expected nor seen."""
        return self.expected.value is None and not self.active.value and self.shares[Component.REACH].value is None


def lines(day: date, actor: Actor, known_at: datetime | None) -> list[Line]:
    """Every office the reader may see, in a fixed number of queries."""
    offices = list(offices_for(actor, Verb.VIEW, "adoption").filter(kind="office", closed_on__isnull=True).order_by("code"))
    subjects = [subject_of(office.pk) for office in offices]

    def ask(code: str, days: Sequence[date] = (day,)) -> Found:
        return metrics.measure(f"adoption.{code}", subjects, days, actor=actor, known_at=known_at)

    back = [day - timedelta(weeks=week) for week in range(SPARK_WEEKS - 1, -1, -1)]
    shares = {part.value: ask(part, back if part == Component.REACH else [day]) for part in SCORED}
    score, rank, improvement = ask("score"), ask("rank"), ask("improvement")
    expected, active = ask(Component.EXPECTED), ask(Component.ACTIVE)
    places = by_improvement(day - timedelta(days=6), known_at)
    return [
        Line(
            office,
            score[subject, day],
            rank[subject, day],
            improvement[subject, day],
            places.get(office.pk),
            {part: found[subject, day] for part, found in shares.items()},
            expected[subject, day],
            active[subject, day],
            [shares[Component.REACH][subject, on].value for on in back],
        )
        for office, subject in zip(offices, subjects, strict=True)
    ]


def points(subject: Subject, days: Sequence[date], actor: Actor, known_at: datetime | None) -> list[Point]:
    """Score, reach and habit of a subject by week."""
    found = {
        code: metrics.measure(f"adoption.{code}", [subject], days, actor=actor, known_at=known_at) for code in ("score", "reach", "habit")
    }

    def value(code: str, day: date) -> Decimal | None:
        told = found[code].get((subject, day))
        return told.value if told else None

    return [Point(day - timedelta(days=6), value("score", day), value("reach", day), value("habit", day)) for day in days]


@dataclass(frozen=True)
class Term:
    """One line of the arithmetic: a component, its weight, both sides, the points it gives, and the way to its rows."""

    label: str
    weight: Decimal
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    points: Decimal | None
    missing: str
    remedy: tuple[str, str]
    url: str


def terms(score: Measurement, subject: Subject, day: date, known_at: datetime | None) -> list[Term]:
    """The arithmetic of a score, from what its metric says."""
    return [term(told, subject, day, known_at) for told in score.detail.get("terms", ())]


def term(told: Mapping[str, Any], subject: Subject, day: date, known_at: datetime | None) -> Term:
    part, weight, value = further.part(told["component"]), Decimal(told["weight"]), term_value(told)
    missing = words.reason(told["missing"]) if told["missing"] else ""
    return Term(
        str(part.label),
        weight,
        told["numerator"],
        told["denominator"],
        value,
        None if value is None else weight * value / PERCENT,
        missing,
        words.remedy(told["missing"]),
        rows_url(part.value, subject, day, known_at),
    )


def term_value(told: Mapping[str, Any]) -> Decimal | None:
    """A term of the score as a percentage; None where it cannot be told."""
    return None if told["missing"] or not told["denominator"] else PERCENT * Decimal(told["numerator"]) / Decimal(told["denominator"])


def rows_url(code: str, subject: Subject, day: date, known_at: datetime | None) -> str:
    """The metric's own page: how it is computed, and the rows behind the value."""
    return figure_url(further.metric_code(code), subject, day, known_at)
