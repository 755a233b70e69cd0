"""When a test may be begun and when it ends, by the server's clock. Pure; all instants are aware."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Extra:
    """What one person is given beyond the paper: adds up over all of the person's allowances."""

    percent: int = 0
    minutes: int = 0
    attempts: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    # May sit although they wrote or approved questions that may be asked.
    knowing: bool = False


@dataclass(frozen=True)
class Window:
    """From when to when; None is open at that end. `closes_at` itself is already outside."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.opens_at is None or self.opens_at <= at) and (self.closes_at is None or at < self.closes_at)


NOTHING = Extra()


def together(extras: Iterable[Extra]) -> Extra:
    """All allowances of one person as one. Whatever is added can only give more."""
    total = NOTHING
    for extra in extras:
        total = Extra(
            total.percent + extra.percent,
            total.minutes + extra.minutes,
            total.attempts + extra.attempts,
            min((at for at in (total.opens_at, extra.opens_at) if at), default=None),
            max((at for at in (total.closes_at, extra.closes_at) if at), default=None),
            total.knowing or extra.knowing,
        )
    return total


def widened(window: Window, extra: Extra) -> Window:
    """The paper's window with the person's own: never narrower than the paper's."""
    opens, closes = window.opens_at, window.closes_at
    if opens is not None and extra.opens_at is not None:
        opens = min(opens, extra.opens_at)
    if closes is not None and extra.closes_at is not None:
        closes = max(closes, extra.closes_at)
    return Window(opens, closes)


def time_given(limit_minutes: int | None, extra: Extra = NOTHING) -> timedelta | None:
    """The time limit with the person's extra time; None where the paper has no limit. Parts of a minute count up."""
    if limit_minutes is None:
        return None
    return timedelta(minutes=-(-limit_minutes * (100 + extra.percent) // 100) + extra.minutes)


def due_at(started_at: datetime, limit_minutes: int | None, window: Window, extra: Extra = NOTHING) -> datetime | None:
    """The instant at which the attempt ends: the time limit or the close, whichever is first; None where there is neither."""
    given = time_given(limit_minutes, extra)
    closes = widened(window, extra).closes_at
    ends = [at for at in (started_at + given if given is not None else None, closes) if at is not None]
    return min(ends, default=None)


def late(received_at: datetime, due: datetime | None, submitted_at: datetime | None) -> bool:
    """Whether an answer came after the end, by the instant the server had it. The device's clock has no say."""
    return (due is not None and received_at >= due) or submitted_at is not None


def reckoned(received_at: datetime, started_at: datetime, device_given_at: datetime | None, device_sent_at: datetime | None) -> datetime:
    """When an answer was given, by the server's clock: the arrival less how long the device kept it.

    Only the difference of two readings of one device is used, so a device that is a day wrong reckons right. A difference
    that cannot be (sent before it was given, given before the attempt began) is cut to what can.
    """
    if device_given_at is None or device_sent_at is None:
        return received_at
    longest = max(received_at - started_at, timedelta())
    return received_at - min(max(device_sent_at - device_given_at, timedelta()), longest)


def closed_to_all(windows: Iterable[Window], extras: Iterable[Extra], at: datetime) -> bool:
    """Whether nobody can sit any more in any of these windows, whatever they were allowed. What never closes has not closed."""
    most = together(extras)
    ends = [widened(window, most).closes_at for window in windows]
    return bool(ends) and all(end is not None and end <= at for end in ends)
