"""The demo company's roster, written as HR would send it and brought in through the roster import: at the start, and this week."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from governance.core.actor import Actor
from governance.core.imports.actions import apply, receive
from governance.core.imports.importer import importer
from governance.core.models import ImportBatch
from reports.dashboards.demo.staff import StaffPlan

HEADER = ("Employee number", "Name", "Chinese name", "Office", "Job", "Since", "Joined on", "Last day", "Experience", "Leave")
Row = tuple[str, ...]


def at_the_start(people: Sequence[StaffPlan], day: date) -> Iterator[Row]:
    """Everyone who had joined by then, with what was known that day."""
    for person in people:
        if person.joined_on <= day:
            yield row(person, person.office, person.joined_on)


def now_known(people: Sequence[StaffPlan]) -> Iterator[Row]:
    """Everyone, with joiners, leavers, moves and leave. A person who moved has a row per office."""
    for person in people:
        left = person.left_on.isoformat() if person.left_on else ""
        leave = "/".join(day.isoformat() for day in person.leave) if person.leave else ""
        yield row(person, person.office, person.joined_on, left, leave)
        if person.moves_on:
            yield row(person, person.moves_to, person.moves_on, left)


def row(person: StaffPlan, office: str, since: date, left: str = "", leave: str = "") -> Row:
    joined = person.joined_on.isoformat()
    return (person.number, person.name, person.name_zh, office, person.job, since.isoformat(), joined, left, person.experience, leave)


def write(path: Path, rows: Iterator[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


def bring_in(path: Path, *, actor: Actor, at: datetime, reason: str) -> ImportBatch:
    """One roster file through preview and apply."""
    batch = receive(importer("roster"), path, name=path.name, actor=actor, at=at)
    return apply(batch, actor=actor, at=at, reason=reason)


def enter_roster(people: Sequence[StaffPlan], *, folder: Path, actor: Actor, today: date, at: datetime, now: datetime) -> None:
    """The roster of the first day, then the one of three days ago."""
    first = write(folder / f"roster-{at.date()}.csv", at_the_start(people, at.date()))
    bring_in(first, actor=actor, at=at, reason="Roster from HR")
    later = now - timedelta(days=3)
    second = write(folder / f"roster-{today - timedelta(days=3)}.csv", now_known(people))
    bring_in(second, actor=actor, at=later, reason="Roster from HR")
