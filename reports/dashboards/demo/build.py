"""Takes the demo company into the product: whole or not at all, each step through the action or import a person would use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from governance.core import audit, firsts
from governance.core.actor import Actor, system_actor
from governance.core.calendars import calendar
from governance.core.errors import CalendarNotPublished, Conflict
from governance.core.workdays import WorkingCalendar
from governance.organisation.actions.codes import issue_code
from governance.organisation.actions.use_rules import add_rule, give_notice
from governance.organisation.models import JobRole, Office, Person
from reports.dashboards.demo import company, feeding, learners, roster, usage
from reports.dashboards.demo.appraisal import enter_appraisal
from reports.dashboards.demo.bank import enter_bank
from reports.dashboards.demo.benefits import enter_benefits
from reports.dashboards.demo.case_one import enter_case_one
from reports.dashboards.demo.clearance import enter_clearance
from reports.dashboards.demo.company import MARK, PASSWORD, SignIn
from reports.dashboards.demo.contracts import enter_contracts
from reports.dashboards.demo.courses import enter_training
from reports.dashboards.demo.earlier_contract import enter_earlier_contract
from reports.dashboards.demo.gatework import enter_gates
from reports.dashboards.demo.geography import COMPANY
from reports.dashboards.demo.impact import enter_impact, enter_task_templates
from reports.dashboards.demo.kpis import enter_kpis
from reports.dashboards.demo.moves import enter_moves
from reports.dashboards.demo.own_use import enter_own_use
from reports.dashboards.demo.plan import OfficePlan, plan
from reports.dashboards.demo.policies import enter_policies
from reports.dashboards.demo.programme import enter_programme, instant, start_day, walk_programme
from reports.dashboards.demo.replanning import enter_plan, replan, replanned_on
from reports.dashboards.demo.results import enter_results
from reports.dashboards.demo.staff import HEAD_OFFICE, StaffPlan, staff
from reports.dashboards.demo.steering import enter_steering
from reports.dashboards.demo.testing import enter_tests
from rollout.adoption.actions.features import list_core_features
from rollout.adoption.actions.recompute import recompute

# So far ahead the story plans its sessions.
AHEAD = timedelta(days=31)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How large a company, drawn from which seed."""

    offices: int = 33
    people: int = 520
    seed: int = 1


def exists() -> bool:
    """Whether the company in the database is the demo, by the reason on record for its first office."""
    return Office.objects.model.history.filter(code=COMPANY.code, history_change_reason=MARK).exists()  # type: ignore[attr-defined]


def working_calendar(today: date) -> WorkingCalendar:
    """China's, or Monday to Friday where the years of the story are not published."""
    chosen = calendar("CN")
    try:
        chosen.is_working(start_day(today))
        chosen.is_working(today + AHEAD)
    except CalendarNotPublished:
        return calendar("MON-FRI")
    return chosen


def build(size: Size, *, now: datetime, today: date, say: Say) -> None:
    """Everything, in one transaction."""
    actor = system_actor("demo")
    plans = plan(size.offices, size.people, size.seed, today)
    people = staff(plans, size.seed, today)
    with audit.operation(actor, reason=MARK), transaction.atomic(), TemporaryDirectory() as folder:
        firsts.hold(Office)
        if Office.objects.exists():
            raise Conflict("Somebody else has made a company here in the meantime. It is kept as it is.")
        enter(plans, people, size, actor=actor, today=today, now=now, folder=Path(folder), say=say)


