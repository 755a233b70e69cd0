"""Sales-force automation in six months: consultants withdrawn, a letter, accepted on time; a penalty in every state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from governance.contracts import actions
from governance.contracts.actions import completing, measuring, noticing, staffing
from governance.contracts.models import Contract, KeyPerson, Milestone, PaymentKind, Penalty, PenaltyClause, Vendor, Verdict
from governance.contracts.penalties import Base, Cap, Clause, Notice, Rate, RateUnit, Trigger
from governance.contracts.selectors import set_off_against
from governance.core.actor import Actor
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from reports.dashboards.demo.contracts import hand_in
from reports.dashboards.demo.programme import instant

By = dict[str, Any]
BEGAN_WEEKS_AGO = 33
WORDING = "逾期的，每逾期一日按该里程碑价款的千分之一支付违约金，最高百分之五。"
# number, name, weeks after signing, share of the value, phase, days late
MILESTONES = (
    ("S1", "需求说明 Requirements", 3, 10, 0, 6),
    ("S2", "界面设计 Screen design", 7, 10, 0, 8),
    ("S3", "第一版 First build", 11, 15, 1, 5),
    ("S4", "试运行 Trial run", 16, 20, 2, 12),
    ("S5", "试运行后的修改 Changes after the trial", 19, 15, 2, 9),
    ("S6", "文档按同一标准 Documents to one standard", 21, 10, 3, 7),
    ("S7", "培训材料 Training material", 23, 5, 3, 4),
    ("S8", "最终验收 Final acceptance", 26, 15, 3, 0),
)
PHASES = (("需求 Requirements", 0, 8), ("开发 Build", 8, 14), ("试运行 Trial run", 14, 20), ("验收 Acceptance", 20, 26))
LATE = Clause(
    Rate(Decimal(1), RateUnit.PER_MILLE),
    Base.MILESTONE,
    cap=Cap(Rate(Decimal(5), RateUnit.PERCENT)),
    notice=Notice(required=True, time_bar_days=180),
    estimated_loss=Decimal(80_000),
)
ABSENT = Clause(Rate(Decimal(800), RateUnit.SUM), trigger=Trigger.KEY_PERSON_ABSENT, working_days=True, estimated_loss=Decimal(40_000))


class Story:
    """Who acts on which day."""

    def __init__(self, accounts: Mapping[str, Account], actor: Actor, signed: date) -> None:
        self.accounts, self.actor, self.signed = accounts, actor, signed

    def week(self, number: float) -> date:
        return self.signed + timedelta(days=round(number * 7))

    def who(self, username: str, day: date) -> Actor:
        return actor_for(self.accounts[username], day)


def enter_case_one(vendor: Vendor, accounts: Sequence[Account], *, calendar: str, actor: Actor, today: date) -> Contract:
    """The whole story, through the actions, each on its day."""
    story = Story({account.username: account for account in accounts}, actor, today - timedelta(weeks=BEGAN_WEEKS_AGO))
    contract = enter_terms(vendor, story, calendar)
    milestones = enter_parts(contract, story)
    actions.put_in_force(contract, actor=actor, at=instant(story.signed), reason="Signed by both sides")
    consultant = people_come_and_go(contract, story)
    for milestone, (*_rest, late) in zip(milestones, MILESTONES, strict=True):
        if milestone.number == "S4":
            hand_in(milestone, -2, 3, Verdict.REJECTED, dict(story.accounts), "Gaps that nobody saw on paper.")
        hand_in(milestone, late - 4, late, Verdict.ACCEPTED, dict(story.accounts), "Meets the checklist.")
    charge(milestones, consultant, story)
    pay_milestones(milestones, story)
    return contract


def enter_terms(vendor: Vendor, story: Story, calendar: str) -> Contract:
    return actions.enter_contract(
        actor=story.actor,
        at=instant(story.signed),
        number="SFA-2026-01",
        title="销售自动化 Sales-force automation",
        vendor=vendor,
        client_name="Huaxin Trading",
        client_name_zh="华信贸易",
        signed_on=story.signed,
        starts_on=story.signed,
        ends_on=story.week(26),
        value=Decimal(1_200_000),
        tax_percent=Decimal(6),
        calendar=calendar,
        authority=story.accounts["director"].person,
        waiver_limit=Decimal(5_000),
        review_days=10,
        deemed_days=30,
        contract_cap_percent=Decimal(10),
    )


def enter_parts(contract: Contract, story: Story) -> list[Milestone]:
    """Phases, clauses, milestones with their payments; an advance before, a retention sum after; the warranty."""
    by: By = {"actor": story.actor, "at": instant(story.signed)}
    late = actions.add_clause(contract, number="11.2", terms=LATE, wording=WORDING, **by)
    actions.add_clause(contract, number="11.4", terms=ABSENT, **by)
    phases = [
        actions.add_phase(contract, number=place, name=name, first_day=story.week(first), last_day=story.week(last), **by)
        for place, (name, first, last) in enumerate(PHASES, start=1)
    ]
    completing.add_payment(contract, kind=PaymentKind.ADVANCE, amount=contract.value / 10, due=story.signed, **by)
    milestones = []
    for number, name, weeks, share, phase, _late in MILESTONES:
        value = contract.value * share / 100
        made = actions.add_milestone(
            contract, number=number, name=name, due=story.week(weeks), value=value, phase=phases[phase], clauses=[late], **by
        )
        actions.add_deliverable(made, name=name, standard="公司标准3 House standard 3", checklist=["目录 Table of contents"], **by)
        completing.add_payment(contract, kind=PaymentKind.PROGRESS, amount=value * 8 / 10, milestone=made, **by)
        milestones.append(made)
    completing.add_payment(contract, kind=PaymentKind.RETENTION, amount=contract.value / 10, due=story.week(78), **by)
    completing.add_warranty(contract, term="缺陷修复 Defects put right", milestone=milestones[-1], months=12, respond_hours=16, **by)
    return milestones


def people_come_and_go(contract: Contract, story: Story) -> KeyPerson:
    """The consultant is withdrawn and comes back; the project manager quits half way and is replaced."""
    by: By = {"actor": story.actor, "at": instant(story.signed)}
    clause, ends = contract.clauses.get(number="11.4"), contract.ends_on
    names = (("林涛 Lin Tao", "顾问 Consultant"), ("方琪 Fang Qi", "项目经理 Project manager"))
    consultant, manager = (
        staffing.promise_person(contract, name=name, role=role, first_day=story.signed, last_day=ends, clause=clause, **by)
        for name, role in names
    )
    gone = story.week(8)
    seen: By = {"first_day": gone, "last_day": story.week(12), "actor": story.actor}
    staffing.record_presence(consultant, present=False, at=instant(gone), reason="Only programmers are left.", **seen)
    left = story.week(13)
    staffing.record_presence(
        manager, first_day=left, present=False, removed=True, actor=story.actor, at=instant(left), reason="Quit half way."
    )
    new = staffing.promise_person(
        contract,
        name="苏敏 Su Min",
        role=manager.role,
        first_day=left + timedelta(days=3),
        last_day=ends,
        replaces=manager,
        actor=story.actor,
        at=instant(left + timedelta(days=2)),
    )
    staffing.approve_replacement(new, actor=story.actor, at=instant(left + timedelta(days=5)), reason="Knows the trade.")
    return consultant


def charge(milestones: list[Milestone], consultant: KeyPerson, story: Story) -> None:
    """One penalty in each state: paid, set off (and refunded in part), waived, reduced, upheld, disputed, notified, assessed."""
    clause = consultant.contract.clauses.get(number="11.2")
    first, second, third, trial, changes, documents, material, _last = (milestone for milestone in milestones)
    paid, taken, waived = (assess(one, clause, story) for one in (first, second, third))
    told = story.week(13)
    letter([paid, taken], consultant, told, story)
    finance = story.who("finance", told)
    actions.pay(paid, amount=paid.assessed, actor=finance, at=instant(told + timedelta(days=14)), reason="Bank transfer")
    payment = third.payments.get()
    actions.set_off(taken, payment, amount=taken.assessed, actor=finance, at=instant(told + timedelta(days=15)))
    why = "Our test data came three days late."
    actions.grant_extension(
        second, days=3, authority="Project director", granted_on=told, actor=story.actor, at=instant(told + timedelta(days=16)), reason=why
    )
    actions.notify(waived, actor=story.actor, at=instant(told), reason="By e-mail")
    director = story.who("director", told)
    day = instant(told + timedelta(days=7))
    actions.waive(waived, amount=waived.assessed, actor=director, at=day, reason="The new manager caught up within the week.")
    reduced, upheld, disputed = (assess(one, clause, story) for one in (trial, changes, documents))
    for one in (reduced, upheld, disputed, notified := assess(material, clause, story)):
        tell(one, story)
    for one in (reduced, upheld, disputed):
        dispute(one, story)
    decided = story.week(27)
    sponsor = story.who("sponsor", decided)
    half = (reduced.assessed / 2).quantize(Decimal("0.01"))
    actions.resolve_dispute(reduced, reduce_to=half, actor=sponsor, at=instant(decided), reason="Half of the gaps were in our own paper.")
    actions.resolve_dispute(upheld, reduce_to=None, actor=sponsor, at=instant(decided), reason="The changes were agreed on the day.")
    assert notified.pk
    ended = story.week(26)
    measuring.assess_absence(consultant, day=ended, actor=story.actor, at=instant(ended), reason="Weighed at the end")


def pay_milestones(milestones: Sequence[Milestone], story: Story) -> None:
    """The advance on its day, seven a month after acceptance, less what was set off; the last waits for what was withheld."""
    advance = milestones[0].contract.payments.get(kind=PaymentKind.ADVANCE)
    finance, at = story.who("finance", story.signed), instant(story.signed)
    completing.make_payment(advance, on=story.signed, amount=advance.amount, actor=finance, at=at)
    for milestone in milestones[:7]:
        day = milestone.due + timedelta(days=45)
        payment = milestone.payments.get()
        left = payment.amount - set_off_against(payment.contract_id).get(payment.pk, Decimal(0))
        completing.make_payment(payment, on=day, amount=left, actor=story.who("finance", day), at=instant(day))


def assess(milestone: Milestone, clause: PenaltyClause, story: Story) -> Penalty:
    """On the day of acceptance."""
    on = milestone.accepted_on
    assert on is not None
    return actions.assess_penalty(milestone, clause, day=on, actor=story.actor, at=instant(on, 18), reason="Late acceptance")


def tell(penalty: Penalty, story: Story) -> None:
    day = (penalty.milestone.accepted_on if penalty.milestone else None) or story.week(26)
    actions.notify(penalty, actor=story.actor, at=instant(day + timedelta(days=2)), reason="By registered letter")


def dispute(penalty: Penalty, story: Story) -> None:
    day = (penalty.milestone.accepted_on if penalty.milestone else None) or story.week(26)
    vendor = story.who("vendor", day + timedelta(days=6))
    actions.dispute(penalty, actor=vendor, at=instant(day + timedelta(days=6)), reason="Two of the days waited for your test users.")


def letter(penalties: list[Penalty], consultant: KeyPerson, on: date, story: Story) -> None:
    """The letter of complaint to the vendor's chief: sent by courier, served, and answered."""
    notice, _document = noticing.issue_notice(
        consultant.contract,
        subject="逾期与人员撤离 Delay and withdrawn people",
        language="zh-hans",
        penalties=penalties,
        people=[consultant],
        other=["变更以光盘快递往返，每轮一周以上。 Changes travel as a disc by courier: a week or more per round."],
        demand="请立即派回顾问，并设立处理请求的终端。 Send the consultants back at once and set up a terminal for requests.",
        answer_days=10,
        actor=story.actor,
        at=instant(on),
    )
    address, served = consultant.contract.vendor.address, on + timedelta(days=1)
    noticing.record_service(
        notice, address=address, method="快递 Courier", sent_on=on, served_on=served, actor=story.actor, at=instant(served, 17)
    )
    day = on + timedelta(days=6)
    text = "顾问下周到岗并留至最终验收；终端已开通。 The consultants come back next week and stay to the end; the terminal is open."
    noticing.answer_notice(notice, on=day, actor=story.who("vendor", day), at=instant(day), reason=text)
