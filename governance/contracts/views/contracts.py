"""All contracts, one contract, what is owed, the plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from governance.contracts import actions, charts, selectors
from governance.contracts.access import contract_or_404, contracts_for, is_client
from governance.contracts.actions import completing
from governance.contracts.claims import Drawn, Outlook, drawn, outlook
from governance.contracts.clocks import runs_out, warranty_clock
from governance.contracts.exposure import records
from governance.contracts.forms.deciding import AmendForm, PayForm, ReasonForm, ReleaseForm
from governance.contracts.gaps import told_clauses
from governance.contracts.left_open import left_open
from governance.contracts.models import Amendment, Commitment, Contract, ContractEnd, Payment, Penalty, Security
from governance.contracts.parties import client_of, in_language
from governance.contracts.penalty_life import account
from governance.contracts.selectors import Accounts, Owed, amended_value, last_day_agreed, set_off_against
from governance.contracts.states import ENDED, ContractState
from governance.contracts.told import told_of
from governance.contracts.views.deciding import decision, with_file
from governance.contracts.views.occurring import cards, owing
from governance.contracts.views.what_is_open import lines, may_end, may_reopen
from governance.contracts.wording import say_clause
from governance.core import written
from governance.core.errors import Text
from governance.core.money import Money, format_money
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status

ZERO = Decimal(0)
FORMATS = [("xlsx", "XLSX"), ("csv", "CSV"), ("json", "OCDS JSON"), ("xml", "Project XML")]


def today(request: Request) -> date:
    return timezone.localdate(request.now)


def money(amount: Decimal, currency: str) -> str:
    return format_money(Money(amount, currency), get_language() or "en")


def contract_of(request: Request, pk: int, verb: Verb = Verb.VIEW, what: str = "milestone") -> Contract:
    """The contract if it is the reader's to see, else NotFound."""
    number = Contract.objects.filter(pk=pk).values_list("number", flat=True).first()
    return contract_or_404(request.actor, verb, what, number or "", today(request))


@needs(Verb.VIEW, "milestone")
def contracts(request: Request) -> HttpResponseBase:
    """The contracts a reader may see: everybody's for the client, one's own for a vendor."""
    mine = contracts_for(request.actor, Verb.VIEW, "milestone", today(request)).select_related("vendor")
    client = is_client(request.actor)
    now = drawn(list(mine.values_list("pk", flat=True)), today(request)) if client else None
    columns = [
        Column("number", _("Contract"), sort="number", search="number", link=lambda c: reverse("contracts:contract", args=[c.pk])),
        Column("title", _("Title"), sort="title", search="title"),
        Column("vendor", _("Vendor"), sort="vendor__name", search="vendor__name"),
        Column("state", _("State"), sort="state", choices=ContractState.choices),
        Column("ends_on", _("Ends on"), sort="ends_on"),
    ]
    if now is not None:
        owed = Column("owed", _("Penalties today"), value=lambda c: owed_of(now, c), numeric=True, sort=False)
        columns.append(owed)
    may_enter = allows(request.actor, Verb.CHANGE, "contract")
    empty = Empty(_("No contracts yet"), _("The project office enters them."))
    if may_enter:
        text = _("Enter the vendor and the contract; everything else follows from it.")
        empty = Empty(_("No contracts yet"), text, reverse("contracts:new"), _("New contract"))
    shown = Table(request, columns=columns, rows=mine, name="contracts", order="-ends_on", empty=empty)
    context = {
        "table": shown,
        "late": len({one.record.milestone.pk for one in now.exposures if one.granted}) if now else 0,
        "client": client,
        "may_enter": may_enter,
        "may_enter_vendor": allows(request.actor, Verb.CHANGE, "vendor"),
        "may_see_owed": allows(request.actor, Verb.VIEW, "penalty"),
        "may_select": allows(request.actor, Verb.VIEW, "selection"),
        "may_see_accounts": allows(request.actor, Verb.VIEW, "vendor"),
    }
    return shown.export() or render(request, "contracts/contracts.html", context)


