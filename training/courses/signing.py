"""Where the secret of the rotating codes comes from, and the code that is on the screen now."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.conf import settings

from training.courses.rules import codes


def secret() -> bytes:
    """Bound to this installation's key and to this use of it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"training.courses.sign-in", hashlib.sha256).digest()


def code_now(session_id: int, at: datetime) -> str:
    return codes.code(secret(), session_id, codes.window_at(at))


def shown_at(session_id: int, typed: str, at: datetime) -> datetime | None:
    """When this code was on the screen of this session; None for one that is wrong or too old."""
    return codes.shown_at(secret(), session_id, typed, at)
