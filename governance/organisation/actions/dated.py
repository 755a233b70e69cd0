"""How facts with dates are corrected: the old row is superseded, never overwritten, and only one of two people wins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.errors import Conflict, InvalidInput
from governance.core.records import Recorded
from governance.organisation.models import Office

OVERTAKEN = _("This entry has been corrected or withdrawn in the meantime. Please look at it again.")


def day_of(at: datetime) -> date:
    """The day of an instant in the product's zone."""
    return timezone.localdate(at)


def reasoned(reason: str) -> str:
    """The reason, which a person must give."""
    if not reason.strip():
        raise InvalidInput(_("Please give a reason."), fields={"reason": _("Please give a reason.")})
    return reason.strip()


def chosen[C: models.TextChoices](choices: type[C], value: str, field: str) -> C:
    """One of the choices; InvalidInput names them all for anything else."""
    try:
        return choices(value)
    except ValueError:
        message = _("“%(value)s” is none of: %(choices)s.") % {"value": value, "choices": ", ".join(choices.values)}
        raise InvalidInput(message, fields={field: message}) from None


def in_order(first_day: date, last_day: date | None) -> None:
    """Raise where a last day is before the first."""
    if last_day is not None and last_day < first_day:
        message = _("The last day is before the first.")
        raise InvalidInput(message, fields={"last_day": message})


def current[R: Recorded](row: R) -> R:
    """The row, held until the transaction ends; Conflict where someone else already corrected it."""
    row = locked(row)
    if row.superseded_at is not None:
        raise Conflict(OVERTAKEN)
    return row


def supersede(row: Recorded, *, at: datetime) -> None:
    """Take a row out of the current record. Conflict where someone else already did."""
    current = type(row).objects.filter(pk=row.pk, superseded_at__isnull=True)
    if not audit.update(current, superseded_at=at):
        raise Conflict(OVERTAKEN)


def replace[R: Recorded](row: R, *, at: datetime, **changes: Any) -> R:
    """Supersede a row by a changed copy."""
    supersede(row, at=at)
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    changed = type(row)(**fields | changes | {"recorded_at": at, "superseded_at": None})
    changed.save(force_insert=True)
    return changed


@contextmanager
def one_winner() -> Iterator[None]:
    """What a unique key refuses was recorded by someone else at the same moment."""
    try:
        yield
    except IntegrityError:
        raise Conflict(_("Someone else recorded the same at this moment. Please look at it again.")) from None


def in_turn() -> None:
    """One at a time until the transaction ends, for what no single row can be held for: the first office serves as the token."""
    Office.objects.select_for_update().order_by("pk").first()


def locked[M: models.Model](row: M) -> M:
    """The row as it is now, held until the transaction ends, so that a second one waits."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)
