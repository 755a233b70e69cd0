"""What each clause asks for every milestone on a day: facts gathered for many at once, then the pure engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from governance.contracts.acceptance import ReviewTerms, Round, Standing, standing
from governance.contracts.models import (
    Amendment,
    Cause,
    Contract,
    ExcludedSpan,
    ExtensionOfTime,
    Milestone,
    PartHandover,
    PenaltyClause,
    Review,
    Submission,
    Verdict,
    last_day,
)
from governance.contracts.penalties import (
    Assessment,
    Base,
    Clause,
    Facts,
    Handover,
    Share,
    Span,
    Subject,
    Trigger,
    assess,
    due_moment,
    require_fit,
)
from governance.core.calendars import calendar
from governance.core.earlier import as_held, came_later
from governance.core.errors import GatehouseError
from governance.core.workdays import WorkingCalendar

ZERO = Decimal(0)


@dataclass(frozen=True)
class Record:
    """Everything a milestone's assessment rests on, as the record held it."""

    milestone: Milestone
    standing: Standing
    submitted: date | None
    extension_days: int
    # Days recorded as not counting; those of the client's review past its time follow from the rounds.
    excused: tuple[Span, ...]
    handovers: tuple[Handover, ...]
    amended_value: Decimal
    # The last day agreed, amendments included.
    agreed_end: date
    rounds: tuple[Round, ...] = ()
    used_since: date | None = None
    # The contract's last day, once it has ended: nothing accrues after it.
    ended: date | None = None

    @property
    def excluded(self) -> tuple[Span, ...]:
        return (*self.excused, *(Span(first, last, Cause.REVIEW.value) for first, last in self.standing.excess))

    def until(self, day: date) -> date:
        """The day up to which something can accrue."""
        return day if self.ended is None else min(day, self.ended)

    def if_nothing_happens(self, until: date) -> Record:
        """As it will stand on a day to come: a client that stays silent lets its review time pass, or accepts by its silence."""
        if not self.rounds or self.rounds[-1].decided is not None:
            return self
        return replace(self, standing=_standing(self.milestone.contract, self.rounds, until, self.used_since))

    def due(self, clause: Clause) -> date:
        """The due day after extensions, as the clause counts them."""
        try:
            facts = Facts(due=self.milestone.due, extension_days=self.extension_days)
            due = due_moment(clause, facts, working_of(clause, self.milestone.contract))
        except GatehouseError:
            # The engine refuses such a clause, for the same reason.
            return self.milestone.due
        assert type(due) is date
        return due


@dataclass(frozen=True)
class Exposure:
    """One clause on one milestone: its assessment, or why it cannot be evaluated."""

    record: Record
    clause: PenaltyClause
    terms: Clause
    facts: Facts
    assessment: Assessment | None = None
    refusal: GatehouseError | None = None
    share: Share | None = None

    @property
    def contract(self) -> Contract:
        return self.record.milestone.contract

    @property
    def key(self) -> tuple[int, int, int, int]:
        return self.clause.pk, self.record.milestone.pk, 0, 0

    @property
    def number(self) -> str:
        return f"{self.record.milestone.number}/{self.clause.number}"

    @property
    def granted(self) -> Decimal:
        """What it draws of the contract's cap; zero where it cannot be evaluated (the refusal is shown instead)."""
        return self.share.granted if self.share else ZERO


@dataclass(frozen=True)
class _Rows:
    """Rows of the milestones in hand, by milestone id."""

    rounds: Mapping[int, list[Round]] = field(default_factory=dict)
    extensions: Mapping[int, int] = field(default_factory=dict)
    excluded: Mapping[int, list[Span]] = field(default_factory=dict)
    handovers: Mapping[int, list[Handover]] = field(default_factory=dict)
    amended: Mapping[int, Decimal] = field(default_factory=dict)
    new_ends: Mapping[int, date] = field(default_factory=dict)
    # Since when in use as held at the instant asked for; nothing where it is asked as of now.
    used: Mapping[int, date | None] = field(default_factory=dict)
    ended: Mapping[int, date] = field(default_factory=dict)


