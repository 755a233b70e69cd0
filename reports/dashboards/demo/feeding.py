"""The demo company's usage, written to files as its CRMs would export them, and brought in through the usage import."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from governance.core.actor import Actor
from governance.core.imports import actions as kit
from governance.core.imports.importer import importer
from governance.core.workdays import WorkingCalendar
from governance.organisation.models import Office, Person
from reports.dashboards.demo import due, usage
from reports.dashboards.demo.plan import Character, OfficePlan, monday
from reports.dashboards.demo.staff import StaffPlan
from rollout.adoption.actions import imports, mappings
from rollout.adoption.actions.due import describe_due_list
from rollout.adoption.actions.matching import match_offices, match_users
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import DueList, SourceOffice, SourceUser, UsageImport, UsageMapping, UsageSource

CHINESE_HEADER = ("事件号", "用户", "录入人", "时间", "办事处", "对象", "操作", "业务日期", "结果")


@dataclass(frozen=True)
class Delivery:
    """One file: of which CRM, with which header and encoding, up to which day, and when it arrived."""

    source: str
    mapping: str
    name: str
    header: tuple[str, ...]
    encoding: str
    first: date
    last: date
    arrived: datetime


def deliveries(today: date, now: datetime) -> list[Delivery]:
    """The company's CRM delivers twice, with one week in both files; the office with a server of its own stopped five weeks ago."""
    cut = monday(today) - timedelta(weeks=usage.STALE_WEEKS, days=1)
    then = now - timedelta(days=(timezone.localdate(now) - cut).days - 1)
    company = ("公司 CRM Company CRM", "公司 CRM Company CRM", usage.HEADER, "utf-8")
    local = ("宁波本地 CRM Ningbo local CRM", "宁波本地 CRM Ningbo local CRM", CHINESE_HEADER, "gb18030")

    def delivery(kind: tuple[str, str, tuple[str, ...], str], name: str, first: date, last: date, arrived: datetime) -> Delivery:
        source, mapping, header, encoding = kind
        return Delivery(source, mapping, name, header, encoding, first, last, arrived)

    return [
        delivery(company, f"crm-usage-to-{cut}.csv", date.min, cut, then),
        delivery(local, f"宁波-{cut}.csv", date.min, cut, then + timedelta(minutes=10)),
        delivery(company, f"crm-usage-to-{today}.csv", cut - timedelta(days=6), today, now),
    ]


def mapping_of(header: tuple[str, ...], calendar: str) -> Mapping:
    """Which column means what; both CRMs have the same columns under other names."""
    event, user, typed_by, time, office, thing, action, business_date, result = header
    return Mapping(
        user=user,
        acting_user=typed_by,
        time=time,
        identity=(event,),
        zone="Asia/Shanghai",
        office=office,
        object=thing,
        action=action,
        counting=("create", "update"),
        entering=("create",),
        business_date=business_date,
        success=result,
        success_values=("ok",),
        system_users=(usage.ROBOT,),
        calendar=calendar,
    )


def write_file(delivery: Delivery, rows: Sequence[tuple[date, tuple[str, ...]]], folder: Path) -> Path:
    path = folder / delivery.name
    with path.open("w", newline="", encoding=delivery.encoding) as file:
        writer = csv.writer(file)
        writer.writerow(delivery.header)
        writer.writerows(row for day, row in rows if delivery.first <= day <= delivery.last)
    return path


def all_events(
    plans: Sequence[OfficePlan], staff: Sequence[StaffPlan], calendar: WorkingCalendar, today: date, seed: int
) -> dict[bool, list[tuple[date, usage.Row]]]:
    """Every event in the order of days; True: those of the office with a server of its own."""
    days = usage.days_of(calendar, today)
    closing = usage.closing_days(calendar, days[0], today)
    people = by_office(staff)
    found: dict[bool, list[tuple[date, usage.Row]]] = {False: list(usage.dirt(days, plans, seed)), True: []}
    for plan in plans:
        found[plan.character == Character.STALE] += usage.events(plan, people[plan.code], days, closing, seed)
    for rows in found.values():
        rows.sort(key=lambda entry: (entry[0], entry[1][3]))
    return found


