"""The policies of the demo company: written, consulted on, published, signed by most; incentives granted, two sanctions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random

from governance.core import attachments, audit
from governance.core.actor import Actor, Grant
from governance.core.jobs import announce
from governance.core.models import Attachment
from governance.core.roles import Role
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, JobRole, Membership, Person
from governance.policies.actions import drafting, incentives, life, sanctions
from governance.policies.actions.drafting import Content
from governance.policies.actions.life import SIGNATURES
from governance.policies.actions.signing import as_signed
from governance.policies.models import Policy, PolicyVersion, Sanction, Signature, SigningWay
from governance.policies.states import Change, Touches
from reports.dashboards.demo import policy_texts
from reports.dashboards.demo.policy_texts import PolicyPlan
from reports.dashboards.demo.programme import instant

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SALES, CLERK, MANAGER = JobRole.SALES, JobRole.CLERK, JobRole.MANAGER
AUDIENCE: dict[str, list[str]] = {
    "customer-classes": [CLERK, MANAGER, SALES],
    "protected-period": [MANAGER, SALES],
    "first-customer-reward": [SALES],
    "duty-to-use": [CLERK, MANAGER, SALES],
    "clerk-assistance": [CLERK, MANAGER],
}
TOUCHES: dict[str, list[str]] = {"duty-to-use": [Touches.DISCIPLINE, Touches.POSTS]}
PUBLISHED_WEEKS_AGO = 25
# Of a hundred: who reads which language, and who never got round to signing one policy or another.
LANGUAGES = ("zh-hans",) * 7 + ("en",) * 2 + ("zh-hant",)
FORGETFUL = 0.04
SIGNED_AGAIN = 0.6


def enter_policies(accounts: Sequence[Account], *, seed: int, actor: Actor, today: date) -> None:
    """Half a year of policies, through the actions."""
    by_name = {account.username: account for account in accounts}
    published = today - WEEK * PUBLISHED_WEEKS_AGO
    versions = [enter_policy(plan, by_name, on=published) for plan in policy_texts.PLANS]
    random = Random(f"policies {seed}")
    left_out = clerk_of_the_demo()
    for version in versions:
        enter_signatures(version, random, share=1 - FORGETFUL, today=today, left_out=left_out)
    renew_protection(by_name, random, today=today)
    prepare_reward(by_name, today=today)
    enter_incentives(by_name, today=today)
    enter_sanctions(by_name, today=today)


def acting(by_name: Mapping[str, Account], username: str, day: date) -> Actor:
    return actor_for(by_name[username], day)


def content(plan: PolicyPlan, *, effective_on: date, sign_by: date) -> Content:
    english, simplified, traditional = plan.titles
    return Content(
        *(english, simplified, traditional),
        *plan.bodies,
        touches=TOUCHES.get(plan.code, []),
        job_roles=list(AUDIENCE[plan.code]),
        effective_on=effective_on,
        sign_by=sign_by,
        office_limit=Decimal(500) if plan.code == "first-customer-reward" else None,
    )


def enter_policy(plan: PolicyPlan, by_name: Mapping[str, Account], *, on: date) -> PolicyVersion:
    """Written by the project office six weeks before, approved by the sponsor, published."""
    written = on - WEEK * 6
    author = acting(by_name, "project", written)
    wanted = content(plan, effective_on=on + WEEK, sign_by=on + WEEK * 3)
    version = drafting.create_policy(
        code=plan.code, kind=plan.kind, content=wanted, actor=author, at=instant(written), reason="Rules before software."
    )
    return bring_out(version, by_name, on=on, reason="As agreed in the leadership group.")


def bring_out(version: PolicyVersion, by_name: Mapping[str, Account], *, on: date, reason: str) -> PolicyVersion:
    version = consult(version, by_name, on=on)
    approved = on - DAY * 3
    life.approve(version, actor=acting(by_name, "sponsor", approved), at=instant(approved), reason=reason)
    where = "公司门户与各办事处公告栏 Company portal and the notice board of every office"
    return life.publish(version, party=where, on=on, actor=acting(by_name, "project2", on), at=instant(on))


def consult(version: PolicyVersion, by_name: Mapping[str, Account], *, on: date) -> PolicyVersion:
    """Into consultation; what touches pay, posts or discipline is talked over and reviewed."""
    begun = on - WEEK * 4
    author = acting(by_name, "project", begun)
    version = life.submit(version, actor=author, at=instant(begun))
    if version.touches:
        talked, reviewed = on - WEEK * 2, on - WEEK
        code = version.policy.code
        life.record_consultation(
            version,
            party="职工代表 Staff representatives of eight offices",
            on=talked,
            outcome="同意，建议已采纳。Agreed; the wish for more time to reply was taken up.",
            attachment=document(f"minutes-{code}.txt", "会议纪要 Minutes of the consultation", author, talked),
            actor=author,
            at=instant(talked, 16),
        )
        life.record_review(
            version,
            party="法务部 Legal department",
            on=reviewed,
            outcome="符合劳动合同。No objection under labour law.",
            attachment=document(f"opinion-{code}.txt", "法律意见 Legal opinion", author, reviewed),
            actor=author,
            at=instant(reviewed),
        )
    return version


def document(name: str, text: str, actor: Actor, day: date, what: str = "policy", office_id: int | None = None) -> Attachment:
    file = BytesIO(f"{name}\n{day}\n\n{text}\n".encode())
    return attachments.store(file, name=name, actor=actor, at=instant(day), what=what, office_id=office_id)


def clerk_of_the_demo() -> int:
    """The clerk whose one-time code the demo prints finds something to sign."""
    clerks = Person.objects.filter(memberships__job_role=CLERK, memberships__office__code="SHA").order_by("employee_number")
    return clerks.values_list("pk", flat=True).first() or 0


def enter_signatures(version: PolicyVersion, random: Random, *, share: float, today: date, left_out: int) -> None:
    """Most people sign in the weeks given; who joined later, in the first week. Thousands of them, so their rows are written together."""
    texts = {text.language: text for text in version.texts.all()}
    rows: list[Signature] = []
    first = version.events.get(step="publish").on
    last = version.sign_by or first
    for person, office_id in audience(version):
        begun = max(first, person.joined_on or first)
        span = max((min(last, today) - begun).days, 5) if begun == first else 5
        day = begun + DAY * random.randrange(1, span + 1)
        language, missing = random.choice(LANGUAGES), random.random() > share
        gone = person.left_on is not None and person.left_on <= day
        if missing or gone or day > today or (person.pk == left_out and version.policy.code != "duty-to-use"):
            continue
        opened = instant(day, random.randrange(8, 18)) + timedelta(minutes=random.randrange(50))
        one = signer(person, office_id)
        at = opened + timedelta(minutes=random.randrange(2, 9))
        row = as_signed(texts[language], person.pk, actor=one, at=at, opened_at=opened, way=SigningWay.ONE_TIME_CODE)
        row.username, row.operation = one.username, audit.current().id
        rows.append(row)
    Signature._default_manager.bulk_create(rows, batch_size=500)
    if rows:
        announce(SIGNATURES, actor=audit.current().actor, at=max(row.recorded_at for row in rows))


def audience(version: PolicyVersion) -> Iterable[tuple[Person, int]]:
    """Whom the version is for, with the first office they belonged to."""
    rows = Membership.objects.current().filter(job_role__in=version.job_roles, person__confirmed=True).select_related("person__account")
    seen: set[int] = set()
    for row in rows.order_by("person_id", "first_day"):
        if row.person_id not in seen:
            seen.add(row.person_id)
            yield row.person, row.office_id


def signer(person: Person, office_id: int) -> Actor:
    account = getattr(person, "account", None)
    return Actor(person.pseudonym, account.pk if account else None, person.pk, (Grant(Role.STAFF, frozenset({office_id})),))


def renew_protection(by_name: Mapping[str, Account], random: Random, *, today: date) -> None:
    """A new version of the protected period: shorter for class C; many have signed it already, the others still have some days."""
    on = today - DAY * 13
    begun = on - WEEK * 5
    author = acting(by_name, "project", begun)
    policy = Policy.objects.get(code="protected-period")
    note = "C类客户保护期缩短为60天。The protected period of class C is 60 days: too many lay idle."
    version = drafting.new_version(policy, change=Change.MATERIAL, change_note=note, actor=author, at=instant(begun))
    plan = policy_texts.PROTECTED_PERIOD
    bodies = (
        plan.bodies[0]
        .replace("entered it: 90 days.", "entered it: 90 days, in class C 60 days.")
        .replace("the 90 days anew", "the days anew"),
        plan.bodies[1].replace("保护期为90天。", "保护期为90天，C类客户为60天。").replace("90天重新起算", "保护期重新起算"),
        plan.bodies[2].replace("保護期為90天。", "保護期為90天，C類客戶為60天。").replace("90天重新起算", "保護期重新起算"),
    )
    wanted = content(replace(plan, bodies=bodies), effective_on=on + DAY * 5, sign_by=today + DAY * 9)
    wanted = replace(wanted, change=Change.MATERIAL, change_note=note)
    version = drafting.save_draft(version, content=wanted, actor=author, at=instant(begun))
    version = bring_out(version, by_name, on=on, reason="The pool needs the customers nobody works.")
    enter_signatures(version, random, share=SIGNED_AGAIN, today=today, left_out=0)


def prepare_reward(by_name: Mapping[str, Account], *, today: date) -> None:
    """A new version of the reward waits for the sponsor's approval."""
    begun = today - WEEK * 3
    author = acting(by_name, "project", begun)
    policy = Policy.objects.get(code="first-customer-reward")
    note = "季度办事处奖励提高到5,000元。The office reward of a quarter rises to 5,000 yuan."
    version = drafting.new_version(policy, change=Change.MATERIAL, change_note=note, actor=author, at=instant(begun))
    plan = policy_texts.FIRST_CUSTOMER_REWARD
    raised = tuple(body.replace("3,000", "5,000") for body in plan.bodies)
    wanted = content(replace(plan, bodies=(raised[0], raised[1], raised[2])), effective_on=today + WEEK * 2, sign_by=today + WEEK * 4)
    wanted = replace(wanted, change=Change.MATERIAL, change_note=note)
    version = drafting.save_draft(version, content=wanted, actor=author, at=instant(begun))
    consult(version, by_name, on=today + WEEK)