@needs(Verb.VIEW, "penalty")
def exposure(request: Request) -> HttpResponseBase:
    """What every late milestone owes: today, in 30 days, at the forecast date."""
    mine = list(contracts_for(request.actor, Verb.VIEW, "penalty", today(request)).values_list("pk", flat=True))
    view = outlook(mine, today(request))
    lines = selectors.owed(view)
    barred = any(line.notify_by for line in lines)
    accounts = selectors.accounts_by_milestone(mine)
    columns = [column for column in OWED if barred or column.key != "notify_by"]
    if accounts:
        columns[5:5] = account_columns(accounts)
    shown = Table(request, columns=columns, rows=lines, name="owed", empty=Empty(_("Nothing is owed"), _("No milestone is late.")))
    others = owing(view)
    expiring = selectors.expiring(mine, today(request))
    context = {"table": shown, "tiles": sums(view, accounts), "late": len(lines), "expiring": expiring, "others": cards(view.today, others)}
    return shown.export() or render(request, "contracts/owed.html", context)


def sums(view: Outlook, accounts: Accounts) -> list[list[str]]:
    """Today, in 30 days, at the forecasts; what of it was assessed, set off or paid, and is open; of all contracts, per currency."""
    found: dict[str, list[Decimal]] = {}
    currencies = {one.contract.pk: one.contract.currency for one in view.today.all}
    for pk, currency in currencies.items():
        held = found.setdefault(currency, [ZERO] * 6)
        for (of, _milestone), one in accounts.items():
            if of == pk:
                held[3:] = [held[3] + one.taken, held[4] + one.open, held[5] + one.assessed]
        for place, drawn_then in enumerate((view.today, view.ahead, view.forecast)):
            held[place] += drawn_then.total(pk)
    return [[money(amount, currency) for amount in held] for currency, held in found.items() if any(held)]


def owed_of(now: Drawn, contract: Contract) -> str:
    """What a contract's clauses come to; “at least” where some cannot be evaluated."""
    total = money(now.total(contract.pk), contract.currency)
    return _("at least %s") % total if now.refusals(contract.pk) else total


@needs(Verb.VIEW, "milestone")
def plan(request: Request) -> HttpResponse:
    """The Gantt of all milestones of all contracts one may see."""
    mine = list(contracts_for(request.actor, Verb.VIEW, "milestone", today(request)).values_list("pk", flat=True))
    bars = selectors.bars(mine, today(request))
    chart = charts.gantt(bars, today(request), get_language() or "en") if bars else None
    return render(request, "contracts/plan.html", {"chart": chart})


@needs(Verb.VIEW, "milestone")
def contract(request: Request, pk: int) -> HttpResponse:
    """One contract: its milestones, penalties, people, payments, notices."""
    shown = contract_of(request, pk)
    client = is_client(request.actor)
    day = shown.day_of(request.now)
    held = records(shown.milestones.all(), day)
    bars = [selectors.bar(one, day) for one in held]
    accepted = {one.milestone.pk: one.standing.accepted for one in held}
    language = get_language() or "en"
    rows = Penalty.objects.filter(clause__contract=shown).select_related("milestone", "measured", "key_person", "clause")
    penalties = list(rows) if client else told_of(rows)
    view = outlook([pk], day) if client else None
    warranties = shown.warranties.select_related("milestone")
    amendments = list(shown.amendments.select_related("attachment")) if client else []
    over = ends_of(request, shown)
    ended = over["ended"]
    context = over | {
        "contract": shown,
        "client": client,
        "party": in_language(client_of(shown), language),
        "milestones": [(one, accepted.get(one.pk)) for one in shown.milestones.select_related("phase")],
        "chart": charts.gantt(bars, day, language) if bars else None,
        "clauses": [(told, say_clause(told.clause.clause, language)) for told in told_clauses(shown)] if client else [],
        "penalties": penalties,
        "people": selectors.promised_people(shown, day),
        "payments": payments_of(shown, day) if client else [],
        "securities": [(one, runs_out(one.expires_on, day)) for one in shown.securities.all()] if client else [],
        "warranties": [(one, warranty_clock(accepted.get(one.milestone_id), one.months, day)) for one in warranties],
        "commitments": shown.commitments.all(),
        "notices": shown.notices.all(),
        "amendments": amendments,
        "amended": amended_words(shown, amendments),
        "owed": owed_of(view.today, shown) if view else "",
        "owed_ahead": owed_of(view.ahead, shown) if view else "",
        "account": account(one.sums for one in penalties),
        "late": 0 if ended else sum(bar.still_late for bar in bars),
        "unaccepted": sum(bar.actual is None for bar in bars) if ended else 0,
        "value": money(shown.value, shown.currency),
        "formats": FORMATS,
        "occurrences": cards(view.today, view.today.occurrences) if view else [],
        "may_measure": client and shown.state != ContractState.DRAFT and allows(request.actor, Verb.CHANGE, "penalty"),
        "may_change": client and allows(request.actor, Verb.CHANGE, "contract"),
        "still_open": lines(left_open(shown, day, view.today), shown.currency) if ended and view else [],
        "may_end": may_end(request.actor, shown),
        "over": selectors.past_their_end(Contract.objects.filter(pk=pk), day) if may_end(request.actor, shown) else [],
        "may_pay": shown.state != ContractState.DRAFT and allows(request.actor, Verb.APPROVE, "payment"),
        "may_notice": client and allows(request.actor, Verb.CHANGE, "notice"),
    }
    return render(request, "contracts/contract.html", context)


