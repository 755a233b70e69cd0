"""Reads of this room: values by office and month, and what they say of going live."""

from rollout.kpis.selectors.effect import Finding, finding, material
from rollout.kpis.selectors.values import Values, office_months, values

__all__ = ["Finding", "Values", "finding", "material", "office_months", "values"]
