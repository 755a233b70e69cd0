"""What the plan board shows: every office in the month of one stage, by wave, and what the team carries in each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.organisation.models import Office
from rollout.staging.models import Baseline, Programme, Wave
from rollout.staging.plan import record, selectors
from rollout.staging.plan.actions import seen
from rollout.staging.plan.reckoning import load
from rollout.staging.plan.reckoning.dates import DATED, Basis, OfficeDates, Slip, expected, slip
from rollout.staging.plan.reckoning.rules import before_the_pilots
from rollout.staging.stages import STARTED, Stage

MONTHS_AHEAD, MOST_MONTHS = 3, 36


@dataclass(frozen=True)
class Pip:
    """One stage of an office, small: done, planned, overdue or without a date."""

    stage: Stage
    basis: Basis
    on: date | None


@dataclass(frozen=True)
class Card:
    """One office on the board. `on`: where it lies. `fixed`: the stage shown has begun. `wave_fixed`: the office has started."""

    office: Office
    plan: OfficeDates
    slip: Slip
    on: date | None
    pips: tuple[Pip, ...]
    seen: str
    wave_fixed: bool
    before_pilots: bool

    @property
    def basis(self) -> Basis:
        return self.slip.expected.basis

    @property
    def fixed(self) -> bool:
        return self.basis in (Basis.ACTUAL, Basis.PASSED)

    @property
    def overdue(self) -> bool:
        return self.basis == Basis.OVERDUE

    @property
    def movable(self) -> bool:
        return not (self.fixed and self.wave_fixed)


@dataclass(frozen=True)
class Cell:
    """One wave in one month. `key`: `none` without a date, `before` for the months not shown, else the month."""

    key: str
    month: date | None
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Row:
    wave: Wave
    cells: tuple[Cell, ...]

    @property
    def count(self) -> int:
        return sum(len(cell.cards) for cell in self.cells)


@dataclass(frozen=True)
class PlanBoard:
    """The board of one stage, against one baseline."""

    stage: Stage
    day: date
    loads: tuple[load.MonthLoad, ...]
    rows: tuple[Row, ...]
    waves: tuple[Wave, ...]
    baseline: Baseline | None
    baselines: tuple[Baseline, ...]
    uncounted: int
    capacity: int
    earlier: bool
    has_earlier: bool
    before_pilots: int
    undated: bool
    older: bool

    @property
    def over(self) -> list[load.MonthLoad]:
        return [month for month in self.loads if month.over]

    @property
    def placed(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(card.overdue for row in self.rows for cell in row.cells for card in cell.cards)


def plan_board(
    programme: Programme,
    day: date,
    known_at: datetime | None = None,
    *,
    stage: Stage = Stage.LIVE,
    baseline: Baseline | None = None,
    earlier: bool = False,
) -> PlanBoard:
    """The board of that day; `earlier` shows the months gone by as well. Queries do not grow with offices."""
    held = record.load(known_at)
    plans = held.plans(day)
    capacity = selectors.capacity_of(programme, known_at)
    waves = {wave.pk: wave for wave in programme.waves.all()}
    cards = make_cards(plans, stage, baseline, day, known_at)
    shown = months_shown([card.on for card in cards.values()], day, earlier=earlier)
    by_wave: dict[int, list[Card]] = {pk: [] for pk in waves}
    undated = any(card.on is None for card in cards.values())
    older = any(card.on and card.on < shown[0] for card in cards.values())
    for office in sorted(cards, key=lambda each: cards[each].office.code):
        by_wave[held.placed[office]].append(cards[office])
    return PlanBoard(
        stage=stage,
        day=day,
        loads=tuple(load.loads(load.spans(plans.values(), day), shown, capacity)),
        rows=tuple(Row(waves[pk], cells_of(found, shown, undated=undated, older=older)) for pk, found in by_wave.items()),
        waves=tuple(waves.values()),
        baseline=baseline,
        baselines=tuple(selectors.baselines(known_at)),
        uncounted=load.uncounted(plans.values(), day),
        capacity=capacity,
        earlier=earlier,
        has_earlier=any(card.on and card.on < day.replace(day=1) for card in cards.values()),
        before_pilots=sum(card.before_pilots for card in cards.values()),
        undated=undated,
        older=older,
    )


def make_cards(
    plans: Mapping[int, OfficeDates], stage: Stage, baseline: Baseline | None, day: date, known_at: datetime | None
) -> dict[int, Card]:
    offices, kept = Office.objects.in_bulk(plans), selectors.kept_dates(baseline)
    early = before_the_pilots(plans.values(), selectors.counting_pilots(plans, day, known_at), day)
    found = {}
    for office, plan in plans.items():
        late = slip(plan, stage, kept[office].on(stage) if office in kept else None, day)
        # An overdue day stays where it was planned until it is moved.
        on = late.planned if late.expected.basis == Basis.OVERDUE else late.expected.on
        pips = tuple(pip(plan, each, day) for each in DATED)
        found[office] = Card(offices[office], plan, late, on, pips, seen(plan), plan.reached in STARTED, office in early)
    return found


def pip(plan: OfficeDates, stage: Stage, day: date) -> Pip:
    found = expected(plan, stage, day)
    return Pip(stage, found.basis, plan.planned.get(stage) if found.basis == Basis.OVERDUE else found.on)


def months_shown(days: Sequence[date | None], day: date, *, earlier: bool) -> list[date]:
    """From this month (or the first there is) to some months after the last date."""
    dated = [each for each in days if each]
    first = min([day, *dated]) if earlier else day
    last = max([day, *dated]) + timedelta(days=31)
    least = day + timedelta(days=31 * MONTHS_AHEAD)
    return list(load.months(first, max(last, least)))[:MOST_MONTHS]


def cells_of(cards: Sequence[Card], shown: Sequence[date], *, undated: bool, older: bool) -> tuple[Cell, ...]:
    """Without a date and before the months shown, where any wave has such; then month by month; the last holds what lies beyond."""
    none = [card for card in cards if card.on is None]
    before = [card for card in cards if card.on and card.on < shown[0]]
    months: dict[date, list[Card]] = {month: [] for month in shown}
    for card in cards:
        if card.on and card.on >= shown[0]:
            months[min(card.on.replace(day=1), shown[-1])].append(card)
    by_day = {month: sorted(found, key=lambda card: (card.on or shown[0], card.office.code)) for month, found in months.items()}
    return (
        *([Cell("none", None, tuple(none))] if undated else []),
        *([Cell("before", None, tuple(before))] if older else []),
        *(Cell(month.isoformat(), month, tuple(found)) for month, found in by_day.items()),
    )
