"""This room's entries in the metric registry: milestones due and late, penalties, rounds, promised people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts import selectors
from governance.contracts.access import contracts_for
from governance.contracts.charts import Bar
from governance.contracts.claims import Drawn, drawn
from governance.contracts.exposure import Record, records
from governance.contracts.models import Contract, Milestone
from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, SubjectNames, Unit, register, register_names
from governance.core.permissions import Verb

CONTRACT = frozenset({SubjectKind.CONTRACT})
NOTHING: Text = _("No milestone was due yet.")
Found = Mapping[tuple[Subject, date], Measurement]
Measure = Callable[[Sequence[Subject], Sequence[date], datetime | None], Found]
Figure = Callable[[list[Bar], list[Record], date], Measurement]


def per_contract(figure: Figure) -> Measure:
    """A measure of many contracts at once, from the record of their milestones."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
        ids = [subject.id for subject in subjects]
        found: dict[tuple[Subject, date], Measurement] = {}
        for day in days:
            held: dict[int, list[Record]] = defaultdict(list)
            for record in records(Milestone.objects.filter(contract__in=ids), day, known_at):
                held[record.milestone.contract_id].append(record)
            for subject in subjects:
                mine = held[subject.id]
                found[subject, day] = figure([selectors.bar(record, day) for record in mine], mine, day)
        return found

    return measure


def per_claims(figure: Callable[[Drawn, int], Measurement]) -> Measure:
    """A measure of many contracts at once, from everything their clauses ask on the day."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
        ids = [subject.id for subject in subjects]
        return {(subject, day): figure(held, subject.id) for day in days for held in [drawn(ids, day, known_at)] for subject in subjects}

    return measure


def share_on_time(bars: list[Bar], held: list[Record], day: date) -> Measurement:
    due = selectors.due_by(bars, held, day)
    kept = sum(1 for bar in due if bar.actual is not None and bar.actual <= bar.extended)
    if not due:
        return Measurement(None, absent=NOTHING)
    return Measurement(Decimal(100 * kept) / len(due), Decimal(kept), Decimal(len(due)), len(due))


def count_due(bars: list[Bar], held: list[Record], day: date) -> Measurement:
    return Measurement(Decimal(len(selectors.due_by(bars, held, day))), sample=len(bars))


def count_late(bars: list[Bar], held: list[Record], day: date) -> Measurement:
    """Nothing is late any more under a contract that has ended: what it owes is told in money."""
    running = [bar for bar, one in zip(bars, held, strict=True) if one.until(day) == day]
    late = sum(bar.late and (bar.actual is None or bar.actual > day) for bar in running)
    return Measurement(Decimal(late), sample=len(bars))


def days_late(bars: list[Bar], held: list[Record], day: date) -> Measurement:
    late = [((bar.actual or one.until(day)) - bar.extended).days for bar, one in zip(bars, held, strict=True) if bar.late]
    return Measurement(Decimal(max(late, default=0)), sample=len(bars))


def accrued(held: Drawn, contract: int) -> Measurement:
    refused = held.refusals(contract)
    sample = sum(bool(one.granted) for one in held.all if one.contract.pk == contract)
    if refused:
        return Measurement(None, sample=sample, absent=refused[0].message)
    return Measurement(held.total(contract), sample=sample)


def at_cap(held: Drawn, contract: int) -> Measurement:
    mine = [one for one in held.all if one.contract.pk == contract]
    return Measurement(Decimal(sum(selectors.at_cap(one) for one in mine)), sample=len(mine))


def rounds(_bars: list[Bar], held: list[Record], _day: date) -> Measurement:
    counts = [sum(clock.whose == "client" for clock in record.standing.clocks) for record in held]
    handed = [count for count in counts if count]
    if not handed:
        return Measurement(None, absent=_("Nothing was submitted yet."))
    return Measurement(Decimal(sum(handed)) / len(handed), Decimal(sum(handed)), Decimal(len(handed)), len(handed))


def presence(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    """Share of the promised days so far on which key people were not recorded as absent."""
    found: dict[tuple[Subject, date], Measurement] = {}
    contracts = {contract.pk: contract for contract in Contract.objects.filter(pk__in=[subject.id for subject in subjects])}
    for subject in subjects:
        for day in days:
            people = selectors.promised_people(contracts[subject.id], day, known_at) if subject.id in contracts else []
            promised = sum(person.attendance.promised_days for person in people)
            absent = sum(person.attendance.absent_days for person in people)
            if promised:
                here = Decimal(promised - absent)
                found[subject, day] = Measurement(100 * here / promised, here, Decimal(promised), len(people))
            else:
                found[subject, day] = Measurement(None, absent=_("Nobody was promised by name for these days."))
    return found


def listed(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The milestones behind a figure."""
    held = records(Milestone.objects.filter(contract=subject.id), day, known_at)
    bars = [selectors.bar(record, day) for record in held]
    cells = [[bar.label, bar.baseline, bar.extended, bar.forecast, bar.actual] for bar in bars]
    return Rows([_("Milestone"), _("Baseline"), _("With extensions"), _("Forecast"), _("Accepted")], cells)


