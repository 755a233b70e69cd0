"""Rounds of submission and review, deemed acceptance, and whose clock ran. Pure.

Source: design rules of acceptance; FIDIC 10.1 (deemed taking-over), World Bank information-systems GCC 27.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.contracts.models.acceptance import Verdict


@dataclass(frozen=True)
class Round:
    """One submission; `decided` is None while the client has not answered."""

    number: int
    submitted: date
    decided: date | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class ReviewTerms:
    """The client's days per round; after `deemed_days` of silence it counts as accepted, on productive use where agreed."""

    review_days: int
    deemed_days: int | None = None
    use_is_acceptance: bool = False


@dataclass(frozen=True)
class Clock:
    """Whose clock ran between two days (first included, last not)."""

    whose: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days


@dataclass(frozen=True)
class Standing:
    """Where acceptance stands: the day it counts from (None: not yet), why, and the client's excess days to exclude."""

    accepted: date | None
    why: str
    excess: tuple[tuple[date, date], ...]
    clocks: tuple[Clock, ...]


def standing(rounds: Sequence[Round], terms: ReviewTerms, *, start: date, today: date, used_since: date | None = None) -> Standing:
    """What the rounds amount to on `today`.

    Acceptance counts from the day of the decision. The client's days past its review time come back as excess, to be
    excluded, so that they never count against the vendor.
    """
    ordered = sorted(rounds, key=lambda round_: round_.number)
    excess: list[tuple[date, date]] = []
    clocks: list[Clock] = []
    vendor_from = start
    for round_ in ordered:
        clocks.append(Clock("vendor", min(vendor_from, round_.submitted), round_.submitted))
        end = round_.decided or today
        clocks.append(Clock("client", round_.submitted, max(end, round_.submitted)))
        limit = round_.submitted + timedelta(days=terms.review_days)
        if end > limit:
            excess.append((limit + timedelta(days=1), end))
        vendor_from = end
    accepted, why = _accepted(ordered, terms, today, used_since)
    if accepted is None and ordered and ordered[-1].verdict == Verdict.REJECTED:
        clocks.append(Clock("vendor", vendor_from, max(today, vendor_from)))
    return Standing(accepted, why, tuple(excess), tuple(clocks))


def _accepted(rounds: Sequence[Round], terms: ReviewTerms, today: date, used_since: date | None) -> tuple[date | None, str]:
    """Decided, by silence or by use, whichever came first: a decision that comes after the other two finds it accepted."""
    found, why = _of_rounds(rounds, terms, today)
    used = terms.use_is_acceptance and used_since is not None and used_since <= today
    if used and used_since is not None and (found is None or used_since < found):
        return used_since, "use"
    return found, why


def _of_rounds(rounds: Sequence[Round], terms: ReviewTerms, today: date) -> tuple[date | None, str]:
    for round_ in rounds:
        silent_until = round_.decided or today
        if terms.deemed_days is not None and (silent_until - round_.submitted).days > terms.deemed_days:
            return round_.submitted + timedelta(days=terms.deemed_days), "silence"
        if round_.verdict in (Verdict.ACCEPTED, Verdict.PUNCH_LIST):
            return round_.decided, round_.verdict.value
    return None, "open"