def records(milestones: QuerySet[Milestone], day: date, known_at: datetime | None = None) -> list[Record]:
    """The record of each milestone as held at `known_at`. A fixed number of queries."""
    asked = milestones.select_related("contract__vendor", "phase").annotate(last_day=last_day(known_at))
    if known_at is not None:
        # What was added to a contract since; a contract entered afterwards is told as it was entered.
        asked = asked.exclude(~Q(contract__in=came_later(Contract, known_at)), pk__in=came_later(Milestone, known_at))
    found = as_held(asked, known_at)
    ended = {milestone.contract_id: on for milestone in found if (on := vars(milestone)["last_day"])}
    contracts = as_held([milestone.contract for milestone in found], known_at)
    as_held([contract.vendor for contract in contracts], known_at)
    rows = _rows([milestone.pk for milestone in found], {milestone.contract_id for milestone in found}, known_at)
    return [_record(milestone, replace(rows, ended=ended), day) for milestone in found]


def exposures(
    milestones: QuerySet[Milestone], day: date, known_at: datetime | None = None, *, held: Sequence[Record] | None = None
) -> list[Exposure]:
    """What each penalty clause of each milestone gives on `day`, before the contracts' caps. A fixed number of queries.

    `held`: the milestones' records of that day, where they are read already.
    """
    held = records(milestones, day, known_at) if held is None else held
    links = Milestone.clauses.through.objects.filter(milestone_id__in=[record.milestone.pk for record in held])
    pairs = list(links.order_by("penaltyclause__number").values_list("milestone_id", "penaltyclause_id"))
    by_id = PenaltyClause.objects.in_bulk({clause for _milestone, clause in pairs})
    terms = {pk: clause.clause for pk, clause in by_id.items()}
    clauses: dict[int, list[PenaltyClause]] = defaultdict(list)
    for milestone_id, clause_id in pairs:
        clauses[milestone_id].append(by_id[clause_id])
    return [
        _assessed(Exposure(record, clause, terms[clause.pk], facts_of(record, terms[clause.pk], day)))
        for record in held
        for clause in clauses[record.milestone.pk]
    ]


def facts_of(record: Record, clause: Clause, day: date) -> Facts:
    """The engine's facts for one clause: what counts as finished depends on the clause's trigger."""
    milestone, day = record.milestone, record.until(day)
    finish = record.standing.accepted if clause.trigger == Trigger.LATE_ACCEPTANCE else record.submitted
    due = record.due(clause) if record.handovers else milestone.due
    delivered = sum((part.share for part in record.handovers if part.on <= due), ZERO)
    # What was handed over by the due day is no part of the undelivered value; from every other rate it is cut.
    later = tuple(part for part in record.handovers if part.on > due)
    return Facts(
        due=milestone.due,
        finish=finish if finish is None or finish <= day else None,
        as_of=day,
        bases={
            Base.MILESTONE: milestone.value,
            Base.CONTRACT_ORIGINAL: milestone.contract.value,
            Base.CONTRACT_AMENDED: record.amended_value,
            Base.UNDELIVERED: milestone.value * (1 - delivered),
        },
        extension_days=record.extension_days,
        excluded=record.excluded,
        handovers=later if clause.takes_share_of(Base.UNDELIVERED) else record.handovers,
        origins=origins(milestone.contract.value, record.amended_value)
        | ({Base.UNDELIVERED: {"whole": milestone.value, "delivered": delivered}} if delivered else {}),
    )


def origins(original: Decimal, amended: Decimal) -> dict[Base, dict[str, Any]]:
    """What an amended value is made of, as the derivation prints it."""
    return {Base.CONTRACT_AMENDED: {"original": original, "change": amended - original}} if amended != original else {}


def moved(exposure: Exposure, day: date | None) -> Exposure:
    """The same if it is not accepted before `day` (None: at the vendor's own forecast), before the contract's cap."""
    facts = exposure.facts
    if facts.finish is not None or exposure.record.ended is not None:
        return exposure
    forecast, asked = exposure.record.milestone.forecast, facts.as_of
    assert isinstance(asked, date)
    if day is None and (forecast is None or forecast <= asked):
        # No later than today: it comes to the same.
        return exposure
    if day is None and forecast is not None:
        return accepted(exposure, forecast)
    assert day is not None
    then = facts_of(exposure.record.if_nothing_happens(day), exposure.terms, day)
    return _assessed(replace(exposure, facts=then, assessment=None, refusal=None, share=None))


def accepted(exposure: Exposure, on: date) -> Exposure:
    """The same if it were accepted (or, where that counts, submitted) on a day, before the contract's cap."""
    return _assessed(replace(exposure, facts=if_accepted_on(exposure, on), assessment=None, refusal=None, share=None))


