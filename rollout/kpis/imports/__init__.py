"""The files this room takes in: definitions of KPIs, their monthly values of offices and people, and dealings to be summed up."""

from rollout.kpis.imports.definitions import KPIS
from rollout.kpis.imports.people import PERSON_VALUES
from rollout.kpis.imports.sources import SourceImporter
from rollout.kpis.imports.values import KPI_VALUES

__all__ = ["KPIS", "KPI_VALUES", "PERSON_VALUES", "SourceImporter"]
