"""What the taking page sends for one answer, read with suspicion. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput

# An essay of 20,000 characters is 60 KB as UTF-8, and up to twice that as escaped JSON.
LARGEST = 256 * 1024
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
LARGEST_SEQUENCE = 2**53
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sent:
    """One answer as sent: the page's fields, its own number, who sent it and its place there, and two readings of the device's clock."""

    fields: Mapping[str, object]
    client_id: str
    device: str
    sequence: int
    device_at: datetime | None
    device_sent_at: datetime | None


@dataclass(frozen=True)
class Stamp:
    """Which device sent something, its place in that device's count, and two readings of the device's clock."""

    device: str = ""
    sequence: int = 0
    device_at: datetime | None = None
    device_sent_at: datetime | None = None


# What comes without scripts names no device.
UNNAMED = Stamp()


def read_stamp(sent: Mapping[str, object]) -> Stamp:
    """`device`, `seq`, `given` and `sent` as a page sends them; InvalidInput for what no page sends."""
    device, sequence = sent.get("device", ""), sent.get("seq", 0)
    if not isinstance(device, str) or (device and not CLIENT_ID.fullmatch(device)):
        raise unusable()
    if type(sequence) is not int or not 0 <= sequence <= LARGEST_SEQUENCE:
        raise unusable()
    return Stamp(device, sequence, _instant(sent.get("given")), _instant(sent.get("sent")))


def read_sent(body: bytes) -> Sent:
    """The JSON of the page; InvalidInput for anything else."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise unusable() from broken
    if not isinstance(data, dict) or not isinstance(data.get("fields"), dict):
        raise unusable()
    client_id = data.get("id")
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise unusable()
    stamp = read_stamp(data)
    return Sent(data["fields"], client_id, stamp.device, stamp.sequence, stamp.device_at, stamp.device_sent_at)


def unusable() -> InvalidInput:
    return InvalidInput(_("This could not be read as an answer. Open the test again; what was saved is kept."))


def too_large() -> InvalidInput:
    return InvalidInput(_("This answer is too large to be kept. Shorten it; everything saved before is kept."))


def _instant(milliseconds: Any) -> datetime | None:
    """A device's clock in milliseconds since 1970; None where it says nothing that can be a time."""
    if type(milliseconds) not in (int, float):
        return None
    try:
        return EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return None
