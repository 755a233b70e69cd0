"""The vendor before this one: a first build that was never accepted, terminated after its notice; what it owes stays owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from governance.contracts import actions
from governance.contracts.actions import completing, noticing
from governance.contracts.actions.ending import end_contract
from governance.contracts.endings import EndKind, Grounds
from governance.contracts.models import Contract, Milestone, NoticeLetter, PaymentKind, Penalty, SecurityKind, Verdict
from governance.contracts.penalties import Base, Cap, Clause, Notice, Rate, RateUnit, Termination
from governance.core.actor import Actor
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from reports.dashboards.demo.programme import instant, start_day

WORDING = "逾期的，每逾期一日按该里程碑价款的千分之一支付违约金，最高百分之十；逾期超过六十日的，甲方有权解除合同。"
LATE = Clause(
    Rate(Decimal(1), RateUnit.PER_MILLE),
    Base.MILESTONE,
    cap=Cap(Rate(Decimal(10), RateUnit.PERCENT)),
    notice=Notice(required=True),
    termination=Termination(60),
    agreed_sum=Decimal(45_000),
    estimated_loss=Decimal(40_000),
)
# number, name, weeks before the programme began, share of the value
MILESTONES = (
    ("P1", "业务调研 Study of the business", 30, 20),
    ("P2", "第一版 First build", 20, 40),
    ("P3", "分公司上线 Branches live", 12, 40),
)
FOLLOWS = (
    "十日内交还源代码、数据和资料；未验收部分不付款；履约保函在违约金结清前不退还。\n"
    "Source code, data and papers are handed back within ten days; nothing is paid for what was not accepted; "
    "the performance security is kept until the liquidated damages are settled."
)


def enter_earlier_contract(accounts: Sequence[Account], *, actor: Actor, today: date) -> Contract:
    """Entered from its papers as the programme began, then brought to its end."""
    by_name, began = {account.username: account for account in accounts}, start_day(today)
    contract = enter_terms(by_name, actor=actor, began=began, today=today)
    study, build, _live = contract.milestones.order_by("number")
    decide(study, handed=3, decided=12, verdict=Verdict.ACCEPTED, why="Complete.", by_name=by_name, actor=actor, on=began)
    decide(
        build, handed=9, decided=16, verdict=Verdict.REJECTED, why="Branches cannot enter a visit.", by_name=by_name, actor=actor, on=began
    )
    charged = began + timedelta(days=4)
    first, second = (charge(one, charged, actor) for one in (study, build))
    letter = serve([first, second], charged + timedelta(days=1), actor)
    settle(first, second, study, by_name, charged + timedelta(days=9))
    finish(contract, letter, by_name, charged + timedelta(days=21))
    return contract


def enter_terms(by_name: Mapping[str, Account], *, actor: Actor, began: date, today: date) -> Contract:
    by: dict[str, Any] = {"actor": actor, "at": instant(began)}
    vendor = completing.enter_vendor(
        code="yunfan", name="Yunfan Software", name_zh="云帆软件", address="Yunfan Software, 16 Tianfu Street, Chengdu", **by
    )
    contract = actions.enter_contract(
        number="CRM-2025-02",
        title="分公司客户管理试用 Customer records for the branches, first try",
        vendor=vendor,
        client_name="Huaxin Trading",
        client_name_zh="华信贸易",
        signed_on=began - timedelta(weeks=40),
        starts_on=began - timedelta(weeks=40),
        ends_on=began - timedelta(weeks=10),
        value=Decimal(480_000),
        tax_percent=Decimal(6),
        authority=by_name["director"].person,
        waiver_limit=Decimal(2_000),
        review_days=10,
        **by,
    )
    late = actions.add_clause(contract, number="10.3", terms=LATE, wording=WORDING, **by)
    for number, name, weeks, share in MILESTONES:
        due, value = began - timedelta(weeks=weeks), contract.value * share / 100
        made = actions.add_milestone(contract, number=number, name=name, due=due, value=value, clauses=[late], **by)
        completing.add_payment(contract, kind=PaymentKind.PROGRESS, amount=value, milestone=made, **by)
    kind, expires = SecurityKind.PERFORMANCE, today + timedelta(weeks=30)
    completing.add_security(contract, kind=kind, issuer="蓉城银行 Bank of Rongcheng", amount=Decimal(24_000), expires_on=expires, **by)
    actions.put_in_force(contract, reason="Signed by both sides", **by)
    return contract


def decide(
    milestone: Milestone, *, handed: int, decided: int, verdict: Verdict, why: str, by_name: Mapping[str, Account], actor: Actor, on: date
) -> None:
    """A round of before, in days after the due date, written down from the papers."""
    made = actions.submit(milestone, on=milestone.due + timedelta(days=handed), actor=actor, at=instant(on, 10))
    director = actor_for(by_name["director"], on)
    actions.review(made, verdict=verdict, on=milestone.due + timedelta(days=decided), actor=director, at=instant(on, 11), reason=why)


def charge(milestone: Milestone, on: date, actor: Actor) -> Penalty:
    return actions.assess_penalty(milestone, milestone.clauses.get(), day=on, actor=actor, at=instant(on), reason="Late acceptance")


def serve(penalties: list[Penalty], on: date, actor: Actor) -> NoticeLetter:
    """The letter that claims the damages and gives notice of the termination; it arrived two days later."""
    contract = penalties[0].clause.contract
    notice, _pdf = noticing.issue_notice(
        contract,
        subject="违约金与解除合同 Liquidated damages and termination",
        language="zh-hans",
        penalties=penalties,
        demand="请在七日内支付违约金；逾期我方将解除合同。 Pay within seven days, or we terminate the contract.",
        answer_days=7,
        actor=actor,
        at=instant(on),
    )
    served = on + timedelta(days=2)
    sent: dict[str, Any] = {"address": contract.vendor.address, "method": "快递 Courier", "sent_on": on, "served_on": served}
    noticing.record_service(notice, **sent, actor=actor, at=instant(served, 17))
    return notice


def settle(first: Penalty, second: Penalty, study: Milestone, by_name: Mapping[str, Account], on: date) -> None:
    """Against the one payment that fell due: all of the first, part of the second; the rest of the payment is made."""
    payment, finance, at = study.payments.get(), actor_for(by_name["finance"], on), instant(on)
    actions.set_off(first, payment, amount=first.assessed, actor=finance, at=at, reason="Served on both")
    actions.set_off(second, payment, amount=Decimal(5_000), actor=finance, at=instant(on, 10), reason="In part")
    rest = payment.amount - first.assessed - Decimal(5_000)
    completing.make_payment(payment, on=on, amount=rest, actor=finance, at=instant(on, 11), reason="Bank transfer")


def finish(contract: Contract, letter: NoticeLetter, by_name: Mapping[str, Account], on: date) -> None:
    end_contract(
        contract,
        kind=EndKind.TERMINATED,
        on=on,
        grounds=Grounds.CLAUSE,
        notice=letter,
        consequences=FOLLOWS,
        actor=actor_for(by_name["sponsor"], on),
        at=instant(on, 15),
        reason="No working build five months past its day; the branches lost half a year.",
    )
