"""Finance: which benefits must I confirm, what is to be paid, and how the budget stands."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.contracts.access import contracts_for
from governance.contracts.models import Payment
from governance.contracts.paid import ToPay, to_pay
from governance.contracts.states import ContractState
from governance.core.money import Money, format_money
from governance.core.permissions import Verb
from governance.core.roles import Role
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, Visit, due_cell, until_look, urgent_first
from rollout.kpis.models import BenefitClaim, ClaimState
from rollout.kpis.saying import month
from rollout.kpis.selectors.benefits import budget, currencies, register

AHEAD = timedelta(days=30)
PAYMENTS_SHOWN = 8


def part(visit: Visit) -> Part:
    items = claims(visit)
    payments = due(visit)
    tiles = [*benefit_tiles(visit), *budget_tiles(visit)]
    return Part(
        Role.FINANCE,
        sentence(len(items), sum(one.since is not None for one in payments)),
        tiles=tiles,
        items=urgent_first(items),
        quiet=_("No benefit waits for you. The project office reports them month by month."),
        blocks=[payments_block(visit, payments)],
    )


def sentence(claims: int, payments: int) -> str:
    waits = ngettext("%(count)d benefit waits for your word.", "%(count)d benefits wait for your word.", claims)
    falls = ngettext("%(count)d payment is due within 30 days.", "%(count)d payments are due within 30 days.", payments)
    first = waits % {"count": claims} if claims else _("No benefit waits for your word.")
    second = falls % {"count": payments} if payments else _("No payment is due within 30 days.")
    return " ".join([first, second])


def claims(visit: Visit) -> list[Item]:
    """What the project office reported and finance has neither confirmed nor refused."""
    waiting = BenefitClaim.objects.filter(state=ClaimState.CLAIMED).exclude(claimed_by=visit.actor.username)
    return [
        Item(
            _("%(benefit)s: %(sum)s for %(month)s")
            % {
                "benefit": claim.benefit,
                "sum": money(claim.amount, claim.benefit.currency, visit),
                "month": month(claim.month),
            },
            reverse("kpis:benefit_confirm", args=[claim.pk]),
            "watch",
        )
        for claim in waiting.select_related("benefit").order_by("month", "pk")
    ]


def money(amount: Decimal, currency: str, visit: Visit) -> str:
    return format_money(Money(amount, currency), visit.language)


def benefit_tiles(visit: Visit) -> list[Tile]:
    """Confirmed so far against the plan so far, in the currency of most benefits."""
    rows = register(visit.known_at)
    if not rows:
        return []
    currency = currencies(rows)[0]
    mine = [row for row in rows if row.benefit.currency == currency]
    confirmed, planned = sum((row.actual for row in mine), Decimal(0)), sum((row.plan_until(visit.day) for row in mine), Decimal(0))
    note = _("of %(sum)s planned by now") % {"sum": money(planned, currency, visit)}
    return [Tile(_("Benefits confirmed"), money(confirmed, currency, visit), note, reverse("kpis:benefits"))]


def budget_tiles(visit: Visit) -> list[Tile]:
    """Spent of what was approved, per currency of the budget."""
    lines = budget(visit.known_at)
    tiles = []
    for currency in dict.fromkeys(line.line.currency for line in lines):
        own = [line for line in lines if line.line.currency == currency]
        spent, approved = sum((line.spent for line in own), Decimal(0)), sum((line.approved for line in own), Decimal(0))
        look = "bad" if spent > approved else ""
        note = _("of %(sum)s approved") % {"sum": money(approved, currency, visit)}
        tiles.append(Tile(_("Budget spent"), money(spent, currency, visit), note, reverse("kpis:budget"), look))
    return tiles


def due(visit: Visit) -> list[ToPay]:
    """Payments not made that are due, fall due within 30 days, or wait for acceptance; of contracts in force or ended."""
    contracts = contracts_for(visit.actor, Verb.VIEW, "payment", visit.day).exclude(state=ContractState.DRAFT)
    return to_pay(list(contracts.order_by("pk").values_list("pk", flat=True)), visit.day, visit.day + AHEAD)


def payments_block(visit: Visit, payments: list[ToPay]) -> Block:
    """Each with what was set off against it and what is left to pay."""
    rows = [
        [
            Cell(f"{one.payment.contract.number} · {one.payment.milestone or one.payment.get_kind_display()}", contract_url(one.payment)),
            due_day(one, visit),
            Cell(money(one.payment.amount, one.payment.contract.currency, visit), numeric=True),
            Cell(money(one.set_off, one.payment.contract.currency, visit), numeric=True),
            Cell(money(one.left, one.payment.contract.currency, visit), numeric=True),
        ]
        for one in payments[:PAYMENTS_SHOWN]
    ]
    return Block(
        _("Payments due within 30 days"),
        [_("Contract"), _("Due"), _("Amount"), _("Set off"), _("Left to pay")],
        rows,
        _("None. Payments come from the contracts' plans."),
        url=reverse("contracts:contracts"),
        action=_("All contracts"),
    )


def due_day(one: ToPay, visit: Visit) -> Cell:
    """From when it is due. What nobody accepted is not late, whatever the plan said."""
    if one.since is None:
        return Cell(_("waits for acceptance"))
    return due_cell(one.since, until_look(one.since, visit.day, warn=7), visit.day)


def contract_url(payment: Payment) -> str:
    return reverse("contracts:contract", args=[payment.contract_id])
