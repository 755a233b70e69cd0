"""Who is cleared for a role in the CRM, since when and until when. Pure.

Source: docs/algorithms/clearance.md. Days are whole and both ends are included. Whatever is not known does not clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DAY = timedelta(days=1)


class Kind(TextChoices):
    """What may be required."""

    COURSE = "course", _("Course attended")
    PAPER = "paper", _("Test passed")
    POLICY = "policy", _("Policy signed")


class State(TextChoices):
    """How one requirement stands on a day."""

    MET = "met", _("Met")
    WAIVED = "waived", pgettext_lazy("requirement", "Waived")
    EXPIRED = "expired", _("Expired")
    MISSING = "missing", _("Missing")


class Obstacle(TextChoices):
    """Why nobody could be cleared here on a day, whatever they have done."""

    NOT_YET = "not_yet", _("The duty has not begun")
    OVER = "over", _("The duty is over")
    UNDEFINED = "undefined", _("Nothing is laid down for this role")


@dataclass(frozen=True, order=True)
class Need:
    """One requirement: a course to attend, a paper to pass or a policy to sign."""

    kind: str
    id: int


@dataclass(frozen=True)
class Version:
    """What a role requires from a day on; of those that have begun, the last one holds."""

    first_day: date
    needs: frozenset[Need]
    order: int = 0


@dataclass(frozen=True)
class Evidence:
    """A requirement met on a day, until a day (None: for good)."""

    need: Need
    on: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.on <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Span:
    """Days of a duty or of a waiver; no last day means until further notice."""

    first_day: date
    last_day: date | None = None

    def holds(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Waived:
    """One requirement not asked of one person on dated days."""

    need: Need
    span: Span


@dataclass(frozen=True)
class Facts:
    """What is known of one person in one role."""

    duties: tuple[Span, ...] = ()
    versions: tuple[Version, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    waivers: tuple[Waived, ...] = ()


@dataclass(frozen=True)
class Line:
    """One requirement on the day asked for: when it was met (or the waiver began) and the last day that counts."""

    need: Need
    state: State
    on: date | None = None
    until: date | None = None

    @property
    def lets_in(self) -> bool:
        return self.state in (State.MET, State.WAIVED)


@dataclass(frozen=True)
class Decision:
    """Allow or deny on one day, with every reason; `since` and `until` are the stretch of days with the same answer."""

    allowed: bool
    obstacle: Obstacle | None
    lines: tuple[Line, ...]
    since: date | None = None
    until: date | None = None
    expires: Line | None = None


def decide(facts: Facts, day: date) -> Decision:
    """The answer for a day, and how long it has been and will be the same by what is known now."""
    cuts = breaks(facts)
    place = sum(cut <= day for cut in cuts)
    answer = on_day(facts, day)
    since = stretch_begin(facts, cuts[:place], answer)
    until = stretch_end(facts, cuts[place:], answer)
    return Decision(answer.allowed, answer.obstacle, answer.lines, since, until, expires_next(answer.lines))


def on_day(facts: Facts, day: date) -> Decision:
    """The bare answer for one day. Nobody is allowed without a duty, without a requirement laid down, or with one unmet."""
    version = version_on(facts.versions, day)
    lines = tuple(line_on(facts, need, day) for need in sorted(version.needs)) if version else ()
    obstacle = obstacle_on(facts, version, day)
    return Decision(obstacle is None and all(line.lets_in for line in lines), obstacle, lines)


def obstacle_on(facts: Facts, version: Version | None, day: date) -> Obstacle | None:
    if not any(duty.holds(day) for duty in facts.duties):
        return Obstacle.NOT_YET if any(duty.first_day > day for duty in facts.duties) else Obstacle.OVER
    return Obstacle.UNDEFINED if version is None else None


def version_on(versions: Iterable[Version], day: date) -> Version | None:
    begun = [version for version in versions if version.first_day <= day]
    return max(begun, key=lambda version: (version.first_day, version.order), default=None)


def line_on(facts: Facts, need: Need, day: date) -> Line:
    """Met before waived before expired before missing; of several proofs the one that lasts longest."""
    own = [proof for proof in facts.evidence if proof.need == need and proof.on <= day]
    holding = [proof for proof in own if proof.holds(day)]
    if holding:
        best = max(holding, key=lambda proof: (proof.until or date.max, proof.on))
        return Line(need, State.MET, best.on, best.until)
    waivers = [waiver.span for waiver in facts.waivers if waiver.need == need and waiver.span.holds(day)]
    if waivers:
        longest = max(waivers, key=lambda span: (span.last_day or date.max, span.first_day))
        return Line(need, State.WAIVED, longest.first_day, longest.last_day)
    if own:
        last = max(own, key=lambda proof: (proof.until or date.max, proof.on))
        return Line(need, State.EXPIRED, last.on, last.until)
    return Line(need, State.MISSING)


def breaks(facts: Facts) -> list[date]:
    """Every day on which the answer may differ from that of the day before, in order."""
    spans = [*facts.duties, *(waiver.span for waiver in facts.waivers), *(Span(proof.on, proof.until) for proof in facts.evidence)]
    cuts = {version.first_day for version in facts.versions}
    for span in spans:
        cuts.add(span.first_day)
        if span.last_day is not None and span.last_day < date.max:
            cuts.add(span.last_day + DAY)
    return sorted(cuts)


def stretch_begin(facts: Facts, cuts: Sequence[date], answer: Decision) -> date | None:
    """The first day of the stretch; None where it was never otherwise."""
    begin = None
    for cut in reversed(cuts):
        if not same(on_day(facts, cut), answer):
            break
        begin = cut
    else:
        first = cuts[0] - DAY if cuts and cuts[0] > date.min else None
        return None if first is None or same(on_day(facts, first), answer) else begin
    return begin


def stretch_end(facts: Facts, cuts: Sequence[date], answer: Decision) -> date | None:
    """The last day of the stretch; None where nothing known ends it."""
    return next((cut - DAY for cut in cuts if not same(on_day(facts, cut), answer)), None)


def same(one: Decision, other: Decision) -> bool:
    return (one.allowed, one.obstacle) == (other.allowed, other.obstacle)


def expires_next(lines: Iterable[Line]) -> Line | None:
    """The requirement that runs out first of those that hold."""
    running_out = [line for line in lines if line.lets_in and line.until is not None]
    return min(running_out, key=lambda line: (line.until or date.max, line.need), default=None)
