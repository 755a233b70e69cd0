# ruff: noqa: E501
"""Appraisal in the demo company: the policy behind it, this year's schemes, and sheets of offices and people in every state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from governance.core.actor import Actor
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, JobRole, Membership, Office, Person
from governance.policies.actions import drafting
from governance.policies.actions.drafting import Content
from governance.policies.models import Policy
from governance.policies.states import PolicyKind, Touches
from reports.dashboards.demo.policies import PUBLISHED_WEEKS_AGO, bring_out, enter_signatures, signer
from reports.dashboards.demo.programme import instant
from rollout.kpis import actions
from rollout.kpis.actions import LineGiven, PersonEntry
from rollout.kpis.appraising import Band, Scale
from rollout.kpis.models import AppraisalScheme, AppraisalSheet, Kpi, ValueKind
from rollout.kpis.rules import between
from rollout.kpis.selectors.sheets import period
from rollout.kpis.states import Audience
from rollout.staging.selectors import go_live_dates

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
OPENED_DAYS_AGO, PERIOD = 21, 14
PEOPLES_SHEETS_DAYS_AGO = 3
BODIES = (
    "The CRM counts in the yearly appraisal of offices and people, by weights and scales that everybody can read beforehand.\n\n1. The adoption score weighs at least a tenth and at most a fifth of the total.\n2. Everybody sees their own sheet first and has two weeks to contest it.\n3. Human resources answers every objection in writing and signs the sheet. Nobody signs a sheet they opened.",
    "CRM 使用情况按事先公开的权重与评分标准，计入办事处与个人的年度考核。\n\n1. 使用评分的权重不低于总分的十分之一，不高于五分之一。\n2. 每个人先看到自己的考核表，并有两周时间提出异议。\n3. 人力资源部书面答复每一项异议并签署考核表。任何人不得签署自己开出的考核表。",
    "CRM 使用情況按事先公開的權重與評分標準，計入辦事處與個人的年度考核。\n\n1. 使用評分的權重不低於總分的十分之一，不高於五分之一。\n2. 每個人先看到自己的考核表，並有兩週時間提出異議。\n3. 人力資源部書面答覆每一項異議並簽署考核表。任何人不得簽署自己開出的考核表。",
)
OBJECTION = "五月缺了一周的数据，系统当时不可用。A week of May is missing: the system was down."
ANSWER = "已核对：停机一天，已从分母中剔除。Checked: down for one day, which is already taken out."


def enter_appraisal(accounts: Sequence[Account], *, seed: int, today: date) -> None:
    """Nothing before the first month of the year is over."""
    opened = today - DAY * OPENED_DAYS_AGO
    if (opened - DAY * opened.day).year != today.year:
        return
    by_name = {account.username: account for account in accounts}
    policy = enter_policy(by_name, seed=seed, today=today)
    offices = enter_scheme(by_name, policy, Audience.OFFICE, opened - DAY * 2)
    people = enter_scheme(by_name, policy, Audience.PERSON, opened - DAY * 2)
    live = sorted(go_live_dates())
    places = list(Office.objects.branches().filter(pk__in=live).order_by("code"))
    heads = heads_of(accounts, today)
    project, hr = (actor_for(by_name[name], today) for name in ("project", "hr"))
    sheets = actions.open_sheets(
        offices,
        [(office, None) for office in places],
        contest_by=opened + DAY * PERIOD,
        actor=project,
        at=instant(opened),
        reason="Sheets of this year so far",
    )
    for place, sheet in enumerate(sheets):
        walk(sheet, place, heads.get(sheet.office_id), project, hr, today)
    enter_people(people, places, project, today)


def enter_policy(by_name: Mapping[str, Account], *, seed: int, today: date) -> Policy:
    """Consulted on and published with the other policies; the office heads have signed it."""
    on = today - WEEK * PUBLISHED_WEEKS_AGO
    written = on - WEEK * 6
    wanted = Content(
        "Yearly appraisal",
        "年度考核",
        "年度考核",
        *BODIES,
        touches=[Touches.PAY, Touches.POSTS],
        job_roles=[JobRole.MANAGER],
        effective_on=on + WEEK,
        sign_by=on + WEEK * 3,
    )
    author = actor_for(by_name["project"], written)
    version = drafting.create_policy(
        code="yearly-appraisal",
        kind=PolicyKind.OTHER,
        content=replace(wanted),
        actor=author,
        at=instant(written),
        reason="Adoption counts.",
    )
    version = bring_out(version, by_name, on=on, reason="As agreed in the leadership group.")
    enter_signatures(version, Random(f"appraisal {seed}"), share=1, today=today, left_out=0)
    return version.policy


def scale(*pairs: tuple[int, int], joined: bool = False) -> Scale:
    return Scale(tuple(Band(Decimal(at), Decimal(points)) for at, points in pairs), joined)


def enter_scheme(by_name: Mapping[str, Account], policy: Policy, audience: Audience, on: date) -> AppraisalScheme:
    """Adoption a fifth, the two KPIs the rest; entered by the project office, approved by the sponsor."""
    steps = scale((70, 40), (85, 70), (95, 90), (100, 100), (110, 110))
    answer, discount = (Kpi.objects.get(code=code) for code in ("days-to-answer", "discount"))
    lines = [
        LineGiven(None, Decimal(20), scale((0, 0), (50, 50), (80, 100), (100, 120), joined=True)),
        LineGiven(answer, Decimal(50), steps),
        LineGiven(discount, Decimal(30), steps),
    ]
    draft = actions.save_scheme(
        year=on.year,
        audience=audience,
        from_day=on,
        policy=policy,
        clause="1",
        lines=lines,
        actor=actor_for(by_name["project"], on),
        at=instant(on),
        reason="Weights as discussed with human resources.",
    )
    return actions.approve_scheme(draft, actor=actor_for(by_name["sponsor"], on), at=instant(on + DAY), reason="Agreed")


def heads_of(accounts: Sequence[Account], today: date) -> dict[int, Actor]:
    found = {}
    for account in accounts:
        if account.username.startswith("head-"):
            actor = actor_for(account, today)
            for grant in actor.grants:
                found.update(dict.fromkeys(grant.office_ids or (), actor))
    return found


def walk(sheet: AppraisalSheet, place: int, head: Actor | None, project: Actor, hr: Actor, today: date) -> None:
    """Some agreed and signed, one answered, one contested, the others still with their heads."""
    spoken = today - DAY * (OPENED_DAYS_AGO - 4)
    if head is None or place % 5 == 4:
        return
    if place % 5 == 3:
        actions.contest(sheet, told=OBJECTION, actor=head, at=instant(spoken))
        if place == 3:
            actions.answer(sheet, told=ANSWER, actor=project, at=instant(spoken + DAY * 5))
        return
    actions.agree(sheet, actor=head, at=instant(spoken))
    if place % 5 < 2 and sheet.figures["total"] is not None:
        actions.settle(sheet, actor=hr, at=instant(spoken + DAY * 6), reason="Checked against the record. 已与记录核对。")


def enter_own_values(people: Sequence[Person], project: Actor, on: date) -> None:
    """Every second seller has days to the first answer of their own; the others' sheets use the office's."""
    months = period(on.year, on)
    if months is None:
        return
    random, kpi = Random("own values"), Kpi.objects.get(code="days-to-answer")
    entries = []
    for person in people:
        usual = random.uniform(3.2, 5.6)
        for month in between(*months):
            days = Decimal(str(round(usual + random.uniform(-0.4, 0.4), 2)))
            entries += [
                PersonEntry(kpi.pk, person.pk, month, ValueKind.ACTUAL, days),
                PersonEntry(kpi.pk, person.pk, month, ValueKind.PLAN, Decimal("4.5")),
            ]
    actions.enter_of_people(entries, actor=project, at=instant(on, 7), reason="Enquiry book, by seller")


def enter_people(scheme: AppraisalScheme, places: Sequence[Office], project: Actor, today: date) -> None:
    """The sellers of one office have just got theirs; one agreed, one contests."""
    office = next((one for one in places if one.code == "SHA"), places[0] if places else None)
    if office is None:
        return
    on = today - DAY * PEOPLES_SHEETS_DAYS_AGO
    rows = Membership.objects.current().on(on).filter(office=office, job_role=JobRole.SALES).select_related("person__account")
    people = [row.person for row in rows.order_by("person__pseudonym")]
    enter_own_values(people[::2], project, on)
    sheets = actions.open_sheets(
        scheme,
        [(office, person) for person in people],
        contest_by=on + DAY * PERIOD,
        actor=project,
        at=instant(on),
        reason="Sheets of this year so far",
    )
    for place, sheet in enumerate(sheets[:4]):
        assert sheet.person is not None
        actor = signer(sheet.person, office.pk)
        if place % 2:
            actions.contest(sheet, told=OBJECTION, actor=actor, at=instant(on + DAY))
        else:
            actions.agree(sheet, actor=actor, at=instant(on + DAY))
