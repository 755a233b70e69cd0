"""What a roster would change: rows met with what the record holds. Pure.

One row per person and place. A person may have several rows, each with its own first day there (`since`): the history of offices.
An empty cell, a missing column and a person who is not in the file change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.errors import Text
from governance.core.imports import Change, Plan, Problem
from governance.core.imports.importer import Row
from governance.organisation.timeline import Place, ended, overlap

CONTACTS = ("name", "name_zh", "email", "phone")
FACTS = ("experience", "joined_on", "left_on")
LABELS: dict[str, Text] = {
    "name": _("Name"),
    "name_zh": _("Chinese name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "experience": _("Experience"),
    "joined_on": _("Joined on"),
    "left_on": _("Last day"),
}
Days = tuple[date, date | None]


@dataclass(frozen=True)
class KnownPerson:
    """What the record holds of a person."""

    pk: int
    values: Mapping[str, Any]
    places: tuple[Place, ...] = ()
    leaves: tuple[Days, ...] = ()
    confirmed: bool = True


@dataclass(frozen=True)
class KnownOffice:
    pk: int
    code: str
    names: frozenset[str]
    closed_on: date | None = None
    reachable: bool = True


@dataclass(frozen=True)
class Known:
    """The record as one plan needs it, read once."""

    people: Mapping[str, KnownPerson]
    offices: Sequence[KnownOffice]
    today: date
    by_name: Mapping[str, list[KnownOffice]] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonPlan:
    """What to write for one person. `places` and `leaves` are the whole new state, or None where they stay."""

    number: str
    pk: int | None
    facts: dict[str, Any]
    contacts: dict[str, str]
    places: tuple[Place, ...] | None
    leaves: tuple[Days, ...]
    confirm: bool = False


class Wrong(Exception):
    """A row that cannot be used; the row number, the column and why."""

    def __init__(self, row: Row, column: Text, message: Text, value: object = "") -> None:
        super().__init__(str(message))
        self.problem = Problem(row.number, str(column), message, str(value))


def plan(rows: Sequence[Row], known: Known) -> Plan:
    """Creates, updates and problems; a person with a wrong row is left out altogether."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.values["number"], []).append(row)
    changes: list[Change] = []
    problems: list[Problem] = []
    for number, own in grouped.items():
        try:
            change = planned(number, own, known)
        except Wrong as wrong:
            problems.append(wrong.problem)
        else:
            changes += [change] if change else []
    creates = [change for change in changes if change.data.pk is None]
    updates = [change for change in changes if change.data.pk is not None]
    notes = list(noted(known, grouped, [change.data.number for change in creates]))
    return Plan(creates, updates, len(grouped) - len(changes) - len(problems), problems, notes)


def noted(known: Known, grouped: Mapping[str, Sequence[Row]], new: Iterable[str]) -> Iterable[Text]:
    """What is to be known of the file as a whole before it is applied."""
    if absent := len(set(known.people) - set(grouped)):
        yield _("%(count)s people of the record are not in this file. They stay as they are.") % {"count": written.number(absent)}
    if undated := sum(all(row.get("since") is None and row.get("joined_on") is None for row in grouped[number]) for number in new):
        told = {"count": written.number(undated), "day": written.day(known.today)}
        yield (
            _(
                "%(count)s people come without a first day: they are taken to begin on %(day)s and count in no week before. "
                "Give the day under “In this place since” or “Joined on”."
            )
            % told
        )


def planned(number: str, rows: list[Row], known: Known) -> Change | None:
    """The change of one person, None where nothing differs; Wrong where a row cannot be."""
    before = known.people.get(number)
    values = {name: agreed(rows, name) for name in (*CONTACTS, *FACTS)}
    told = {name: value for name, value in values.items() if value is not None}
    held = before.values if before else {}
    joined, left = told.get("joined_on", held.get("joined_on")), told.get("left_on", held.get("left_on"))
    if joined and left and left < joined:
        raise Wrong(rows[0], LABELS["left_on"], _("The last day is before the day of joining."), left)
    places = placed(rows, before, known, joined, left)
    leaves = new_leaves(rows, before)
    facts = {name: told[name] for name in FACTS if name in told and told[name] != held.get(name)}
    contacts = {name: told[name] for name in CONTACTS if name in told and told[name] != (held.get(name) or "")}
    if before is None and joined is None:
        facts["joined_on"] = min(place.first_day for place in places)
    moved = before is None or tuple(places) != before.places
    confirm = before is not None and not before.confirmed
    if not (facts or contacts or moved or leaves or confirm):
        return None
    data = PersonPlan(number, before.pk if before else None, facts, contacts, tuple(places) if moved else None, leaves, confirm)
    shown = tuple(described(data, before, known))
    return Change(rows[0].number, f"{number} {told.get('name') or told.get('name_zh') or ''}".strip(), shown, data)


