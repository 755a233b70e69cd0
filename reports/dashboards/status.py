"""Green, amber, red, or cannot be told: the written rules of the programme's status. Pure.

Missing data is never green. Every light names its reason; the words for a reason live in `wording.py`, so that a
frozen status can be read in any language. The thresholds are those of the written
rules in force (rollout/staging/status); both are explained in docs/algorithms/status.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rollout.staging.status.rules import WEIGHT, Book, Light

__all__ = ["DEFAULTS", "WEIGHT", "Facts", "Finding", "Light", "OfficeFacts", "Status", "Thresholds", "judge", "thresholds"]


@dataclass(frozen=True)
class Thresholds:
    """The limits of the written rules. Percent and points on 0–100, ages in days, `settled_weeks` in weeks since go-live."""

    reach_amber: Decimal
    reach_red: Decimal
    fall_amber: Decimal
    fall_red: Decimal
    low_score: Decimal
    settled_weeks: int
    low_share_amber: Decimal
    low_share_red: Decimal
    late_amber_days: Decimal
    late_red_days: Decimal
    late_share_amber: Decimal
    late_share_red: Decimal
    stale_amber_days: Decimal
    stale_red_days: Decimal


def thresholds(book: Book) -> Thresholds:
    """The limits that the rules in force give."""
    rules = book.rules
    return Thresholds(
        reach_amber=rules["reach"].amber,
        reach_red=rules["reach"].red,
        fall_amber=rules["score-fall"].amber,
        fall_red=rules["score-fall"].red,
        low_score=rules["office-score"].red,
        settled_weeks=rules["office-score"].settled_weeks or 0,
        low_share_amber=rules["low-share"].amber,
        low_share_red=rules["low-share"].red,
        late_amber_days=rules["late-days"].amber,
        late_red_days=rules["late-days"].red,
        late_share_amber=rules["late-share"].amber,
        late_share_red=rules["late-share"].red,
        stale_amber_days=rules["data-age"].amber,
        stale_red_days=rules["data-age"].red,
    )


DEFAULTS = thresholds(Book())


@dataclass(frozen=True)
class OfficeFacts:
    """One office on the day. `weeks_live` is None before go-live; `days_late` counts past the planned go-live."""

    id: int
    weeks_live: int | None = None
    held: bool = False
    days_late: int = 0
    score: Decimal | None = None


@dataclass(frozen=True)
class Facts:
    """What the rules look at. `score_before` is the programme's score four weeks earlier; `set_up`: there is a programme at all."""

    offices: tuple[OfficeFacts, ...] = ()
    reach: Decimal | None = None
    score: Decimal | None = None
    score_before: Decimal | None = None
    data_age_days: int | None = None
    set_up: bool = False

    @property
    def live(self) -> tuple[OfficeFacts, ...]:
        return tuple(office for office in self.offices if office.weeks_live is not None)


@dataclass(frozen=True)
class Finding:
    """One rule that does not come out green: which, the figure and its limit, and the offices behind it."""

    light: Light
    code: str
    value: Decimal | int | None = None
    limit: Decimal | int | None = None
    office_ids: tuple[int, ...] = ()
    total: int = 0
    metric: str = ""


@dataclass(frozen=True)
class Status:
    light: Light
    findings: tuple[Finding, ...] = field(default=())


def judge(facts: Facts, limits: Thresholds = DEFAULTS, more: Sequence[Finding] = ()) -> Status:
    """The light and every reason for it, worst first; `more` are the findings of rules written beside the built-in ones."""
    if not facts.offices:
        return Status(Light.UNKNOWN, (Finding(Light.UNKNOWN, "no_offices" if facts.set_up else "no_programme"),))
    rules = (data_age, reach, trend, low_scores, late, held)
    findings = [finding for rule in rules for finding in rule(facts, limits)] + list(more)
    findings.sort(key=lambda finding: -WEIGHT[finding.light])
    return Status(findings[0].light if findings else Light.GREEN, tuple(findings))


def above(value: Decimal | int, amber: Decimal | int, red: Decimal | int) -> Light:
    """Red above the red limit, amber above the amber one."""
    return Light.RED if value > red else Light.AMBER if value > amber else Light.GREEN


def data_age(facts: Facts, limits: Thresholds) -> Iterator[Finding]:
    """Old figures are not today's figures; no figures at all are not a green light once offices are live."""
    if not facts.live:
        return
    age = facts.data_age_days
    if age is None:
        yield Finding(Light.UNKNOWN, "no_usage", metric="adoption.data_age_days")
        return
    light = above(age, limits.stale_amber_days, limits.stale_red_days)
    if light != Light.GREEN:
        yield Finding(light, "stale", value=age, limit=limits.stale_amber_days, metric="adoption.data_age_days")


def reach(facts: Facts, limits: Thresholds) -> Iterator[Finding]:
    """Do the people who must use the CRM use it?"""
    if not facts.live or facts.data_age_days is None:
        return
    if facts.reach is None:
        yield Finding(Light.UNKNOWN, "no_reach", metric="adoption.reach")
        return
    light = Light.RED if facts.reach < limits.reach_red else Light.AMBER if facts.reach < limits.reach_amber else Light.GREEN
    if light != Light.GREEN:
        yield Finding(light, "reach_low", value=facts.reach, limit=limits.reach_amber, metric="adoption.reach")


def trend(facts: Facts, limits: Thresholds) -> Iterator[Finding]:
    """Is the score falling over four weeks?"""
    if facts.score is None or facts.score_before is None:
        return
    fall = facts.score_before - facts.score
    light = Light.RED if fall >= limits.fall_red else Light.AMBER if fall >= limits.fall_amber else Light.GREEN
    if light != Light.GREEN:
        yield Finding(light, "score_falls", value=fall, limit=limits.fall_amber, metric="adoption.score")


def low_scores(facts: Facts, limits: Thresholds) -> Iterator[Finding]:
    """Offices that had time to settle and still score low."""
    settled = [office for office in facts.live if (office.weeks_live or 0) >= limits.settled_weeks]
    low = [office for office in settled if office.score is not None and office.score < limits.low_score]
    if low:
        light = above(share(low, settled), limits.low_share_amber, limits.low_share_red)
        if light != Light.GREEN:
            yield Finding(light, "scores_low", len(low), limits.low_score, ids(low), len(settled), "adoption.score")


def late(facts: Facts, limits: Thresholds) -> Iterator[Finding]:
    """Offices past their planned go-live."""
    late = sorted((office for office in facts.offices if office.days_late > 0), key=lambda office: -office.days_late)
    if late:
        by_days = above(late[0].days_late, limits.late_amber_days, limits.late_red_days)
        by_share = above(share(late, facts.offices), limits.late_share_amber, limits.late_share_red)
        light = max(by_days, by_share, key=WEIGHT.__getitem__)
        if light != Light.GREEN:
            yield Finding(light, "late", late[0].days_late, limits.late_red_days, ids(late), len(facts.offices))


def held(facts: Facts, limits: Thresholds) -> Iterator[Finding]:
    """Offices on hold."""
    held = [office for office in facts.offices if office.held]
    if held:
        yield Finding(Light.AMBER, "held", len(held), None, ids(held), len(facts.offices))


def share(some: Sequence[OfficeFacts], all_: Sequence[OfficeFacts]) -> Decimal:
    """Percent, 0–100."""
    return Decimal(100 * len(some)) / len(all_)


def ids(offices: Sequence[OfficeFacts]) -> tuple[int, ...]:
    return tuple(office.id for office in offices)
