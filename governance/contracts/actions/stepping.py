"""One step in the life of a penalty: the guarded change and the row that says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.contracts.derivations import store_lines
from governance.contracts.models import Penalty, PenaltyStep
from governance.contracts.penalties import Line
from governance.contracts.states import PenaltyAction
from governance.core import audit
from governance.core.errors import Conflict


def advance(penalty: Penalty, version: int, **values: Any) -> None:
    """Change the penalty if nobody did since it was read; the other one is told."""
    if not audit.update(Penalty.objects.filter(pk=penalty.pk, version=version), version=version + 1, **values):
        raise Conflict(_("Someone else has just changed this penalty. Look at it again."))
    penalty.refresh_from_db()


def step(
    penalty: Penalty, action: PenaltyAction, amount: Decimal, at: datetime, *, lines: Sequence[Line] | None = None, **fields: Any
) -> None:
    if lines is not None:
        fields["derivation"] = store_lines(lines)
    PenaltyStep.objects.create(penalty=penalty, action=action, amount=amount, recorded_at=at, **fields)