def agreed(rows: Iterable[Row], name: str) -> Any:
    """The one value that all rows of a person give; Wrong where two differ."""
    value = None
    for row in rows:
        said = row.values.get(name)
        if said is None:
            continue
        if value is not None and said != value:
            raise Wrong(row, LABELS[name], _("Another row of the same employee number says otherwise: %(other)s") % {"other": value}, said)
        value = said
    return value


def placed(rows: list[Row], before: KnownPerson | None, known: Known, joined: date | None, left: date | None) -> list[Place]:
    """The person's places after this file: its rows from their days on, the record before them."""
    named = [(row, office_of(row, known)) for row in rows]
    if len(rows) == 1 and rows[0].get("since") is None and before is not None and before.places:
        return continued(rows[0], named[0][1], before, known, left)
    news = sorted((whole(row, office, before, joined, left, known) for row, office in named), key=lambda pair: pair[1].first_day)
    line: list[Place] = []
    for row, place in news:
        if line and line[-1].last_day is None:
            line = ended(line, place.first_day - timedelta(days=1))
        if any(overlap(other, place) for other in line):
            raise Wrong(row, _("Since"), _("The person already has another place on some of these days."), place.first_day)
        line.append(place)
    earlier = ended(before.places, line[0].first_day - timedelta(days=1)) if before else []
    return [*earlier, *line]


def continued(row: Row, office: KnownOffice, before: KnownPerson, known: Known, left: date | None) -> list[Place]:
    """A row without a day: as before, or a move or new job from today."""
    last = before.places[-1]
    job = row.get("job") or last.job_role
    if (office.pk, job) == (last.office_id, last.job_role):
        places = list(before.places)
    else:
        start = max(known.today, last.first_day)
        must_be_open(row, office, start)
        places = [*ended(before.places, start - timedelta(days=1)), Place(office.pk, job, start)]
    return ended(places, left) if left else places


def whole(
    row: Row, office: KnownOffice, before: KnownPerson | None, joined: date | None, left: date | None, known: Known
) -> tuple[Row, Place]:
    """One place as its row gives it, within the days of joining and leaving."""
    start = row.get("since") or joined or known.today
    end = row.get("until") or left
    if left and start > left or joined and start < joined:
        raise Wrong(row, _("Since"), _("This day is not between joining and the last day."), start)
    if end and end < start:
        raise Wrong(row, _("Until"), _("The last day is before the first."), end)
    must_be_open(row, office, start)
    job = row.get("job") or (before.places[-1].job_role if before and before.places else "other")
    return row, Place(office.pk, job, start, min(end, left) if end and left else end)


def office_of(row: Row, known: Known) -> KnownOffice:
    """The office by code, else by name in either script; Wrong where there is none, or several."""
    said = str(row.values["office"])
    found = known.by_name.get(said.casefold(), [])
    exact = [office for office in found if office.code.casefold() == said.casefold()] or found
    if not exact:
        raise Wrong(row, _("Office"), _("This office is not known. Add it, or import the office list first."), said)
    if len(exact) > 1:
        raise Wrong(row, _("Office"), _("Several offices have this name. Give the code."), said)
    if not exact[0].reachable:
        raise Wrong(row, _("Office"), _("This office is not among those you may change."), said)
    return exact[0]


def must_be_open(row: Row, office: KnownOffice, start: date) -> None:
    if office.closed_on is not None and office.closed_on < start:
        raise Wrong(row, _("Office"), _("This office is closed since %(day)s.") % {"day": office.closed_on}, row.values["office"])


def new_leaves(rows: Iterable[Row], before: KnownPerson | None) -> tuple[Days, ...]:
    """Leave of the file that the record does not hold yet; Wrong where it crosses leave that it does."""
    known = set(before.leaves) if before else set()
    news: list[Days] = []
    for row in rows:
        for first, last in row.get("leave") or ():
            if (first, last) in known or (first, last) in news:
                continue
            if any(first <= (end or date.max) and begin <= (last or date.max) for begin, end in [*known, *news]):
                raise Wrong(row, _("Leave"), _("Other leave is recorded on some of these days. Correct it on the person's page."), first)
            news.append((first, last))
    return tuple(news)


def described(data: PersonPlan, before: KnownPerson | None, known: Known) -> Iterable[tuple[Text, str, str]]:
    """What the preview says of a change."""
    held = before.values if before else {}
    for name, value in (data.contacts | data.facts).items():
        yield LABELS[name], str(held.get(name) or ""), str(value)
    if data.places is not None:
        codes = {office.pk: office.code for office in known.offices}
        yield _("Offices"), in_words(before.places if before else (), codes), in_words(data.places, codes)
    if data.leaves:
        yield _("Leave"), "", "; ".join(f"{first}/{last or ''}" for first, last in data.leaves)
    if data.confirm:
        yield _("Confirmed"), "", "✓"


def in_words(places: Iterable[Place], codes: Mapping[int, str]) -> str:
    return "; ".join(f"{codes.get(one.office_id, '?')} {one.job_role} {one.first_day}/{one.last_day or ''}" for one in places)
