"""Keeping the map of touchpoints, and the register of what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require
from governance.organisation.models import OfficeKind
from rollout.impact.actions.checks import CHANGED, held, not_later, retired, said, saved
from rollout.impact.models import DroppedItem, Touchpoint


def write_touchpoint(
    touchpoint: Touchpoint | None = None,
    *,
    code: str = "",
    name: str,
    name_zh: str = "",
    who: str,
    channel: str,
    process: str,
    office_kinds: Sequence[str] = (),
    contacts_a_month: int | None = None,
    note: str = "",
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Touchpoint:
    """Enter a touchpoint, or change one. Its code stays."""
    require(actor, Verb.CHANGE, "touchpoint")
    fields: dict[str, Any] = {
        "name": said(name, "name", _("Give it a name.")),
        "name_zh": name_zh,
        "who": who,
        "channel": channel,
        "process": said(process, "process", _("Say what the customer comes for.")),
        "office_kinds": list(office_kinds) or [OfficeKind.OFFICE.value],
        "contacts_a_month": contacts_a_month,
        "note": note,
    }
    with transaction.atomic(), audit.because(actor, reason):
        if touchpoint is not None:
            return saved(held(touchpoint), at, **fields)
        if Touchpoint.objects.filter(code=code).exists():
            message = _("There is a touchpoint with this code already.")
            raise InvalidInput(message, fields={"code": message})
        return saved(Touchpoint(code=said(code, "code", _("Give it a code."))), at, **fields)


def retire_touchpoint(touchpoint: Touchpoint, *, on: date, actor: Actor, at: datetime, reason: str) -> Touchpoint:
    """Customers no longer touch us this way. What was assessed stays on the record."""
    return retired(touchpoint, "touchpoint", on=on, actor=actor, at=at, reason=reason)


def leave_out(
    *, what: str, why: str, instead: str = "", decided_on: date, decided_by: str, actor: Actor, at: datetime, reason: str = ""
) -> DroppedItem:
    """Enter what was dropped and why."""
    require(actor, Verb.CHANGE, "dropped_item")
    not_later(decided_on, at, "decided_on")
    with transaction.atomic(), audit.because(actor, reason or why):
        return saved(
            DroppedItem(),
            at,
            what=said(what, "what", _("Say what was left out.")),
            why=said(why, "why", _("Say why it does not serve the customer.")),
            instead=instead,
            decided_on=decided_on,
            decided_by=said(decided_by, "decided_by", _("Say who decided.")),
        )


def take_up(item: DroppedItem, *, on: date, actor: Actor, at: datetime, reason: str) -> DroppedItem:
    """It is wanted after all; the row stays and says so."""
    require(actor, Verb.CHANGE, "dropped_item")
    reason = said(reason, "reason", _("Say why: it is kept."))
    not_later(on, at)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = held(item)
        if fresh.taken_up_on is not None:
            raise Conflict(CHANGED)
        if on < fresh.decided_on:
            message = _("Not before the day on which it was left out.")
            raise InvalidInput(message, fields={"on": message})
        return saved(fresh, at, taken_up_on=on)
