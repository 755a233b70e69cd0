"""The files this room takes in: monthly values of offices and of people, and single dealings that are summed up per office and month."""

from rollout.kpis.imports.people import PERSON_VALUES
from rollout.kpis.imports.sources import SourceImporter
from rollout.kpis.imports.values import KPI_VALUES

__all__ = ["KPI_VALUES", "PERSON_VALUES", "SourceImporter"]
