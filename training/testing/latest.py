"""Which of several answers to one question counts. Pure.

Within one device its own count decides: of two requests the first may be the slower one, and then seems to have been given
after the second. Between devices the reckoned time decides, the only one they share. An answer of no device named is alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class Given(Protocol):
    """What is known of an answer: its device, its place in the device's count, when it was given by reckoning, when it came."""

    @property
    def device(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def given_at(self) -> datetime: ...
    @property
    def recorded_at(self) -> datetime: ...


def counting[G: Given](answers: Iterable[G]) -> G | None:
    """The last one by the count of each device, and of these the last given; None without answers. Of equals, the last named."""
    by_device: dict[str, G] = {}
    alone: list[G] = []
    for answer in sorted(answers, key=lambda one: (one.sequence, one.given_at, one.recorded_at)):
        if answer.device:
            by_device[answer.device] = answer
        else:
            alone.append(answer)
    standing = sorted([*alone, *by_device.values()], key=lambda one: (one.given_at, one.recorded_at))
    return standing[-1] if standing else None
