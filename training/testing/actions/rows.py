"""Event rows by the dozen: a drawn paper, the marks of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from governance.core import audit
from governance.core.actor import Actor
from governance.core.records import EventRow


def append[E: EventRow](model: type[E], rows: Iterable[E], *, by: Callable[[E], Actor] | None = None) -> list[E]:
    """Write event rows together, with the open operation's actor and reason as `EventRow.save` would.

    `by` says whose act each is where they are many people's.
    """
    opened = audit.current()
    made = list(rows)
    for row in made:
        row.username, row.operation = (by(row) if by else opened.actor).username, opened.id
        row.reason = row.reason or opened.reason
    return model._default_manager.bulk_create(made, batch_size=500)
