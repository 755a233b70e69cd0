"""The facts of sections in words, figures and pictures, in the active language. Reads no database: frozen facts stay what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from reports.dashboards.telling import benefits, decisions, forecast, kpis, risks, training, vendor
from reports.dashboards.telling.part import Frozen, Part, Tile


def parts_of(sections: Mapping[str, Frozen], language: str, day: date) -> dict[str, Part]:
    """Every section that is there, as its part."""
    made: dict[str, Callable[[Frozen], Part]] = {
        "decisions": lambda facts: decisions.part(facts, language, day),
        "forecast": lambda facts: forecast.part(facts, language, day),
        "kpis": lambda facts: kpis.part(facts, language),
        "vendor": lambda facts: vendor.part(facts, language, day),
        "training": lambda facts: training.part(facts, language),
        "risks": lambda facts: risks.part(facts, language, day),
        "benefits": lambda facts: benefits.part(facts, language),
    }
    return {name: make(sections[name]) for name, make in made.items() if name in sections}


__all__ = ["Part", "Tile", "parts_of"]
