"""Accounts of the CRM against clearance: each comparison, what it found, what to do, who settled it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import naming
from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.selectors import people_names
from training.clearance import actions, sources, wording
from training.clearance.forms import OutcomeForm, OwnerForm
from training.clearance.models import Finding, FindingKind, Outcome, Reconciliation

BADGES = {FindingKind.UNCLEARED: "bad", FindingKind.NO_ACCESS: "watch", FindingKind.INACTIVE: "watch", FindingKind.UNKNOWN: "bad"}


def what_to_do(kind: str) -> str:
    """One sentence per kind of finding."""
    words = {
        FindingKind.UNCLEARED: _("Take the access away until what is missing is done."),
        FindingKind.NO_ACCESS: _("Open an account for this person."),
        FindingKind.INACTIVE: _("Switch the account on again, or say why not."),
        FindingKind.UNKNOWN: _("Say whose account it is, or that it is a technical one; otherwise switch it off."),
    }
    return words[FindingKind(kind)]


def outcomes(kind: str) -> list[Outcome]:
    """How a finding of that kind can be settled."""
    if kind in (FindingKind.UNCLEARED, FindingKind.UNKNOWN):
        return [Outcome.ACCESS_REMOVED, Outcome.ACCEPTED]
    return [Outcome.ACCESS_GIVEN, Outcome.ACCEPTED]


@needs(Verb.VIEW, "crm_account")
def listing(request: Request) -> HttpResponseBase:
    """Every comparison, the youngest first."""
    rows = list(Reconciliation.objects.prefetch_related("findings__resolution"))
    users = naming.names({row.username for row in rows}, request.actor)
    tallies = {row.pk: Counter(finding.kind for finding in row.findings.all()) for row in rows}
    unsettled = {row.pk: sum(not hasattr(finding, "resolution") for finding in row.findings.all()) for row in rows}
    columns = [
        Column("on", _("On"), link=lambda row: reverse("clearance:reconciliation", args=[row.pk])),
        Column("accounts", _("Accounts"), numeric=True),
        *(Column(kind.value, kind.label, tally(tallies, kind.value), numeric=True) for kind in FindingKind),
        Column("open", _("Not settled"), lambda row: unsettled[row.pk], numeric=True),
        Column("by", _("By"), lambda row: users[row.username]),
    ]
    may_import = allows(request.actor, Verb.IMPORT, "crm_account")
    send = reverse("core:import-send", args=["crm-accounts"]) if may_import else ""
    text = _("Export the list of users from the CRM and send it in: it is held against the clearance list of today.")
    empty = Empty(_("No list of accounts was compared yet"), text, send, _("Send in a list"), icon="user-question")
    table = Table(request, columns, rows, empty=empty, filename="reconciliations")
    context = {"table": table, "send": send, "last": rows[0] if rows else None, "open": unsettled[rows[0].pk] if rows else 0}
    return table.export() or render(request, "clearance/reconciliations.html", context)


def tally(tallies: dict[int, Counter[str]], kind: str) -> Any:
    return lambda row: tallies[row.pk][kind]


@needs(Verb.VIEW, "crm_account")
def detail(request: Request, pk: int) -> HttpResponseBase:
    """What one comparison found, each with what to do."""
    of = Reconciliation.objects.select_related("batch").filter(pk=pk).first()
    if of is None:
        raise NotFound(_("There is no such comparison."))
    rows = list(of.findings.select_related("account", "office", "resolution").order_by("kind", "row", "pk"))
    table = findings_table(request, rows)
    if response := table.export():
        return response
    told = Counter(row.kind for row in rows)
    context = {
        "of": of,
        "table": table,
        "tiles": [{"label": kind.label, "value": told[kind.value], "status": "" if told[kind.value] else "good"} for kind in FindingKind],
        "open": sum(not hasattr(row, "resolution") for row in rows),
        "total": len(rows),
    }
    return render(request, "clearance/reconciliation.html", context)


def findings_table(request: Request, rows: list[Finding]) -> Table:
    names = people_names({row.person_id for row in rows if row.person_id}, request.actor)
    titles = sources.titles({need for row in rows for need in wording.needs_in(row.why)})
    columns = [
        Column("account", _("Account or person"), lambda row: row.key or names.get(row.person_id, ""), link=page_of),
        Column("person", _("Person"), lambda row: names.get(row.person_id, ""), phone="foot"),
        Column("office", _("Office"), lambda row: str(row.office) if row.office else "", phone="foot"),
        Column("role", _("Role in the CRM"), lambda row: row.crm_role, phone="foot"),
        Column("kind", _("Finding"), choices=FindingKind.choices, show=badge, phone="head"),
        Column("todo", _("What to do"), lambda row: "" if hasattr(row, "resolution") else todo(row, titles), phone="foot"),
        Column("settled", _("Settled"), settled, choices=Outcome.choices, phone="foot"),
    ]
    return Table(request, columns, rows, empty=all_well(), filename="findings", compact=25)


def todo(row: Finding, titles: wording.Titles) -> str:
    """What to do, and what is missing where that is why."""
    return " ".join([what_to_do(row.kind), *(f"{line}." for line in wording.kept(row.why, titles))])


def badge(row: Finding) -> str:
    return status("none" if hasattr(row, "resolution") else BADGES[FindingKind(row.kind)], row.get_kind_display())


def settled(row: Finding) -> str:
    return row.resolution.outcome if hasattr(row, "resolution") else ""


def page_of(row: Finding) -> str:
    return reverse("clearance:finding", args=[row.pk])


def all_well() -> Empty:
    return Empty(
        _("Access and clearance agree"),
        _("Every active account belongs to somebody cleared, and everybody cleared has one."),
        icon="shield-check",
    )


@needs(Verb.VIEW, "crm_account")
def finding(request: Request, pk: int) -> HttpResponseBase:
    """One finding: why, what to do, and how it was settled."""
    of = Finding.objects.select_related("account", "office", "reconciliation", "resolution").filter(pk=pk).first()
    if of is None:
        raise NotFound(_("There is no such finding."))
    form = OutcomeForm(settle_data(request, "settle"), outcomes=outcomes(of.kind), prefix="settle")
    owner = OwnerForm(settle_data(request, "owner"), prefix="owner") if of.kind == FindingKind.UNKNOWN else None
    if request.method == "POST" and (settle(request, of, form) or (owner is not None and own(request, of, owner))):
        messages.success(request, _("The finding is settled."))
        return redirect("clearance:reconciliation", pk=of.reconciliation_id)
    titles = sources.titles(wording.needs_in(of.why))
    context = {
        "of": of,
        "name": people_names([of.person_id], request.actor)[of.person_id] if of.person_id else "",
        "why": wording.kept(of.why, titles),
        "todo": what_to_do(of.kind),
        "form": form,
        "owner": owner,
        "may_change": allows(request.actor, Verb.CHANGE, "crm_account") and not hasattr(of, "resolution"),
        "badge": BADGES[FindingKind(of.kind)],
    }
    return render(request, "clearance/finding.html", context, status=422 if form.errors or (owner and owner.errors) else 200)


def settle_data(request: Request, which: str) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("form") == which else None


def settle(request: Request, of: Finding, form: OutcomeForm) -> bool:
    return form.is_bound and attempt(
        form,
        lambda given: actions.settle_finding(
            of, outcome=Outcome(given["outcome"]), actor=request.actor, at=request.now, reason=given["reason"]
        ),
    )


def own(request: Request, of: Finding, form: OwnerForm) -> bool:
    return form.is_bound and attempt(
        form, lambda given: actions.know_account(of, person=given["person"], actor=request.actor, at=request.now, reason=given["reason"])
    )
