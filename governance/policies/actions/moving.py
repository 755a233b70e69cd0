"""What the actions of this room share: the row held, one guarded move, reasons turned into a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.errors import Conflict, InvalidInput, Refused, Text

CHANGED = _("Somebody changed this meanwhile. Look at it again.")


def day_of(at: datetime) -> date:
    """The day of an instant in the product's zone."""
    return timezone.localdate(at)


def held[M: models.Model](row: M) -> M:
    """The row as it is now, held until the transaction ends, so that a second person waits."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def refuse_if(reasons: Sequence[Text], message: Text = "") -> None:
    """Raise with every reason; a single one is the message itself."""
    if len(reasons) == 1 and not message:
        raise Refused(reasons[0])
    if reasons:
        raise Refused(message or _("This cannot be done yet."), reasons=reasons)


def move(row: models.Model, seen: str, **fields: Any) -> None:
    """One guarded move from the state that was judged; whoever comes second is told."""
    if not audit.update(type(row)._default_manager.filter(pk=row.pk, state=seen), **fields):
        raise Conflict(CHANGED)
    row.refresh_from_db()


def said(text: str, field: str, message: Text) -> str:
    """What was typed, which must not be empty."""
    if not text.strip():
        raise InvalidInput(message, fields={field: message})
    return text.strip()


def not_later(on: date, today: date, field: str = "on") -> None:
    if on > today:
        message = _("Not after today.")
        raise InvalidInput(message, fields={field: message})
