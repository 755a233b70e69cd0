"""Small usage files for tests: text in, counted rows out."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from rollout.adoption.actions import imports, mappings
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import UsageDay, UsageImport, UsageMapping, UsageSource

AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
MEI = Actor(username="mei", grants=(Grant(Role.PROJECT_OFFICE),))
HEAD = "id,at,user,office,action"
SPEC: dict[str, Any] = {
    "user": "user",
    "time": "at",
    "identity": ("id", "at"),
    "zone": "Europe/Paris",
    "office": "office",
    "action": "action",
    "feature": "action",
    "counting": ("Create", "Update"),
    "entering": ("Create",),
}


def mapping(name: str = "Log", source: str = "CRM", **changes: Any) -> UsageMapping:
    of = UsageSource.objects.filter(name=source).first() or mappings.add_source(name=source, actor=MEI, at=AT)
    return mappings.save_mapping(name=name, source=of, mapping=Mapping(**SPEC | changes), actor=MEI, at=AT)


def sent(*rows: str, head: str = HEAD, name: str = "log.csv", encoding: str = "utf-8", data: bytes = b"", **options: Any) -> UsageImport:
    data = data or "\n".join((head, *rows, "")).encode(encoding)
    return imports.receive(file=io.BytesIO(data), name=name, actor=MEI, at=AT, **options)


def counted(*rows: str, by: UsageMapping | None = None, at: datetime = AT, **file: Any) -> UsageImport:
    """The rows sent in and applied."""
    return imports.apply(sent=sent(*rows, **file), mapping=by or mapping(), actor=MEI, at=at)


def days(*fields: str) -> list[tuple[Any, ...]]:
    """Current roll-up rows: user, day, feature, actions, or the fields asked for."""
    fields = fields or ("source_user__key", "day", "feature", "actions")
    return sorted(tuple(map(str, row)) for row in UsageDay.objects.current().values_list(*fields))