def contract_names(actor: Actor) -> Mapping[int, str]:
    # The registry asks without a day; whoever may see contracts by role sees them on any day.
    return {contract.pk: str(contract) for contract in contracts_for(actor, Verb.VIEW, "contract", date.min)}


def claimed(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The claims behind a sum: what each asks, and what the contract's cap and waivers leave of it."""
    held = drawn([subject.id], day, known_at)
    asked = sorted((one for one in held.all if one.share), key=lambda one: one.share.place if one.share else 0)
    cells = [[one.number, one.share.claim.accrues_from, one.share.claim.amount, one.granted] for one in asked if one.share]
    cells += [[one.number, None, str(one.refusal.message), None] for one in held.all if one.refusal]
    return Rows([_("Claim"), _("Accrues from"), _("Under its clause"), _("Owed")], cells)


def metric(code: str, label: Text, explanation: Text, unit: Unit, direction: Direction, figure: Figure) -> Metric:
    measure = per_contract(figure)
    return Metric(f"contracts.{code}", label, explanation, unit, direction, 1, CONTRACT, measure, listed, "contract", "contract")


def money_metric(code: str, label: Text, explanation: Text, unit: Unit, figure: Callable[[Drawn, int], Measurement]) -> Metric:
    measure = per_claims(figure)
    return Metric(f"contracts.{code}", label, explanation, unit, Direction.LOWER, 0, CONTRACT, measure, claimed, "penalty", "penalty")


register_names(SubjectNames(SubjectKind.CONTRACT, contract_names))
register(
    metric(
        "on_time",
        _("Milestones accepted on time"),
        _("Of the milestones due so far, extensions of time included, the share that was accepted on or before its due date."),
        Unit.PERCENT,
        Direction.HIGHER,
        share_on_time,
    ),
    metric(
        "due",
        _("Milestones due"),
        _("Milestones whose due date, extensions included, has come, accepted or not."),
        Unit.COUNT,
        Direction.NEUTRAL,
        count_due,
    ),
    metric(
        "late",
        _("Milestones late"),
        _("Milestones past their due date, extensions included, that are not accepted, while their contract runs."),
        Unit.COUNT,
        Direction.LOWER,
        count_late,
    ),
    metric(
        "days_late",
        _("Days late at most"),
        _("The longest delay of any milestone in calendar days, extensions included."),
        Unit.DAYS,
        Direction.LOWER,
        days_late,
    ),
    money_metric(
        "penalty_accrued",
        _("Penalties accrued"),
        _(
            "What late milestones, absent people, missed service levels and late requests come to under their clauses on the day, "
            "after every cap and waiver, in the contract’s currency."
        ),
        Unit.MONEY,
        accrued,
    ),
    money_metric(
        "at_cap",
        _("Penalties at their cap"),
        _("Penalties that have reached the cap of their clause or of the contract: waiting longer costs the vendor nothing more."),
        Unit.COUNT,
        at_cap,
    ),
    metric(
        "rounds",
        _("Rounds of acceptance"),
        _("Submissions per milestone submitted at least once. One is the best."),
        Unit.COUNT,
        Direction.LOWER,
        rounds,
    ),
    Metric(
        "contracts.key_people_present",
        _("Key people present"),
        _("Of the days for which people were promised by name so far, the share on which they were not recorded as absent."),
        Unit.PERCENT,
        Direction.HIGHER,
        1,
        CONTRACT,
        presence,
        what="contract",
    ),
)
