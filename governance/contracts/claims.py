"""Everything the clauses of a contract ask on a day, drawn in one order on the contract's cap: the only place where that sum is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from governance.contracts.exposure import Exposure, Record, accepted, exposures, moved
from governance.contracts.models import Contract, Milestone, Penalty, PenaltyStep
from governance.contracts.occurrences import Occurrence, evaluate, gather
from governance.contracts.penalties import Claim, ContractCap, Line, Share, draw_on_cap, explained
from governance.contracts.states import ContractState, PenaltyAction
from governance.core.errors import GatehouseError
from governance.core.money import round_money

ZERO = Decimal(0)
AHEAD = timedelta(days=30)
FORGONE = (PenaltyAction.WAIVE, PenaltyAction.REDUCE)
# clause, milestone, person, measurement: zero where it is about none.
Key = tuple[int, int, int, int]
Asked = Exposure | Occurrence


@dataclass(frozen=True)
class Drawn:
    """Every claim of some contracts on one day, and the order in which they draw on each contract's cap."""

    exposures: Sequence[Exposure]
    occurrences: Sequence[Occurrence]
    orders: Mapping[int, Sequence[Share]]
    caps: Mapping[int, ContractCap]
    sums: Mapping[int, Decimal]

    @property
    def all(self) -> tuple[Asked, ...]:
        return (*self.exposures, *self.occurrences)

    def total(self, contract: int) -> Decimal:
        """What the contract's claims come to, after every cap and waiver; `refusals` names those it lacks."""
        return self.sums.get(contract, ZERO)

    def refusals(self, contract: int) -> list[GatehouseError]:
        """Why some claims cannot be evaluated; the total is not whole while there are any."""
        return [one.refusal for one in self.all if one.refusal is not None and one.contract.pk == contract]

    def find(self, key: Key) -> Asked | None:
        return next((one for one in self.all if one.key == key), None)

    def lines(self, one: Asked, *, waiver: bool = True) -> tuple[Line, ...]:
        """The whole derivation: the clause's own, then the contract's cap in its order, then the waiver."""
        own = one.assessment.lines if one.assessment else ()
        if one.share is None:
            return own
        contract = one.contract.pk
        return own + explained(one.share, self.orders[contract], self.caps.get(contract), waiver=waiver)


@dataclass(frozen=True)
class Outlook:
    """Today, in 30 days if nothing is accepted, and at the vendor's forecasts (all else there as it stands today)."""

    day: date
    today: Drawn
    ahead: Drawn
    forecast: Drawn


def drawn(contracts: Sequence[int], day: date, known_at: datetime | None = None) -> Drawn:
    """What everything owes on `day` by the record as held at `known_at`. A fixed number of queries."""
    mine = _signed(contracts)
    found = exposures(Milestone.objects.filter(contract__in=mine), day, known_at)
    return draw(found, evaluate(gather(mine, known_at), day), waived(mine, known_at), day)


def outlook(contracts: Sequence[int], day: date, known_at: datetime | None = None, *, held: Sequence[Record] | None = None) -> Outlook:
    """Today and ahead. A fixed number of queries. `held`: the milestones' records of that day, where they are read already."""
    mine = _signed(contracts)
    within = None if held is None else [record for record in held if record.milestone.contract_id in mine]
    found = exposures(Milestone.objects.filter(contract__in=mine), day, known_at, held=within)
    rows, forgone, then = gather(mine, known_at), waived(mine, known_at), day + AHEAD
    now = evaluate(rows, day)
    return Outlook(
        day,
        draw(found, now, forgone, day),
        draw([moved(one, then) for one in found], evaluate(rows, then), forgone, then),
        draw([moved(one, None) for one in found], now, forgone, day),
    )


def if_accepted(held: Drawn, one: Exposure, on: date, day: date) -> Decimal:
    """What the claim would draw if its milestone were accepted on a day and no other before it."""
    forgone = {other.key: other.share.claim.waived for other in held.all if other.share}
    then = max(on, day)
    others = [accepted(other, on) if _accepted_with(other, one) else moved(other, then) for other in held.exposures]
    found = draw(others, held.occurrences, forgone, then).find(one.key)
    return found.granted if found else ZERO


def _accepted_with(other: Exposure, one: Exposure) -> bool:
    """The claim itself, and what else waits for the same acceptance."""
    return other.key == one.key or (other.record.milestone.pk == one.record.milestone.pk and other.facts.finish is None)


def draw(found: Sequence[Exposure], others: Sequence[Occurrence], forgone: Mapping[Key, Decimal], day: date) -> Drawn:
    """Give every claim its share of its contract's cap, in one order."""
    claims: dict[int, dict[Key, Claim]] = defaultdict(dict)
    held: dict[int, Contract] = {}
    everything: tuple[Asked, ...] = (*found, *others)
    for one in everything:
        if one.assessment is not None and one.assessment.amount:
            held[one.contract.pk] = one.contract
            since = one.assessment.first_day or day
            claims[one.contract.pk][one.key] = Claim(one.number, since, one.assessment.amount, forgone.get(one.key, ZERO))
    caps = {pk: cap for pk, contract in held.items() if (cap := contract_cap(contract)) is not None}
    orders = {pk: draw_on_cap(mine.values(), caps[pk].limit if pk in caps else None) for pk, mine in claims.items()}
    by_claim = {id(share.claim): share for shares in orders.values() for share in shares}
    shares = {key: by_claim[id(claim)] for mine in claims.values() for key, claim in mine.items()}
    return Drawn(
        [replace(one, share=shares.get(one.key)) for one in found],
        [replace(one, share=shares.get(one.key)) for one in others],
        orders,
        caps,
        {pk: sum((share.granted for share in order), ZERO) for pk, order in orders.items()},
    )


def contract_cap(contract: Contract) -> ContractCap | None:
    """The most all penalties of the contract together may come to, in its currency; None where it names no cap."""
    if contract.contract_cap_sum is not None:
        return ContractCap(contract.contract_cap_sum)
    percent = contract.contract_cap_percent
    if percent is None:
        return None
    return ContractCap(round_money(contract.value * percent / 100, contract.currency), (percent, contract.value))


def waived(contracts: Iterable[int], known_at: datetime | None = None) -> dict[Key, Decimal]:
    """What was waived of each claim, reductions after a dispute included, as recorded until `known_at`."""
    steps = PenaltyStep.objects.filter(penalty__clause__contract__in=contracts, action__in=FORGONE)
    if known_at is not None:
        steps = steps.filter(recorded_at__lte=known_at)
    places = [f"penalty__{name}" for name in ("clause_id", "milestone_id", "key_person_id", "measured_id")]
    rows = steps.order_by().values_list(*places).annotate(sum=Sum("amount"))
    return {(clause, milestone or 0, person or 0, measured or 0): total for clause, milestone, person, measured, total in rows}


def key_of(penalty: Penalty) -> Key:
    """The claim that a penalty fixed."""
    return penalty.clause_id, penalty.milestone_id or 0, penalty.key_person_id or 0, penalty.measured_id or 0


def _signed(contracts: Sequence[int]) -> list[int]:
    """A draft owes nothing yet; what has ended still owes what accrued until its last day."""
    return list(Contract.objects.filter(pk__in=contracts).exclude(state=ContractState.DRAFT).values_list("pk", flat=True))
