"""Clearance in the demo company: what roles require, waivers, clerks who type for others, accounts compared, certificates."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from governance.core.actor import Actor
from governance.core.imports import actions as imports
from governance.core.imports.importer import importer
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, JobRole, Membership, Office, Person
from governance.policies.models import Policy
from reports.dashboards.demo.programme import instant, start_day
from training.clearance import actions
from training.clearance.actions.expiring import remind_of_expiry
from training.clearance.models import Finding, FindingKind, Outcome, Waiver
from training.clearance.proxies import Step
from training.clearance.rules import Kind, Need
from training.clearance.selectors import Row, rows
from training.courses.models import Course
from training.courses.selectors import courses_for
from training.testing.selectors import papers_of

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SELLER, SUPPORT, KEEPER = "销售 seller", "销售支持 sales support", "系统管理员 administrator"
POLICIES = {
    SELLER: ("duty-to-use", "customer-classes", "protected-period"),
    SUPPORT: ("duty-to-use", "clerk-assistance"),
    KEEPER: ("duty-to-use",),
}
JOBS = {SELLER: JobRole.SALES, SUPPORT: JobRole.CLERK, KEEPER: JobRole.ADMINISTRATOR}
# The list was worked out now and then since the requirements hold.
WORKED_OUT_WEEKS_AGO = (20, 16, 12, 8, 5, 3, 2, 1)


def enter_clearance(accounts: Sequence[Account], *, folder: Path, actor: Actor, today: date, now: datetime) -> None:
    """Everything through the room's own actions, as the weeks went by."""
    by_name = {account.username: account for account in accounts}
    lay_down(by_name, today=today)
    enter_permits(by_name, today=today)
    for weeks in WORKED_OUT_WEEKS_AGO:
        at = instant(today - WEEK * weeks, 6)
        actions.follow(actor=actor, at=at, known_at=at, reason="")
    actions.issue_certificates(actor=actor, at=now)
    enter_waivers(by_name, today=today, now=now)
    actions.follow(actor=actor, at=now)
    remind_of_expiry(actor=actor, at=now)
    compare_accounts(by_name, folder=folder, today=today, now=now)


def acting(by_name: Mapping[str, Account], username: str, day: date) -> Actor:
    return actor_for(by_name[username], day)


def required(role: str, today: date) -> list[Need]:
    """The courses for that job and role, their tests, and the policies of the role."""
    courses = courses_for(JOBS[role], role, today)
    courses = courses or list(Course.objects.filter(active=True).order_by("code")[:1])
    papers = papers_of([course.pk for course in courses])
    policies = Policy.objects.filter(code__in=POLICIES[role]).order_by("code")
    needs = [Need(Kind.COURSE, course.pk) for course in courses]
    needs += [Need(Kind.PAPER, paper.pk) for own in papers.values() for paper in own]
    return needs + [Need(Kind.POLICY, policy.pk) for policy in policies]


def lay_down(by_name: Mapping[str, Account], *, today: date) -> None:
    """Three roles, proposed by the project office and approved by the sponsor; a stricter version for sellers waits."""
    proposed = start_day(today) + WEEK
    for role in (SELLER, SUPPORT, KEEPER):
        needs = required(role, today)
        made = actions.propose_requirements(
            crm_role=role,
            first_day=proposed + WEEK,
            needs=needs,
            actor=acting(by_name, "project", proposed),
            at=instant(proposed),
            reason="持证上岗。No pass, no access.",
        )
        approved = proposed + DAY * 3
        actions.approve_requirements(made, actor=acting(by_name, "sponsor", approved), at=instant(approved), reason="Agreed.")
    further = Policy.objects.filter(code="first-customer-reward")
    needs = [*required(SELLER, today), *(Need(Kind.POLICY, policy.pk) for policy in further)]
    yesterday = today - DAY
    actions.propose_requirements(
        crm_role=SELLER,
        first_day=today + WEEK * 6,
        needs=needs,
        actor=acting(by_name, "project2", yesterday),
        at=instant(yesterday),
        reason="首单奖励办法也要签署。The reward for a first customer is to be signed as well.",
    )


def pairs(today: date) -> Iterator[tuple[Person, Person, Office]]:
    """A clerk and a seller of one office each, by office code."""
    held = Membership.objects.current().on(today - WEEK * 12).select_related("person", "office")
    now = set(Membership.objects.current().on(today).values_list("person_id", "office_id"))
    clerks: dict[int, Person] = {}
    sellers: dict[int, list[Person]] = {}
    offices: dict[int, Office] = {}
    for row in held.filter(job_role__in=[JobRole.CLERK, JobRole.SALES]).order_by("office__code", "person__employee_number"):
        if (row.person_id, row.office_id) not in now or row.person.left_on is not None:
            continue
        offices[row.office_id] = row.office
        if row.job_role == JobRole.CLERK:
            clerks.setdefault(row.office_id, row.person)
        else:
            sellers.setdefault(row.office_id, []).append(row.person)
    for office_id, clerk in clerks.items():
        if sellers.get(office_id):
            yield clerk, sellers[office_id][0], offices[office_id]


