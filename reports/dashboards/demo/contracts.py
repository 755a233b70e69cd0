"""The vendor's contract in the demo: chosen among three, six months, people who leave, one milestone late and one disputed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from governance.contracts import actions
from governance.contracts.actions import choosing, completing, measuring, staffing, vendor_accounts
from governance.contracts.measuring import Reading
from governance.contracts.models import Contract, Milestone, PaymentKind, PenaltyClause, SecurityKind, Vendor, Verdict
from governance.contracts.penalties import Band, Base, Cap, Clause, Counting, Period, PeriodUnit, Rate, RateUnit, Trigger
from governance.core.actor import Actor
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from reports.dashboards.demo.programme import instant

PERCENT = RateUnit.PERCENT
VENDORS = (
    ("qiming", "Qiming Software", "启明软件", 7),
    ("beichen", "Beichen Systems", "北辰系统", 6),
    ("hailan", "Hailan Digital", "海澜数码", 5),
)
WORDING = "逾期交付的，每逾期一周按未交付部分价款的0.5%支付违约金，最高5%。"
MANAGER = "项目经理 Project manager"
# What has one name only says it in both languages. number, name, weeks before today (negative: ahead), share of the value, phase
MILESTONES = (
    ("M1", "需求分析确认 Analysis signed off", 22, 10, 0),
    ("M2", "真实界面原型 Prototype on real screens", 16, 15, 1),
    ("M3", "试点办事处就绪 Pilot offices ready", 11, 25, 1),
    ("M4", "报表与移动录入 Reports and mobile entry", 5, 25, 2),
    ("M5", "全部办事处启用新版 All offices on the new release", -4, 15, 2),
    ("M6", "最终验收 Final acceptance", -8, 10, 3),
)
PHASES = ("分析 Analysis", "开发 Build", "试用 Trial use", "验收 Acceptance")
LATE = Clause(
    Rate(Decimal("0.5"), PERCENT),
    Base.UNDELIVERED,
    period=Period(1, PeriodUnit.WEEK),
    cap=Cap(Rate(Decimal(5), PERCENT)),
    estimated_loss=Decimal(60_000),
    agreed_sum=Decimal(60_000),
)

SERVICE = Clause(
    Rate(Decimal(0), RateUnit.SUM),
    trigger=Trigger.SERVICE_LEVEL,
    bands=(Band(Decimal("99.8"), Rate(Decimal(2), PERCENT)), Band(Decimal(98), Rate(Decimal(3), PERCENT))),
)


def enter_contracts(accounts: Sequence[Account], *, actor: Actor, today: date) -> Contract:
    """Selection, contract, and half a year of its life, through the actions."""
    by_name = {account.username: account for account in accounts}
    signed = today - timedelta(weeks=26)
    vendors = enter_vendors(by_name, actor=actor, signed=signed)
    contract = enter_terms(vendors[0], by_name, actor=actor, signed=signed, ends=today + timedelta(weeks=9))
    milestones = enter_parts(contract, actor=actor, signed=signed, today=today)
    at = instant(signed)
    choosing.commit_promises(contract, vendors[0].won.get(), actor=actor, at=at)
    actions.put_in_force(contract, actor=actor, at=at, reason="Signed by both sides")
    live(contract, milestones, by_name, actor=actor, today=today)
    measure_service(contract, actor=actor, today=today)
    return contract


def enter_vendors(by_name: dict[str, Account], *, actor: Actor, signed: date) -> list[Vendor]:
    """Three vendors scored by three people; the best understood the business."""
    at = instant(signed - timedelta(weeks=6))
    vendors = [
        completing.enter_vendor(code=code, name=name, name_zh=chinese, address=f"{name}, 88 Century Avenue, Shanghai", actor=actor, at=at)
        for code, name, chinese, _points in VENDORS
    ]
    criteria = [(str(name), Decimal(weight)) for name, weight in choosing.USUAL_CRITERIA]
    selection = choosing.open_selection(title="CRM 供应商 CRM vendor", criteria=criteria, vendors=vendors, actor=actor, at=at)
    for candidate, (_code, _name, _chinese, level) in zip(selection.candidates.order_by("pk"), VENDORS, strict=True):
        for place, criterion in enumerate(selection.criteria.all()):
            for turn, username in enumerate(("project", "director", "sponsor")):
                points = Decimal(min(level + (place + turn) % 3, 10) - (4 if (place, turn, level) == (4, 1, 6) else 0))
                choosing.give_points(candidate, criterion, points=points, actor=actor_for(by_name[username], at.date()), at=at)
    winner = selection.candidates.get(vendor=vendors[0])
    for text in (
        "两名顾问驻场至最终验收 Two consultants stay until final acceptance",
        "缺陷两个工作日内答复 Answers to defects within two working days",
    ):
        choosing.add_promise(winner, text=text, actor=actor, at=at)
    sponsor = actor_for(by_name["sponsor"], at.date())
    reason = "Understood our way of selling best, and was on time elsewhere."
    choosing.choose(selection, winner, on=signed - timedelta(weeks=2), actor=sponsor, at=at, reason=reason)
    if person := by_name["vendor"].person:
        vendor_accounts.name_member(vendors[0], person=person, first_day=signed - timedelta(weeks=7), actor=actor, at=at)
    return vendors


def enter_terms(vendor: Vendor, by_name: dict[str, Account], *, actor: Actor, signed: date, ends: date) -> Contract:
    return actions.enter_contract(
        actor=actor,
        at=instant(signed),
        number="CRM-2026-01",
        title="CRM 开发与推广支持 CRM development and rollout support",
        vendor=vendor,
        client_name="Huaxin Trading",
        client_name_zh="华信贸易",
        signed_on=signed,
        starts_on=signed,
        ends_on=ends,
        value=Decimal(2_400_000),
        tax_percent=Decimal(6),
        authority=by_name["director"].person,
        waiver_limit=Decimal(10_000),
        review_days=10,
        contract_cap_percent=Decimal(10),
    )


def enter_parts(contract: Contract, *, actor: Actor, signed: date, today: date) -> list[Milestone]:
    """Phases, clauses, milestones with deliverables, payments, people, a security that runs out soon."""
    at = instant(signed)
    quarter = (contract.ends_on - signed) / 4
    phases = [
        actions.add_phase(
            contract, number=n + 1, name=name, first_day=signed + quarter * n, last_day=signed + quarter * (n + 1), actor=actor, at=at
        )
        for n, name in enumerate(PHASES)
    ]
    late = actions.add_clause(contract, number="8.7", terms=LATE, wording=WORDING, actor=actor, at=at)
    absent = absence_clause(contract, actor=actor, signed=signed)
    actions.add_clause(contract, number="7.1", terms=SERVICE, actor=actor, at=at)
    milestones = []
    for number, name, weeks, share, phase in MILESTONES:
        due, value = today - timedelta(weeks=weeks), contract.value * share / 100
        made = actions.add_milestone(
            contract, number=number, name=name, due=due, value=value, phase=phases[phase], clauses=[late], actor=actor, at=at
        )
        checks = ["目录 Table of contents", "两种语言的界面 Screens in both languages", "附测试记录 Test record attached"]
        actions.add_deliverable(made, name="文档 Documents", standard="公司标准3 House standard 3", checklist=checks, actor=actor, at=at)
        completing.add_payment(contract, kind=PaymentKind.PROGRESS, amount=value * 9 / 10, milestone=made, actor=actor, at=at)
        milestones.append(made)
    for name, role in (("周岚 Zhou Lan", "首席顾问 Lead consultant"), ("何军 He Jun", MANAGER)):
        staffing.promise_person(
            contract, name=name, role=role, first_day=signed, last_day=contract.ends_on, clause=absent, actor=actor, at=at
        )
    amount, expires = contract.value / 10, today + timedelta(days=40)
    kind = SecurityKind.PERFORMANCE
    completing.add_security(contract, kind=kind, issuer="东方银行 Bank of the East", amount=amount, expires_on=expires, actor=actor, at=at)
    completing.add_warranty(
        contract, term="缺陷修复 Defects put right", milestone=milestones[-1], months=12, respond_hours=16, actor=actor, at=at
    )
    return milestones


def absence_clause(contract: Contract, *, actor: Actor, signed: date) -> PenaltyClause:
    """A sum for each working day a promised person is not there."""
    terms = Clause(Rate(Decimal(2000), RateUnit.SUM), trigger=Trigger.KEY_PERSON_ABSENT, counting=Counting.STARTED)
    return actions.add_clause(contract, number="9.2", terms=terms, actor=actor, at=instant(signed))


def live(contract: Contract, milestones: list[Milestone], by_name: dict[str, Account], *, actor: Actor, today: date) -> None:
    """What happened: on time, in two rounds, late and notified, late and open; a consultant left."""
    first, second, third, fourth, fifth, _last = milestones
    hand_in(first, -6, -1, Verdict.ACCEPTED, by_name, "Meets the standard.")
    hand_in(second, -3, 2, Verdict.REJECTED, by_name, "The first field is the wrong one.")
    hand_in(second, 6, 9, Verdict.ACCEPTED, by_name, "Now as sales work.")
    at, why = instant(second.due), "Sample data came late from us."
    actions.grant_extension(second, days=7, authority="Project director", granted_on=second.due, actor=actor, at=at, reason=why)
    hand_in(third, 15, 19, Verdict.ACCEPTED, by_name, "Second trial run passed.")
    for accepted in (first, second):
        pay_for(accepted, by_name)
    charge_late(third, by_name, actor=actor)
    for milestone, forecast in ((fourth, today + timedelta(weeks=2)), (fifth, fifth.due + timedelta(weeks=1))):
        actions.set_forecast(milestone, forecast=forecast, actor=actor, at=instant(today - timedelta(days=3)))
    left = contract.key_people.get(role=MANAGER)
    gone = today - timedelta(weeks=7)
    staffing.record_presence(left, first_day=gone, present=False, removed=True, actor=actor, at=instant(gone), reason="Left the vendor.")


def measure_service(contract: Contract, *, actor: Actor, today: date) -> None:
    """Two months of availability: one met, one below its level."""
    clause, last = contract.clauses.get(number="7.1"), today.replace(day=1) - timedelta(days=1)
    for level in ("99.1", "99.9"):
        first = last.replace(day=1)
        reading = Reading(first_day=first, last_day=last, level=Decimal(level), charge=Decimal(30_000))
        at = instant(last + timedelta(days=1))
        measuring.record_measurement(clause, reference=f"{first:%Y-%m}", reading=reading, actor=actor, at=at)
        last = first - timedelta(days=1)


def charge_late(milestone: Milestone, by_name: dict[str, Account], *, actor: Actor) -> None:
    """Assessed, notified, and disputed by the vendor."""
    told = instant(milestone.due + timedelta(days=24))
    clause = milestone.contract.clauses.get(number="8.7")
    penalty = actions.assess_penalty(milestone, clause, day=told.date(), actor=actor, at=told, reason="Late acceptance")
    actions.notify(penalty, actor=actor, at=told, reason="By registered letter")
    vendor = actor_for(by_name["vendor"], told.date())
    actions.dispute(penalty, actor=vendor, at=told + timedelta(days=4), reason="Two of the days waited for your test users.")


def pay_for(milestone: Milestone, by_name: dict[str, Account]) -> None:
    """Three weeks after the due date, the whole payment."""
    day, payment = milestone.due + timedelta(days=21), milestone.payments.get()
    completing.make_payment(payment, on=day, amount=payment.amount, actor=actor_for(by_name["finance"], day), at=instant(day))


def hand_in(milestone: Milestone, handed: int, decided: int, verdict: Verdict, by_name: dict[str, Account], reason: str) -> None:
    """One round, in days after the due date: handed in by the vendor, decided by the named authority."""
    on, then = milestone.due + timedelta(days=handed), milestone.due + timedelta(days=decided)
    made = actions.submit(milestone, on=on, actor=actor_for(by_name["vendor"], on), at=instant(on))
    actions.review(made, verdict=verdict, on=then, actor=actor_for(by_name["director"], then), at=instant(then, 16), reason=reason)
