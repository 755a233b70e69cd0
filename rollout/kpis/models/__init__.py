"""KPIs and their values, appraisal, benefits and budget, orders of go-live drawn by lot."""

from rollout.kpis.models.appraisal import ADOPTION, AppraisalEvent, AppraisalScheme, AppraisalSheet, SchemeLine
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
from rollout.kpis.models.values import Drawing, KpiPersonValue, KpiValue, ValueKind

__all__ = [
    "ADOPTION",
    "MOVES",
    "AppraisalEvent",
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
    "KpiPersonValue",
    "KpiSource",
    "KpiState",
    "KpiValue",
    "SchemeLine",
    "ValueKind",
]
