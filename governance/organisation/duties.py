"""Who must use the CRM on which days: office memberships met with the dated rules. Pure.

See docs/algorithms/who-must-use.md. Days are whole and both ends are included; a person-day is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Duty:
    """A person who must use the CRM in a role, at one office, on each day from first_day to last_day."""

    person_id: int
    office_id: int
    job_role: str
    crm_role: str
    experience: str
    first_day: date
    last_day: date
    joined_on: date | None = None


@dataclass(frozen=True)
class Stay:
    """A person's days in one office and job, already cut to joining and leaving the company."""

    person_id: int
    office_id: int
    job_role: str
    experience: str
    first_day: date
    last_day: date | None
    joined_on: date | None = None


@dataclass(frozen=True)
class Rule:
    """People in this job use the CRM in this role from first_day to last_day; `office_id` None means everywhere."""

    job_role: str
    crm_role: str
    office_id: int | None
    first_day: date
    last_day: date | None
    order: int = 0


def employed(
    first_day: date, last_day: date | None, joined_on: date | None, left_on: date | None, closed_on: date | None
) -> tuple[date, date | None]:
    """The days of a membership within joining, leaving and the office's last day; the first after the last when none is left.

    A membership that ended before the present joining belongs to an earlier employment and keeps its own days.
    """
    earlier = joined_on is not None and last_day is not None and last_day < joined_on
    begin = first_day if earlier or joined_on is None else max(first_day, joined_on)
    ends = [day for day in (last_day, None if earlier else left_on, closed_on) if day is not None]
    return begin, min(ends, default=None)


def duties(stays: Iterable[Stay], rules: Iterable[Rule], parents: Mapping[int, int | None], first: date, last: date) -> list[Duty]:
    """The duties between two days. Where rules overlap the nearest office wins, then the one that began last, then the last recorded."""
    by_job: dict[str, list[Rule]] = {}
    for rule in rules:
        by_job.setdefault(rule.job_role, []).append(rule)
    found: list[Duty] = []
    for stay in stays:
        start, end = max(stay.first_day, first), min(stay.last_day or last, last)
        if start <= end and stay.job_role in by_job:
            found += _of_stay(stay, by_job[stay.job_role], lineage(stay.office_id, parents), start, end)
    return sorted(found, key=lambda duty: (duty.office_id, duty.person_id, duty.first_day))


def lineage(office_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """The office, then each office it is part of, nearest first. A circle in the data ends the walk."""
    line: list[int] = []
    here: int | None = office_id
    while here is not None and here not in line:
        line.append(here)
        here = parents.get(here)
    return line


def _of_stay(stay: Stay, rules: Sequence[Rule], line: Sequence[int], start: date, end: date) -> list[Duty]:
    """Cut the stay at every day a rule begins or ends, take the winning rule of each piece, join equal neighbours."""
    holding = [rule for rule in rules if rule.office_id is None or rule.office_id in line]
    cuts = {start}
    for rule in holding:
        cuts.add(rule.first_day)
        if rule.last_day is not None:
            cuts.add(rule.last_day + DAY)
    days = sorted(day for day in cuts if start <= day <= end)
    pieces: list[Duty] = []
    for begin, following in zip(days, [*days[1:], end + DAY], strict=True):
        winner = _winner(holding, line, begin)
        if winner is None:
            continue
        duty = Duty(stay.person_id, stay.office_id, stay.job_role, winner.crm_role, stay.experience, begin, following - DAY, stay.joined_on)
        if pieces and pieces[-1].crm_role == duty.crm_role and pieces[-1].last_day + DAY == begin:
            pieces[-1] = replace(pieces[-1], last_day=duty.last_day)
        else:
            pieces.append(duty)
    return pieces


def _winner(rules: Iterable[Rule], line: Sequence[int], day: date) -> Rule | None:
    holding = [rule for rule in rules if rule.first_day <= day and (rule.last_day is None or rule.last_day >= day)]
    nearness = {office_id: -steps for steps, office_id in enumerate(line)}
    everywhere = -len(line)
    return max(
        holding,
        key=lambda rule: (everywhere if rule.office_id is None else nearness[rule.office_id], rule.first_day, rule.order),
        default=None,
    )