def by_office(staff: Sequence[StaffPlan]) -> dict[str, list[StaffPlan]]:
    """Office → all who ever belonged to it."""
    people: dict[str, list[StaffPlan]] = {}
    for person in staff:
        for office in {person.office, person.moves_to} - {""}:
            people.setdefault(office, []).append(person)
    return people


def all_dues(
    plans: Sequence[OfficePlan], staff: Sequence[StaffPlan], calendar: WorkingCalendar, today: date, seed: int
) -> dict[bool, list[tuple[date, due.Row]]]:
    """Everything that was to be followed up, in the order of days; True: of the office with a server of its own."""
    people = by_office(staff)
    found: dict[bool, list[tuple[date, due.Row]]] = {False: [], True: []}
    for plan in plans:
        found[plan.character == Character.STALE] += due.due_rows(plan, people[plan.code], usage.days_of(calendar, today), seed)
    for rows in found.values():
        rows.sort()
    return found


def bring_in_dues(delivery: Delivery, source: UsageSource, rows: Sequence[tuple[date, due.Row]], folder: Path, actor: Actor) -> None:
    """The list of what was due, beside the usage file of the same CRM; its columns are described with the first."""
    header = due.CHINESE_HEADER if delivery.header == CHINESE_HEADER else due.HEADER
    listed = replace(delivery, name=f"due-{delivery.name}", header=header)
    path = write_file(listed, rows, folder)
    described = DueList.objects.filter(source=source).first()
    if described is None:
        key, _customer, owner, due_on, activity = header
        described = describe_due_list(
            source=source,
            name=f"{source}: 跟进 next steps",
            key_column=key,
            owner_column=owner,
            due_column=due_on,
            done_column=activity,
            actor=actor,
            at=delivery.arrived,
            reason="Next steps of opportunities",
        )
    at = delivery.arrived + timedelta(minutes=4)
    batch = kit.receive(importer(described.kind), path, name=path.name, actor=actor, at=at)
    kit.apply(batch, actor=actor, at=at, reason="Next steps of opportunities")


def bring_in(
    plans: Sequence[OfficePlan],
    staff: Sequence[StaffPlan],
    calendar: WorkingCalendar,
    *,
    seed: int,
    folder: Path,
    actor: Actor,
    today: date,
    now: datetime,
) -> Iterator[UsageImport]:
    """Write each file, and import it under its saved mapping as of the day it arrived."""
    events = all_events(plans, staff, calendar, today, seed)
    dues = all_dues(plans, staff, calendar, today, seed)
    for delivery in deliveries(today, now):
        rows = events[delivery.header == CHINESE_HEADER]
        if not rows:
            continue
        path = write_file(delivery, rows, folder)
        saved = UsageMapping.objects.filter(name=delivery.mapping).first()
        if saved is None:
            source = mappings.add_source(name=delivery.source, actor=actor, at=delivery.arrived)
            meaning = mapping_of(delivery.header, calendar.code)
            saved = mappings.save_mapping(name=delivery.mapping, source=source, mapping=meaning, actor=actor, at=delivery.arrived)
        with path.open("rb") as stream:
            sent = imports.receive(file=stream, name=path.name, actor=actor, at=delivery.arrived)
        imports.apply(sent=sent, mapping=saved, actor=actor, at=delivery.arrived)
        bring_in_dues(delivery, saved.source, dues[delivery.header == CHINESE_HEADER], folder, actor)
        match_new(saved.source, actor=actor, at=delivery.arrived + timedelta(minutes=5))
        yield sent


def match_new(source: UsageSource, *, actor: Actor, at: datetime) -> None:
    """User names that are employee numbers, and labels that are office codes. Whoever is neither stays unconfirmed."""
    people = dict(Person.objects.exclude(employee_number=None).values_list("employee_number", "pk"))
    users = SourceUser.objects.filter(source=source, matches__isnull=True)
    found = {user.pk: people[user.key] for user in users if user.key in people}
    match_users(people=found, actor=actor, at=at, reason="User names are employee numbers")
    codes = dict(Office.objects.values_list("code", "pk"))
    labels = SourceOffice.objects.filter(source=source, matches__isnull=True)
    offices = {label.pk: codes[label.label] for label in labels if label.label in codes}
    match_offices(offices=offices, actor=actor, at=at, reason="Labels are office codes")
