"""What every milestone owes on a day: facts gathered for many milestones at once, then the pure engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

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
)
from governance.contracts.penalties import Assessment, Base, Claim, Clause, Facts, Handover, Share, Span, Trigger, assess, draw_on_cap
from governance.core.errors import GatehouseError
from governance.core.workdays import calendar

ZERO = Decimal(0)
ACCRUING = frozenset({Trigger.LATE_ACCEPTANCE, Trigger.LATE_SUBMISSION})


@dataclass(frozen=True)
class Record:
    """Everything a milestone's assessment rests on, as the record held it."""

    milestone: Milestone
    standing: Standing
    submitted: date | None
    extension_days: int
    excluded: tuple[Span, ...]
    handovers: tuple[Handover, ...]
    amended_value: Decimal


@dataclass(frozen=True)
class Exposure:
    """One clause on one milestone: its assessment, or why it cannot be evaluated."""

    record: Record
    clause: PenaltyClause
    terms: Clause
    facts: Facts
    assessment: Assessment | None
    refusal: GatehouseError | None = None
    share: Share | None = None

    @property
    def granted(self) -> Decimal:
        """What is owed after the contract's cap; zero where it cannot be evaluated (the refusal is shown instead)."""
        if self.share is not None:
            return self.share.granted
        return self.assessment.amount if self.assessment else ZERO


@dataclass(frozen=True)
class _Rows:
    """Rows of the milestones in hand, by milestone id."""

    rounds: Mapping[int, list[Round]] = field(default_factory=dict)
    extensions: Mapping[int, int] = field(default_factory=dict)
    excluded: Mapping[int, list[Span]] = field(default_factory=dict)
    handovers: Mapping[int, list[Handover]] = field(default_factory=dict)
    amended: Mapping[int, Decimal] = field(default_factory=dict)


def records(milestones: QuerySet[Milestone], day: date, known_at: datetime | None = None) -> list[Record]:
    """The record of each milestone as held at `known_at`. A fixed number of queries."""
    found = list(milestones.select_related("contract__vendor", "phase"))
    rows = _rows([milestone.pk for milestone in found], {milestone.contract_id for milestone in found}, known_at)
    return [_record(milestone, rows, day) for milestone in found]


def exposures(milestones: QuerySet[Milestone], day: date, known_at: datetime | None = None) -> list[Exposure]:
    """What each penalty clause of each milestone gives on `day`, after the contracts' caps. A fixed number of queries."""
    held = records(milestones, day, known_at)
    links = Milestone.clauses.through.objects.filter(milestone_id__in=[record.milestone.pk for record in held])
    pairs = list(links.order_by("penaltyclause__number").values_list("milestone_id", "penaltyclause_id"))
    by_id = PenaltyClause.objects.in_bulk({clause for _milestone, clause in pairs})
    terms = {pk: clause.clause for pk, clause in by_id.items()}
    clauses: dict[int, list[PenaltyClause]] = defaultdict(list)
    for milestone_id, clause_id in pairs:
        clauses[milestone_id].append(by_id[clause_id])
    found = [_expose(record, clause, terms[clause.pk], day) for record in held for clause in clauses[record.milestone.pk]]
    return under_contract_caps([exposure for exposure in found if exposure.terms.trigger in ACCRUING])


def facts_of(record: Record, clause: Clause, day: date) -> Facts:
    """The engine's facts for one clause: what counts as finished depends on the clause's trigger."""
    milestone = record.milestone
    finish = record.standing.accepted if clause.trigger == Trigger.LATE_ACCEPTANCE else record.submitted
    delivered = sum((part.share for part in record.handovers if part.on <= milestone.due), ZERO)
    later = tuple(part for part in record.handovers if part.on > milestone.due)
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
        handovers=later,
    )


def _expose(record: Record, clause: PenaltyClause, terms: Clause, day: date) -> Exposure:
    facts = facts_of(record, terms, day)
    try:
        working = calendar(record.milestone.contract.calendar) if terms.working_days else None
        return Exposure(record, clause, terms, facts, assess(terms, facts, working))
    except GatehouseError as refusal:
        return Exposure(record, clause, terms, facts, None, refusal)


def under_contract_caps(found: Sequence[Exposure]) -> list[Exposure]:
    """Each contract's claims drawn on its cap, in order of accrual date, then number."""
    by_contract: dict[int, list[Exposure]] = defaultdict(list)
    for exposure in found:
        by_contract[exposure.record.milestone.contract_id].append(exposure)
    result = []
    for group in by_contract.values():
        cap = contract_cap(group[0].record.milestone.contract)
        claims = {
            (e.record.milestone.pk, e.clause.pk): Claim(
                f"{e.record.milestone.number}/{e.clause.number}", e.assessment.first_day, e.assessment.amount
            )
            for e in group
            if e.assessment and e.assessment.first_day
        }
        shares = {id(share.claim): share for share in draw_on_cap(claims.values(), cap)}
        result += [replace(e, share=shares.get(id(claims.get((e.record.milestone.pk, e.clause.pk))))) for e in group]
    return result


def contract_cap(contract: Contract) -> Decimal | None:
    """The most all penalties of the contract together may come to, in its currency; None where it names no cap."""
    if contract.contract_cap_percent is None:
        return None
    return contract.value * contract.contract_cap_percent / 100


def _record(milestone: Milestone, rows: _Rows, day: date) -> Record:
    contract = milestone.contract
    rounds = rows.rounds.get(milestone.pk, [])
    terms = ReviewTerms(contract.review_days, contract.deemed_days, contract.use_is_acceptance)
    where = standing(rounds, terms, start=contract.starts_on, today=day, used_since=milestone.used_since)
    excess = tuple(Span(first, last, Cause.REVIEW.value) for first, last in where.excess)
    submitted = max((round_.submitted for round_ in rounds if round_.verdict != Verdict.REJECTED), default=None)
    return Record(
        milestone,
        where,
        submitted,
        rows.extensions.get(milestone.pk, 0),
        (*rows.excluded.get(milestone.pk, []), *excess),
        tuple(rows.handovers.get(milestone.pk, [])),
        contract.value + rows.amended.get(contract.pk, ZERO),
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
    amendments = _known(Amendment.objects.filter(contract__in=contracts), known_at).order_by()
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
        dict(amendments.values_list("contract").annotate(change=Sum("value_change"))),
    )
