"""Who is cleared: the programme by office, the list, one office, and who is missing what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.errors import NotAllowed
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.reading import read_once
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.models import Office, Person
from governance.organisation.selectors import names_for
from training.clearance import board, sources, wording
from training.clearance.models import ClearanceChange
from training.clearance.rules import Line, Need, State
from training.clearance.selectors.lists import Row, rows
from training.clearance.views.asked import day_asked, office_asked

ICONS = {State.MET: "circle-check", State.WAIVED: "hand-stop", State.EXPIRED: "hourglass", State.MISSING: "circle-x"}

EXTENDED = {"waiver": "clearance:waivers", "proxy_permit": "clearance:permits"}


@dataclass(frozen=True)
class Listed:
    """One line of the list as a reader sees it."""

    row: Row
    name: str
    number: str
    office: str
    reasons: tuple[str, ...]
    expires: str

    @property
    def answer(self) -> str:
        return "allow" if self.row.allowed else "deny"

    @property
    def answer_words(self) -> str:
        return str(_("cleared") if self.row.allowed else _("not cleared"))


def listed(found: list[Row], actor: Actor) -> list[Listed]:
    """The rows with names, offices and reasons in words; a fixed number of queries."""
    people = {person.pk: person for person in Person.objects.filter(pk__in={row.person_id for row in found}).select_related("identity")}
    names = names_for(people.values(), actor)
    offices = {office.pk: str(office) for office in Office.objects.all()}
    titles = sources.titles({line.need for row in found for line in row.lines})
    return [
        Listed(
            row,
            names[row.person_id],
            people[row.person_id].employee_number or "",
            offices[row.office_id],
            tuple(wording.lacking(row.lines, row.obstacle, titles, row.duty_from)),
            wording.title_of(row.expires.need, titles) if row.allowed and row.expires else "",
        )
        for row in found
    ]


def query(instant: datetime | None) -> str:
    return "?" + urlencode({"known_at": instant.isoformat()}) if instant else ""


@needs(Verb.VIEW, "clearance_figures")
@read_once()
def overview(request: Request) -> HttpResponseBase:
    """All offices the reader may see; the head of one goes straight to it."""
    day, instant = day_asked(request)
    reached = scope(request.actor, Verb.VIEW, "clearance_figures")
    offices = list(Office.objects.branches().within(reached).order_by("code"))
    if len(offices) == 1 and not reached.everything and allows(request.actor, Verb.VIEW, "clearance", office_id=offices[0].pk):
        return redirect(reverse("clearance:office", args=[offices[0].pk]) + query(instant))
    found = board.lines(offices, day, instant, request.actor)
    table = Table(
        request,
        overview_columns(query(instant), request.actor),
        found,
        order="name",
        empty=nothing_yet(request.actor),
        filename="clearance",
    )
    if any(line.share.absent for line in found):
        table.columns = [*table.columns, Column("remark", _("Remark"), lambda line: str(line.share.absent))]
    if response := table.export():
        return response
    context = {
        "table": table,
        "tiles": board.tiles(day, instant, request.actor) if reached.everything else [],
        "known_at": instant,
        "extended": extensions(day, instant, request.actor) if reached.everything else [],
        "may_list": allows(request.actor, Verb.VIEW, "clearance"),
        "may_rule": allows(request.actor, Verb.VIEW, "clearance_rules"),
    }
    return render(request, "clearance/overview.html", context)


def extensions(day: date, instant: datetime | None, actor: Actor) -> list[str]:
    """What was extended, each with the way to its list for those who may see that."""
    return [
        format_html('<a href="{}">{}</a>', reverse(EXTENDED[what]), text) if allows(actor, Verb.VIEW, what) else text
        for text, what in board.extended(day, instant)
    ]


def overview_columns(known: str, actor: Actor) -> list[Column]:
    def page(line: board.OfficeLine) -> str | None:
        see = allows(actor, Verb.VIEW, "clearance", office_id=line.office.pk)
        return reverse("clearance:office", args=[line.office.pk]) + known if see else None

    return [
        Column("name", _("Office"), link=page),
        Column("share", _("Cleared"), lambda line: line.share.value, numeric=True, percent=True),
        Column("cleared", _("People cleared"), lambda line: line.share.numerator, numeric=True),
        Column("people", _("Must use it"), lambda line: line.share.denominator, numeric=True),
        Column("expiring", _("Running out"), lambda line: line.expiring.value, numeric=True),
        Column("proxies", _("Proxy permits"), lambda line: line.proxies.value, numeric=True),
        Column("access", _("Uncleared access"), lambda line: line.access.value, numeric=True),
    ]


def nothing_yet(actor: Actor) -> Empty:
    """What to do first."""
    title, text = _("Nobody is on the clearance list yet"), _("First say who must use the CRM, then what each role requires.")
    if allows(actor, Verb.VIEW, "clearance_rules"):
        return Empty(title, text, reverse("clearance:requirements"), _("What roles require"), icon="shield-check")
    return Empty(title, text, icon="shield-check")


@needs(Verb.VIEW, "clearance")
def listing(request: Request) -> HttpResponseBase:
    """The whole list the reader may see, for the administrators of the CRM."""
    day, instant = day_asked(request)
    reached = scope(request.actor, Verb.VIEW, "clearance")
    found = rows(day, instant, office_ids=None if reached.everything else reached.office_ids)
    table = list_table(request, found, query(instant), with_office=True)
    if response := table.export():
        return response
    return render(request, "clearance/list.html", {"table": table, "known_at": instant, "told": board.counted(found)})


def list_table(request: Request, found: list[Row], known: str, *, with_office: bool) -> Table:
    shown = listed(found, request.actor)
    offices = sorted({line.office for line in shown})
    roles = sorted({line.row.crm_role for line in shown})
    answers = [("allow", _("cleared")), ("deny", _("not cleared"))]
    columns = [
        Column("name", _("Person"), link=lambda line: reverse("clearance:person", args=[line.row.person_id]) + known),
        Column("number", _("Employee number"), phone="hide"),
        *([Column("office", _("Office"), choices=[(name, name) for name in offices], phone="foot")] if with_office else []),
        Column("role", _("Role in the CRM"), lambda line: line.row.crm_role, choices=[(role, role) for role in roles], phone="foot"),
        Column("answer", _("Clearance"), choices=answers, show=badge, phone="head"),
        Column("why", _("What is missing"), lambda line: "; ".join(line.reasons), show=why, phone="foot"),
        Column("since", _("Since"), lambda line: line.row.since, nowrap=True, phone="foot"),
        Column("until", _("Until"), lambda line: line.row.until if line.row.allowed else None, nowrap=True, phone="foot"),
        Column("expires", _("Runs out first"), phone="hide"),
    ]
    return Table(request, columns, shown, order="-answer", empty=nothing_yet(request.actor), filename="clearance-list", compact=25)


def badge(line: Listed) -> str:
    return status("good" if line.row.allowed else "bad", line.answer_words)


def why(line: Listed) -> Any:
    """Each reason on a line of its own."""
    return format_html_join(mark_safe("<br>"), "{}", ((reason,) for reason in line.reasons)) or "–"


@needs(Verb.VIEW, "clearance")
def office(request: Request, office_id: int) -> HttpResponseBase:
    """The list of one office and those below it."""
    of = office_asked(request, office_id, "clearance")
    day, instant = day_asked(request)
    found = rows(day, instant, office_ids=below(of))
    table = list_table(request, found, query(instant), with_office=len({row.office_id for row in found}) > 1)
    table.filename = f"clearance-{of.code}"
    if response := table.export():
        return response
    titles = sources.titles({line.need for row in found for line in row.lines})
    context = {
        "office": of,
        "table": table,
        "known_at": instant,
        "told": board.counted(found),
        "lacking": board.most_lacking(found, titles),
        "query": query(instant),
        "may_certificates": allows(request.actor, Verb.VIEW, "certificates", office_id=of.pk),
    }
    return render(request, "clearance/office.html", context)


def below(of: Office) -> frozenset[int]:
    return Office.below([of.pk], dict(Office.objects.values_list("pk", "parent_id")))


@needs(Verb.VIEW, "clearance")
def matrix(request: Request, office_id: int) -> HttpResponseBase:
    """People against requirements: who is missing what."""
    of = office_asked(request, office_id, "clearance")
    day, instant = day_asked(request)
    found = rows(day, instant, office_ids=below(of))
    table = matrix_table(request, found, query(instant))
    table.filename = f"missing-{of.code}"
    if response := table.export():
        return response
    context = {"office": of, "table": table, "known_at": instant, "told": board.counted(found), "query": query(instant)}
    return render(request, "clearance/matrix.html", context)


def matrix_table(request: Request, found: list[Row], known: str) -> Table:
    titles = sources.titles({line.need for row in found for line in row.lines})
    required = sorted({line.need for row in found for line in row.lines})
    columns = [
        Column("name", _("Person"), link=lambda line: reverse("clearance:person", args=[line.row.person_id]) + known),
        Column("role", _("Role in the CRM"), lambda line: line.row.crm_role, phone="foot"),
        Column("open", _("Still missing"), lambda line: len(line.row.lacking), numeric=True, phone="head"),
        *(Column(f"{need.kind}-{need.id}", wording.title_of(need, titles), value_of(need), show=cell_of(need)) for need in required),
    ]
    return Table(request, columns, listed(found, request.actor), order="-open", empty=nothing_yet(request.actor), per_page=100)


def line_for(row: Row, need: Need) -> Line | None:
    return next((line for line in row.lines if line.need == need), None)


def value_of(need: Need) -> Callable[[Listed], str]:
    def value(line: Listed) -> str:
        own = line_for(line.row, need)
        if own is None:
            return ""
        last = own.on if own.state == State.MET else own.until
        return f"{own.state.label} {last}" if last else str(own.state.label)

    return value


def cell_of(need: Need) -> Callable[[Listed], Any]:
    """A badge; on a phone what is met is left out, so that a card tells what to do."""

    def show(line: Listed) -> Any:
        own = line_for(line.row, need)
        if own is None:
            return mark_safe('<span class="matrix-met">–</span>')
        told = status(wording.BADGES[own.state], own.state.label)
        return format_html('<span class="matrix-met">{}</span>', told) if own.state == State.MET else told

    return show


@needs(Verb.VIEW, "clearance")
def changes(request: Request) -> HttpResponseBase:
    """Who became cleared or lost it, when and by what."""
    reached = scope(request.actor, Verb.VIEW, "clearance")
    found = ClearanceChange.objects.select_related("office", "person__identity")
    if not reached.everything:
        found = found.filter(office_id__in=reached.office_ids)
    if not found.exists() and not reached.everything and not reached.office_ids:
        raise NotAllowed(_("Your roles do not include this. The project office can tell you who may."))
    table = changes_table(request, found)
    return table.export() or render(request, "clearance/changes.html", {"table": table})


def changes_table(request: Request, found: Any) -> Table:
    page_rows = list(found[:1000])
    names = names_for({row.person_id: row.person for row in page_rows}.values(), request.actor)
    titles = sources.titles({need for row in page_rows for need in wording.needs_in(row.why)})
    columns = [
        Column("on", _("On"), nowrap=True, phone="foot"),
        Column("person", _("Person"), lambda row: names[row.person_id], link=lambda row: reverse("clearance:person", args=[row.person_id])),
        Column("office", _("Office"), lambda row: str(row.office), phone="foot"),
        Column("role", _("Role in the CRM"), lambda row: row.crm_role, phone="hide"),
        Column("allowed", _("What happened"), lambda row: change_words(row), show=change_badge, phone="head"),
        Column("why", _("Why"), lambda row: "; ".join(wording.kept(row.why, titles)), phone="foot"),
        Column("recorded_at", _("Recorded"), phone="hide"),
    ]
    empty = Empty(_("Nothing has changed yet"), _("Whoever becomes cleared or loses clearance appears here."), icon="history")
    return Table(request, [columns[1], columns[0], *columns[2:]], page_rows, empty=empty, filename="clearance-changes", compact=25)


def change_words(row: ClearanceChange) -> str:
    return str(_("became cleared") if row.allowed else _("lost clearance"))


def change_badge(row: ClearanceChange) -> str:
    return status("good" if row.allowed else "bad", change_words(row))
