"""What absent people, missed service levels and late requests ask on a day: rows gathered at once, then the pure engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from governance.contracts.bills import Bill, running_bill
from governance.contracts.exposure import origins, working_of
from governance.contracts.models import (
    Amendment,
    Contract,
    KeyPerson,
    Measured,
    Payment,
    PaymentKind,
    Penalty,
    PenaltyClause,
    Presence,
    last_day,
)
from governance.contracts.penalties import (
    Assessment,
    Base,
    CannotEvaluate,
    Clause,
    Facts,
    PeriodUnit,
    Share,
    Span,
    Subject,
    Trigger,
    assess,
    cap_limit,
    require_fit,
    require_subject,
    service_credit,
    subject_of,
)
from governance.contracts.presence import Seen, attendance
from governance.core.errors import GatehouseError

ZERO = Decimal(0)
DAY = timedelta(days=1)
BILLED = (PaymentKind.PROGRESS, PaymentKind.FINAL)
NO_BILL = _("The running bill is not known: no payment of the contract falls due from then on, and no charge was entered.")
TRIGGERS = frozenset({Trigger.KEY_PERSON_ABSENT, Trigger.SERVICE_LEVEL, Trigger.LATE_REQUEST})


@dataclass(frozen=True)
class Occurrence:
    """One absence or measurement under one clause: what it owes, or why that cannot be said.

    `measured` is the entry as first made, which a penalty hangs on; `stands` the one that counts, corrections included.
    """

    clause: PenaltyClause
    terms: Clause
    person: KeyPerson | None = None
    measured: Measured | None = None
    stands: Measured | None = None
    assessment: Assessment | None = None
    refusal: GatehouseError | None = None
    penalty: Penalty | None = None
    share: Share | None = None

    @property
    def granted(self) -> Decimal:
        """What it draws of the contract's cap; zero where it cannot be evaluated (the refusal is shown instead)."""
        return self.share.granted if self.share else ZERO

    @property
    def contract(self) -> Contract:
        return self.clause.contract

    @property
    def about(self) -> str:
        return str(self.person or self.stands or "")

    @property
    def number(self) -> str:
        return f"{self.clause.number}/{self.about}"

    @property
    def key(self) -> tuple[int, int, int, int]:
        return self.clause.pk, 0, self.person.pk if self.person else 0, self.measured.pk if self.measured else 0


@dataclass(frozen=True)
class Gathered:
    """The rows of the contracts in hand."""

    clauses: Sequence[PenaltyClause]
    people: Mapping[int, Sequence[KeyPerson]]
    seen: Mapping[int, Sequence[Seen]]
    replaced: Mapping[int, KeyPerson]
    measured: Mapping[int, Sequence[tuple[Measured, Measured]]]
    amended: Mapping[int, Decimal]
    bills: Mapping[int, Sequence[Bill]]
    penalties: Mapping[tuple[int, int, int, int], Penalty]
    # Each ended contract's last day.
    ended: Mapping[int, date]


def gather(contracts: Iterable[int], known_at: datetime | None = None) -> Gathered:
    """The record of clauses, people and measurements as held at `known_at`."""
    rows = PenaltyClause.objects.filter(contract__in=contracts).select_related("contract__vendor").order_by("contract", "number")
    clauses = list(rows.annotate(last_day=last_day(known_at)))
    until = {} if known_at is None else {"recorded_at__lte": known_at}
    people: dict[int, list[KeyPerson]] = defaultdict(list)
    replaced: dict[int, KeyPerson] = {}
    for person in KeyPerson.objects.filter(contract__in=contracts):
        if person.clause_id is not None:
            people[person.clause_id].append(person)
        if person.replaces_id is not None:
            replaced[person.replaces_id] = person
    seen: dict[int, list[Seen]] = defaultdict(list)
    for row in Presence.objects.filter(key_person__contract__in=contracts, **until).order_by("recorded_at", "pk"):
        seen[row.key_person_id].append(Seen(row.first_day, row.last_day, row.present, row.removed))
    amendments = Amendment.objects.filter(contract__in=contracts, **until).order_by()
    held = Penalty.objects.filter(clause__contract__in=contracts, milestone__isnull=True)
    return Gathered(
        clauses,
        people,
        seen,
        replaced,
        standing_measurements(Measured.objects.filter(clause__contract__in=contracts, **until).order_by("recorded_at", "pk")),
        dict(amendments.values_list("contract").annotate(change=Sum("value_change"))),
        _bills(contracts),
        {(penalty.clause_id, 0, penalty.key_person_id or 0, penalty.measured_id or 0): penalty for penalty in held},
        {clause.contract_id: on for clause in clauses if (on := vars(clause)["last_day"])},
    )


