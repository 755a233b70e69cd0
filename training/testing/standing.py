"""From marks to where a person stands with a paper: grade kept, passed, until when, and when the next attempt may begin.

Pure; see docs/algorithms/standing.md. Percentages are 0–100 with two decimals, rounded half up. An attempt with a question not yet
marked has no result and is left out until it has one. Nothing here is stored: standing always follows from the marks.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
# A pass may be renewed in its last days; attempts from then on are a new round with its own count.
RENEWAL = timedelta(days=90)
DAY = timedelta(days=1)


class Keep(StrEnum):
    """Which result of several counts."""

    HIGHEST = "highest"
    LAST = "last"
    AVERAGE = "average"
    FIRST = "first"


@dataclass(frozen=True)
class ItemMark:
    """One question: its points, the share of them given (None: not marked yet), whether it was taken out of the total."""

    points: Decimal
    fraction: Decimal | None
    excluded: bool = False


@dataclass(frozen=True)
class Taken:
    """One attempt as begun and, once handed in and marked, its result against the pass mark of its own version."""

    number: int
    started_at: datetime
    submitted_at: datetime | None
    percent: Decimal | None
    pass_mark: Decimal

    @property
    def passed(self) -> bool:
        return self.percent is not None and self.percent >= self.pass_mark


@dataclass(frozen=True)
class Rules:
    """The paper's rules in force now; `pass_mark` is what an average is held against."""

    pass_mark: Decimal
    kept: Keep = Keep.HIGHEST
    attempts_allowed: int | None = None
    wait: timedelta = timedelta()
    validity_months: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where a person stands. `left` None means without limit; `next_at` is the earliest instant for the next attempt, None for none."""

    percent: Decimal | None = None
    passed: bool = False
    passed_at: datetime | None = None
    valid_until: date | None = None
    waiting: bool = False
    open: bool = False
    used: int = 0
    left: int | None = None
    next_at: datetime | None = None

    def valid_on(self, day: date) -> bool:
        return self.passed and (self.valid_until is None or day <= self.valid_until)


def percent_of(items: Iterable[ItemMark]) -> Decimal | None:
    """Points given ÷ points possible × 100 over the questions that count; None while one is unmarked or none counts. Never below 0."""
    counting = [item for item in items if not item.excluded]
    total = sum((item.points for item in counting), Decimal())
    if not total or any(item.fraction is None for item in counting):
        return None
    given = sum((item.points * item.fraction for item in counting if item.fraction is not None), Decimal())
    return max(Decimal(), (100 * given / total)).quantize(CENT, ROUND_HALF_UP)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def kept_result(taken: Sequence[Taken], rules: Rules) -> tuple[Decimal | None, datetime | None]:
    """The percentage kept of one round, and the instant of the pass where there is one. Order of the input does not matter."""
    done = sorted((t for t in taken if t.percent is not None and t.submitted_at is not None), key=lambda t: t.number)
    if not done:
        return None, None
    if rules.kept == Keep.AVERAGE:
        mean = (sum((t.percent or Decimal() for t in done), Decimal()) / len(done)).quantize(CENT, ROUND_HALF_UP)
        return mean, done[-1].submitted_at if mean >= rules.pass_mark else None
    if rules.kept == Keep.HIGHEST:
        passes = [t for t in done if t.passed]
        best = max(t.percent or Decimal() for t in passes or done)
        return best, passes[-1].submitted_at if passes else None
    chosen = done[0] if rules.kept == Keep.FIRST else done[-1]
    return chosen.percent, chosen.submitted_at if chosen.passed else None


def standing(
    taken: Iterable[Taken], rules: Rules, *, at: datetime, day_of: Callable[[datetime], date], extra_attempts: int = 0
) -> Standing:
    """Where a person stands at an instant; `day_of` gives the company's date of an instant."""
    attempts = sorted(taken, key=lambda t: t.number)
    now: list[Taken] = []
    held = Standing()
    for attempt in attempts:
        if now and renewable(outcome(now, rules, day_of), day_of(attempt.started_at)):
            held, now = outcome(now, rules, day_of), []
        now.append(attempt)
    current = outcome(now, rules, day_of)
    if renewable(current, day_of(at)) and not any(t.submitted_at is None for t in now):
        held, now = current, []
    shown = current if current.passed or not held.passed else held
    return _counted(shown, attempts, now, rules, at, extra_attempts)


def outcome(taken: Sequence[Taken], rules: Rules, day_of: Callable[[datetime], date]) -> Standing:
    """The result of one round, without counting attempts."""
    percent, passed_at = kept_result(taken, rules)
    until = None
    if passed_at is not None and rules.validity_months:
        until = months_later(day_of(passed_at), rules.validity_months) - DAY
    return Standing(percent, passed_at is not None, passed_at, until)


def renewable(result: Standing, day: date) -> bool:
    """Whether a pass is over, or so near its end that an attempt on that day renews it."""
    return result.passed and result.valid_until is not None and day > result.valid_until - RENEWAL


def _counted(shown: Standing, attempts: Sequence[Taken], now: Sequence[Taken], rules: Rules, at: datetime, extra: int) -> Standing:
    """The result with what is left of the round."""
    left = None if rules.attempts_allowed is None else max(0, rules.attempts_allowed + extra - len(now))
    is_open = any(t.submitted_at is None for t in attempts)
    ended = [t.submitted_at for t in now if t.submitted_at is not None]
    earliest = max([at, *(end + rules.wait for end in ended)])
    return Standing(
        percent=shown.percent,
        passed=shown.passed,
        passed_at=shown.passed_at,
        valid_until=shown.valid_until,
        waiting=any(t.submitted_at is not None and t.percent is None for t in attempts),
        open=is_open,
        used=len(now),
        left=left,
        next_at=None if left == 0 or is_open else earliest,
    )