def ends_of(request: Request, contract: Contract) -> dict[str, Any]:
    """The end that stands, whether the reader may take it back, and those taken back."""
    ends = list(ContractEnd.objects.filter(contract=contract).select_related("notice", "attachment", "reopening__attachment"))
    ended = next((one for one in ends if not hasattr(one, "reopening")), None)
    may = ended is not None and may_reopen(request.actor, ended)
    return {"ended": ended, "may_reopen": may, "taken_back": [one for one in ends if one is not ended]}


def payments_of(contract: Contract, day: date) -> list[tuple[Payment, Decimal, Decimal, bool]]:
    """Each payment, what was set off against it, what is left to pay, and whether it never falls due, the contract having ended."""
    taken = set_off_against(contract.pk)
    lost = selectors.never_due(contract, day) if contract.state in ENDED else set()
    rows = contract.payments.select_related("milestone")
    return [(one, taken.get(one.pk, ZERO), one.amount - taken.get(one.pk, ZERO), one.pk in lost) for one in rows]


def amended_words(contract: Contract, amendments: list[Amendment]) -> str:
    """The value and the end as amended; empty where nothing was."""
    if not amendments:
        return ""
    value = money(amended_value(contract), contract.currency)
    return _("As amended: %(value)s, until %(day)s.") % {"value": value, "day": written.day(last_day_agreed(contract))}


@needs(Verb.CHANGE, "contract")
def release(request: Request, pk: int) -> HttpResponse:
    """A security given back."""
    security = get_object_or_404(Security.objects.select_related("contract"), pk=pk)
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    return decision(
        request,
        ReleaseForm(request.POST or None, initial={"on": security.contract.day_of(request.now)}),
        lambda typed: completing.release_security(security, **typed, **by),
        done=_("Released. Its expiry raises no alert any more."),
        back=reverse("contracts:contract", args=[security.contract_id]),
        context={"heading": _("Release a security"), "lead": security.get_kind_display(), "contract": security.contract},
    )


@needs(Verb.CHANGE, "contract")
def amend(request: Request, pk: int) -> HttpResponse:
    shown = contract_of(request, pk, Verb.CHANGE, "contract")
    form = AmendForm(request.POST or None, request.FILES or None, initial={"signed_on": today(request)})
    return decision(
        request,
        form,
        lambda typed: actions.amend(shown, actor=request.actor, at=request.now, **with_file(request, typed, "payment")),
        done=_("The amendment is recorded."),
        back=reverse("contracts:contract", args=[pk]),
        context={"heading": _("Amendment"), "contract": shown},
    )


