"""The benefits register: plan against what finance confirmed, one benefit with its months, reporting and deciding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import attachments, written
from governance.core.known import known_at
from governance.core.models import Attachment
from governance.core.money import Money, format_money
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from governance.organisation.selectors import names_for
from governance.organisation.views.acting import Ask, ask
from rollout.kpis import actions, charts, saying
from rollout.kpis.forms.benefits import BenefitForm, ClaimForm, ConfirmForm, PlanForm, RefuseForm
from rollout.kpis.models import Benefit, BenefitClaim, ClaimState, Direction
from rollout.kpis.selectors.benefits import Row, by_month, currencies, register
from rollout.staging.selectors import local_day

BADGES = {ClaimState.CLAIMED: "watch", ClaimState.CONFIRMED: "good", ClaimState.REFUSED: "bad"}
FILE_LIMIT = 50 * 1024 * 1024


def money(amount: Decimal | None, currency: str) -> str:
    return written.DASH if amount is None else format_money(Money(amount, currency), written.locale())


def crumbs(benefit: Benefit | None = None) -> list[tuple[str, str]]:
    found = [(_("Benefits"), reverse("kpis:benefits"))]
    return [*found, (str(benefit), reverse("kpis:benefit", args=[benefit.pk]))] if benefit else found


@needs(Verb.VIEW, "benefit")
def benefits(request: Request) -> HttpResponseBase:
    """The register: only what finance confirmed counts as actual."""
    instant = known_at(request)
    today = local_day(instant or request.now)
    rows = register(instant)
    table = register_table(request, rows, today)
    used = currencies(rows)
    sums = [(code, totals([row for row in rows if row.benefit.currency == code], code, today)) for code in used]
    months = by_month(rows, used[0]) if used else []
    waiting = BenefitClaim.objects.filter(state=ClaimState.CLAIMED).select_related("benefit") if instant is None else []
    context = {
        "table": table,
        "known_at": instant,
        "sums": sums,
        "chart": charts.benefits(months, used[0], get_language() or "en") if months else None,
        "waiting": [(claim, money(claim.amount, claim.benefit.currency), saying.month(claim.month)) for claim in waiting],
        "may_change": allows(request.actor, Verb.CHANGE, "benefit"),
        "may_decide": allows(request.actor, Verb.APPROVE, "benefit_claim"),
        "may_see_budget": allows(request.actor, Verb.VIEW, "budget"),
    }
    return table.export() or render(request, "kpis/benefits.html", context)


def totals(rows: list[Row], currency: str, today: date) -> dict[str, Any]:
    """Tiles of one currency."""
    actual, due = sum((row.actual for row in rows), Decimal(0)), sum((row.plan_until(today) for row in rows), Decimal(0))
    return {
        "actual": money(actual, currency),
        "due": money(due, currency),
        "all": money(sum((row.planned_in_all for row in rows), Decimal(0)), currency),
        "open": money(sum((row.open for row in rows), Decimal(0)), currency),
        "share": written.percent(100 * actual / due) if due > 0 else written.DASH,
    }


def register_table(request: Request, rows: list[Row], today: date) -> Table:
    names = names_for([row.benefit.owner for row in rows], request.actor)

    def shown(row: Row, amount: Decimal) -> str:
        return money(amount, row.benefit.currency)

    columns = [
        Column("name", _("Benefit"), value=lambda row: str(row.benefit), link=lambda row: reverse("kpis:benefit", args=[row.benefit.pk])),
        Column("kind", _("Kind"), value=lambda row: row.benefit.direction, choices=Direction.choices),
        Column("owner", _("Owner"), value=lambda row: names[row.benefit.owner_id]),
        Column(
            "due",
            _("Planned by now"),
            value=lambda row: row.plan_until(today),
            show=lambda row: shown(row, row.plan_until(today)),
            numeric=True,
        ),
        Column("actual", _("Confirmed"), value=lambda row: row.actual, show=lambda row: shown(row, row.actual), numeric=True),
        Column("open", _("Waits for finance"), value=lambda row: row.open, show=lambda row: shown(row, row.open), numeric=True),
        Column(
            "all", _("Planned in all"), value=lambda row: row.planned_in_all, show=lambda row: shown(row, row.planned_in_all), numeric=True
        ),
        Column("currency", _("Currency"), value=lambda row: row.benefit.currency),
    ]
    empty = Empty(_("No benefit yet"), _("Write down what the rollout is to bring: more cash in, or less cost."), icon="report-money")
    if allows(request.actor, Verb.CHANGE, "benefit"):
        empty = Empty(empty.title, empty.text, reverse("kpis:benefit_new"), _("Add a benefit"), icon="report-money")
    return Table(request, columns=columns, rows=rows, name="benefits", order="kind", empty=empty, filename="benefits")


@needs(Verb.VIEW, "benefit")
def benefit(request: Request, pk: int) -> HttpResponseBase:
    held = get_object_or_404(Benefit.objects.select_related("owner__identity", "kpi"), pk=pk)
    instant = known_at(request)
    row = register(instant, ids=[held.pk])[0]
    claims = held.claims.select_related("evidence").order_by("-month", "-claimed_at")
    claims = claims.filter(claimed_at__lte=instant) if instant else claims
    months = by_month([row], held.currency)
    context = {
        "benefit": held,
        "known_at": instant,
        "row": row,
        "chart": charts.benefits(months, held.currency, get_language() or "en") if months else None,
        "facts": facts(request, held),
        "planned": money(row.plan_until(local_day(instant or request.now)), held.currency),
        "actual": money(row.actual, held.currency),
        "claims": [claim_line(request, held, claim) for claim in claims] if allows(request.actor, Verb.VIEW, "benefit_claim") else [],
        "may_change": allows(request.actor, Verb.CHANGE, "benefit"),
        "may_claim": allows(request.actor, Verb.CHANGE, "benefit_claim"),
    }
    return render(request, "kpis/benefit.html", context)


def facts(request: Request, held: Benefit) -> list[tuple[str, str]]:
    return [
        (_("Kind"), held.get_direction_display()),
        (_("Owner"), names_for([held.owner], request.actor)[held.owner_id]),
        (_("How it is measured"), held.how),
        (_("KPI behind it"), str(held.kpi or written.DASH)),
    ]


def claim_line(request: Request, held: Benefit, claim: BenefitClaim) -> dict[str, Any]:
    """One reported month, and whether this reader may decide on it: never on what they reported."""
    decides = allows(request.actor, Verb.APPROVE, "benefit_claim") and claim.claimed_by != request.actor.username
    return {
        "claim": claim,
        "month": saying.month(claim.month),
        "amount": money(claim.amount, held.currency),
        "confirmed": money(claim.confirmed, held.currency),
        "badge": BADGES[ClaimState(claim.state)],
        "may_decide": decides and claim.state == ClaimState.CLAIMED,
    }


@needs(Verb.CHANGE, "benefit")
def edit(request: Request, pk: int | None = None) -> HttpResponse:
    held = get_object_or_404(Benefit.objects.select_related("owner"), pk=pk) if pk else None
    back = reverse("kpis:benefit", args=[held.pk]) if held else reverse("kpis:benefits")
    words = Ask(_("Change the benefit") if held else _("Add a benefit"), _("Save"), back, crumbs=crumbs(held), done=_("Saved."))

    def act(**typed: Any) -> HttpResponse | None:
        saved = actions.register_benefit(held, **typed)
        return None if held else redirect("kpis:benefit", saved.pk)

    return ask(request, BenefitForm, words, act, benefit=held)


@needs(Verb.CHANGE, "benefit")
def plan(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Benefit, pk=pk)
    words = Ask(_("Plan a month"), _("Plan"), reverse("kpis:benefit", args=[pk]), crumbs=crumbs(held), done=_("Planned."))
    return ask(request, PlanForm, words, lambda **typed: actions.plan_benefit(held, **typed))


@needs(Verb.CHANGE, "benefit_claim")
def claim(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Benefit, pk=pk)
    lead = _("It counts as actual once finance has confirmed it.")
    words = Ask(
        _("Report what it brought"), _("Report"), reverse("kpis:benefit", args=[pk]), lead, crumbs(held), done=_("Reported to finance.")
    )

    def act(**typed: Any) -> object:
        with transaction.atomic():
            typed["evidence"] = kept(request, typed.pop("evidence", None))
            return actions.claim(held, **typed, today=local_day(request.now))

    options: Mapping[str, Any] = {"files": request.FILES} if request.method == "POST" else {}
    return ask(request, ClaimForm, words, act, **options)


def kept(request: Request, file: Any) -> Attachment | None:
    """The evidence in the private store; within the action's transaction, so that a refusal leaves no row."""
    if file is None:
        return None
    return attachments.store(file, name=file.name or "file", actor=request.actor, at=request.now, what="benefit_claim", limit=FILE_LIMIT)


