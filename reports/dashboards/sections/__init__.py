"""The parts that the sponsor's page, the executive report and the comparison of two days share, one module each.

A section's `facts(asked)` are plain data: texts in every language, dates and exact decimals as text. None where its room has
nothing to say; the section is then absent. No clock: the rooms' selectors and metrics answer as known at the instant asked for.
"""

from reports.dashboards.sections import benefits, decisions, forecast, kpis, risks, training, vendor
from reports.dashboards.sections.asked import Asked, Facts

# In the order of the page and of the report.
SECTIONS = {
    "decisions": decisions.facts,
    "forecast": forecast.facts,
    "kpis": kpis.facts,
    "vendor": vendor.facts,
    "training": training.facts,
    "risks": risks.facts,
    "benefits": benefits.facts,
}


def gather(asked: Asked) -> dict[str, Facts]:
    """The facts of every section that has something to say."""
    found = {name: facts(asked) for name, facts in SECTIONS.items()}
    return {name: told for name, told in found.items() if told is not None}


__all__ = ["SECTIONS", "Asked", "Facts", "gather"]
