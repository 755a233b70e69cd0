"""Taking back an end that was wrong: by whoever may record such an end, with a reason; refused where later deeds rest on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.contracts.actions.assessing import undo_end
from governance.contracts.actions.ending import arrived, require_end
from governance.contracts.endings import EndKind
from governance.contracts.models import Contract, ContractEnd, Payment, PenaltyStep, Reopening, Security
from governance.contracts.reopenings import SETTLING, Ended, TakenBack, against
from governance.contracts.states import ENDED, ContractState, PenaltyAction
from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused


def reopen_contract(
    end: ContractEnd,
    *,
    cause: TakenBack,
    consent: str = "",
    refunds_paid: bool | None = None,
    attachment: Any = None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Reopening:
    """The end stays written and no longer holds: the contract is in force, what was cut by the end is as it was assessed before."""
    contract = end.contract
    require_end(contract, EndKind(end.kind), actor, contract.day_of(at))
    if not reason.strip():
        raise InvalidInput(_("Say why the end is taken back."), fields={"reason": _("Enter the reason.")})
    with transaction.atomic(), audit.because(actor, reason):
        held = Contract.objects.select_for_update().get(pk=contract.pk)
        if held.state not in ENDED or not ContractEnd.objects.standing().filter(pk=end.pk).exists():
            raise Conflict(_("This end is already taken back. Nothing was changed."))
        found = ended_of(end)
        if found.deeds:
            rest = _("It cannot be taken back any more: this was done upon it. What goes on is a new contract.")
            raise Refused(rest, reasons=found.deeds)
        wrong = against(cause, consent, refunds_paid, found)
        if wrong:
            raise InvalidInput(_("The end was not taken back."), fields=wrong)
        audit.update(Contract.objects.filter(pk=held.pk, state__in=ENDED), state=ContractState.IN_FORCE)
        made = Reopening.objects.create(
            end=end,
            cause=cause,
            consent=consent.strip(),
            refunds_paid=refunds_paid if found.booked_refunds else None,
            authority=actor.username,
            attachment=attachment,
            recorded_at=at,
        )
        undo_end(end, at, refunds_paid=bool(refunds_paid))
    contract.refresh_from_db()
    return made


def ended_of(end: ContractEnd) -> Ended:
    """What the rule needs to know: whether its notice arrived, whether it booked refunds, what was done since."""
    booked = PenaltyStep.objects.filter(facts__end=end.pk, action=PenaltyAction.REFUND).exists()
    notified = end.kind == EndKind.TERMINATED and arrived(end.notice) is not None
    return Ended(notified, booked, tuple(_deeds(end)))


def _deeds(end: ContractEnd) -> Iterator[str]:
    """Decisions, payments and securities given back since the end was recorded, in words."""
    steps = PenaltyStep.objects.filter(penalty__clause__contract=end.contract, recorded_at__gt=end.recorded_at, action__in=SETTLING)
    for step in steps.select_related("penalty").order_by("recorded_at", "pk"):
        told = {"what": step.penalty.number, "done": step.get_action_display(), "day": written.day(end.contract.day_of(step.recorded_at))}
        yield gettext("%(what)s: %(done)s, %(day)s") % told
    for payment in _since(end, Payment.objects.filter(paid_on__isnull=False), "paid_on"):
        told = {"what": payment.get_kind_display(), "day": written.day(payment.paid_on)}
        yield gettext("Payment made: %(what)s, %(day)s") % told
    for security in _since(end, Security.objects.filter(released_on__isnull=False), "released_on"):
        told = {"what": security.get_kind_display(), "day": written.day(security.released_on)}
        yield gettext("Security given back: %(what)s, %(day)s") % told


def _since(end: ContractEnd, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Rows of the contract whose field was filled after the end was recorded. Both are dated by the history, so by one clock."""
    recorded = Contract.history.filter(id=end.contract_id, state__in=ENDED).order_by("-history_date", "-history_id").first()
    mine = rows.filter(contract=end.contract)
    if recorded is None:
        return mine
    filled = rows.model.history.filter(contract_id=end.contract_id, **{f"{field}__isnull": False})
    before = filled.filter(history_date__lt=recorded.history_date).values("id")
    return mine.exclude(pk__in=before).order_by(field, "pk")
