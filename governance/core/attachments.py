"""The attachment kit: files that people hand in, checked by content, kept private, found by their hash."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from governance.core.actor import Actor
from governance.core.models import Attachment


def store(
    file: BinaryIO | Path, *, name: str, actor: Actor, at: datetime, what: str, office_id: int | None = None, limit: int = 0
) -> Attachment:
    """Keep a file: content checked, size bound, written whole or not at all. The caller has checked the permission."""
    raise NotImplementedError


def path(attachment: Attachment) -> Path:
    """Where its bytes lie."""
    raise NotImplementedError
