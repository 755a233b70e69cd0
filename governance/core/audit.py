"""The audit kit: who changed what, when and why, set before anything is saved.

`operation()` opens one operation (a request, a command, a task) with its actor and id; `because()` gives the
reason inside it. A tracked model refuses to be saved outside an operation. `update`, `bulk_create` and
`bulk_update` here write history; the QuerySet methods of the same names do not, so tracked models never use those.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from governance.core.actor import Actor


class Unattributed(RuntimeError):
    """A tracked row was saved outside `operation()`: a fault in our code, never shown to a reader."""


@dataclass(frozen=True)
class Operation:
    """One request, command or task: everything it changes shares this id."""

    actor: Actor
    id: str
    reason: str = ""


_current: ContextVar[Operation | None] = ContextVar("audit_operation", default=None)


def current() -> Operation:
    """The open operation; raises Unattributed where there is none."""
    operation = _current.get()
    if operation is None:
        raise Unattributed("No audit operation is open: wrap this in audit.operation(actor).")
    return operation


@contextmanager
def operation(actor: Actor, *, id: str = "", reason: str = "") -> Iterator[Operation]:
    """Open an operation. Nested calls keep the outer id, so that a job started by a command stays one operation."""
    outer = _current.get()
    opened = Operation(actor=actor, id=id or (outer.id if outer else uuid.uuid4().hex), reason=reason)
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)


@contextmanager
def because(actor: Actor, reason: str) -> Iterator[Operation]:
    """Inside an action: the same operation, now with the acting person and the reason."""
    outer = _current.get()
    with operation(actor, id=outer.id if outer else "", reason=reason) as opened:
        yield opened


class HistoryStamp(models.Model):
    """Columns every history table has beside simple-history's own."""

    history_username = models.CharField(max_length=150)
    history_operation = models.CharField(max_length=64, db_index=True)

    class Meta:
        abstract = True


def _named_after(row: Any, who: Any) -> None:
    """In a bulk write with actors of their own, a row of history bears its own; else the operation's, stamped already."""
    if isinstance(who, Actor):
        row.history_username, row.history_user_id = who.username, who.account_id


def tracked(**options: Any) -> HistoricalRecords:
    """`history = audit.tracked()` on a model. The account id is a plain number, so history outlives the account."""
    return HistoricalRecords(
        bases=[HistoryStamp],
        history_change_reason_field=models.TextField(blank=True, default=""),
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=lambda row: row.history_username,
        get_user=lambda instance, request=None, **kwargs: None,
        history_user_setter=_named_after,
        **options,
    )


def _stamp(sender: Any, history_instance: Any, **kwargs: Any) -> None:
    operation_ = current()
    history_instance.history_user_id = operation_.actor.account_id
    history_instance.history_username = operation_.actor.username
    history_instance.history_operation = operation_.id
    history_instance.history_change_reason = operation_.reason


pre_create_historical_record.connect(_stamp, dispatch_uid="audit-stamp")


def _write_history(rows: Sequence[models.Model], *, update: bool, batch_size: int) -> None:
    """One history row per row, with the open operation's actor and reason."""
    if not rows:
        return
    operation_ = current()
    rows[0]._meta.model.history.bulk_history_create(  # type: ignore[attr-defined]
        rows,
        batch_size=batch_size,
        update=update,
        default_change_reason=operation_.reason,
        custom_historical_attrs={
            "history_username": operation_.actor.username,
            "history_operation": operation_.id,
            "history_user_id": operation_.actor.account_id,
        },
    )


def acted(rows: Iterable[models.Model], by: Callable[[Any], Actor] | None) -> None:
    """Before a bulk write: whose act each row is, where not all are the operation's actor's."""
    for row in rows if by else ():
        row._history_user = by(row)  # type: ignore[attr-defined, misc]


def bulk_create[M: models.Model](
    model: type[M], rows: Iterable[M], *, batch_size: int = 500, by: Callable[[M], Actor] | None = None
) -> list[M]:
    """Create rows and their history in one transaction; `by` says whose act each is where they are many people's."""
    current()
    with transaction.atomic():
        created = model._default_manager.bulk_create(list(rows), batch_size=batch_size)
        acted(created, by)
        _write_history(created, update=False, batch_size=batch_size)
    return created


def bulk_update[M: models.Model](
    model: type[M], rows: Sequence[M], fields: Sequence[str], *, batch_size: int = 500, by: Callable[[M], Actor] | None = None
) -> int:
    """Save these fields of the rows, with history, in one transaction. Returns the number of rows."""
    current()
    with transaction.atomic():
        model._default_manager.bulk_update(rows, fields, batch_size=batch_size)
        acted(rows, by)
        _write_history(rows, update=True, batch_size=batch_size)
    return len(rows)


def update(queryset: models.QuerySet[Any], **values: Any) -> int:
    """A guarded update with history: `update(M.objects.filter(pk=…, status=old), status=new)` has one winner.

    Returns how many rows changed; 0 tells the caller that someone else was first.
    """
    current()
    with transaction.atomic():
        # In the order of keys: a model's own order may join rows that PostgreSQL cannot lock, and one order for all meets no deadlock.
        keys = list(queryset.order_by("pk").select_for_update().values_list("pk", flat=True))
        plain = queryset.model._default_manager.filter(pk__in=keys)
        changed = plain.update(**values)
        _write_history(list(plain), update=True, batch_size=500)
    return changed
