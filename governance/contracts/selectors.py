"""Reads that cross the tables of contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from governance.contracts.charts import Bar, Curve
from governance.contracts.exposure import Exposure, Record, exposures, records, under_contract_caps
from governance.contracts.models import Contract, KeyPerson, Milestone, PenaltyStep, Presence, Security
from governance.contracts.penalties import Assessment, Facts, assess, assess_bonus, what_if
from governance.contracts.presence import Attendance, Seen, attendance
from governance.contracts.states import MilestoneState, PenaltyAction
from governance.contracts.time_bars import TimeBar, time_bar
from governance.core.errors import GatehouseError
from governance.core.workdays import calendar

ZERO = Decimal(0)
AHEAD = 30
SECURITY_WARNING = 60


@dataclass(frozen=True)
class Owed:
    """One milestone's penalties: today, in 30 days, and at the vendor's forecast. Refusals are named, never counted as zero."""

    milestone: Milestone
    days_late: Decimal
    today: Decimal
    ahead: Decimal
    at_forecast: Decimal
    at_cap: bool
    terminable: bool
    refusals: tuple[str, ...]
    notify_by: TimeBar | None = None


def owed(contracts: Sequence[int], day: date, known_at: datetime | None = None) -> list[Owed]:
    """Every milestone that owes something on `day` or will in 30 days. The number of queries does not grow."""
    milestones = Milestone.objects.filter(contract__in=contracts, contract__state="in_force")
    found = exposures(milestones, day, known_at)
    ahead = {_key(e): e.granted for e in _at(found, day + timedelta(days=AHEAD))}
    forecast = {_key(e): e.granted for e in _at(found, None)}
    by_milestone: dict[int, list[Exposure]] = defaultdict(list)
    for exposure in found:
        by_milestone[exposure.record.milestone.pk].append(exposure)
    told = _told([exposure.record.milestone.pk for exposure in found])
    lines = [replace(_owed(group, ahead, forecast), notify_by=_notify_by(group, told, day)) for group in by_milestone.values()]
    return sorted((line for line in lines if line.today or line.ahead or line.refusals), key=lambda line: -line.today)


def _key(exposure: Exposure) -> tuple[int, int]:
    return exposure.record.milestone.pk, exposure.clause.pk


def _told(milestones: Sequence[int]) -> set[tuple[int, int]]:
    """The claims of which the vendor was told."""
    steps = PenaltyStep.objects.filter(action=PenaltyAction.NOTIFY, penalty__milestone__in=milestones)
    return set(steps.order_by().values_list("penalty__milestone_id", "penalty__clause_id"))


def _notify_by(group: Sequence[Exposure], told: set[tuple[int, int]], day: date) -> TimeBar | None:
    """The nearest time bar among the claims not notified yet."""
    open_claims = [e for e in group if e.assessment and e.granted and _key(e) not in told]
    bars = [bar for e in open_claims if e.assessment and (bar := time_bar(e.terms, e.assessment.first_day, day))]
    return min(bars, key=lambda bar: bar.last_day, default=None)


def _at(found: Sequence[Exposure], day: date | None) -> list[Exposure]:
    """The same exposures if nothing is accepted before `day` (None: at each vendor's own forecast)."""
    return under_contract_caps([_moved(exposure, day) for exposure in found])


def _moved(exposure: Exposure, day: date | None) -> Exposure:
    facts = exposure.facts
    if facts.finish is not None:
        return exposure
    forecast = exposure.record.milestone.forecast
    then = replace(facts, as_of=day) if day else replace(facts, finish=max(forecast, _day(facts)) if forecast else None)
    try:
        working = calendar(exposure.record.milestone.contract.calendar) if exposure.terms.working_days else None
        return replace(exposure, facts=then, assessment=assess(exposure.terms, then, working), share=None)
    except GatehouseError as refusal:
        return replace(exposure, assessment=None, refusal=refusal, share=None)


def _day(facts: Facts) -> date:
    assert isinstance(facts.as_of, date)
    return facts.as_of


def _owed(group: Sequence[Exposure], ahead: dict[tuple[int, int], Decimal], forecast: dict[tuple[int, int], Decimal]) -> Owed:
    assessments = [exposure.assessment for exposure in group if exposure.assessment]
    return Owed(
        group[0].record.milestone,
        max((a.days for a in assessments), default=ZERO),
        sum((exposure.granted for exposure in group), ZERO),
        sum((ahead[_key(exposure)] for exposure in group), ZERO),
        sum((forecast[_key(exposure)] for exposure in group), ZERO),
        any(a.capped for a in assessments),
        any(a.terminable for a in assessments),
        tuple(str(exposure.refusal) for exposure in group if exposure.refusal),
    )


def bars(contracts: Sequence[int], day: date, known_at: datetime | None = None) -> list[Bar]:
    """The Gantt's lines."""
    return [bar(record, day) for record in records(Milestone.objects.filter(contract__in=contracts), day, known_at)]


def bar(record: Record, day: date) -> Bar:
    milestone = record.milestone
    extended = milestone.due + timedelta(days=record.extension_days)
    actual = record.standing.accepted
    start = milestone.phase.first_day if milestone.phase else milestone.contract.starts_on
    forecast = milestone.forecast if actual is None else None
    return Bar(str(milestone), start, milestone.due, extended, forecast, actual, (actual or day) > extended)


def bonus(exposure: Exposure) -> Assessment:
    """The reward for early acceptance that the clause names: a result of its own beside the penalty."""
    working = calendar(exposure.record.milestone.contract.calendar) if exposure.terms.working_days else None
    return assess_bonus(exposure.terms, exposure.facts, working)


def curve(exposure: Exposure, today: date, chosen: date | None) -> Curve:
    """The what-if curve of one clause on one milestone: from the due date to well past today, the cap and the tiers marked."""
    milestone, terms = exposure.record.milestone, exposure.terms
    last = max(today, chosen or today, milestone.due) + timedelta(days=60)
    days = [milestone.due + timedelta(days=n) for n in range((last - milestone.due).days + 1)]
    if len(days) > 400:
        days = days[:: len(days) // 400 + 1] + [days[-1]]
    working = calendar(milestone.contract.calendar) if terms.working_days else None
    points = what_if(terms, exposure.facts, days, working)
    picked = what_if(terms, exposure.facts, [chosen], working)[0] if chosen else None
    limit = None
    if terms.cap is not None:
        named = terms.cap.base or terms.base
        limit = terms.cap.rate.amount(exposure.facts.bases.get(named) if named else None)
    tiers = [milestone.due + timedelta(days=tier.from_day + exposure.facts.extension_days) for tier in terms.tiers]
    return Curve(points, today, milestone.due, limit, tiers, picked, terms.currency)


@dataclass(frozen=True)
class Promised:
    """A key person, whether they are there, and what is wrong."""

    person: KeyPerson
    attendance: Attendance
    unapproved: bool

    @property
    def alert(self) -> bool:
        return self.unapproved or self.attendance.left or bool(self.attendance.absent and not self.attendance.here)


def promised_people(contract: Contract, today: date, known_at: datetime | None = None) -> list[Promised]:
    """Promised people against present ones."""
    rows = Presence.objects.filter(key_person__contract=contract).order_by("recorded_at", "pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    seen: dict[int, list[Seen]] = defaultdict(list)
    for row in rows:
        seen[row.key_person_id].append(Seen(row.first_day, row.last_day, row.present, row.removed))
    found = []
    for person in contract.key_people.select_related("replaces"):
        there = attendance(person.first_day, person.last_day, seen[person.pk], today)
        found.append(Promised(person, there, person.replaces_id is not None and not person.approved_by))
    return found


def expiring(contracts: Sequence[int], today: date) -> list[Security]:
    """Securities that run out within 60 days, or did while still needed."""
    held = Security.objects.filter(contract__in=contracts, released_on__isnull=True, contract__state="in_force")
    return list(held.filter(expires_on__lte=today + timedelta(days=SECURITY_WARNING)).select_related("contract"))


DONE = (MilestoneState.ACCEPTED, MilestoneState.PUNCH_LIST)