@needs(Verb.APPROVE, "payment")
def pay(request: Request, pk: int) -> HttpResponse:
    payment = get_object_or_404(Payment.objects.select_related("contract", "milestone"), pk=pk)
    left = payment.amount - set_off_against(payment.contract_id).get(payment.pk, ZERO)
    form = PayForm(request.POST or None, initial={"amount": left})
    by: dict[str, Any] = {"actor": request.actor, "at": request.now, "on": payment.contract.day_of(request.now)}
    return decision(
        request,
        form,
        lambda typed: completing.make_payment(payment, amount=typed["amount"], reason=typed["reason"], **by),
        done=_("The payment is recorded."),
        back=reverse("contracts:contract", args=[payment.contract_id]),
        context={"heading": _("Record a payment"), "contract": payment.contract},
    )


@needs(Verb.CHANGE, "contract")
def judge(request: Request, pk: int) -> HttpResponse:
    """Kept or broken: `?kept=1` or `?kept=0`."""
    commitment = get_object_or_404(Commitment.objects.select_related("contract"), pk=pk)
    kept = request.GET.get("kept") == "1"
    return decision(
        request,
        ReasonForm(request.POST or None),
        lambda typed: completing.judge_commitment(commitment, kept=kept, actor=request.actor, at=request.now, **typed),
        done=_("Recorded."),
        back=reverse("contracts:contract", args=[commitment.contract_id]),
        context={
            "heading": _("Commitment kept") if kept else _("Commitment broken"),
            "lead": commitment.text,
            "contract": commitment.contract,
        },
    )


def _standing(line: Owed) -> object:
    accepted = line.milestone.state in selectors.DONE
    if line.refusals:
        return status("watch", _("cannot be evaluated: %s") % line.refusals[0])
    if line.milestone.contract.state in ENDED:
        return status("none", _("contract ended"))
    if line.terminable:
        return status("bad", _("may be terminated"))
    return (
        status("bad", _("at its cap"))
        if line.at_cap
        else status("info", _("accepted, final"))
        if accepted
        else status("watch", _("accruing"))
        if line.today
        else status("info", _("due within 30 days"))
    )


def _notify_by(line: Owed) -> object:
    """Until when the vendor must be told; red when that day has passed."""
    bar = line.notify_by
    if bar is None:
        return written.DASH
    return status("bad", _("passed on %s") % written.day(bar.last_day)) if bar.passed else written.day(bar.last_day)


def account_columns(accounts: Accounts) -> list[Column]:
    """What of each milestone’s penalties was set off or paid already, and what of those assessed is open."""

    def column(key: str, label: Text) -> Column:
        def value(line: Owed) -> Decimal | None:
            found = accounts.get((line.milestone.contract_id, line.milestone.pk))
            return None if found is None else getattr(found, key)

        def shown(line: Owed) -> str:
            amount = value(line)
            return written.DASH if amount is None else money(amount, line.milestone.contract.currency)

        return Column(key, label, numeric=True, value=value, show=shown)

    return [column("taken", _("Set off or paid")), column("open", pgettext("a penalty", "Open"))]


def _money_column(key: str, label: Text) -> Column:
    def shown(line: Owed) -> str:
        amount = money(getattr(line, key), line.milestone.contract.currency)
        return _("at least %s") % amount if key in line.partial else amount

    return Column(key, label, numeric=True, show=shown)


OWED = [
    Column("milestone", gettext_lazy("Milestone"), link=lambda line: reverse("contracts:milestone", args=[line.milestone.pk])),
    Column("contract", gettext_lazy("Contract"), value=lambda line: line.milestone.contract.number),
    Column("due", gettext_lazy("Due"), value=lambda line: line.milestone.due),
    Column("days_late", gettext_lazy("Days counted"), numeric=True),
    _money_column("today", gettext_lazy("Accrued today")),
    _money_column("ahead", gettext_lazy("In 30 days")),
    _money_column("at_forecast", gettext_lazy("At the forecast date")),
    Column(
        "notify_by", gettext_lazy("Notify by"), value=lambda line: line.notify_by and line.notify_by.last_day, show=_notify_by, sort=False
    ),
    Column("standing", gettext_lazy("Standing"), value=lambda line: " ".join(line.refusals), show=_standing, sort=False),
]
