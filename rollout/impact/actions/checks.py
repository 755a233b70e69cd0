"""What the actions of this room share: what must be said, the row held, the day of an instant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from governance.core.permissions import Verb, require

CHANGED = _("Somebody changed this meanwhile. Look at it again.")


def day_of(at: datetime) -> date:
    """The day of an instant in the product's zone."""
    return timezone.localdate(at)


def said(text: str, field: str, message: Text) -> str:
    """What was typed, which must not be empty."""
    if not text.strip():
        raise InvalidInput(message, fields={field: message})
    return text.strip()


def not_later(on: date, at: datetime, field: str = "on") -> None:
    if on > day_of(at):
        message = _("Not after today.")
        raise InvalidInput(message, fields={field: message})


def refuse(reasons: list[str]) -> None:
    """Raise with every reason; a single one is the message itself."""
    if len(reasons) == 1:
        raise Refused(reasons[0])
    if reasons:
        raise Refused(_("This cannot be done yet."), reasons=reasons)


def held[M: models.Model](row: M, *, state: str = "") -> M:
    """The row as it is now, held until the transaction ends; Conflict when it is no longer in the state the caller saw."""
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if state and fresh.state != state:  # type: ignore[attr-defined]
        raise Conflict(CHANGED)
    return fresh


def retired[M: models.Model](row: M, what: str, *, on: date, actor: Actor, at: datetime, reason: str) -> M:
    """The row, no longer used from that day; what rests on it stays on the record. `what`: its object in the permission table."""
    require(actor, Verb.CHANGE, what)
    reason = said(reason, "reason", _("Say why: it is kept."))
    not_later(on, at)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = held(row)
        if fresh.retired_on is not None:  # type: ignore[attr-defined]
            raise Conflict(CHANGED)
        return saved(fresh, at, retired_on=on)


def saved[M: models.Model](row: M, at: datetime, **fields: Any) -> M:
    """The row with these fields, written with its history as of that instant. Inside `audit.because`."""
    for name, value in fields.items():
        setattr(row, name, value)
    row._history_date = at  # type: ignore[attr-defined]
    row.save()
    return row
