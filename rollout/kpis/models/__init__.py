"""KPIs and their values, appraisal sheets, benefits and budget, orders of go-live drawn by lot."""

from rollout.kpis.models.appraisal import ADOPTION, SHEET_MOVES, AppraisalScheme, AppraisalSheet, SchemeState, SheetState, SheetStep, Whose
from rollout.kpis.models.benefits import (
    Benefit,
    BenefitClaim,
    BenefitPlan,
    BudgetEntry,
    BudgetKind,
    BudgetLine,
    ClaimState,
    Direction,
)
from rollout.kpis.models.definitions import MOVES, Kpi, KpiState
from rollout.kpis.models.sources import KpiSource
from rollout.kpis.models.values import Drawing, KpiValue, ValueKind

__all__ = [
    "ADOPTION",
    "MOVES",
    "SHEET_MOVES",
    "AppraisalScheme",
    "AppraisalSheet",
    "Benefit",
    "BenefitClaim",
    "BenefitPlan",
    "BudgetEntry",
    "BudgetKind",
    "BudgetLine",
    "ClaimState",
    "Direction",
    "Drawing",
    "Kpi",
    "KpiSource",
    "KpiState",
    "KpiValue",
    "SchemeState",
    "SheetState",
    "SheetStep",
    "ValueKind",
    "Whose",
]