def _bills(contracts: Iterable[int]) -> dict[int, list[Bill]]:
    found: dict[int, list[Bill]] = defaultdict(list)
    for payment in Payment.objects.filter(contract__in=contracts, kind__in=BILLED).select_related("milestone"):
        due = payment.due or (payment.milestone.due if payment.milestone else None)
        if due is not None:
            found[payment.contract_id].append(Bill(due, payment.amount))
    return found


def standing_measurements(rows: Iterable[Measured]) -> dict[int, list[tuple[Measured, Measured]]]:
    """By clause, each measurement as first entered with the one that counts: its latest correction, or itself."""
    first: dict[int, Measured] = {}
    last: dict[int, Measured] = {}
    for row in rows:
        root = row.corrects_id or row.pk
        first.setdefault(root, row)
        last[root] = row
    found: dict[int, list[tuple[Measured, Measured]]] = defaultdict(list)
    for root, row in first.items():
        found[row.clause_id].append((row, last[root]))
    return found


def evaluate(held: Gathered, day: date) -> list[Occurrence]:
    """What the gathered rows ask on a day, before the contracts' caps."""
    found: list[Occurrence] = []
    for clause in held.clauses:
        terms = clause.clause
        if terms.trigger != Trigger.KEY_PERSON_ABSENT:
            found += [_misplaced(clause, terms, person, held) for person in held.people.get(clause.pk, ())]
        if terms.trigger in TRIGGERS:
            until = min(day, held.ended.get(clause.contract_id, day))
            amended = clause.contract.value + held.amended.get(clause.contract_id, ZERO)
            bases = {Base.CONTRACT_ORIGINAL: clause.contract.value, Base.CONTRACT_AMENDED: amended}
            found += [replace(one, penalty=held.penalties.get(one.key)) for one in _of_clause(clause, terms, bases, held, until)]
    return found


def _misplaced(clause: PenaltyClause, terms: Clause, person: KeyPerson, held: Gathered) -> Occurrence:
    """A clause that hangs on a person and is about something else: said, never passed over as nothing owed."""
    one = Occurrence(clause, terms, person=person)
    try:
        require_subject(terms, Subject.PERSON)
    except GatehouseError as refusal:
        return replace(one, refusal=refusal, penalty=held.penalties.get(one.key))
    return one


def _of_clause(clause: PenaltyClause, terms: Clause, bases: dict[Base, Decimal], held: Gathered, day: date) -> Iterator[Occurrence]:
    if terms.trigger == Trigger.KEY_PERSON_ABSENT:
        for person in held.people.get(clause.pk, ()):
            facts = absence(person, terms, held.seen.get(person.pk, ()), held.replaced.get(person.pk), day)
            begun = min((_day(span.first) for span in facts.absent), default=None)
            yield _tried(Occurrence(clause, terms, person=person), _with_bases(facts, bases, clause, held, begun, None))
        return
    rows = held.measured.get(clause.pk, ())
    if not rows and terms.trigger == Trigger.SERVICE_LEVEL:
        nothing = CannotEvaluate("measured", _("No period of this clause was measured yet."))
        yield Occurrence(clause, terms, refusal=nothing)
    for first, stands in rows:
        if stands.last_day is not None and stands.last_day > day:
            continue
        facts = request_facts(stands, terms, clause.contract, day) if terms.trigger == Trigger.LATE_REQUEST else Facts()
        begun = _day(facts.due) if facts.due else stands.last_day
        full = _with_bases(facts, bases, clause, held, begun, stands.charge)
        yield _tried(Occurrence(clause, terms, measured=first, stands=stands), full)


