"""What a plan of waves could show of one KPI, tried out on its values before any go-live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from rollout.kpis import effect
from rollout.kpis.effect import NEVER, Comparison, Detectable
from rollout.kpis.models import Kpi
from rollout.kpis.rules import later, months_apart
from rollout.kpis.selectors.effect import Material, material
from rollout.staging.selectors import go_live_dates

SEED = 20_260_101


@dataclass(frozen=True)
class Planned:
    """How small an effect the plan could find, on which past, and against what size of the KPI."""

    kpi: Kpi
    found: Detectable
    offices: int
    months: tuple[date, ...]
    mean: float

    @property
    def share(self) -> float | None:
        """The smallest effect in percent of the mean month."""
        if self.found.smallest is None or not self.mean:
            return None
        return 100 * self.found.smallest / abs(self.mean)


def planned(kpi: Kpi, sizes: Sequence[int], *, apart: int, comparison: Comparison, known_at: datetime | None = None) -> Planned:
    """Waves of these sizes, so many months apart; offices that no wave holds are never live. Refuses a past too short for the plan."""
    rows = past(kpi, known_at)
    offices = rows.observed.panel.offices
    if not sizes or any(size < 1 for size in sizes) or apart < 1:
        wrong = _("Write the number of offices of each wave, like 1, 4, 6.")
        raise InvalidInput(wrong, fields={"sizes": wrong})
    if sum(sizes) > offices:
        wrong = _("The waves hold %(planned)d offices; %(known)d have values in every month before the first go-live.")
        wrong = wrong % {"planned": sum(sizes), "known": offices}
        raise InvalidInput(wrong, fields={"sizes": wrong})
    months = [1 + apart * place for place, size in enumerate(sizes) for _office in range(size)]
    live = np.array(months + [NEVER] * (offices - len(months)), dtype=np.int64)
    horizon = int(live.max()) + 2
    if horizon > len(rows.months):
        wrong = _(
            "This plan spans %(plan)d months with one before and one after it; the past holds %(past)d. Fewer waves or closer ones fit."
        )
        wrong = wrong % {"plan": horizon, "past": len(rows.months)}
        raise InvalidInput(wrong, fields={"sizes": wrong})
    values = rows.observed.panel.values
    found = effect.detectable(values, live, comparison=comparison, seed=SEED)
    return Planned(kpi, found, offices, rows.months, float(values.mean()))


def past(kpi: Kpi, known_at: datetime | None = None) -> Material:
    """The KPI's values up to the month before the first go-live."""
    first = min(go_live_dates(known_at).values(), default=None)
    rows = material(kpi, last=later(first.replace(day=1), -1) if first else None, known_at=known_at)
    if not rows.months or (first and months_apart(rows.months[0], first) < 1):
        wrong = _("There are no values of this KPI from before the first go-live.")
        raise InvalidInput(wrong, fields={"kpi": wrong})
    return rows
