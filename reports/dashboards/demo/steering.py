"""The charter of the demo company, its leadership group of five, a ballot that is over and one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from governance.core.actor import Actor
from governance.core.roles import Role
from governance.organisation.actions.roles import give_role
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from governance.steering.actions import (
    begin_charter,
    cast_vote,
    close_ballot,
    create_committee,
    give_seat,
    open_ballot,
    save_charter,
    sign_charter,
)
from governance.steering.actions.charters import Content, Decider
from governance.steering.actions.committees import Terms
from governance.steering.matters import Choice, Matter, QuorumKind
from governance.steering.models import Ballot, Committee
from reports.dashboards.demo.company import MARK
from reports.dashboards.demo.programme import instant, start_day
from reports.dashboards.demo.steering_texts import TEXTS

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BY_COMMITTEE = (Matter.STOP, Matter.DIRECTION)
ENDED_WEEKS_AGO = 11
FOR, AGAINST = Choice.FOR, Choice.AGAINST
QUORUM = 3


def enter_steering(accounts: Sequence[Account], *, actor: Actor, today: date) -> None:
    """From the first day of the programme; before anything is decided in it."""
    by_name = {account.username: account for account in accounts}
    first = start_day(today)
    # Office heads who are neither shown by name in the walk through the demo nor stand in for one another.
    heads = [name for name in by_name if name.startswith("head-") and name != "head-sha"][2:4]
    members = ["sponsor", "committee", "director", *heads]
    group = enter_group(by_name, members, first, actor)
    enter_charter(by_name, group, first)
    vote(by_name, members, group_question(by_name, today), today)


def enter_group(by_name: Mapping[str, Account], members: Sequence[str], first: date, actor: Actor) -> Committee:
    """The sponsor in the chair; three of five must vote, and the chair decides a tie."""
    at = instant(first)
    terms = Terms("Leadership group", "领导小组", "領導小組", QuorumKind.COUNT, min(QUORUM, len(members)), casting_vote=True)
    group = create_committee(terms=terms, actor=actor, at=at, reason=MARK)
    for name in members:
        person = by_name[name].person
        if person is None:
            continue
        if name not in ("sponsor", "committee"):
            give_role(person=person, role=Role.COMMITTEE, first_day=first, actor=actor, at=at, reason="Member of the leadership group.")
        give_seat(committee=group, person=person, first_day=first, chair=name == "sponsor", actor=actor, at=at, reason="The chief runs it.")
    return group


def enter_charter(by_name: Mapping[str, Account], group: Committee, first: date) -> None:
    """Drafted by the project office, signed by the sponsor."""
    at = instant(first, 10)
    project, sponsor = (actor_for(by_name[name], first) for name in ("project", "sponsor"))
    by_sponsor = Decider(person_id=sponsor.person_id, role=Role.SPONSOR)
    deciders = {matter.value: Decider(committee_id=group.pk) if matter in BY_COMMITTEE else by_sponsor for matter in Matter}
    charter = begin_charter(actor=project, at=at)
    save_charter(charter, content=Content(effective_on=first, deciders=deciders, **TEXTS), actor=project, at=at)
    sign_charter(charter, actor=sponsor, at=instant(first, 11), reason="Agreed by the board.")


def group_question(by_name: Mapping[str, Account], today: date) -> list[tuple[Ballot, date, bool]]:
    """A question of eleven weeks ago and one of the day before yesterday: ballot, day, whether it is over."""
    asked: list[tuple[Ballot, date, bool]] = []
    for question, why, day, over in (
        (
            "Shall offices go live one by one as each becomes ready, not all on one day? 各办事处逐个就绪、逐个上线？",
            "Two offices were ready three weeks before the others; waiting for the last one helps nobody.",
            today - WEEK * ENDED_WEEKS_AGO,
            True,
        ),
        (
            "Shall no office go live in the two weeks around the year's closing? 年终结账前后两周内不安排办事处上线？",
            "Finance asks for it: clerks close the books in these weeks and cannot be trained.",
            today - DAY * 2,
            False,
        ),
    ):
        project = actor_for(by_name["project"], day)
        key = f"question:demo-{len(asked) + 1}"
        made = open_ballot(
            matter=Matter.DIRECTION, subject_key=key, question=question, actor=project, at=instant(day), reason=why, due_on=day + WEEK
        )
        asked.append((made, day, over))
    return asked


def vote(by_name: Mapping[str, Account], members: Sequence[str], asked: Sequence[tuple[Ballot, date, bool]], today: date) -> None:
    """The first is voted on by all, one of whom thinks again; on the second two have voted."""
    (over, day, _ended), (under_way, since, _open) = asked
    said = [
        ("committee", 0, AGAINST, "The team is too small for many dates."),
        ("director", 0, FOR, "Training sits best in the weeks before an office's own date."),
        ("sponsor", 1, FOR, "Offices that are ready should not lose their swing."),
        *((name, 1, choice, why) for name, choice, why in zip(members[3:], (FOR, AGAINST), HEADS, strict=False)),
        ("committee", 2, FOR, "With four offices at once as the limit, agreed."),
    ]
    for name, later, choice, why in said:
        cast_vote(over, choice=choice, actor=actor_for(by_name[name], day + DAY * later), at=instant(day + DAY * later, 14), reason=why)
    closer = actor_for(by_name["project"], day + DAY * 2)
    close_ballot(over, actor=closer, at=instant(day + WEEK, 17), reason="All members have voted.")
    for name, choice, why in (("director", FOR, "Nobody can be spared in these weeks."), ("committee", AGAINST, "It costs a month.")):
        cast_vote(under_way, choice=choice, actor=actor_for(by_name[name], since + DAY), at=instant(since + DAY, 15), reason=why)


HEADS = ("We would like to begin in spring.", "My office would rather go with its neighbours.")
