"""Own scores and exemplars in the demo company: Shanghai's people have seen theirs, one contests; three colleagues agreed to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from governance.core.actor import Actor
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, JobRole, Membership, Person
from reports.dashboards.demo.appraisal import PEOPLES_SHEETS_DAYS_AGO
from reports.dashboards.demo.policies import signer
from reports.dashboards.demo.programme import instant
from rollout.adoption.actions import exemplars, own
from rollout.adoption.models import Exemplar, OwnScore
from rollout.adoption.owning import OwnState
from rollout.kpis.selectors.sheets import end_of, period

DAY = timedelta(days=1)
DAYS_AGO = 20
LEAST_WEEKS = 6
SEEN_IN = ("SHA", "BEJ")
CONTEST = "有一周我在休假，花名册里没有。I was on leave for a week; the roster does not have it."
ANSWER = "已与人事核对，该周没有休假记录。Checked with human resources: no leave is on record for that week."
COPIES = (
    "拜访结束就在车里录入：谁、谈了什么、下一步和日期。三分钟，不等到晚上。\n"
    "Enters the visit in the car park: who, what, the next step and its day. Three minutes, not in the evening.",
    "每天早上先看今天到期的跟进，再打电话。\nLooks at what is due today before the first call of the morning.",
    "报价直接从商机生成，客户来电时全组都能接。\nMakes the quotation from the opportunity, so that anybody can take the customer's call.",
    "每周五用十分钟清理过期的商机。\nTen minutes every Friday to close opportunities that are over.",
)


def enter_own_use(accounts: Sequence[Account], *, today: date) -> None:
    """The period is that of the appraisal, so that what is settled enters it. Nothing before the first month of the year is over."""
    months = period(today.year, today - DAY * PEOPLES_SHEETS_DAYS_AGO)
    if months is None:
        return
    by_name = {account.username: account for account in accounts}
    first, last = months[0], end_of(months[1])
    on = max(last + DAY, today - DAY * DAYS_AGO)
    project = actor_for(by_name["project"], on)
    own.draw_own_scores(first_day=first, last_day=last, actor=project, at=instant(on), reason="Own scores of this year so far")
    scores = OwnScore.objects.filter(office__code__in=SEEN_IN).select_related("person__account").order_by("office", "person__pseudonym")
    for place, score in enumerate(scores):
        walk(place, score, project, on)
    enter_exemplars(project, on)


def walk(place: int, score: OwnScore, project: Actor, on: date) -> None:
    """Most accept; some let the days run, one contest waits, one is answered, every ninth has not looked yet."""
    if place % 9 == 8 or score.office_id is None:
        return
    actor = signer(score.person, score.office_id)
    own.see(score, actor=actor, at=instant(on, 10))
    if place in (1, 4):
        own.contest(score, actor=actor, at=instant(on, 11), reason=CONTEST)
        if place == 4:
            own.answer(score, outcome=OwnState.STANDS, actor=project, at=instant(on, 15), reason=ANSWER)
    elif place % 3:
        own.accept(score, actor=actor, at=instant(on, 11))


def enter_exemplars(project: Actor, on: date) -> None:
    """The steadiest sellers of four offices are asked; three agree."""
    for copy, (person, office_id) in zip(COPIES, steadiest(), strict=False):
        made = exemplars.nominate(person=person, copy=copy, actor=project, at=instant(on, 12), reason="Colleagues ask how it is done.")
        if Exemplar.objects.count() <= 3:
            exemplars.consent(made, actor=signer(person, office_id), at=instant(on, 16))


def steadiest() -> list[tuple[Person, int]]:
    """One seller with the best own score of each of four offices."""
    rows = OwnScore.objects.filter(value__isnull=False, office__isnull=False).select_related("person").order_by("-value", "pk")
    here = set(Membership.objects.current().filter(last_day__isnull=True, job_role=JobRole.SALES).values_list("person_id", "office_id"))
    found: dict[int, Person] = {}
    for row in rows:
        if row.office_id is not None and (row.person_id, row.office_id) in here and len(row.figures["weeks"]) >= LEAST_WEEKS:
            found.setdefault(row.office_id, row.person)
    return [(person, office) for office, person in list(found.items())[: len(COPIES)]]
