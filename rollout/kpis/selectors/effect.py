"""What the record says of going live and one KPI: the panel, the estimate, its chances, and why it may not be told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import Text
from governance.organisation.models import Office
from rollout.kpis import effect
from rollout.kpis.effect import Aggregate, Chance, Comparison, Estimates, Kind
from rollout.kpis.models import Drawing, Kpi, ValueKind
from rollout.kpis.rules import months_apart
from rollout.kpis.selectors.values import Values, span, values
from rollout.staging.selectors import go_live_dates

# An interval that counts on large numbers is shown only where each group has this many offices.
ANALYTIC_FROM = 10
BEFORE = "before"
DEALS, DEALS_OF_POINTS = 9_999, 1_999


@dataclass(frozen=True)
class Material:
    """The rows an estimate is made of: offices in order, months in order, values, months of go-live, and who is left out."""

    offices: tuple[int, ...]
    months: tuple[date, ...]
    observed: effect.Observed
    recorded_at: datetime | None
    # The first day on which one of the offices compared went live.
    live_from: date | None = None

    @property
    def kept(self) -> list[int]:
        return [self.offices[place] for place in self.observed.kept]

    @property
    def incomplete(self) -> list[int]:
        return [self.offices[place] for place in self.observed.incomplete]

    @property
    def live_before(self) -> list[int]:
        return [self.offices[place] for place in self.observed.live_before]


@dataclass(frozen=True)
class Finding:
    """One KPI's estimate. `cannot` says why there is none; then all else is empty."""

    kpi: Kpi
    comparison: Comparison
    material: Material
    cannot: Text = ""
    estimates: Estimates | None = None
    aggregates: Mapping[Kind, Aggregate] | None = None
    chances: Mapping[str, Chance] | None = None
    points: Mapping[int, Chance] | None = None
    by_lot: bool = False

    @property
    def overall(self) -> Chance | None:
        return self.chances.get(Kind.SIMPLE.value) if self.chances else None

    @property
    def before(self) -> Chance | None:
        """Whether the offices moved apart before they went live already: the mean of the months before."""
        return self.chances.get(BEFORE) if self.chances else None

    @property
    def analytic(self) -> bool:
        """Whether standard errors may be shown: each group is large enough."""
        return self.estimates is not None and min(self.estimates.panel.sizes.values()) >= ANALYTIC_FROM

    @property
    def live_offices(self) -> int:
        return sum(size for group, size in self.estimates.panel.sizes.items() if group >= 0) if self.estimates else 0


def material(kpi: Kpi, *, first: date | None = None, last: date | None = None, known_at: datetime | None = None) -> Material:
    """Values and go-live dates as the record held them. Two queries."""
    return material_of(kpi, values([kpi.pk], first=first, last=last, known_at=known_at), go_live_dates(known_at))


def material_of(kpi: Kpi, found: Values, since: Mapping[int, date]) -> Material:
    """The same from values and go-live dates already read."""
    months = span(found.months(kpi.pk))
    offices = sorted(found.offices(kpi.pk))
    table = [[_number(found.get(kpi.pk, office, month, ValueKind.ACTUAL)) for month in months] for office in offices]
    live = [months_apart(months[0], since[office]) if office in since else None for office in offices] if months else []
    observed = effect.observed(table, live)
    went = [since[offices[place]] for row, place in enumerate(observed.kept) if observed.panel.live[row] != effect.NEVER]
    return Material(tuple(offices), tuple(months), observed, found.recorded_at.get(kpi.pk), min(went, default=None))


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def finding(
    kpi: Kpi,
    comparison: Comparison,
    *,
    first: date | None = None,
    last: date | None = None,
    known_at: datetime | None = None,
    rows: Material | None = None,
    whole: bool = True,
) -> Finding:
    """The estimate for one KPI, or why there is none. `rows`: what it is made of, where that is read already.

    Not `whole`: only what its sentence and its limits rest on, from the same deals; the other sums and single months have no chances then.
    """
    rows = rows or material(kpi, first=first, last=last, known_at=known_at)
    if cannot := why_not(rows):
        return Finding(kpi, comparison, rows, cannot)
    estimates = effect.estimate(rows.observed.panel, comparison)
    sums = effect.aggregates(estimates)
    if sums[Kind.SIMPLE].overall is None:
        return Finding(kpi, comparison, rows, nobody_left(comparison))
    seed = seed_of(rows)
    wanted = sums if whole else {Kind.SIMPLE: sums[Kind.SIMPLE]}
    figures = {kind.value: found.overall.coefficients for kind, found in wanted.items() if found.overall}
    events = sums[Kind.DYNAMIC].points
    earlier = [point.coefficients for since, point in events.items() if since < -1]
    if earlier:
        figures[BEFORE] = sum(earlier[1:], earlier[0]) / len(earlier)
    chances = effect.by_chance(estimates, figures, seed=seed, deals=DEALS)
    by_lot = drawn_by_lot(rows, known_at)
    if not whole:
        return Finding(kpi, comparison, rows, "", estimates, sums, chances, by_lot=by_lot)
    of_points = {str(since): point.coefficients for since, point in events.items()}
    points = effect.by_chance(estimates, of_points, seed=seed, deals=DEALS_OF_POINTS)
    named = {int(since): chance for since, chance in points.items()}
    return Finding(kpi, comparison, rows, "", estimates, sums, chances, named, by_lot)


def why_not(rows: Material) -> Text:
    """What is lacking for any estimate."""
    panel = rows.observed.panel
    if len(rows.months) < 3:
        return _("At least three months of values are needed.")
    if panel.offices == 0:
        return _("No office has a value in every month from %(first)s to %(last)s.") % {
            "first": written.day(rows.months[0]),
            "last": written.day(rows.months[-1]),
        }
    if not panel.groups:
        return _("No office with values in every month went live within these months, so there is nothing to compare.")
    return ""


def why_none(told: Finding) -> Text:
    """Why there is no estimate, in the active language."""
    return why_not(told.material) or nobody_left(told.comparison)


def nobody_left(comparison: Comparison) -> Text:
    if comparison == Comparison.NEVER_LIVE:
        return _("Every office is live by now, so none is left that never was. Compare with offices not live yet instead.")
    return _("All offices went live in the same month, so in no month after it is an office left to compare with.")


def seed_of(rows: Material) -> int:
    """A seed that follows from the rows, so that the same record prints the same p-value."""
    panel = rows.observed.panel
    text = panel.values.tobytes() + panel.live.tobytes()
    return int.from_bytes(hashlib.sha256(text).digest()[:8])


def drawn_by_lot(rows: Material, known_at: datetime | None = None) -> bool:
    """Whether the order of going live was drawn in the tool beforehand, once, and was followed.

    Of several draws that name an office compared here only the first counts: whoever draws until it suits has chosen. So has
    whoever draws once the first of the offices is live.
    """
    draws = Drawing.objects.order_by("recorded_at", "pk")
    if known_at is not None:
        draws = draws.filter(recorded_at__lte=known_at)
    drawn = list(draws)
    if not drawn or rows.live_from is None:
        return False
    codes = dict(Office.objects.filter(pk__in=rows.kept).values_list("pk", "code"))
    panel = rows.observed.panel
    months = {codes[office]: int(panel.live[place]) for place, office in enumerate(rows.kept)}
    first = next((draw for draw in drawn if not months.keys().isdisjoint(draw.codes)), None)
    return first is not None and timezone.localdate(first.recorded_at) < rows.live_from and effect.kept_to(first.waves, months)
