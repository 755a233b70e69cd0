"""How the vendors keep their word: milestones late, penalties accrued, asked and set off, what was paid. Never a vendor's eyes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from governance.contracts import metrics, scorecards, selectors
from governance.contracts.access import contracts_for
from governance.contracts.claims import Drawn, Outlook, outlook
from governance.contracts.exposure import Record, records
from governance.contracts.models import Contract, Milestone
from governance.contracts.paid import Settled, settled
from governance.contracts.states import ContractState
from governance.core.earlier import as_held
from governance.core.metrics import Measurement
from governance.core.permissions import Verb, allows
from reports.dashboards.sections.asked import Asked, Facts, plain, texts


def facts(asked: Asked) -> Facts | None:
    """Every contract that was signed by the day. A fixed number of queries, however many contracts."""
    if not allows(asked.reader, Verb.VIEW, "penalty"):
        return None
    contracts = signed(asked)
    ids = [contract.pk for contract in contracts]
    held = records(Milestone.objects.filter(contract__in=ids), asked.day, asked.known_at) if ids else []
    if not held:
        return None
    view, sums = outlook(ids, asked.day, asked.known_at, held=held), settled(ids, asked.day, asked.known_at, held=held)
    told = [
        line(one, [record for record in held if record.milestone.contract_id == one.pk], view, sums[one.pk], asked) for one in contracts
    ]
    return {"contracts": told, "sums": [summed(told, currency) for currency in dict.fromkeys(one.currency for one in contracts)]}


def signed(asked: Asked) -> list[Contract]:
    """Drafts owe nothing and are nobody's business yet."""
    seen = contracts_for(asked.reader, Verb.VIEW, "contract", asked.day).filter(signed_on__lte=asked.day)
    if asked.known_at is not None:
        seen = seen.filter(pk__in=Contract.history.as_of(asked.known_at).exclude(state=ContractState.DRAFT).values("id"))
    return as_held(seen.exclude(state=ContractState.DRAFT).select_related("vendor").order_by("number"), asked.known_at)


def line(of: Contract, held: list[Record], view: Outlook, sums: Settled, asked: Asked) -> Facts:
    bars = [selectors.bar(record, asked.day) for record in held]
    on_time, late = metrics.share_on_time(bars, held, asked.day), metrics.count_late(bars, held, asked.day)
    refusals = view.today.refusals(of.pk)
    return {
        "id": of.pk,
        "number": of.number,
        "title": of.title,
        "vendor": texts(of.vendor),
        "state": of.state,
        "currency": of.currency,
        "value": plain(of.value),
        "milestones": [plain(scorecards.frozen_bar(bar)) for bar in bars],
        "due": plain(on_time.denominator or Decimal(0)),
        "on_time": plain(on_time.numerator or Decimal(0)),
        "late": plain(late.value),
        "days_late": plain(metrics.days_late(bars, held, asked.day).value),
        "accrued": accrued(view.today, of.pk),
        "ahead": accrued(view.ahead, of.pk),
        "at_cap": plain(metrics.at_cap(view.today, of.pk).value),
        "why_not": texts(refusals[0].message) if refusals else None,
        "owed": [owed(one) for one in selectors.owed(view) if one.milestone.contract_id == of.pk],
        **{name: plain(getattr(sums, name)) for name in SETTLED},
        **{name: plain(getattr(sums.account, name)) for name in ACCOUNT},
    }


SETTLED = ("notified", "set_off", "paid_by_vendor", "refunded", "paid", "due_unpaid")
ACCOUNT = ("assessed", "waived", "taken", "open")
MONEY = ("accrued", "ahead", *SETTLED, *ACCOUNT)


def accrued(held: Drawn, contract: int) -> str | None:
    """None where a claim cannot be evaluated: what is left would not be the whole."""
    found: Measurement = metrics.accrued(held, contract)
    return plain(found.value)  # type: ignore[no-any-return]


def owed(one: selectors.Owed) -> Facts:
    return {"milestone": str(one.milestone), "days": plain(one.days_late), "today": plain(one.today), "ahead": plain(one.ahead)}


def summed(told: list[Facts], currency: str) -> dict[str, Any]:
    """One currency; a sum that lacks a part is None."""
    mine = [one for one in told if one["currency"] == currency]
    found: dict[str, Any] = {"currency": currency}
    for name in MONEY:
        amounts = [one[name] for one in mine]
        found[name] = None if None in amounts else plain(sum((Decimal(amount) for amount in amounts), Decimal(0)))
    return found
