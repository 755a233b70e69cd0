"""The weekly assessment of a milestone's progress, and who signs in for a vendor."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.contracts.actions import progressing, vendor_accounts
from governance.contracts.forms.progress import EndForm, FinalForm, MemberForm, ProgressForm
from governance.contracts.models import Milestone, VendorMember
from governance.contracts.progress import monday, weeks
from governance.contracts.views.contracts import today
from governance.contracts.views.deciding import decision
from governance.contracts.views.milestones import milestone_of
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status


@needs(Verb.CHANGE, "progress")
def report(request: Request, pk: int) -> HttpResponse:
    """The vendor's or the project office's word for a week."""
    shown = milestone_of(request, pk, Verb.CHANGE, "progress")
    form = ProgressForm(request.POST or None, initial={"week": monday(shown.contract.day_of(request.now))})
    return decision(
        request,
        form,
        lambda typed: progressing.report_progress(shown, actor=request.actor, at=request.now, **typed),
        done=_("The progress is recorded."),
        back=reverse("contracts:milestone", args=[pk]),
        context=_context(shown, _("Progress of the week")),
    )


@needs(Verb.APPROVE, "progress")
def settle(request: Request, pk: int) -> HttpResponse:
    """The project director's final figure."""
    shown = milestone_of(request, pk, Verb.APPROVE, "progress")
    first: dict[str, Any] = {"week": monday(shown.contract.day_of(request.now))}
    waiting = next((week for week in weeks(shown.progress.all()) if week.final is None), None)
    if waiting:
        first = {"week": waiting.week, "percent": waiting.office if waiting.office is not None else waiting.vendor}
    return decision(
        request,
        FinalForm(request.POST or None, initial=first),
        lambda typed: progressing.settle_progress(shown, actor=request.actor, at=request.now, **typed),
        done=_("The final figure is recorded."),
        back=reverse("contracts:milestone", args=[pk]),
        context=_context(shown, _("Final figure of the week")) | {"button": _("Record as final")},
    )


def _context(shown: Milestone, heading: str) -> dict[str, Any]:
    return {"heading": heading, "contract": shown.contract, "lead": f"{shown} · {shown.contract.vendor}"}


@needs(Verb.VIEW, "vendor")
def accounts(request: Request) -> HttpResponseBase:
    """Who signs in for which vendor, and until when."""
    day = today(request)
    may_change = allows(request.actor, Verb.CHANGE, "vendor")

    def standing(member: VendorMember) -> object:
        if member.first_day > day:
            return status("info", _("from later"))
        return status("info", _("ended")) if member.last_day and member.last_day < day else status("good", _("signs in now"))

    def end(member: VendorMember) -> str:
        over = member.last_day is not None and member.last_day < day
        return "" if over or not may_change else reverse("contracts:member_end", args=[member.pk])

    columns = [
        Column("vendor", _("Vendor"), sort="vendor__name", search="vendor__name"),
        Column("person", _("Person"), sort="person__pseudonym"),
        Column("first_day", _("From"), sort="first_day"),
        Column("last_day", _("Until"), sort="last_day"),
        Column("standing", _("Standing"), value=standing, sort=False),
    ]
    if may_change:
        columns.append(Column("end", _("Change"), value=lambda m: _("End early") if end(m) else "", link=end, sort=False))
    rows = VendorMember.objects.current().select_related("vendor", "person__identity")
    empty = Empty(_("Nobody signs in for a vendor yet"), _("Name the people who do: they see their company’s contracts and nothing else."))
    shown = Table(request, columns=columns, rows=rows, name="vendor-accounts", order="vendor", empty=empty)
    return shown.export() or render(request, "contracts/vendor_accounts.html", {"table": shown, "may_change": may_change})


@needs(Verb.CHANGE, "vendor")
def member_new(request: Request) -> HttpResponse:
    def act(typed: dict[str, Any]) -> object:
        return vendor_accounts.name_member(typed.pop("vendor"), actor=request.actor, at=request.now, **typed)

    return decision(
        request,
        MemberForm(request.POST or None, initial={"first_day": today(request)}),
        act,
        done=_("The person signs in for the vendor from that day."),
        back=reverse("contracts:vendor_accounts"),
        context={"heading": _("Who signs in for a vendor")},
    )


@needs(Verb.CHANGE, "vendor")
def member_end(request: Request, pk: int) -> HttpResponse:
    member = get_object_or_404(VendorMember.objects.current().select_related("vendor", "person__identity"), pk=pk)
    return decision(
        request,
        EndForm(request.POST or None, initial={"last_day": today(request)}),
        lambda typed: vendor_accounts.end_member(member, actor=request.actor, at=request.now, **typed),
        done=_("It ends on that day."),
        back=reverse("contracts:vendor_accounts"),
        context={"heading": _("End early"), "lead": f"{member.person} · {member.vendor}"},
    )
