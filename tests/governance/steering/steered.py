"""Builders for tests of steering: a committee of five, a signed charter, ballots, in as few words as possible."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Person
from governance.steering.actions import begin_charter, cast_vote, create_committee, give_seat, open_ballot, save_charter, sign_charter
from governance.steering.actions.charters import Content, Decider
from governance.steering.actions.committees import Terms
from governance.steering.matters import Choice, Matter, QuorumKind
from governance.steering.models import Ballot, Charter, Committee, Vote
from tests import company, numbers

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def actor(role: Role, person: Person | None = None, *, username: str = "", **grant: Any) -> Actor:
    name = username or (person.pseudonym if person else role.value)
    return Actor(name, person_id=person.pk if person else None, grants=(Grant(role, **grant),))


PROJECT, AUDITOR, HEAD = actor(Role.PROJECT_OFFICE), actor(Role.AUDITOR), actor(Role.OFFICE_HEAD)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), tzinfo=UTC)


def sponsor() -> Actor:
    """A person who holds the role of the sponsor on record too."""
    person = company.person()
    company.role(person, Role.SPONSOR)
    return actor(Role.SPONSOR, person)


def member(role: Role = Role.COMMITTEE) -> Person:
    person = company.person()
    company.role(person, role)
    return person


def terms(**changes: Any) -> Terms:
    name = f"Leadership group {numbers.next_one()}"
    return Terms(**{"name_en": name, "name_zh_hans": "领导小组", "name_zh_hant": "領導小組"} | changes)


def committee(
    size: int = 5, *, quorum: int = 3, kind: QuorumKind = QuorumKind.COUNT, casting: bool = False
) -> tuple[Committee, list[Actor]]:
    """A committee and its members as actors; the first is the chair."""
    made = create_committee(terms=terms(quorum_kind=kind, quorum_value=quorum, casting_vote=casting), actor=PROJECT, at=NOW)
    people = [member() for _ in range(size)]
    for place, person in enumerate(people):
        give_seat(committee=made, person=person, first_day=TODAY, chair=not place, actor=PROJECT, at=NOW, reason="set up")
    return made, [actor(Role.COMMITTEE, person) for person in people]


def texts() -> dict[str, str]:
    return {
        f"{part}_{language}": f"{part} {language}" for part in ("purpose", "scope", "powers") for language in ("en", "zh_hans", "zh_hant")
    }


def content(deciders: Mapping[str, Decider], **changes: Any) -> Content:
    return Content(**{"effective_on": TODAY, "deciders": deciders, **texts(), **changes})


def by_sponsor(person_id: int | None, **others: Decider) -> dict[str, Decider]:
    """Every matter with the sponsor, but those named otherwise."""
    return {matter.value: others.get(matter.value, Decider(person_id=person_id, role=Role.SPONSOR)) for matter in Matter}


def signed(by: Actor, *, on: date = TODAY, at: datetime | None = None, **others: Decider) -> Charter:
    """A charter in force from that day; every matter with the sponsor but those named otherwise."""
    at = at or noon(on)
    charter = begin_charter(actor=PROJECT, at=at)
    charter = save_charter(charter, content=content(by_sponsor(by.person_id, **others), effective_on=on), actor=PROJECT, at=at)
    sign_charter(charter, actor=by, at=at, reason="agreed")
    return charter


def governed(size: int = 5, **rules: Any) -> tuple[Committee, list[Actor], Actor]:
    """A committee that decides gates by a signed charter: committee, members, sponsor."""
    by = sponsor()
    made, members = committee(size, **rules)
    signed(by, gate_decision=Decider(committee_id=made.pk))
    return made, members, by


def ballot(subject: str = "gate:1", **changes: Any) -> Ballot:
    first = {"matter": Matter.GATE_DECISION, "subject_key": subject, "question": "Shall Suzhou go live?", "actor": PROJECT, "at": NOW}
    return open_ballot(**first | changes)


def votes(on: Ballot, said: Mapping[Any, Choice], *, at: datetime = NOW) -> list[Vote]:
    """Each actor's vote; keys are actors."""
    return [cast_vote(on, choice=choice, actor=by, at=at, reason="because") for by, choice in said.items()]