def if_accepted_on(exposure: Exposure, on: date) -> Facts:
    """The facts if it were accepted on a day; where the client's silence accepts it before, the silence counts."""
    on, facts = exposure.record.until(on), exposure.facts
    assert isinstance(facts.as_of, date)
    if facts.finish is None and on > facts.as_of:
        facts = facts_of(exposure.record.if_nothing_happens(on), exposure.terms, on)
    return replace(facts, finish=facts.finish if exposure.facts.finish is None and facts.finish is not None else on)


def _assessed(exposure: Exposure) -> Exposure:
    try:
        require_fit(exposure.terms, Subject.MILESTONE)
        return replace(exposure, assessment=assess(exposure.terms, exposure.facts, working_of(exposure.terms, exposure.contract)))
    except GatehouseError as refusal:
        return replace(exposure, refusal=refusal)


def working_of(clause: Clause, contract: Contract) -> WorkingCalendar | None:
    """The calendar by which a clause counts; None where it counts calendar days."""
    return calendar(contract.calendar) if clause.working_days else None


def _standing(contract: Contract, rounds: Sequence[Round], day: date, used_since: date | None) -> Standing:
    terms = ReviewTerms(contract.review_days, contract.deemed_days, contract.use_is_acceptance)
    return standing(rounds, terms, start=contract.starts_on, today=day, used_since=used_since)


def _record(milestone: Milestone, rows: _Rows, day: date) -> Record:
    contract = milestone.contract
    rounds = tuple(rows.rounds.get(milestone.pk, []))
    used_since = rows.used.get(milestone.pk, milestone.used_since)
    submitted = max((round_.submitted for round_ in rounds if round_.verdict != Verdict.REJECTED), default=None)
    return Record(
        milestone,
        _standing(contract, rounds, day, used_since),
        submitted,
        rows.extensions.get(milestone.pk, 0),
        tuple(rows.excluded.get(milestone.pk, [])),
        tuple(rows.handovers.get(milestone.pk, [])),
        contract.value + rows.amended.get(contract.pk, ZERO),
        rows.new_ends.get(contract.pk, contract.ends_on),
        rounds,
        used_since,
        rows.ended.get(contract.pk),
    )


def _known(rows: Any, known_at: datetime | None) -> Any:
    return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


def _rows(milestones: Iterable[int], contracts: Iterable[int], known_at: datetime | None) -> _Rows:
    keys = list(milestones)
    reviews = {row.submission_id: row for row in _known(Review.objects.filter(submission__milestone__in=keys), known_at)}
    rounds: dict[int, list[Round]] = defaultdict(list)
    for row in _known(Submission.objects.filter(milestone__in=keys), known_at).order_by("round"):
        review = reviews.get(row.pk)
        rounds[row.milestone_id].append(Round(row.round, row.on, review and review.on, review and Verdict(review.verdict)))
    extensions = _known(ExtensionOfTime.objects.filter(milestone__in=keys), known_at).order_by()
    amended: dict[int, Decimal] = defaultdict(Decimal)
    new_ends: dict[int, date] = {}
    amendments = _known(Amendment.objects.filter(contract__in=contracts), known_at).order_by("signed_on", "recorded_at", "pk")
    for contract, change, new_end in amendments.values_list("contract_id", "value_change", "new_end"):
        amended[contract] += change
        # The one signed last that names an end holds.
        new_ends |= {contract: new_end} if new_end else {}
    spans: dict[int, list[Span]] = defaultdict(list)
    standing_spans = _known(ExcludedSpan.objects.filter(milestone__in=keys), known_at)
    taken_back = {row.withdraws_id for row in standing_spans if row.withdraws_id}
    for row in standing_spans:
        if row.withdraws_id is None and row.pk not in taken_back:
            spans[row.milestone_id].append(Span(row.first_day, row.last_day, row.cause))
    parts: dict[int, list[Handover]] = defaultdict(list)
    for row in _known(PartHandover.objects.filter(milestone__in=keys), known_at).order_by("on", "pk"):
        parts[row.milestone_id].append(Handover(row.on, row.share))
    return _Rows(
        rounds,
        dict(extensions.values_list("milestone").annotate(days=Sum("days"))),
        spans,
        parts,
        amended,
        new_ends,
        {} if known_at is None else dict.fromkeys(keys) | _used_since(keys, known_at),
    )


def _used_since(milestones: Iterable[int], known_at: datetime) -> dict[int, date | None]:
    """What the history held of productive use at an instant: the last word until then."""
    rows = Milestone.history.filter(id__in=list(milestones), history_date__lte=known_at)
    return dict(rows.order_by("history_date", "history_id").values_list("id", "used_since"))
