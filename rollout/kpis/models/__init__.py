"""KPIs, their values, and orders of go-live drawn by lot."""

from rollout.kpis.models.definitions import MOVES, Kpi, KpiState
from rollout.kpis.models.sources import KpiSource
from rollout.kpis.models.values import Drawing, KpiValue, ValueKind

__all__ = ["MOVES", "Drawing", "Kpi", "KpiSource", "KpiState", "KpiValue", "ValueKind"]
