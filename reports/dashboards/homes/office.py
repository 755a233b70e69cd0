"""The office head: who is not cleared and why, permits that end, tasks, the next gate and what is missing, the KPIs beside the score."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.actor import Actor
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from governance.organisation.models import Office
from governance.organisation.selectors import people_names
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, until_look, urgent_first
from reports.dashboards.scorecard import KpiLine, kpi, kpi_line
from rollout.impact.models import OfficeTask
from rollout.impact.selectors.tasks import TaskRecord
from rollout.kpis.selectors.offices import of_office
from rollout.staging.gating.readiness import Readiness, of_programme, readiness
from training.clearance import sources, wording
from training.clearance.board import counted
from training.clearance.proxies import Permit
from training.clearance.selectors.counts import open_permits
from training.clearance.selectors.lists import Row, laid_down, rows

SOON = timedelta(days=30)
SHOWN = 10


def people_tiles(office: Office, day: date, known_at: datetime | None, actor: Actor) -> list[Tile]:
    """Not cleared, and tasks late, each with the way to its list. Two queries."""
    tiles = []
    if allows(actor, Verb.VIEW, "clearance_figures", office_id=office.pk):
        found = [row for row in rows(day, known_at, office_ids=[office.pk]) if row.on_duty(day)]
        told = counted(found)
        url = reverse("clearance:office", args=[office.pk]) if allows(actor, Verb.VIEW, "clearance", office_id=office.pk) else ""
        note = _("of %(all)s who must use the CRM") % {"all": written.number(told.people)} if found else _("nobody must use it yet")
        value = str(told.open) if found else written.DASH
        tiles.append(Tile(_("Not cleared"), value, note, url, "bad" if told.open else "good" if found else ""))
    if allows(actor, Verb.VIEW, "office_task", office_id=office.pk):
        standing = [one for one in TaskRecord(known_at, [office.pk]).standing(day) if one.state == "open"]
        late = sum(one.overdue(day) for one in standing)
        note = ngettext("%(count)d task open", "%(count)d tasks open", len(standing)) % {"count": len(standing)}
        tiles.append(Tile(_("Tasks late"), str(late), note, reverse("impact:office_tasks", args=[office.pk]), "bad" if late else ""))
    return tiles


def people(office: Office, day: date, known_at: datetime | None, actor: Actor) -> list[Part]:
    """Who is not cleared and why, proxy permits that end, tasks open: what the head can do something about."""
    sees = allows(actor, Verb.VIEW, "clearance", office_id=office.pk)
    held = [row for row in rows(day, known_at, office_ids=[office.pk]) if not row.allowed and row.on_duty(day)] if sees else []
    ending = permits(office, day, known_at) if allows(actor, Verb.VIEW, "proxy_permit", office_id=office.pk) else []
    names = people_names({row.person_id for row in held} | {pk for one in ending for pk in (one.clerk_id, one.person_id)}, actor)
    items = urgent_first([*(permit_item(one, names, day) for one in ending), *tasks(office, day, known_at, actor)])
    quiet = _("No permit ends within 30 days, and no task is open.")
    what = Part(Role.OFFICE_HEAD, "", items=items[:SHOWN], quiet=quiet, title=_("Tasks, and proxy permits that end"))
    return [not_cleared(office, held, names, known_at), what] if sees else [what]


def not_cleared(office: Office, held: list[Row], names: dict[int, str], known_at: datetime | None) -> Part:
    titles = sources.titles({line.need for row in held for line in row.lacking}, known_at)
    items = [
        Item(
            f"{names[row.person_id]} · {row.crm_role}",
            reverse("clearance:person", args=[row.person_id]),
            "bad",
            note="; ".join(wording.lacking(row.lines, row.obstacle, titles, row.duty_from)),
        )
        for row in sorted(held, key=lambda row: (names[row.person_id], row.crm_role))[:SHOWN]
    ]
    quiet = _("Everybody who must use the CRM is cleared.") if laid_down() else _("Nothing is required for clearance yet.")
    url = reverse("clearance:office", args=[office.pk])
    title = _("Who is not cleared, and why")
    return Part(Role.OFFICE_HEAD, "", items=items, quiet=quiet, title=title, url=url, action=_("The whole list"))


def permits(office: Office, day: date, known_at: datetime | None) -> list[Permit]:
    """Those that hold and end within 30 days: from then on each entry by the clerk is a breach."""
    held = [one for one in open_permits(day, known_at) if one.office_id == office.pk and one.ends <= day + SOON]
    return sorted(held, key=lambda one: one.ends)


def permit_item(one: Permit, names: dict[int, str], day: date) -> Item:
    text = _("%(clerk)s may type for %(person)s only until then") % {"clerk": names[one.clerk_id], "person": names[one.person_id]}
    return Item(text, reverse("clearance:permits"), until_look(one.ends, day, warn=14), until=one.ends)


def tasks(office: Office, day: date, known_at: datetime | None, actor: Actor) -> list[Item]:
    if not allows(actor, Verb.VIEW, "office_task", office_id=office.pk):
        return []
    standing = {one.task_id: one for one in TaskRecord(known_at, [office.pk]).standing(day) if one.state == "open"}
    url = reverse("impact:office_tasks", args=[office.pk])
    found = OfficeTask.objects.filter(pk__in=standing).order_by("due", "pk")
    return [Item(str(task), url, until_look(standing[task.pk].due, day), until=standing[task.pk].due) for task in found]


def kpis(office: Office, day: date, known_at: datetime | None) -> Block:
    """The office's own KPIs of the last whole month, before and since going live."""
    found: list[KpiLine] = [kpi_line(kpi(line)) for line in of_office(office, day, known_at)]
    lines = [
        [
            Cell(f"{one.name}, {one.month}"),
            Cell(one.actual, numeric=True),
            Cell(one.plan, numeric=True),
            Cell(written.percent(one.attained), look="" if one.met is None else "good" if one.met else "bad", numeric=True),
            Cell(one.before, numeric=True),
            Cell(one.after, numeric=True),
        ]
        for one in found
    ]
    columns = [
        _("KPI"), _("Actual"), _("Plan"), _("Plan reached"), _("Mean month before"), _("Mean month since go-live"),
    ]  # fmt: skip
    url = reverse("dashboards:scorecard", args=[office.pk])
    return Block(_("My KPIs"), columns, lines, _("No KPI is in force yet."), url=url, action=_("Scorecard"))


def next_gate(office: Office, at: datetime, known_at: datetime | None) -> Readiness | None:
    """How near the office is to its next gate, and what is missing. None without a gate in force."""
    found = readiness(of_programme(known_at, office.pk), at=known_at or at, known_at=known_at).get(office.pk)
    return found if found is not None and found.version is not None else None