@needs(Verb.APPROVE, "benefit_claim")
def confirm(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(BenefitClaim.objects.select_related("benefit"), pk=pk)
    lead = decision_lead(request, held)
    words = Ask(
        _("Confirm the benefit"),
        _("Confirm"),
        reverse("kpis:benefit", args=[held.benefit_id]),
        lead,
        crumbs(held.benefit),
        done=_("Confirmed."),
    )
    return ask(request, ConfirmForm, words, lambda **typed: actions.confirm(held, **typed), initial={"amount": held.amount})


@needs(Verb.APPROVE, "benefit_claim")
def refuse(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(BenefitClaim.objects.select_related("benefit"), pk=pk)
    back = reverse("kpis:benefit", args=[held.benefit_id])
    words = Ask(
        _("Refuse the benefit"), _("Refuse"), back, decision_lead(request, held), crumbs(held.benefit), danger=True, done=_("Refused.")
    )
    return ask(request, RefuseForm, words, lambda **typed: actions.refuse(held, **typed))


def decision_lead(request: Request, held: BenefitClaim) -> str:
    said = {
        "who": held.claimed_by,
        "amount": money(held.amount, held.benefit.currency),
        "month": saying.month(held.month),
        "note": held.note,
    }
    return _("%(who)s reported %(amount)s for %(month)s: %(note)s") % said