def heads(by_name: Mapping[str, Account]) -> list[Account]:
    return [account for name, account in by_name.items() if name.startswith("head-") and account.person is not None]


def seller_of(head: Account, number: int, *, since: date) -> Person:
    """One of the settled sales staff of the head's office who was there on that day; who joined first, where nobody was."""
    place = Membership.objects.current().filter(person=head.person_id).order_by("pk").values("office")[:1]
    rows = Membership.objects.current().filter(office__in=place, job_role=SALES, last_day__isnull=True, person__left_on__isnull=True)
    settled = list(rows.select_related("person").order_by("person__employee_number"))
    there = [row for row in settled if row.first_day <= since] or sorted(settled, key=lambda row: (row.first_day, row.pk))[:1]
    return there[number % len(there)].person


def enter_incentives(by_name: Mapping[str, Account], *, today: date) -> None:
    """First customers rewarded in several offices, one reward of an office waiting for the sponsor."""
    policy = Policy.objects.get(code="first-customer-reward")
    for place, head in enumerate(heads(by_name)[:6]):
        earned = today - WEEK * (18 - 3 * place)
        at = earned + DAY * 4
        person = seller_of(head, place % 2, since=earned)
        made = incentives.propose_incentive(
            policy=policy,
            clause="1",
            person=person,
            earned_on=earned,
            measure="首个客户 First customer of their own, ordered and paid",
            amount=Decimal(500),
            actor=actor_for(head, at),
            at=instant(at),
            reason="The order is in the CRM and paid for.",
        )
        if place < 5:
            made = incentives.approve_incentive(made, actor=acting(by_name, "project", at + DAY), at=instant(at + DAY))
        if place < 4:
            paid = at + WEEK * 2
            incentives.grant_incentive(made, on=paid, actor=acting(by_name, "finance", paid), at=instant(paid))
    head = heads(by_name)[0]
    office = Membership.objects.current().filter(person=head.person_id).select_related("office").order_by("pk")[0].office
    at = today - DAY * 4
    incentives.propose_incentive(
        policy=policy,
        clause="5",
        office=office,
        earned_on=at,
        measure="季度本人录入比例最高 Highest share entered by sales staff themselves in the quarter",
        amount=Decimal(3000),
        actor=acting(by_name, "project", at),
        at=instant(at),
        reason="94 percent in the third quarter.",
    )


