"""Who has signed and who has not: by person, by office. An office head sees the own offices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty
from governance.core.known import day_asked, known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Table, status
from governance.organisation.models import JobRole, Office
from governance.organisation.selectors import people_names
from governance.policies import board
from governance.policies.board import Progress
from governance.policies.models import Policy, Signature
from governance.policies.rules.signing import Standing
from governance.policies.selectors import Line
from governance.policies.views.finding import policy_of

BADGES = {Standing.SIGNED: "good", Standing.OPEN: "info", Standing.OVERDUE: "bad"}


@dataclass(frozen=True)
class Row:
    """One person and the version they must have signed."""

    line: Line
    name: str
    office: str
    signature_id: int | None

    @property
    def state(self) -> str:
        return "again" if self.line.carried_until else self.line.standing.value


@dataclass(frozen=True)
class OfficeLine:
    office: Office
    progress: Progress


def wordings() -> list[tuple[str, str]]:
    return [
        ("signed", _("Signed")),
        ("again", _("Signed the version before")),
        ("open", _("Not signed yet")),
        ("overdue", _("Overdue")),
    ]


def mine(request: Request, policy: Policy) -> list[Line]:
    day, instant = day_asked(request)
    return [line for line in board.seen_lines(request.actor, day, instant, ahead=True) if line.issue.policy_id == policy.pk]


@needs(Verb.VIEW, "signature_list")
def people(request: Request, code: str) -> HttpResponseBase:
    policy = policy_of(code)
    lines = mine(request, policy)
    rows = as_rows(request, lines)
    words = dict(wordings())
    columns = [
        Column("name", _("Person"), link=lambda row: reverse("policies:signature", args=[row.signature_id]) if row.signature_id else None),
        Column("office", _("Office"), choices=sorted({(row.office, row.office) for row in rows})),
        Column("job", _("Job"), value=lambda row: row.line.job_role, choices=JobRole.choices, phone="hide"),
        Column("version", _("Version"), value=lambda row: row.line.issue.number, numeric=True, phone="hide"),
        Column("due", _("Sign by"), value=lambda row: row.line.due),
        Column("signed_on", _("Signed on"), value=lambda row: row.line.signed_on),
        Column("state", _("State"), choices=wordings(), show=lambda row: status(badge_of(row), words[row.state]), phone="head"),
    ]
    empty = Empty(_("Nobody has to sign this now"), _("Once it is published, those it is for are listed here."), icon="signature")
    shown = Table(
        request, columns=columns, rows=rows, name="signatures", order="office", empty=empty, filename=f"{code}-signatures", compact=20
    )
    page = context(request, policy, lines, "people") | {"people": shown}
    return shown.export() or render(request, "policies/signatures.html", page)


@needs(Verb.VIEW, "signature_list")
def offices(request: Request, code: str) -> HttpResponseBase:
    policy = policy_of(code)
    lines = mine(request, policy)
    grouped: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.office_id].append(line)
    names = Office.objects.in_bulk(grouped)
    rows = [OfficeLine(names[pk], board.tally(group)) for pk, group in grouped.items()]
    known = query(known_at(request), "&")

    def people_of(row: OfficeLine) -> str:
        return f"{reverse('policies:signatures', args=[code])}?signatures-office={quote(str(row.office))}{known}"

    columns = [
        Column("office", _("Office"), value=lambda row: str(row.office), link=people_of),
        Column("signed_share", _("Signed"), value=lambda row: row.progress.share, numeric=True, percent=True),
        Column("total", _("Must sign"), value=lambda row: row.progress.total, numeric=True),
        Column("open", _("Still open"), value=lambda row: row.progress.open, numeric=True),
        Column("overdue", _("Overdue"), value=lambda row: row.progress.overdue, numeric=True),
    ]
    shown = Table(request, columns=columns, rows=rows, name="offices", order="signed_share", filename=f"{code}-offices")
    page = context(request, policy, lines, "offices") | {"offices": shown}
    return shown.export() or render(request, "policies/signatures.html", page)


def query(instant: datetime | None, sign: str = "?") -> str:
    """What carries the instant asked for on to the next page."""
    return sign + urlencode({"known_at": instant.isoformat()}) if instant else ""


def context(request: Request, policy: Policy, lines: list[Line], tab: str) -> dict[str, object]:
    """What both tabs say above their table. Somebody who signed the version before still has to sign this one."""
    again = sum(line.carried_until is not None for line in lines)
    told = {"policy": policy, "progress": board.tally(lines), "again": again, "tab": tab, "last_day": last_day(lines)}
    instant = known_at(request)
    return told | {"known_at": instant, "known": query(instant)}


def last_day(lines: list[Line]) -> date | None:
    return max((line.issue.sign_by for line in lines), default=None)


def as_rows(request: Request, lines: list[Line]) -> list[Row]:
    names = people_names({line.person_id for line in lines}, request.actor)
    offices = {office.pk: str(office) for office in Office.objects.filter(pk__in={line.office_id for line in lines})}
    signed = Signature.objects.filter(version__in={line.issue.version_id for line in lines})
    instant = known_at(request)
    signed = signed if instant is None else signed.filter(recorded_at__lte=instant)
    found = {(person, version): pk for person, version, pk in signed.values_list("person_id", "version_id", "pk")}
    return [Row(line, names[line.person_id], offices[line.office_id], found.get((line.person_id, line.issue.version_id))) for line in lines]


def badge_of(row: Row) -> str:
    return "watch" if row.state == "again" else BADGES[row.line.standing]
