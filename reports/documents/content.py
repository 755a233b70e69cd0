"""What the executive report prints: a frozen report in, the template's context with charts out. Reads no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.core import written
from governance.core.charts import FLAG, Chart
from reports.dashboards import charts, wording
from reports.dashboards.charts import GoLives, OfficeScore, OfficeShares, StageCount, WeekPoint
from reports.dashboards.picture import comparable, week_of
from reports.dashboards.status import Light
from reports.dashboards.telling import Tile, parts_of
from reports.dashboards.telling.part import said
from reports.documents.report import Figure, OfficeLine, Report, signed, whole
from rollout.staging.stages import Stage

# Of very many offices in one cell the first are named; the frozen figures hold them all.
MOST_IN_A_STAGE = 60


# The parts after adoption, in their order; decisions and the forecast stand earlier.
LATER = ("kpis", "vendor", "training", "risks", "benefits")


@dataclass(frozen=True)
class Reason:
    light: Light
    sign: str
    text: str


@dataclass(frozen=True)
class Gap:
    """Something that cannot be told, why, and for whom."""

    what: str
    why: str
    offices: str = ""


@dataclass(frozen=True)
class StageLine:
    label: str
    code: str
    count: int
    names: str


def context(report: Report, language: str) -> dict[str, Any]:
    """The template's context, without the pictures: `charts` are drawn and put in by the action."""
    parts = parts_of(report.sections, language, report.day)
    made = [*report_charts(report, language), *(chart for part in parts.values() for chart in part.charts)]
    return {
        "report": report,
        "light": report.light,
        "light_label": wording.LIGHTS[report.light],
        "sign": FLAG[report.light].sign,
        "headline": headline(report),
        "tiles": tiles(report),
        "reasons": reasons(report),
        "stages": stage_lines(report),
        "parts": parts,
        "later_parts": [parts[name] for name in LATER if name in parts],
        "late": sorted((office for office in report.offices if office.days_late), key=lambda office: -office.days_late),
        "lines": report.live,
        "gaps": gaps(report),
        "charts": {chart.code: chart for chart in made},
        "week_end": report.week + timedelta(days=6),
        "weight_note": weight_note(report),
        "not_compared": not_compared(report),
        "limits": report.limits,
    }


def headline(report: Report) -> str:
    """The status in one sentence; it names the week where the usage data ends before the day."""
    return wording.headline(report.light, report.facts(), report.week if report.week != week_of(report.day) else None)


def tiles(report: Report) -> list[Tile]:
    figures = report.figures
    active, expected = figures["active_users"].value, figures["expected_users"].value
    return [
        Tile(_("Offices live"), _("%(live)d of %(total)d") % {"live": len(report.live), "total": len(report.offices)}),
        Tile(_("Adoption score"), charts.number(figures["score"].value), change(figures["score"], figures["score_before"])),
        Tile(_("Reach"), charts.number(figures["reach"].value, "%"), share_note(figures["reach"])),
        Tile(_("Habit"), charts.number(figures["habit"].value, "%"), share_note(figures["habit"])),
        Tile(_("Active users"), charts.number(active), figures["active_users"].absent or expected_note(expected)),
        Tile(_("Age of the data"), charts.number(figures["data_age"].value), figures["data_age"].absent or _("days")),
    ]


def expected_note(expected: Decimal | None) -> str:
    return _("%(expected)s are expected to") % {"expected": charts.number(expected)} if expected else ""


def change(now: Figure, before: Figure) -> str:
    """How a score moved in four weeks."""
    if now.value is None or before.value is None:
        return now.absent
    points = whole(now.value) - whole(before.value)
    if not points:
        return _("unchanged in four weeks")
    return _("%(points)s points in four weeks") % {"points": signed(points)}


def share_note(of: Figure) -> str:
    if of.value is None:
        return of.absent
    if of.numerator is None or of.denominator is None:
        return ""
    return _("%(some)s of %(all)s people") % {"some": charts.number(of.numerator), "all": charts.number(of.denominator)}


def reasons(report: Report) -> list[Reason]:
    return [Reason(finding.light, FLAG[finding.light].sign, wording.reason(finding, report.office_names)) for finding in report.findings]


