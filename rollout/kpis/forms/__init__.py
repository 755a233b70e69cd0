"""What is typed on the pages of this room."""

from rollout.kpis.forms.definitions import KpiForm, SourceForm
from rollout.kpis.forms.effect import ComparisonForm, DrawForm, PlannerForm

__all__ = ["ComparisonForm", "DrawForm", "KpiForm", "PlannerForm", "SourceForm"]
