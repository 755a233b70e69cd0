"""Who a recorded user name is, for this reader. The record keeps a pseudonym; the name is found when a page is shown.

The room that knows people registers how; a name that may not be known, or is erased, stays the pseudonym.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from governance.core.actor import Actor

Resolve = Callable[[Collection[str], Actor], Mapping[str, str]]
_resolvers: list[Resolve] = []


def register(resolve: Resolve) -> None:
    """Say how recorded user names are turned into names that this reader may know."""
    if resolve not in _resolvers:
        _resolvers.append(resolve)


def names(usernames: Iterable[str], actor: Actor) -> dict[str, str]:
    """What to call each of them; a fixed number of queries, however many there are."""
    wanted = set(usernames)
    found = {username: _("the system") if username.startswith("system:") else username for username in wanted}
    people = {username for username in wanted if not username.startswith("system:")}
    for resolve in _resolvers:
        found |= resolve(people, actor) if people else {}
    return found


def names_in(rows: models.QuerySet[Any], field: str, actor: Actor) -> dict[str, str]:
    """The names of everyone in one column of a list."""
    return names(rows.order_by().values_list(field, flat=True).distinct(), actor)
