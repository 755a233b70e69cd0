"""Appraisal schemes: the list, one version with its lines, the editor, approving, withdrawing, opening sheets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core.errors import InvalidInput, Refused
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.models import Membership, Office, Person
from governance.organisation.views.acting import Ask, ask
from rollout.kpis import actions
from rollout.kpis.actions.schemes import gaps
from rollout.kpis.forms.appraisal import LineForms, NoteForm, OpenForm, SchemeForm, WhyForm, line_initial
from rollout.kpis.models import AppraisalScheme
from rollout.kpis.reading import scale_words
from rollout.kpis.states import Audience, SchemeState
from rollout.staging.selectors import go_live_dates, local_day

BADGES = {SchemeState.DRAFT: "none", SchemeState.APPROVED: "good", SchemeState.WITHDRAWN: "none"}
DAYS_TO_CONTEST = 14


def crumbs(scheme: AppraisalScheme | None = None) -> list[tuple[str, str]]:
    found = [(_("Appraisal schemes"), reverse("kpis:schemes"))]
    return [*found, (str(scheme), scheme.get_absolute_url())] if scheme else found


@needs(Verb.VIEW, "appraisal_scheme")
def schemes(request: Request) -> HttpResponseBase:
    may_change = allows(request.actor, Verb.CHANGE, "appraisal_scheme")
    columns = [
        Column("name", _("Scheme"), value=str, link=lambda one: one.get_absolute_url(), sort=False),
        Column("year", _("Year"), sort="year", value=lambda one: str(one.year)),
        Column("audience", _("For"), choices=Audience.choices),
        Column(
            "state",
            _("State"),
            choices=SchemeState.choices,
            show=lambda one: status(BADGES[SchemeState(one.state)], one.get_state_display()),
        ),
        Column("from_day", _("In force from"), sort="from_day"),
        Column("policy", _("Policy"), value=lambda one: str(one.policy or ""), sort=False),
    ]
    empty = Empty(
        _("No scheme yet"), _("A scheme says what counts in a year's appraisal, with which weight, on which scale."), icon="scale"
    )
    if may_change:
        empty = Empty(empty.title, empty.text, reverse("kpis:scheme_new"), _("Write a scheme"), icon="scale")
    rows = AppraisalScheme.objects.select_related("policy")
    table = Table(request, columns=columns, rows=rows, order="-year", empty=empty, filename="appraisal-schemes")
    context = {"table": table, "may_change": may_change, "may_see_sheets": allows(request.actor, Verb.VIEW, "appraisal")}
    return table.export() or render(request, "kpis/schemes.html", context)


@needs(Verb.VIEW, "appraisal_scheme")
def scheme(request: Request, pk: int) -> HttpResponseBase:
    held = get_object_or_404(AppraisalScheme.objects.select_related("policy"), pk=pk)
    lines = [(line, scale_words({"bands": line.bands, "joined": line.joined})) for line in held.lines.select_related("kpi")]
    draft, approved = held.state == SchemeState.DRAFT, held.state == SchemeState.APPROVED
    may_change = allows(request.actor, Verb.CHANGE, "appraisal_scheme")
    may_approve = allows(request.actor, Verb.APPROVE, "appraisal_scheme")
    context = {
        "scheme": held,
        "lines": lines,
        "total": sum(line.weight for line, _words in lines),
        "gaps": gaps(held) if draft else [],
        "may_change": may_change and draft,
        "may_copy": may_change and not draft,
        "may_approve": may_approve and draft and request.actor.username != held.entered_by,
        "may_withdraw": (may_change and draft) or (may_approve and approved),
        "may_open": approved and allows(request.actor, Verb.CHANGE, "appraisal"),
        "may_see_policy": allows(request.actor, Verb.VIEW, "policy"),
    }
    return render(request, "kpis/scheme.html", context)


@needs(Verb.CHANGE, "appraisal_scheme")
def edit(request: Request, pk: int | None = None) -> HttpResponseBase:
    """A new scheme, the next version of one (`?from=`), or a draft."""
    held = get_object_or_404(AppraisalScheme, pk=pk) if pk else None
    if held and held.state != SchemeState.DRAFT:
        raise Refused(_("An approved version stays as it is. Write a new version."))
    source = held or model(request)
    form = SchemeForm(request.POST or None, scheme=held, **({} if held else {"initial": first_values(source, local_day(request.now))}))
    initial = [line_initial(line) for line in source.lines.select_related("kpi")] if source else []
    lines = (
        LineForms(request.POST or None, initial=initial, prefix="line")
        if request.method == "POST"
        else LineForms(initial=initial, prefix="line")
    )
    if request.method == "POST" and all([form.is_valid(), lines.is_valid()]):
        given = [line for one in lines if (line := one.line()) is not None]
        values = {**form.cleaned_data, "audience": Audience(form.cleaned_data["audience"])}
        try:
            saved = actions.save_scheme(held, **values, lines=given, actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The draft is saved. Someone else approves it."))
            return redirect(saved)
    code = 422 if request.method == "POST" else 200
    return render(request, "kpis/scheme_form.html", {"form": form, "lines": lines, "scheme": held}, status=code)


def model(request: Request) -> AppraisalScheme | None:
    """The version a new one is modelled on."""
    asked = request.GET.get("from", "")
    return AppraisalScheme.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None


def first_values(source: AppraisalScheme | None, today: date) -> dict[str, Any]:
    if source is None:
        return {"year": today.year, "from_day": today}
    return {name: getattr(source, name) for name in ("year", "audience", "policy", "clause")} | {"from_day": today}


@needs(Verb.APPROVE, "appraisal_scheme")
def approve(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(AppraisalScheme, pk=pk)
    lead = _("From its day on, sheets are worked out by these weights and scales. They are not changed afterwards.")
    words = Ask(_("Approve the scheme"), _("Approve"), held.get_absolute_url(), lead, crumbs(held), done=_("The scheme is approved."))
    return ask(request, NoteForm, words, lambda **typed: actions.approve_scheme(held, **typed))


@needs(Verb.VIEW, "appraisal_scheme")
def withdraw(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(AppraisalScheme, pk=pk)
    lead = _("No sheet is opened under it any more. Those that are signed stay.")
    words = Ask(
        _("Withdraw the scheme"),
        _("Withdraw"),
        held.get_absolute_url(),
        lead,
        crumbs(held),
        danger=True,
        done=_("The scheme is withdrawn."),
    )
    return ask(request, WhyForm, words, lambda **typed: actions.withdraw_scheme(held, **typed))


@needs(Verb.CHANGE, "appraisal")
def open_them(request: Request, pk: int) -> HttpResponse:
    """Open the sheets of one office or of all."""
    held = get_object_or_404(AppraisalScheme, pk=pk)
    today = local_day(request.now)

    def act(office: Office | None, **typed: Any) -> HttpResponse:
        made = actions.open_sheets(held, subjects(held, office, today), **typed)
        said = ngettext("%(count)d sheet was opened.", "%(count)d sheets were opened.", len(made)) % {"count": len(made)}
        messages.success(request, said if made else _("Nobody was left without a sheet."))
        return redirect("kpis:sheets")

    lead = _("Each sheet is shown to whose it is first, and can be contested until the day you choose. Live offices only.")
    words = Ask(_("Open sheets"), _("Open"), held.get_absolute_url(), lead, crumbs(held))
    return ask(request, OpenForm, words, act, contest_by=today + timedelta(days=DAYS_TO_CONTEST))


def subjects(scheme: AppraisalScheme, office: Office | None, today: date) -> list[tuple[Office, Person | None]]:
    """The live offices, or the people who belong to them that day."""
    live = go_live_dates()
    offices = [one for one in Office.objects.branches().order_by("code") if one.pk in live and (office is None or one.pk == office.pk)]
    if scheme.audience == Audience.OFFICE:
        return [(one, None) for one in offices]
    by_id = {one.pk: one for one in offices}
    rows = (
        Membership.objects.current()
        .on(today)
        .filter(office__in=by_id)
        .select_related("person")
        .order_by("office__code", "person__pseudonym")
    )
    first: dict[int, tuple[Office, Person | None]] = {}
    for row in rows:
        first.setdefault(row.person_id, (by_id[row.office_id], row.person))
    return list(first.values())
