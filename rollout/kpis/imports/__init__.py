"""The files this room takes in: monthly values, and files of single dealings that are summed up per office and month."""

from rollout.kpis.imports.sources import SourceImporter
from rollout.kpis.imports.values import KPI_VALUES

__all__ = ["KPI_VALUES", "SourceImporter"]