def enter_permits(by_name: Mapping[str, Account], *, today: date) -> None:
    """Six clerks: two run plainly, two shrink, one is past its end, one was extended."""
    begun, reason = today - WEEK * 10, "老员工过渡期内由内勤代录。The clerk types while an old hand learns."
    ends = (today + WEEK * 3, today + WEEK * 5, today + WEEK * 4, today + WEEK * 2, today - WEEK, today - WEEK * 2)
    for place, ((clerk, senior, office), last) in enumerate(zip(pairs(today), ends, strict=False)):
        steps = [Step(begun + WEEK * 6, 50), Step(last - WEEK, 20)] if place in (2, 3) else []
        permit = actions.grant_permit(
            clerk=clerk,
            person=senior,
            office=office,
            first_day=begun,
            last_day=last,
            steps=steps,
            actor=acting(by_name, "project", begun),
            at=instant(begun),
            reason=reason,
        )
        if place == 5:
            on = last - DAY
            actions.extend_permit(
                permit,
                last_day=today + WEEK * 4,
                steps=[Step(today + WEEK * 2, 50)],
                actor=acting(by_name, "director", on),
                at=instant(on),
                reason="新设备到货晚了。The new tablets came late.",
            )


def enter_waivers(by_name: Mapping[str, Account], *, today: date, now: datetime) -> None:
    """Four people let off one requirement: two run, one has ended, one was extended."""
    lacking = [row for row in rows(today) if row.on_duty(today) and row.lacking]
    begun = (today - WEEK, today - WEEK * 2, today - WEEK * 9, today - WEEK * 6)
    ends = (today + WEEK * 2, today + WEEK * 6, today - WEEK * 5, today - WEEK)
    made: list[Waiver] = []
    for row, first, last in zip(lacking[:: max(len(lacking) // 5, 1)], begun, ends, strict=False):
        made.append(
            actions.grant_waiver(
                person=Person.objects.get(pk=row.person_id),
                need=row.lacking[0].need,
                first_day=first,
                last_day=last,
                actor=acting(by_name, "sponsor", first),
                at=instant(first),
                reason="本月没有场次。No session before that day.",
            )
        )
    if len(made) == len(ends):
        sponsor = acting(by_name, "sponsor", today)
        actions.extend_waiver(made[-1], last_day=today + WEEK * 3, actor=sponsor, at=now, reason="场次推迟。The session was put off.")


def compare_accounts(by_name: Mapping[str, Account], *, folder: Path, today: date, now: datetime) -> None:
    """The CRM's own list with one of each kind of difference, twice: a week ago and today."""
    admin = acting(by_name, "crmadmin", today)
    held = [row for row in rows(today) if row.on_duty(today)]
    people = Person.objects.in_bulk({row.person_id for row in held})
    for at, spare in ((now - WEEK, 5), (now - timedelta(minutes=30), 3)):
        path = folder / f"crm-users-{at:%Y-%m-%d}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["用户名", "工号", "启用", "角色"])
            writer.writerows(listed(held, people, spare))
        batch = imports.receive(importer("crm-accounts"), path, name=path.name, actor=admin, at=at)
        imports.apply(batch, actor=admin, at=at, reason="CRM 用户清单 List of CRM users")
        settle(admin, at)


def listed(held: Sequence[Row], people: Mapping[int, Person], spare: int) -> Iterator[list[str]]:
    """Accounts of nearly everybody cleared, of some who are not, of nobody known, and one of a system."""
    cleared = [row for row in held if row.allowed]
    denied = [row for row in held if not row.allowed]
    seen: set[str] = set()
    for place, row in enumerate([*cleared, *denied[:: max(len(denied) // spare, 1)][:spare]]):
        number = people[row.person_id].employee_number or ""
        if place in (1, 4) or not number or number in seen:
            continue
        seen.add(number)
        yield [f"crm{number.lower()}", number, "否" if place == 7 else "是", row.crm_role]
    yield from (["sync.robot", "", "是", ""], ["tmp-trainer", "", "是", SELLER], ["zhangsan_old", "", "是", SELLER])


def settle(admin: Actor, at: datetime) -> None:
    """The robot is a technical account; one access was taken away."""
    last = Finding.objects.filter(recorded_at=at)
    robot = last.filter(kind=FindingKind.UNKNOWN, account__name="sync.robot").select_related("account").first()
    if robot is not None:
        actions.know_account(robot, person=None, actor=admin, at=at, reason="ERP同步账号。The account of the ERP's nightly copy.")
    uncleared = last.filter(kind=FindingKind.UNCLEARED).order_by("pk").first()
    if uncleared is not None:
        reason = "账号已停用，培训后恢复。Locked until the training is done."
        actions.settle_finding(uncleared, outcome=Outcome.ACCESS_REMOVED, actor=admin, at=at, reason=reason)
