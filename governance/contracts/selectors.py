"""Reads that cross the tables of contracts."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from governance.contracts.charts import Bar, Curve, Term
from governance.contracts.claims import Key, Outlook
from governance.contracts.clocks import SECURITY_WARNING
from governance.contracts.exposure import Exposure, Record, if_accepted_on, records, working_of
from governance.contracts.models import (
    Amendment,
    Contract,
    KeyPerson,
    Milestone,
    PaymentKind,
    Penalty,
    PenaltyStep,
    Presence,
    Security,
    last_days,
)
from governance.contracts.occurrences import Occurrence
from governance.contracts.penalties import Assessment, assess, assess_bonus, cap_limit, what_if
from governance.contracts.penalty_life import Account, Sums, account
from governance.contracts.presence import Attendance, Seen, attendance
from governance.contracts.states import ContractState, MilestoneState, PenaltyAction
from governance.contracts.time_bars import TimeBar, time_bar
from governance.core.errors import GatehouseError
from governance.core.workdays import WorkingCalendar

ZERO = Decimal(0)
# Contract and milestone (None: of people, services and requests) → what was assessed, settled and is open.
Accounts = Mapping[tuple[int, int | None], Account]


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
    # Of the three sums, those that lack a claim which cannot be evaluated: they are at least what they say.
    partial: frozenset[str] = frozenset()


def owed(view: Outlook) -> list[Owed]:
    """Every milestone that owes something on the day or will in 30 days. The number of queries does not grow."""
    ahead = {one.key: one for one in view.ahead.exposures}
    forecast = {one.key: one for one in view.forecast.exposures}
    by_milestone: dict[int, list[Exposure]] = defaultdict(list)
    for exposure in view.today.exposures:
        by_milestone[exposure.record.milestone.pk].append(exposure)
    told = _told({exposure.contract.pk for exposure in view.today.exposures})
    lines = [_owed(group, ahead, forecast, told, view.day) for group in by_milestone.values()]
    return sorted((line for line in lines if line.today or line.ahead or line.refusals), key=lambda line: -line.today)


def _told(contracts: Iterable[int]) -> set[Key]:
    """The claims on milestones of which the vendor was told."""
    told = PenaltyStep.objects.filter(action=PenaltyAction.NOTIFY, penalty__clause__contract__in=contracts)
    steps = told.filter(penalty__milestone__isnull=False)
    rows = steps.order_by().values_list("penalty__clause_id", "penalty__milestone_id")
    return {(clause, milestone, 0, 0) for clause, milestone in rows}


def _notify_by(group: Sequence[Exposure], told: set[Key], day: date) -> TimeBar | None:
    """The nearest time bar among the claims not notified yet."""
    open_claims = [e for e in group if e.assessment and e.granted and e.key not in told]
    bars = [bar for e in open_claims if e.assessment and (bar := time_bar(e.terms, e.assessment.first_day, day))]
    return min(bars, key=lambda bar: bar.last_day, default=None)


def _owed(group: Sequence[Exposure], ahead: Mapping[Key, Exposure], forecast: Mapping[Key, Exposure], told: set[Key], day: date) -> Owed:
    sums = {"today": group, "ahead": [ahead[one.key] for one in group], "at_forecast": [forecast[one.key] for one in group]}
    refusals = {name: [str(one.refusal) for one in then if one.refusal] for name, then in sums.items()}
    assessments = [exposure.assessment for exposure in group if exposure.assessment]
    return Owed(
        group[0].record.milestone,
        max((a.days for a in assessments), default=ZERO),
        sum((exposure.granted for exposure in group), ZERO),
        sum((one.granted for one in sums["ahead"]), ZERO),
        sum((one.granted for one in sums["at_forecast"]), ZERO),
        any(at_cap(exposure) for exposure in group),
        any(a.terminable for a in assessments),
        tuple(dict.fromkeys(refusal for found in refusals.values() for refusal in found)),
        _notify_by(group, told, day),
        frozenset(name for name, found in refusals.items() if found),
    )


def at_cap(one: Exposure | Occurrence) -> bool:
    """Whether its own cap or the contract's is reached: waiting longer costs the vendor nothing more."""
    return bool(one.assessment and one.assessment.capped) or bool(one.share and one.share.cut)