def stage_lines(report: Report) -> list[StageLine]:
    """Every stage with its offices, in the order of the walk."""
    lines = []
    for stage in Stage:
        names = [office.name for office in report.offices if office.stage == stage]
        lines.append(StageLine(str(stage.label), stage.value, len(names), wording.first_of(names, MOST_IN_A_STAGE)))
    return lines


def gaps(report: Report) -> list[Gap]:
    """What the report cannot tell: the programme's figures first, then the offices', one line per figure and reason."""
    labels = {"score": _("Adoption score"), "reach": _("Reach"), "habit": _("Habit"), "active_users": _("Active users")}
    found = [Gap(label, report.figures[name].absent) for name, label in labels.items() if report.figures[name].value is None]
    grouped: dict[tuple[str, str], list[str]] = {}
    for office in report.live:
        for name in ("score", "reach", "habit"):
            figure: Figure = getattr(office, name)
            if figure.value is None:
                grouped.setdefault((labels[name], figure.absent), []).append(office.name)
    found += [Gap(gap.what, gap.why) for gap in untold(report)]
    everybody = _("all live offices")
    found += [
        Gap(label, why, everybody if len(offices) == len(report.live) > 1 else wording.first_of(offices, MOST_IN_A_STAGE))
        for (label, why), offices in grouped.items()
    ]
    return [gap if gap.why else Gap(gap.what, _("No figure has been recorded."), gap.offices) for gap in found]


def untold(report: Report) -> list[Gap]:
    """Figures of training that cannot be told; the other parts say so themselves."""
    labels = {one.code: one.label for one in report.definitions}
    figures: Mapping[str, Mapping[str, Any]] = report.sections.get("training", {}).get("figures", {})
    return [Gap(labels.get(code, code), said(one.get("absent"))) for code, one in figures.items() if one["value"] is None]


def compared(report: Report) -> list[OfficeLine]:
    """Offices whose scores may stand in one order."""
    return comparable([office for office in report.live if office.score.value is not None], lambda office: office.score.parts)


def not_compared(report: Report) -> str:
    """Names of the offices whose score rests on other components than most."""
    shown = {office.id for office in compared(report)}
    return written.together(office.name for office in report.live if office.score.value is not None and office.id not in shown)


def weight_note(report: Report) -> str:
    """On how much of the weight the scores rest, where it is not all of it."""
    shares = sorted({office.score.share for office in report.live if office.score.share is not None})
    if not shares or shares[0] >= 100:
        return ""
    low, high = written.percent(shares[0]), written.percent(shares[-1])
    if low == high:
        return _("The scores rest on %(share)s of the weight; the usage data does not hold the rest.") % {"share": low}
    return _("The scores rest on %(low)s to %(high)s of the weight; the usage data does not hold the rest.") % {"low": low, "high": high}


def report_charts(report: Report, language: str) -> list[Chart]:
    stages = [StageCount(line.code, line.label, line.count) for line in stage_lines(report)]
    comparable_ids = {one.id for one in compared(report)}
    scores = [
        OfficeScore(one.name, one.score.value, one.light, one.score.absent, one.score.value is None or one.id in comparable_ids, one.limit)
        for one in report.live
    ]
    shares = [OfficeShares(one.name, one.reach.value, one.habit.value) for one in report.live]
    weeks = [WeekPoint(one.monday, one.score, one.reach, one.habit) for one in report.trend]
    return [
        charts.offices_by_stage(stages, language),
        charts.go_lives(go_live_points(report.offices, report.starts_on, report.day), language),
        charts.adoption_trend(weeks, language),
        charts.score_by_office(scores, language),
        charts.shares_by_office(shares, language),
    ]


def go_live_points(offices: Iterable[OfficeLine], starts_on: date | None, day: date) -> list[GoLives]:
    """Plan and record by week, from the programme's start to the last planned go-live.

    An office that went live without a planned day on record counts as planned for the day it did.
    """
    offices = list(offices)
    planned = sorted(goal for office in offices if (goal := office.planned or office.live_since))
    live = sorted(office.live_since for office in offices if office.live_since)
    first = min([*planned, *live, *([starts_on] if starts_on else [])], default=day)
    last = max([*planned, day])
    days: list[date] = []
    at = first
    while at < last:
        days.append(at)
        at += timedelta(weeks=1)
    days = sorted({*days, day, last})
    return [GoLives(one, until(planned, one), until(live, one) if one <= day else None) for one in days]


def until(days: Sequence[date], day: date) -> int:
    return sum(one <= day for one in days)