def _with_bases(
    facts: Facts, bases: dict[Base, Decimal], clause: PenaltyClause, held: Gathered, begun: date | None, entered: Decimal | None
) -> Facts:
    """The values a share can be taken of; the running bill as entered, else the payment next due when it began."""
    from_where = origins(bases[Base.CONTRACT_ORIGINAL], bases[Base.CONTRACT_AMENDED])
    if entered is not None:
        return replace(facts, bases=bases | {Base.BILL: entered}, origins=from_where)
    bill = running_bill(held.bills.get(clause.contract_id, ()), begun) if begun else None
    if bill is None:
        return replace(facts, bases=bases, origins=from_where)
    return replace(facts, bases=bases | {Base.BILL: bill.amount}, origins=from_where | {Base.BILL: {"bill": bill.due}})


def _tried(one: Occurrence, facts: Facts) -> Occurrence:
    try:
        require_fit(one.terms, subject_of(one.terms))
        if one.terms.base == Base.BILL and Base.BILL not in facts.bases and (facts.absent or facts.due):
            raise CannotEvaluate("base", NO_BILL)
        made = _credit(one.terms, one.stands, facts) if one.terms.trigger == Trigger.SERVICE_LEVEL else _charged(one, facts)
    except GatehouseError as refusal:
        return replace(one, refusal=refusal)
    return replace(one, assessment=made)


def _charged(one: Occurrence, facts: Facts) -> Assessment:
    return assess(one.terms, facts, working_of(one.terms, one.contract))


def _credit(terms: Clause, stands: Measured | None, facts: Facts) -> Assessment:
    assert stands is not None
    limit = cap_limit(terms, facts)
    made = service_credit(terms.bands, stands.level, stands.charge, currency=terms.currency, limit=limit)
    terminable = terms.termination.at_cap and made.capped
    return replace(made, first_day=stands.last_day if made.amount else None, terminable=terminable)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def absence(person: KeyPerson, terms: Clause, seen: Sequence[Seen], replacement: KeyPerson | None, day: date) -> Facts:
    """Absent days up to `day`; per event, one removal: left for good, or replaced without approval."""
    there = attendance(person.first_day, person.last_day, seen, day)
    if terms.period.unit != PeriodUnit.EVENT:
        # The role is filled again from the day an approved replacement begins.
        filled = replacement.first_day if replacement is not None and replacement.approved_by else None
        vacant = [(first, min(last, filled - DAY) if filled else last) for first, last in there.absent]
        return Facts(absent=tuple(Span(first, last) for first, last in vacant if first <= last))
    unapproved = replacement is not None and not replacement.approved_by and replacement.first_day <= day
    since = [entry.first for entry in seen if entry.removed and not entry.present and entry.first <= day] if there.left else []
    if replacement is not None and unapproved:
        since.append(replacement.first_day)
    # Left and replaced without approval is one removal, not two.
    return Facts(events=1 if since else 0, absent=(Span(min(since), day),) if since else ())


def request_facts(stands: Measured, terms: Clause, contract: Contract, day: date) -> Facts:
    """A request still open accrues to the day asked for; between instants, to where that day begins."""
    zone = ZoneInfo(contract.time_zone)
    due = stands.due_at.astimezone(zone) if stands.due_at else None
    done = stands.done_at.astimezone(zone) if stands.done_at else None
    if done is not None and done.date() > day:
        done = None
    if terms.by_instants:
        return Facts(due=due, finish=done, as_of=datetime.combine(day, time.min, zone))
    return Facts(due=due.date() if due else None, finish=done.date() if done else None, as_of=day)