def bars(contracts: Sequence[int], day: date, known_at: datetime | None = None) -> list[Bar]:
    """The Gantt's lines."""
    return [bar(record, day) for record in records(Milestone.objects.filter(contract__in=contracts), day, known_at)]


def due_by(bars: Sequence[Bar], held: Sequence[Record], day: date) -> list[Bar]:
    """The milestones whose due date came by that day; after a contract’s last day none comes any more."""
    return [bar for bar, one in zip(bars, held, strict=True) if bar.extended <= one.until(day)]


def accepted_days(milestones: QuerySet[Milestone], day: date) -> dict[int, date]:
    """When each counts as accepted: by decision, by silence or by use. Milestones not accepted are left out."""
    found = {record.milestone.pk: record.standing.accepted for record in records(milestones, day)}
    return {pk: accepted for pk, accepted in found.items() if accepted is not None}


def bar(record: Record, day: date) -> Bar:
    milestone = record.milestone
    extended = milestone.due + timedelta(days=record.extension_days)
    actual = record.standing.accepted
    start = milestone.phase.first_day if milestone.phase else milestone.contract.starts_on
    forecast = milestone.forecast if actual is None and record.ended is None else None
    term = Term(milestone.contract.number, record.agreed_end, record.ended, milestone.contract.state if record.ended else "")
    return Bar(str(milestone), start, milestone.due, extended, forecast, actual, (actual or record.until(day)) > extended, term)


def bonus(exposure: Exposure) -> Assessment:
    """The reward for early acceptance that the clause names: a result of its own beside the penalty."""
    return assess_bonus(exposure.terms, exposure.facts, working_of(exposure.terms, exposure.contract))


FURTHEST = timedelta(days=3660)