def enter_sanctions(by_name: Mapping[str, Account], *, today: date) -> None:
    """One case went the whole way, with an appeal; in the other the person still has days to reply."""
    policy = Policy.objects.get(code="duty-to-use")
    named = heads(by_name)
    closed, waiting = named[-1], named[0]
    begun = today - WEEK * 11
    case = propose(
        policy,
        closed,
        seller_of(closed, 2, since=begun - WEEK),
        begun,
        "书面警告 Written reprimand",
        "连续六周未录入任何拜访。No visit entered in six weeks after two talks.",
    )
    day = begun + DAY
    told = "当面告知并交付书面通知。Told in person, letter handed over."
    case = sanctions.notify_person(case, reply_by=day + DAY * 7, told=told, actor=actor_for(closed, day), at=instant(day))
    person = signer(case.person, case.office_id)
    case = sanctions.reply(
        case, told="我在出差，网络不好。I was travelling and had a bad connection.", actor=person, at=instant(day + DAY * 5)
    )
    signed = day + WEEK
    hr = acting(by_name, "hr", signed)
    why = "The reply explains one week of six."
    case = sanctions.sign_off(case, appeal_by=signed + DAY * 10, actor=hr, at=instant(signed), reason=why)
    case = sanctions.appeal(case, told="请求改为谈话。I ask for a talk instead.", actor=person, at=instant(signed + DAY * 6))
    decided = signed + WEEK * 2
    why = "Two talks had been held before."
    case = sanctions.decide_appeal(case, uphold=True, actor=acting(by_name, "project", decided), at=instant(decided), reason=why)
    sanctions.put_into_effect(case, on=decided + DAY, actor=hr, at=instant(decided, 17))
    begun = today - DAY * 4
    facts = "下单未先录入客户，共三次。Three orders whose customers were not in the CRM."
    case = propose(
        policy, waiting, seller_of(waiting, 3, since=begun - WEEK), begun, "与负责人谈话并约定期限 Talk with a dated agreement", facts
    )
    sanctions.notify_person(case, reply_by=today + DAY * 5, told=told, actor=actor_for(waiting, begun), at=instant(begun, 15))


def propose(policy: Policy, head: Account, person: Person, day: date, measure: str, facts: str) -> Sanction:
    actor = actor_for(head, day)
    office_id = Membership.objects.current().filter(person=person).order_by("pk").values_list("office_id", flat=True)[0]
    return sanctions.propose_sanction(
        policy=policy,
        clause="7",
        person=person,
        occurred_on=day - DAY * 2,
        facts=facts,
        measure=measure,
        evidence=document("use-of-the-crm.txt", facts, actor, day, "sanction", office_id),
        actor=actor,
        at=instant(day),
    )
