"""Who was cleared on which days, for figures: the kept list where it speaks of the day, else the rule by the facts then known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from governance.core.reading import once
from training.clearance.models import Standing
from training.clearance.selectors.lists import decided_on, rows


@dataclass(frozen=True)
class Answer:
    """One person on duty in one role of one office: cleared that day or not."""

    person_id: int
    office_id: int
    crm_role: str
    allowed: bool


@dataclass(frozen=True)
class Answers:
    """Everybody on duty on one day, and when the youngest of it was worked out."""

    lines: tuple[Answer, ...]
    data_at: datetime | None = None


def answers(days: Iterable[date], known_at: datetime | None = None) -> dict[date, Answers]:
    """A fixed number of queries for any number of people; those of the rule only for days the list does not speak of."""
    return read(tuple(sorted(set(days))), known_at)


@once
def read(wanted: tuple[date, ...], known_at: datetime | None) -> dict[date, Answers]:
    newest = Standing.objects.current().aggregate(for_=Max("worked_out_for"), at=Max("recorded_at"))
    kept = [day for day in wanted if known_at is None and newest["for_"] is not None and day >= newest["for_"]]
    found = {
        day: Answers(
            tuple(Answer(row.person_id, row.office_id, row.crm_role, row.allowed) for row in rows(day) if row.on_duty(day)), newest["at"]
        )
        for day in kept
    }
    told = decided_on([day for day in wanted if day not in found], known_at)
    return found | {
        day: Answers(tuple(Answer(*key, decision.allowed) for key, decision in sorted(people.items()))) for day, people in told.items()
    }