def curve(exposure: Exposure, today: date, chosen: date | None) -> Curve:
    """The what-if curve of one clause on one milestone: from the due date to well past today, the cap and the tiers marked.

    It ends where the clause cannot be evaluated any more (working days of a year not published yet), and says why.
    """
    milestone, terms, refused = exposure.record.milestone, exposure.terms, ""
    if chosen is not None and not abs(chosen - milestone.due) <= FURTHEST:
        chosen, refused = None, _("Choose a day within ten years of the due date.")
    last = min(max(today, chosen or today, milestone.due) + timedelta(days=60), max(today, milestone.due + FURTHEST))
    if exposure.record.ended is not None:
        last = max(exposure.record.ended, milestone.due)
        chosen = exposure.record.until(chosen) if chosen else None
    days = [milestone.due + timedelta(days=n) for n in range((last - milestone.due).days + 1)]
    if len(days) > 400:
        days = days[:: len(days) // 400 + 1] + [days[-1]]
    working = working_of(terms, milestone.contract)
    points, ends = _points(exposure, days, working)
    picked, why = _points(exposure, [chosen] if chosen else [], working)
    room = exposure.share.before if exposure.share else None
    tiers = _tier_days(exposure, milestone.due, points[-1][0] if points else milestone.due, working)
    limit = cap_limit(terms, exposure.facts)
    found = picked[0] if picked else None
    return Curve(points, today, milestone.due, limit, tiers, found, terms.currency, room, ends=ends, refused=refused or why)


def _tier_days(exposure: Exposure, first: date, last: date, working: WorkingCalendar | None) -> list[date]:
    """The days from which each tier charges: after extensions, grace and days that do not count; those beyond the curve are left out."""

    def charged(place: int) -> Decimal:
        return assess(exposure.terms, if_accepted_on(exposure, first + timedelta(days=place)), working).days

    places = range((last - first).days + 1)
    found = [bisect_left(places, Decimal(tier.from_day), key=charged) for tier in exposure.terms.tiers]
    return [first + timedelta(days=place) for place in found if place < len(places)]


def _points(exposure: Exposure, days: Sequence[date], working: WorkingCalendar | None) -> tuple[list[tuple[date, Decimal]], str]:
    """The sum on each day, up to the first that cannot be evaluated, and why that is."""
    found: list[tuple[date, Decimal]] = []
    for day in days:
        try:
            facts = if_accepted_on(exposure, day)
            found += [(day, amount) for _finish, amount in what_if(exposure.terms, facts, [facts.finish or day], working)]
        except GatehouseError as refusal:
            return found, str(refusal)
    return found, ""


@dataclass(frozen=True)
class Promised:
    """A key person, whether they are there, and what is wrong."""

    person: KeyPerson
    attendance: Attendance
    unapproved: bool
    # Replaced by somebody the client approved, or past the days for which they were promised.
    replaced: bool = False
    over: bool = False

    @property
    def alert(self) -> bool:
        if self.over or self.replaced:
            return False
        return self.unapproved or self.attendance.left or bool(self.attendance.absent and not self.attendance.here)

    @property
    def missed(self) -> bool:
        """Whether the record holds anything against the promise: only that can be given notice of."""
        return self.unapproved or self.attendance.left or bool(self.attendance.absent)


def promised_people(contract: Contract, today: date, known_at: datetime | None = None) -> list[Promised]:
    """Promised people against present ones."""
    rows = Presence.objects.filter(key_person__contract=contract).order_by("recorded_at", "pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    seen: dict[int, list[Seen]] = defaultdict(list)
    for row in rows:
        seen[row.key_person_id].append(Seen(row.first_day, row.last_day, row.present, row.removed))
    people = list(contract.key_people.select_related("replaces"))
    replaced = {person.replaces_id for person in people if person.approved_by}
    found = []
    ended = last_days([contract.pk], known_at).get(contract.pk)
    until = today if ended is None else min(today, ended)
    for person in people:
        there = attendance(person.first_day, person.last_day, seen[person.pk], until)
        unapproved = person.replaces_id is not None and not person.approved_by
        found.append(Promised(person, there, unapproved, person.pk in replaced, person.last_day < today or until < today))
    return found


def set_off_against(*contracts: int) -> dict[int, Decimal]:
    """What was set off against each payment of these contracts. One query."""
    steps = PenaltyStep.objects.filter(payment__contract__in=contracts, action=PenaltyAction.SET_OFF).order_by()
    return dict(steps.values_list("payment").annotate(sum=Sum("amount")))


def accounts_by_milestone(contracts: Sequence[int]) -> Accounts:
    """The account of each milestone of which something was assessed. One query."""
    found: dict[tuple[int, int | None], list[Sums]] = defaultdict(list)
    for penalty in Penalty.objects.filter(clause__contract__in=contracts).select_related("clause").order_by("pk"):
        found[penalty.clause.contract_id, penalty.milestone_id].append(penalty.sums)
    return {key: account(sums) for key, sums in found.items()}


def expiring(contracts: Sequence[int], today: date) -> list[Security]:
    """Securities that run out within 60 days, or did while still needed."""
    held = Security.objects.filter(contract__in=contracts, released_on__isnull=True).exclude(contract__state="draft")
    return list(held.filter(expires_on__lte=today + SECURITY_WARNING).select_related("contract"))


def amended_value(contract: Contract) -> Decimal:
    """The contract's value with all its amendments."""
    return contract.value + sum(contract.amendments.values_list("value_change", flat=True), ZERO)


def last_day_agreed(contract: Contract) -> date:
    """The contract's last day with all its amendments."""
    return Contract.objects.filter(pk=contract.pk).values_list(agreed_end(), flat=True).get()


def agreed_end() -> Coalesce:
    """A contract's last day by the amendment signed last that names one, be it later or earlier than the original."""
    amended = Amendment.objects.filter(contract=OuterRef("pk"), new_end__isnull=False).order_by("-signed_on", "-recorded_at", "-pk")
    return Coalesce(Subquery(amended.values("new_end")[:1]), F("ends_on"))


def past_their_end(contracts: QuerySet[Contract], today: date) -> list[tuple[Contract, date]]:
    """Contracts in force whose last day, amendments included, has passed: to be ended, or amended. One query."""
    rows = contracts.filter(state=ContractState.IN_FORCE).annotate(agreed=agreed_end()).filter(agreed__lt=today)
    return [(one, one.agreed) for one in rows.order_by("ends_on", "number")]


def never_due(contract: Contract, day: date) -> set[int]:
    """Payments that wait for a milestone which is not accepted; once the contract has ended without it, they never fall due."""
    accepted = accepted_days(contract.milestones.all(), day)
    waiting = contract.payments.filter(milestone__isnull=False, paid_on__isnull=True).exclude(kind=PaymentKind.ADVANCE)
    return set(waiting.exclude(milestone__in=accepted).values_list("pk", flat=True))


DONE = (MilestoneState.ACCEPTED, MilestoneState.PUNCH_LIST)
