"""The code on the trainer's screen: another one every 30 seconds, worth nothing a minute later. See docs/algorithms/attendance.md.

A code is a pure function of a secret, the session and the window of time; the server's clock alone decides.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(seconds=30)
# A code counts in its own window and the next; one that is older, but not by more than this, may be confirmed by the trainer.
GRACE = timedelta(minutes=15)
# A scan that reached us in time may be completed (after signing in, over a bad line) until then.
RECEIPT = timedelta(minutes=15)
# 0, O, 1, I, L, U are left out: the code may have to be typed from the screen.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def window_at(instant: datetime) -> int:
    """The number of the window that an instant lies in."""
    return (instant - EPOCH) // WINDOW


def began(window: int) -> datetime:
    """When a window begins."""
    return EPOCH + window * WINDOW


def seconds_left(instant: datetime) -> int:
    """Whole seconds, at least 1, until the code changes."""
    return max(1, round((began(window_at(instant) + 1) - instant).total_seconds()))


def code(secret: bytes, session_id: int, window: int) -> str:
    """The code of a session in a window: 30⁸, about 6·10¹¹ of them."""
    digest = hmac.new(secret, f"sign-in:{session_id}:{window}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest)
    letters = []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def shown_at(secret: bytes, session_id: int, typed: str, arrived: datetime) -> datetime | None:
    """When the code that arrives now was on the screen: the begin of its window; None for a code that is older than the grace, or wrong.

    Every window is compared, whichever fits, so that the time the answer takes tells nothing.
    """
    given = plain(typed)
    now = window_at(arrived)
    found = None
    for window in range(now, window_at(arrived - GRACE) - 1, -1):
        same = hmac.compare_digest(code(secret, session_id, window).encode(), given.encode())
        found = window if same and found is None else found
    return None if found is None else began(found)


def counts(shown: datetime, arrived: datetime) -> bool:
    """Whether a code counts by itself: it arrives in its own window or the next."""
    return 0 <= window_at(arrived) - window_at(shown) <= 1


def plain(typed: str) -> str:
    """What was typed, in capitals, without blanks and dashes; nothing longer than a code is looked at."""
    return "".join(letter for letter in typed.upper()[:40] if letter in ALPHABET)


def readable(made: str) -> str:
    """In two groups, to be read aloud."""
    return f"{made[: LENGTH // 2]}-{made[LENGTH // 2 :]}"
