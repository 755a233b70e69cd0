"""What the actions of appraisal share: the row held, a guarded move, reasons turned into a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from rollout.kpis.models import AppraisalScheme, AppraisalSheet


def refuse_if(reasons: Sequence[Text]) -> None:
    """Raise with every reason; a single one is the message itself."""
    if len(reasons) == 1:
        raise Refused(reasons[0])
    if reasons:
        raise Refused(_("This cannot be done yet."), reasons=reasons)


def move(row: AppraisalScheme | AppraisalSheet, seen: str, **fields: Any) -> None:
    """One guarded move from the state that was judged; whoever comes second is told."""
    if not audit.update(type(row)._default_manager.filter(pk=row.pk, state=seen), **fields):
        raise Conflict(_("Somebody changed this meanwhile. Look at it again."))
    row.refresh_from_db()


def said(text: str, field: str, message: str) -> str:
    """What was typed, which must not be empty."""
    if not text.strip():
        raise InvalidInput(message, fields={field: message})
    return text.strip()
