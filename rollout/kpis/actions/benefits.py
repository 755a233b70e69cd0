"""The benefits register and the rollout's budget. Only finance turns a claim into an actual benefit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.models import Attachment
from governance.core.money import round_money
from governance.core.permissions import Verb, require, require_other
from rollout.kpis.models import Benefit, BenefitClaim, BenefitPlan, BudgetEntry, BudgetKind, BudgetLine, ClaimState
from rollout.kpis.rules import first_of

MOST = Decimal(10) ** 15


def register_benefit(benefit: Benefit | None = None, *, actor: Actor, at: datetime, reason: str = "", **fields: Any) -> Benefit:
    """Write a benefit down, or change it."""
    require(actor, Verb.CHANGE, "benefit")
    with transaction.atomic(), audit.because(actor, reason):
        held = benefit or Benefit()
        for name, value in fields.items():
            setattr(held, name, value)
        if held.pk and held.claims.exists() and Benefit.objects.get(pk=held.pk).currency != held.currency:
            message = _("Sums were reported in this currency already.")
            raise InvalidInput(message, fields={"currency": message})
        held._history_date = at
        held.save()
    return held


def plan_benefit(benefit: Benefit, *, month: date, amount: Decimal, actor: Actor, at: datetime, reason: str = "") -> BenefitPlan:
    """What it is to bring in that month; a later plan for the same month replaces this one."""
    require(actor, Verb.CHANGE, "benefit")
    with transaction.atomic(), audit.because(actor, reason):
        return BenefitPlan.objects.create(benefit=benefit, month=first_of(month), amount=money(amount, benefit.currency), recorded_at=at)


def claim(
    benefit: Benefit,
    *,
    month: date,
    amount: Decimal,
    note: str,
    actor: Actor,
    at: datetime,
    today: date,
    evidence: Attachment | None = None,
    reason: str = "",
) -> BenefitClaim:
    """Report what a benefit brought in a month that is over. It counts when finance has confirmed it."""
    require(actor, Verb.CHANGE, "benefit_claim")
    month = first_of(month)
    wrong = ""
    if month >= first_of(today):
        wrong, field = _("This month is not over yet."), "month"
    elif not note.strip():
        wrong, field = _("Say how the sum was worked out."), "note"
    if wrong:
        raise InvalidInput(wrong, fields={field: wrong})
    with transaction.atomic(), audit.because(actor, reason or note):
        made = BenefitClaim(benefit=benefit, month=month, amount=money(amount, benefit.currency), note=note, evidence=evidence)
        made.claimed_by, made.claimed_at = actor.username, at
        made._history_date = at
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            message = _("This month was reported already. Finance decides on that first.")
            raise InvalidInput(message, fields={"month": message}) from None
    return made


def confirm(claimed: BenefitClaim, *, amount: Decimal, actor: Actor, at: datetime, reason: str = "") -> BenefitClaim:
    """Finance confirms the sum, or a part of it with the reason."""
    granted = money(amount, claimed.benefit.currency)
    if abs(granted) > abs(claimed.amount) or granted * claimed.amount < 0:
        message = _("No more than was reported can be confirmed.")
        raise InvalidInput(message, fields={"amount": message})
    if granted != claimed.amount and not reason.strip():
        message = _("Say why less is confirmed.")
        raise InvalidInput(message, fields={"reason": message})
    return decide(claimed, ClaimState.CONFIRMED, granted, actor=actor, at=at, reason=reason)


def refuse(claimed: BenefitClaim, *, actor: Actor, at: datetime, reason: str) -> BenefitClaim:
    """Finance does not confirm it; it may be reported again."""
    if not reason.strip():
        message = _("Say why it is not confirmed.")
        raise InvalidInput(message, fields={"reason": message})
    return decide(claimed, ClaimState.REFUSED, None, actor=actor, at=at, reason=reason)


def decide(claimed: BenefitClaim, to: ClaimState, granted: Decimal | None, *, actor: Actor, at: datetime, reason: str) -> BenefitClaim:
    require(actor, Verb.APPROVE, "benefit_claim")
    require_other(actor, claimed.claimed_by)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = BenefitClaim.objects.select_for_update().get(pk=claimed.pk)
        if fresh.state != ClaimState.CLAIMED:
            raise Conflict(_("Someone decided on this already: %(state)s.") % {"state": fresh.get_state_display()})
        fresh.state, fresh.confirmed = to, granted
        fresh.decided_by, fresh.decided_at, fresh.decision = actor.username, at, reason
        fresh._history_date = at
        fresh.save()
    return fresh


def open_budget_line(*, actor: Actor, at: datetime, reason: str = "", **fields: Any) -> BudgetLine:
    require(actor, Verb.CHANGE, "budget")
    with transaction.atomic(), audit.because(actor, reason):
        line = BudgetLine(**fields)
        line._history_date = at
        line.save()
    return line


def book(line: BudgetLine, kind: BudgetKind, *, on: date, amount: Decimal, actor: Actor, at: datetime, reason: str) -> BudgetEntry:
    """Approve (sponsor), commit or book as spent. A correction is an entry with the opposite sign; each has its reason."""
    require(actor, Verb.APPROVE if kind == BudgetKind.APPROVED else Verb.CHANGE, "budget")
    booked = money(amount, line.currency)
    wrong = {}
    if booked == 0:
        wrong["amount"] = _("Enter a sum other than 0.")
    if not reason.strip():
        wrong["reason"] = _("Say what this is for.")
    if wrong:
        raise InvalidInput(_("Please check what was entered"), fields=wrong)
    with transaction.atomic(), audit.because(actor, reason):
        return BudgetEntry.objects.create(line=line, kind=kind, on=on, amount=booked, recorded_at=at)


def money(amount: Decimal, currency: str) -> Decimal:
    """A sum in whole minor units; more digits than the currency has are refused, not rounded away."""
    exact = round_money(amount, currency) if abs(amount) < MOST else None
    if exact is None or exact != amount:
        message = _("Enter a sum with no more decimals than %(currency)s has, below 10¹⁵.") % {"currency": currency}
        raise InvalidInput(message, fields={"amount": message})
    return exact
