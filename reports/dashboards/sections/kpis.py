"""The business figures: last month against plan, and what going live is associated with, with its honesty note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from governance.core.permissions import Verb, allows
from reports.dashboards.sections.asked import Asked, Facts, in_languages, lists, plain, texts
from rollout.kpis import metrics, saying
from rollout.kpis.effect import Comparison
from rollout.kpis.models import Kpi
from rollout.kpis.rules import last_whole_month
from rollout.kpis.selectors import offices as reading
from rollout.kpis.selectors.definitions import in_force
from rollout.kpis.selectors.effect import Finding, finding, material_of, why_none
from rollout.kpis.selectors.values import Values, values
from rollout.staging.selectors import go_live_dates

NOT_YET_LIVE = Comparison.NOT_YET_LIVE
# A year of months is enough of a line, and keeps the picture readable.
MONTHS = 13


def facts(asked: Asked) -> Facts | None:
    """Every KPI in force that has a value by the day. One query per KPI (whether its order was drawn by lot) beside four."""
    if not allows(asked.reader, Verb.VIEW, "kpi_value"):
        return None
    kpis = in_force(asked.known_at)
    found = values([kpi.pk for kpi in kpis], last=last_whole_month(asked.day), known_at=asked.known_at)
    told = [kpi for kpi in kpis if found.months(kpi.pk)]
    if not told:
        return None
    since = go_live_dates(asked.known_at, on=asked.day)
    lines = reading.lines_of(told, found, since, asked.reader, asked.day, asked.known_at)
    lines_told = [line(kpi, found, since, lines[kpi.pk], asked) for kpi in told]
    kept, of = (sum(one[name] for one in lines_told) for name in ("kept", "of"))
    return {"month": plain(last_whole_month(asked.day)), "kept": kept, "of": of, "kpis": lines_told}


def line(kpi: Kpi, found: Values, since: Mapping[int, date], lines: Sequence[reading.Line], asked: Asked) -> Facts:
    pairs = metrics.pairs([kpi], found, last_whole_month(asked.day))
    joined = reading.together(kpi, lines)
    last = joined[-1] if joined and joined[-1].month == last_whole_month(asked.day) else None
    return {
        "id": kpi.pk,
        "code": kpi.code,
        "name": texts(kpi),
        "unit": kpi.unit,
        "currency": kpi.currency,
        "better": kpi.better,
        "baseline": plain(kpi.baseline),
        "target": plain(kpi.target),
        "target_on": plain(kpi.target_on),
        "actual": plain(last.actual) if last else None,
        "plan": plain(last.plan) if last else None,
        "kept": sum(pair.met for pair in pairs),
        "of": len(pairs),
        "months": [{"month": plain(one.month), "actual": plain(one.actual), "plan": plain(one.plan)} for one in joined[-MONTHS:]],
        "effect": effect(kpi, found, since, asked) if allows(asked.reader, Verb.VIEW, "effect") else None,
    }


def effect(kpi: Kpi, found: Values, since: Mapping[int, date], asked: Asked) -> Facts:
    """The sentence of the effect's own page, and what it cannot say; a refusal is a sentence too."""
    told: Finding = finding(kpi, NOT_YET_LIVE, known_at=asked.known_at, rows=material_of(kpi, found, since), whole=False)
    refused = told.overall is None

    def spoken() -> Finding:
        """The reason of a refusal is in words, so it is said anew in each language."""
        return replace(told, cannot=why_none(told)) if refused else told

    return {
        "told": not refused,
        "size": None if told.overall is None else str(round(told.overall.observed, 6)),
        "p": None if told.overall is None else str(round(told.overall.p, 6)),
        "by_lot": told.by_lot,
        "sentence": in_languages(lambda: saying.sentence(spoken())),
        "interval": None if told.overall is None else in_languages(saying.interval, kpi, told.overall),
        "cannot_say": [] if refused else lists(lambda: saying.cannot_say(told, errors=False)),
    }
