"""One milestone: rounds and clocks, what it owes and why, what if, and every decision on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.contracts import actions, charts, selectors
from governance.contracts.access import contracts_for, is_client
from governance.contracts.claims import Drawn, drawn, if_accepted
from governance.contracts.derivations import say_lines, store_lines
from governance.contracts.exposure import Exposure, records
from governance.contracts.forms.deciding import (
    ExcludeForm,
    ExtensionForm,
    ForecastForm,
    HandoverForm,
    ReasonForm,
    ReviewForm,
    SubmitForm,
    UseForm,
)
from governance.contracts.models import ChecklistItem, ExcludedSpan, Milestone, Penalty, PenaltyClause, PunchItem, Verdict
from governance.contracts.progress import weeks
from governance.contracts.states import ContractState, MilestoneState, PenaltyAction
from governance.contracts.time_bars import time_bar
from governance.contracts.views.contracts import money, today
from governance.contracts.views.deciding import decision, with_file
from governance.contracts.wording import say_clause
from governance.core.errors import GatehouseError, NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows


def milestone_of(request: Request, pk: int, verb: Verb = Verb.VIEW, what: str = "milestone") -> Milestone:
    """The milestone if its contract is the reader's to see, else NotFound."""
    mine = contracts_for(request.actor, verb, what, today(request))
    found = (
        Milestone.objects.filter(pk=pk, contract__in=mine)
        .select_related("contract__vendor", "contract__authority__identity", "phase")
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such milestone, or it is not yours."))
    return found


@needs(Verb.VIEW, "milestone")
def milestone(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk)
    day = shown.contract.day_of(request.now)
    client = is_client(request.actor)
    record = records(Milestone.objects.filter(pk=pk), day)[0]
    asked = parse_date(request.GET.get("on", "") or "") if _is_date(request.GET.get("on", "")) else None
    language = get_language() or "en"
    held, mine = _exposures(shown, day) if client else (None, [])
    cards = [_card(held, exposure, day, asked, language) for exposure in mine] if held else []
    waiting = shown.submissions.filter(review__isnull=True).order_by("-round").first()
    running = shown.contract.state == ContractState.IN_FORCE
    context = {
        "milestone": shown,
        "contract": shown.contract,
        "record": record,
        "client": client,
        "day": day,
        "asked": asked,
        "cards": cards,
        "rounds": shown.submissions.select_related("review", "attachment").order_by("round"),
        "punch_items": PunchItem.objects.filter(review__submission__milestone=shown),
        "deliverables": shown.deliverables.prefetch_related("checklist"),
        "extensions": shown.extensions.all(),
        "excluded": shown.excluded.filter(withdraws__isnull=True, withdrawn_by__isnull=True),
        "may_submit": record.standing.accepted is None
        and allows(request.actor, Verb.CHANGE, "submission")
        and shown.state in (MilestoneState.OPEN, MilestoneState.REJECTED),
        "may_review": waiting is not None and _is_authority(request, shown),
        "may_close": _is_authority(request, shown),
        "may_extend": client and allows(request.actor, Verb.CHANGE, "extension"),
        "may_assess": client and allows(request.actor, Verb.CHANGE, "penalty"),
        "weeks": weeks(shown.progress.all()),
        "running": running,
        "may_report": running and allows(request.actor, Verb.CHANGE, "progress"),
        "may_settle": running and allows(request.actor, Verb.APPROVE, "progress"),
        "may_forecast": allows(request.actor, Verb.CHANGE, "forecast"),
    }
    return render(request, "contracts/milestone.html", context)


def _is_date(text: str) -> bool:
    try:
        return bool(text) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _is_authority(request: Request, shown: Milestone) -> bool:
    authority = shown.contract.authority
    return request.actor.person_id == authority.pk or any(grant.delegated_by == authority.pseudonym for grant in request.actor.grants)


def _exposures(shown: Milestone, day: date) -> tuple[Drawn, list[Exposure]]:
    """What this milestone's clauses ask, after its turn at the contract's cap."""
    held = drawn([shown.contract_id], day)
    return held, [exposure for exposure in held.exposures if exposure.record.milestone.pk == shown.pk]


def _card(held: Drawn, exposure: Exposure, day: date, asked: date | None, language: str) -> dict[str, Any]:
    """One clause on this milestone: words, sum, derivation, curve."""
    assessment, currency = exposure.assessment, exposure.terms.currency
    card: dict[str, Any] = {
        "clause": exposure.clause,
        "words": say_clause(exposure.terms, language),
        "refusal": exposure.refusal,
        "penalty": Penalty.objects.filter(milestone=exposure.record.milestone, clause=exposure.clause).first(),
    }
    if assessment is None:
        return card
    penalty = card["penalty"]
    if penalty is not None and penalty.sums.taken:
        card["settled"] = money(penalty.sums.taken, currency)
    told = card["penalty"] is not None and card["penalty"].steps.filter(action=PenaltyAction.NOTIFY).exists()
    card["bar"] = None if told else time_bar(exposure.terms, assessment.first_day, day)
    curve = selectors.curve(exposure, day, asked)
    return card | {
        **_bonus(exposure, currency, language),
        "owed": money(exposure.granted, currency),
        "before_contract_cap": money(assessment.amount, currency) if exposure.granted != assessment.amount else "",
        "lines": say_lines(store_lines(held.lines(exposure)), currency, language),
        "assessment": assessment,
        "currency": currency,
        "chart": charts.what_if(curve, language),
        "span": (curve.points[-1][0] - curve.due).days,
        "place": ((asked or day) - curve.due).days,
        "picked": _picked(held, exposure, curve.chosen, day) if curve.chosen else None,
        "ends": curve.ends,
        "refused": curve.refused,
    }


def _bonus(exposure: Exposure, currency: str, language: str) -> dict[str, Any]:
    """The reward for early acceptance with its derivation, or why it cannot be worked out."""
    try:
        bonus = selectors.bonus(exposure)
    except GatehouseError as refusal:
        return {"bonus_refused": str(refusal)}
    if not bonus.amount:
        return {}
    return {"bonus": money(bonus.amount, currency), "bonus_lines": say_lines(store_lines(bonus.lines), currency, language)}


def _picked(held: Drawn, exposure: Exposure, chosen: tuple[date, Decimal], day: date) -> tuple[date, str, str]:
    """The day asked for, what the claim then draws, and what it asks before the contract's cap where that is more."""
    drawn_then, currency = if_accepted(held, exposure, chosen[0], day), exposure.terms.currency
    return chosen[0], money(drawn_then, currency), money(chosen[1], currency) if chosen[1] != drawn_then else ""


@require_POST
@needs(Verb.VIEW, "penalty")
def what_if(request: Request, pk: int, clause: int) -> HttpResponse:
    """The penalty for the acceptance date in the field, as it is typed."""
    shown = milestone_of(request, pk, Verb.VIEW, "penalty")
    typed = request.POST.get("on", "")
    day = shown.contract.day_of(request.now)
    held, mine = _exposures(shown, day)
    found = next((exposure for exposure in mine if exposure.clause.pk == clause), None)
    if found is None or not _is_date(typed):
        return render(request, "contracts/_what_if.html", {"typed": typed})
    curve = selectors.curve(found, day, date.fromisoformat(typed))
    picked = _picked(held, found, curve.chosen, day) if curve.chosen else None
    return render(request, "contracts/_what_if.html", {"picked": picked, "refused": curve.refused})


@needs(Verb.CHANGE, "submission")
def submit(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk, Verb.CHANGE, "submission")
    first = {"on": shown.contract.day_of(request.now)}
    form = SubmitForm(request.POST or None, request.FILES or None, initial=first, client=is_client(request.actor))

    def act(typed: dict[str, Any]) -> object:
        return actions.submit(shown, actor=request.actor, at=request.now, **with_file(request, typed, "milestone"))

    return _decide(request, shown, form, act, _("Submit"), _("Submitted. The client’s clock runs from here."))


@needs(Verb.VIEW, "milestone")
def review(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk)
    waiting = shown.submissions.filter(review__isnull=True).order_by("-round").first()
    if waiting is None:
        raise NotFound(_("Nothing waits for a decision here."))
    form = ReviewForm(request.POST or None, initial={"on": shown.contract.day_of(request.now)})

    def act(typed: dict[str, Any]) -> object:
        return actions.review(waiting, actor=request.actor, at=request.now, **typed | {"verdict": Verdict(typed["verdict"])})

    return _decide(request, shown, form, act, _("Accept or reject"), _("The decision is recorded."))


@needs(Verb.CHANGE, "forecast")
def forecast(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk, Verb.CHANGE, "forecast")
    form = ForecastForm(request.POST or None, initial={"forecast": shown.forecast})
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    return _decide(
        request, shown, form, lambda typed: actions.set_forecast(shown, **typed, **by), _("Forecast"), _("The forecast is recorded.")
    )


@needs(Verb.CHANGE, "extension")
def extend(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk, Verb.CHANGE, "extension")
    form = ExtensionForm(request.POST or None, request.FILES or None, initial={"granted_on": shown.contract.day_of(request.now)})

    def act(typed: dict[str, Any]) -> object:
        return actions.grant_extension(shown, actor=request.actor, at=request.now, **with_file(request, typed, "milestone"))

    done = _("Granted. Penalties already assessed were assessed again.")
    return _decide(request, shown, form, act, _("Extension of time"), done)


@needs(Verb.CHANGE, "extension")
def exclude(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk, Verb.CHANGE, "extension")
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    form = ExcludeForm(request.POST or None)
    heading = _("Days that do not count against the vendor")
    return _decide(
        request, shown, form, lambda typed: actions.exclude_days(shown, **typed, **by), heading, _("These days no longer count.")
    )


@needs(Verb.CHANGE, "extension")
def handover(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk, Verb.CHANGE, "extension")
    form = HandoverForm(request.POST or None, initial={"on": shown.contract.day_of(request.now)})

    def act(typed: dict[str, Any]) -> object:
        share = typed.pop("percent") / 100
        return actions.record_handover(shown, share=share, actor=request.actor, at=request.now, **typed)

    return _decide(request, shown, form, act, _("Part handed over"), _("Recorded."))


@needs(Verb.CHANGE, "extension")
def use(request: Request, pk: int) -> HttpResponse:
    shown = milestone_of(request, pk, Verb.CHANGE, "extension")
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    form = UseForm(request.POST or None, initial={"since": shown.used_since})
    return _decide(request, shown, form, lambda typed: actions.record_use(shown, **typed, **by), _("In productive use"), _("Recorded."))


@needs(Verb.CHANGE, "extension")
def withdraw(request: Request, pk: int) -> HttpResponse:
    span = get_object_or_404(ExcludedSpan, pk=pk)
    shown = milestone_of(request, span.milestone_id, Verb.CHANGE, "extension")
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    form = ReasonForm(request.POST or None)
    return _decide(
        request, shown, form, lambda typed: actions.withdraw_exclusion(span, **typed, **by), _("Count these days again"), _("Withdrawn.")
    )


@require_POST
@needs(Verb.CHANGE, "penalty")
def assess(request: Request, pk: int, clause: int) -> HttpResponse:
    shown = milestone_of(request, pk, Verb.CHANGE, "penalty")
    under = get_object_or_404(PenaltyClause, pk=clause, contract=shown.contract)
    day = shown.contract.day_of(request.now)
    made = actions.assess_penalty(shown, under, day=day, actor=request.actor, at=request.now, reason=_("Assessed to today"))
    messages.success(request, _("The penalty is assessed and its derivation kept."))
    return redirect("contracts:penalty", made.pk)


@require_POST
@needs(Verb.VIEW, "milestone")
def close_item(request: Request, pk: int) -> HttpResponse:
    item = get_object_or_404(PunchItem.objects.select_related("review__submission"), pk=pk)
    shown = milestone_of(request, item.review.submission.milestone_id)
    last = actions.close_punch_item(item, on=shown.contract.day_of(request.now), actor=request.actor, at=request.now)
    messages.success(request, _("The last item is closed: the milestone is accepted.") if last else _("Closed."))
    return redirect("contracts:milestone", shown.pk)


@require_POST
@needs(Verb.VIEW, "milestone")
def check(request: Request, pk: int, item: int) -> HttpResponse:
    shown = milestone_of(request, pk)
    found = get_object_or_404(ChecklistItem, pk=item, deliverable__milestone=shown)
    actions.tick(found, met=request.POST.get("met") == "1", actor=request.actor, at=request.now)
    return redirect("contracts:milestone", pk)


def _decide(request: Request, shown: Milestone, form: Any, act: Any, heading: str, done: str) -> HttpResponse:
    back = reverse("contracts:milestone", args=[shown.pk])
    context = {"heading": heading, "contract": shown.contract, "lead": f"{shown} · {shown.contract.vendor}"}
    return decision(request, form, act, done=done, back=back, context=context)
