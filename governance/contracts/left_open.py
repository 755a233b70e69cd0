"""What is open on a contract: before it ends, to be settled; afterwards, still there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from governance.contracts.claims import Drawn, drawn, key_of
from governance.contracts.clocks import warranty_clock
from governance.contracts.endings import Left, Open
from governance.contracts.exposure import records
from governance.contracts.models import Contract, Payment, PaymentKind, Penalty, PunchItem
from governance.contracts.selectors import never_due, set_off_against

ZERO = Decimal(0)


def left_open(contract: Contract, day: date, now: Drawn | None = None) -> list[Open]:
    """Everything open on that day, in one order. A fixed number of queries."""
    now = drawn([contract.pk], day) if now is None else now
    return [*_work(contract, day), *_claims(contract, now), *_promises(contract), *_money(contract, day)]


def _work(contract: Contract, day: date) -> Iterable[Open]:
    accepted = {record.milestone.pk: record.standing.accepted for record in records(contract.milestones.all(), day)}
    for milestone in contract.milestones.all():
        if accepted.get(milestone.pk) is None:
            yield Open(Left.MILESTONE, str(milestone), milestone.pk, milestone.value, milestone.due)
    for item in PunchItem.objects.filter(review__submission__milestone__contract=contract, done_on__isnull=True).order_by("due", "pk"):
        yield Open(Left.PUNCH_LIST, item.text, item.pk, None, item.due)
    for warranty in contract.warranties.select_related("milestone"):
        clock = warranty_clock(accepted.get(warranty.milestone_id), warranty.months, day)
        if clock.ends is not None and not clock.over:
            yield Open(Left.WARRANTY, warranty.term, warranty.pk, None, clock.ends)


def _claims(contract: Contract, now: Drawn) -> Iterable[Open]:
    penalties = list(Penalty.objects.filter(clause__contract=contract).select_related("milestone", "measured", "key_person"))
    fixed = {key_of(penalty) for penalty in penalties}
    for one in now.all:
        if one.contract.pk != contract.pk or one.key in fixed:
            continue
        if one.refusal is not None:
            yield Open(Left.UNCLEAR, one.number)
        elif one.granted:
            yield Open(Left.CLAIM, one.number, 0, one.granted)
    for penalty in penalties:
        owed = penalty.sums.owed
        if owed:
            yield Open(Left.PENALTY, penalty.number, penalty.pk, owed, penalty.accrues_from)


def _promises(contract: Contract) -> Iterable[Open]:
    for commitment in contract.commitments.filter(kept__isnull=True):
        yield Open(Left.COMMITMENT, commitment.text, commitment.pk, None, commitment.due)


def _money(contract: Contract, day: date) -> Iterable[Open]:
    taken = set_off_against(contract.pk)
    due = contract.payments.filter(paid_on__isnull=True).exclude(pk__in=never_due(contract, day))
    for payment in due.select_related("milestone"):
        left = payment.amount - taken.get(payment.pk, ZERO)
        if left:
            kind = Left.RETENTION if payment.kind == PaymentKind.RETENTION else Left.PAYMENT
            yield Open(kind, _payment(payment), payment.pk, left, payment.due or (payment.milestone.due if payment.milestone else None))
    for security in contract.securities.filter(released_on__isnull=True):
        yield Open(Left.SECURITY, f"{security.get_kind_display()} · {security.issuer}", security.pk, security.amount, security.expires_on)


def _payment(payment: Payment) -> str:
    return f"{payment.get_kind_display()}{f' · {payment.milestone}' if payment.milestone else ''}"
