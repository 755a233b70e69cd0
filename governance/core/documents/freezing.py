"""Freezing figures: one canonical JSON, one SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from governance.core import audit
from governance.core.actor import Actor
from governance.core.documents.models import Snapshot


def plain(value: Any) -> Any:
    """Values JSON has no word for. Decimals as text, so that no digit is lost and none is added."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def canonical(body: Mapping[str, Any]) -> str:
    """The same figures always give the same text: sorted keys, no spaces, no floats that are not numbers."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=plain)


def freeze(
    kind: str, figures: Mapping[str, Any], *, actor: Actor, at: datetime, known_at: datetime | None = None, reason: str = ""
) -> Snapshot:
    """Store the figures of a document. Freezing the same figures for the same instants again gives the same snapshot.

    Permission is the calling action's matter: it knows what the figures are.
    """
    known_at = known_at or at
    body = canonical({"kind": kind, "made_at": at, "known_at": known_at, "figures": figures})
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    if found := Snapshot.objects.filter(sha256=sha256).first():
        return found
    with audit.because(actor, reason):
        return Snapshot.objects.create(kind=kind, body=body, sha256=sha256, known_at=known_at, recorded_at=at)
