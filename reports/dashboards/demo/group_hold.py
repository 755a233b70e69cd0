"""A hold decided by the leadership group of the demo company, while the charter let it decide at gates; the sponsor may lift it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from governance.steering.actions import begin_charter, cast_vote, close_ballot, save_charter, sign_charter
from governance.steering.actions.charters import COLUMNS, Content, Decider
from governance.steering.matters import Choice, Matter
from governance.steering.models import Ballot, Charter, Elector
from reports.dashboards.demo.programme import instant
from rollout.staging import actions, deciders
from rollout.staging.actions.asking import put_to_committee
from rollout.staging.models import GateDecision, GateVersion, OfficeRollout
from rollout.staging.states import Decided

DAY = timedelta(days=1)
# Days before today: the group decides at gates from the one until the other, and puts this office on hold in between.
FROM, ASKED, RECORDED, UNTIL = 9, 9, 7, 5
SAID = {
    "sponsor": (Choice.FOR, "No more customers are moved to people who are not there."),
    "committee": (Choice.FOR, "先稳住人手。The two who left must be replaced first."),
    "director": (Choice.AGAINST, "Three weeks on hold cost the office its swing."),
}
HEADS = ((Choice.FOR, "同意暂停，补齐人员后再继续。"), (Choice.ABSTAIN, "My office sends somebody to help, so I do not vote."))


def decided_by_group(rollout: OfficeRollout, version: GateVersion, by_name: Mapping[str, Account], *, today: date) -> GateDecision:
    """Asked, voted on by all, closed and put on record; the charter before and after names the sponsor."""
    amend(
        by_name, today - FROM * DAY, Decider(committee_id=group_of()), "Four gates fall due in one week: the group decides them together."
    )
    ballot = asked(rollout, version, by_name, today - ASKED * DAY)
    day = today - RECORDED * DAY
    reason = "两名销售同周离职，补齐人员前暂停。Two sellers left in one week; on hold until their places are filled."
    project = actor_for(by_name["project"], day)
    close_ballot(ballot, actor=project, at=instant(day, 9), reason="All members have voted.")
    member = actor_for(by_name["committee"], day)
    decision = actions.decide(rollout, version, Decided.HOLD, after=None, actor=member, at=instant(day, 10), reason=reason)
    sponsor = Decider(person_id=by_name["sponsor"].person_id, role="sponsor")
    amend(by_name, today - UNTIL * DAY, sponsor, "The week is over: the sponsor decides at gates again.")
    return decision


def group_of() -> int:
    """The committee that the first charter names for the direction of the programme."""
    named = Charter.objects.get(number=1).authorities.get(matter=Matter.DIRECTION).committee_id
    assert named is not None
    return named


def amend(by_name: Mapping[str, Account], first: date, decider: Decider, reason: str) -> None:
    """The next version of the charter, which differs in who decides at gates; signed the day before it holds."""
    day = first - DAY
    project, sponsor = (actor_for(by_name[name], day) for name in ("project", "sponsor"))
    made = begin_charter(actor=project, at=instant(day, 10), reason=reason)
    lines = {row.matter: Decider(row.person_id, row.role, row.committee_id) for row in made.authorities.all()}
    words = {name: getattr(made, name) for name in COLUMNS if name != "effective_on"}
    content = Content(effective_on=first, deciders=lines | {Matter.GATE_DECISION.value: decider}, **words)
    save_charter(made, content=content, actor=project, at=instant(day, 10), reason=reason)
    sign_charter(made, actor=sponsor, at=instant(day, 11), reason=reason)


def asked(rollout: OfficeRollout, version: GateVersion, by_name: Mapping[str, Account], day: date) -> Ballot:
    """The question, and the vote of every elector the day after."""
    stem = deciders.decision_key(rollout, version, Decided.HOLD)
    question = f"{rollout.office.name_zh}是否暂停？ Shall {rollout.office.name} be put on hold?"
    ballot = put_to_committee(
        Matter.GATE_DECISION, stem, {}, question=question, due_on=day + 6 * DAY, actor=actor_for(by_name["project"], day), at=instant(day)
    )
    of_person = {account.person_id: account for account in by_name.values()}
    electors = sorted(of_person[elector.person_id].username for elector in Elector.objects.filter(ballot=ballot))
    heads = [name for name in electors if name not in SAID]
    for name, (choice, why) in [*((name, SAID[name]) for name in electors if name in SAID), *zip(heads, HEADS, strict=False)]:
        voter = actor_for(by_name[name], day + DAY)
        cast_vote(ballot, choice=choice, actor=voter, at=instant(day + DAY, 14), reason=why)
    return ballot
