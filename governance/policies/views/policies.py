"""The list of policies, one version with its way and its text, the table of moves, the printed policy."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty
from governance.core.errors import NotFound
from governance.core.known import day_asked
from governance.core.languages import LANGUAGES
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Table, status
from governance.policies import board, printing, showing
from governance.policies.board import PolicyRow
from governance.policies.models import PolicyVersion
from governance.policies.states import PolicyKind, VersionState
from governance.policies.views.finding import chosen_language, policy_of, today, version_of


@needs(Verb.VIEW, "policy")
def policy_list(request: Request) -> HttpResponseBase:
    day, instant = day_asked(request)
    rows = board.policy_rows(request.actor, day, instant)
    may_change = allows(request.actor, Verb.CHANGE, "policy")
    empty = Empty(
        _("No policy yet"),
        _("Rules come before software: write down customer classes, rewards and the duty to use, then have them signed."),
        reverse("policies:new") if may_change else "",
        _("Write a policy"),
        "gavel",
    )
    shown = Table(request, columns=list_columns(), rows=rows, name="policies", order="title", empty=empty, compact=20)
    overdue = sum(row.progress.overdue for row in rows)
    context = {"policies": shown, "may_change": may_change, "rows": rows, "overdue": overdue, "known_at": instant}
    return shown.export() or render(request, "policies/policies.html", context)


def list_columns() -> list[Column]:
    return [
        Column("title", _("Policy"), value=lambda row: str(row.shown.title_in()), link=lambda row: row.policy.get_absolute_url()),
        Column("kind", _("Kind"), value=lambda row: row.policy.kind, choices=PolicyKind.choices),
        Column("state", _("State"), value=lambda row: row.state.value, choices=VersionState.choices, show=state_badge, phone="head"),
        Column("version", _("Version"), value=lambda row: row.shown.number, numeric=True, phone="hide"),
        Column("effective_on", _("In force from"), value=lambda row: row.shown.effective_on, nowrap=True),
        Column("signed", _("Signed"), value=lambda row: row.progress.share, numeric=True, percent=True),
        Column("open", _("Still open"), value=lambda row: row.progress.open if row.progress.total else None, numeric=True),
        Column("overdue", _("Overdue"), value=lambda row: row.progress.overdue if row.progress.total else None, numeric=True),
    ]


def state_badge(row: PolicyRow) -> Any:
    found = status(board.STATUS[row.state], row.state.label)
    if row.preparing is None:
        return found
    return format_html("{} {}", found, status("info", _("version %(number)s in preparation") % {"number": row.preparing.number}))


@needs(Verb.VIEW, "policy")
def policy(request: Request, code: str) -> HttpResponse:
    """The version that holds, else the one to come, else the last."""
    found = policy_of(code)
    rows = list(found.versions.select_related("policy").order_by("number"))
    now = showing.states_of(found, rows, today(request))
    return version_page(request, board.leading(rows, now))


@needs(Verb.VIEW, "policy")
def version(request: Request, code: str, number: int) -> HttpResponse:
    return version_page(request, version_of(code, number))


def version_page(request: Request, shown: PolicyVersion) -> HttpResponse:
    context = showing.version_context(shown, request.actor, today(request), chosen_language(request))
    return render(request, "policies/version.html", context)


@needs(Verb.VIEW, "policy")
def moves(request: Request) -> HttpResponse:
    """The tables of moves of versions, incentives and sanctions, as they are."""
    return render(request, "policies/moves.html", {"groups": showing.tables_of_moves()})


@needs(Verb.VIEW, "policy")
def pdf(request: Request, code: str, number: int, language: str) -> HttpResponse:
    """The policy on paper; from consultation on, when its wording is fixed."""
    shown = version_of(code, number)
    if language not in LANGUAGES or shown.state == VersionState.DRAFT:
        raise NotFound(_("There is no such document. A draft is printed once it is in consultation."))
    made = printing.policy_pdf(shown, language, actor=request.actor, at=request.now)
    return as_pdf(made, f"{shown.policy.code}-{shown.number}-{language}.pdf")


def as_pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