def enter(
    plans: list[OfficePlan], people: list[StaffPlan], size: Size, *, actor: Actor, today: date, now: datetime, folder: Path, say: Say
) -> None:
    """The steps in the order in which a real company would take them."""
    days = working_calendar(today)
    at = instant(start_day(today))
    say(f"{len(plans)} offices, {len(people):,} people")
    offices = company.enter_offices(plans, days.code, actor=actor, at=at)
    roster.enter_roster(people, folder=folder, actor=actor, today=today, at=at, now=now)
    accounts = company.enter_accounts(people, offices, actor=actor, at=at)
    company.enter_deputies(accounts, offices, actor=actor, today=today, at=now - timedelta(days=4))
    enter_rules(actor=actor, at=at)
    say("the programme, stage by stage")
    enter_programme(plans, offices, actor=actor, today=today)
    enter_plan(plans, actor=actor, today=today)
    enter_steering(accounts, actor=actor, today=today)
    say("the vendor and its contract")
    running = enter_contracts(accounts, actor=actor, today=today)
    enter_earlier_contract(accounts, actor=actor, today=today)
    enter_case_one(running.vendor, accounts, calendar=days.code, actor=actor, today=today)
    say("the policies and who signed them")
    enter_policies(accounts, seed=size.seed, actor=actor, today=today)
    say("courses and their sessions")
    enter_training(plans, people, accounts, days, seed=size.seed, actor=actor, today=today, now=now)
    say("the question bank")
    enter_bank(accounts, today=today)
    say("papers, and who took them")
    enter_tests(people, accounts, seed=size.seed, actor=actor, today=today, now=now)
    enter_kpis(plans, offices, accounts, seed=size.seed, actor=actor, today=today)
    enter_task_templates(actor=actor, on=start_day(today))
    enter_benefits(accounts, seed=size.seed, today=today)
    steps = walk_programme(plans, actor=actor, until=replanned_on(today))
    replan(actor=actor, today=today)
    steps += walk_programme(plans, actor=actor, since=replanned_on(today))
    enter_impact(plans, offices, accounts, seed=size.seed, actor=actor, today=today)
    enter_moves(plans, offices, accounts, seed=size.seed, actor=actor, today=today)
    say(f"{steps:,} moves made; usage files")
    for sent in feeding.bring_in(plans, people, days, seed=size.seed, folder=folder, actor=actor, today=today, now=now):
        say(f"{sent.file_name}: {sent.plan['events']:,} events")
        # What was known when the file arrived is kept as it was known, so that an earlier day can be asked for.
        recompute(None, actor=actor, at=(sent.applied_at or now) + timedelta(minutes=10), reason="Usage file")
    enter_results(accounts, seed=size.seed, today=today, now=now)
    enter_own_use(accounts, today=today)
    enter_appraisal(accounts, seed=size.seed, today=today)
    say("who is cleared for the CRM")
    enter_clearance(accounts, folder=folder, actor=actor, today=today, now=now)
    say("gates, and what was decided at them")
    enter_gates(plans, accounts, today=today)
    learners.enter_learners(actor=actor, today=today, now=now)


def enter_rules(*, actor: Actor, at: datetime) -> None:
    """Who must use the CRM and which features of it, and the notice to them that their use is measured."""
    first = at.date()
    for job, crm_role in ((JobRole.SALES, "销售 seller"), (JobRole.CLERK, "销售支持 sales support")):
        add_rule(job=job, crm_role=crm_role, first_day=first, actor=actor, at=at, reason="Rules of use, signed by the chief executive.")
    features = usage.FEATURES[:4]
    list_core_features(names=features, first_day=first, actor=actor, at=at, reason="What every seller needs from the first day.")
    told = Person.objects.filter(memberships__job_role__in=[JobRole.SALES, JobRole.CLERK]).distinct()
    give_notice(people=told, given_on=first, method="Letter with the rules of use", actor=actor, at=at)


def sign_ins(*, now: datetime) -> list[SignIn]:
    """One sign-in per role; the clerk's printed code works once, so each call prints a new one."""
    lines = [SignIn(username, str(role.label)) for username, role, _language in HEAD_OFFICE]
    lines.insert(2, SignIn("head-sha", "Office head (Shanghai)"))
    lines += learners.opened()
    actor = system_actor("demo")
    clerk = Person.objects.filter(memberships__job_role=JobRole.CLERK, memberships__office__code="SHA").order_by("employee_number").first()
    if clerk is not None:
        with audit.operation(actor, reason=MARK):
            printed = issue_code(person=clerk, actor=actor, at=now)[0]
        lines.append(SignIn(clerk.employee_number or "", "Staff: a clerk with a one-time code", printed.code))
    return lines


def as_text(lines: list[SignIn]) -> str:
    """The sign-ins as a table for the terminal."""
    width = max(len(line.username) for line in lines)
    rows = [f"  {line.username:<{width}}  {line.secret:<16}  {line.role}" for line in lines]
    return "\n".join([f"Sign in with one of these (the password is always {PASSWORD}):", *rows])
