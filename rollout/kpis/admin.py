"""The support site reads; appraisal sheets are not there at all, since few may see them."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from rollout.kpis.models import (
    AppraisalScheme,
    Benefit,
    BenefitClaim,
    BenefitPlan,
    BudgetEntry,
    BudgetLine,
    Drawing,
    Kpi,
    KpiSource,
    KpiValue,
    SchemeLine,
)

SHOWN = {
    Kpi: ("code", "name", "unit", "better", "state"),
    KpiValue: ("kpi", "office", "month", "kind", "value", "recorded_at", "superseded_at", "username"),
    KpiSource: ("name", "date_column", "office_column", "dealer_column"),
    Drawing: ("seed", "sizes", "recorded_at", "username"),
    AppraisalScheme: ("year", "audience", "number", "state", "from_day", "entered_by", "approved_by"),
    SchemeLine: ("scheme", "position", "kpi", "weight"),
    Benefit: ("name", "direction", "owner", "currency"),
    BenefitPlan: ("benefit", "month", "amount", "recorded_at", "username"),
    BenefitClaim: ("benefit", "month", "amount", "state", "confirmed", "claimed_by", "decided_by"),
    BudgetLine: ("name", "currency"),
    BudgetEntry: ("line", "kind", "on", "amount", "recorded_at", "username"),
}

for model, columns in SHOWN.items():
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), {"list_display": columns}))
