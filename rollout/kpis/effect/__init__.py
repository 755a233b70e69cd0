"""Does going live move a KPI? An estimate from staggered go-live dates, with its chances and its limits. Pure.

See docs/algorithms/effect.md. No database, no clock, no settings.
"""

from rollout.kpis.effect.aggregates import Aggregate, Kind, Summed, aggregate, aggregates
from rollout.kpis.effect.cells import Cell, Estimates, Untold, estimate
from rollout.kpis.effect.chance import Chance, by_chance
from rollout.kpis.effect.lot import dealt_to_waves, drawn_order, kept_to
from rollout.kpis.effect.panel import NEVER, Comparison, Observed, Panel, observed
from rollout.kpis.effect.planner import Detectable, detectable

__all__ = [
    "NEVER",
    "Aggregate",
    "Cell",
    "Chance",
    "Comparison",
    "Detectable",
    "Estimates",
    "Kind",
    "Observed",
    "Panel",
    "Summed",
    "Untold",
    "aggregate",
    "aggregates",
    "by_chance",
    "dealt_to_waves",
    "detectable",
    "drawn_order",
    "estimate",
    "kept_to",
    "observed",
]
