"""A frozen executive report read back: the same figures with names and reasons in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from governance.core import written
from reports.dashboards.charts import score_text
from reports.dashboards.status import Facts, Finding, Light, OfficeFacts
from reports.dashboards.telling.part import day_of, decimal, said
from reports.documents.figures import OFFICE, PROGRAMME, names
from rollout.staging.stages import Stage
from rollout.staging.status.rules import BUILT_IN, light_of

INTEGERS = ("late", "stale", "scores_low", "held")


@dataclass(frozen=True)
class Figure:
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absent: str = ""
    share: Decimal | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfficeLine:
    id: int
    name: str
    region: str
    stage: Stage
    live_since: date | None
    planned: date | None
    weeks_live: int | None
    days_late: int
    score: Figure
    score_before: Figure
    reach: Figure
    habit: Figure
    light: Light
    limit: Decimal

    @property
    def change(self) -> str:
        """Points of score gained in four weeks, with their sign."""
        if self.score.value is None or self.score_before.value is None:
            return written.DASH
        return signed(whole(self.score.value) - whole(self.score_before.value))

    @property
    def score_text(self) -> str:
        return score_text(self.score.value, self.limit)


@dataclass(frozen=True)
class TrendLine:
    monday: date
    score: Decimal | None
    reach: Decimal | None
    habit: Decimal | None


@dataclass(frozen=True)
class SourceLine:
    name: str
    files: int
    file: str
    first_day: date | None
    last_day: date | None
    applied_at: datetime


@dataclass(frozen=True)
class Definition:
    code: str
    label: str
    explanation: str


@dataclass(frozen=True)
class Limits:
    """From which score an office is green, and after how many weeks a low one is red, when the report was frozen."""

    low_score: Decimal
    settled_weeks: int


@dataclass(frozen=True)
class Report:
    day: date
    week: date
    programme: str
    starts_on: date | None
    figures: Mapping[str, Figure]
    offices: tuple[OfficeLine, ...]
    trend: tuple[TrendLine, ...]
    light: Light
    findings: tuple[Finding, ...]
    sources: tuple[SourceLine, ...]
    definitions: tuple[Definition, ...]
    limits: Limits
    sections: Mapping[str, Any] = field(default_factory=dict)

    @property
    def live(self) -> tuple[OfficeLine, ...]:
        return tuple(office for office in self.offices if office.weeks_live is not None)

    @property
    def office_names(self) -> dict[int, str]:
        return {office.id: office.name for office in self.offices}

    def facts(self) -> Facts:
        """What the headline speaks of."""
        offices = tuple(
            OfficeFacts(office.id, office.weeks_live, office.stage == Stage.HELD, office.days_late, office.score.value)
            for office in self.offices
        )
        return Facts(offices=offices, reach=self.figures["reach"].value, score=self.figures["score"].value, set_up=bool(self.programme))


def read(frozen: Mapping[str, Any]) -> Report:
    """The report in the active language."""
    limits = limits_of(frozen)
    return Report(
        day=date.fromisoformat(frozen["day"]),
        week=date.fromisoformat(frozen["week"]),
        programme=names(frozen["programme"] or {}),
        starts_on=day_of((frozen["programme"] or {}).get("starts_on")),
        figures={name: figure(frozen["figures"][name]) for name in PROGRAMME},
        offices=tuple(office(one, limits) for one in frozen["offices"]),
        trend=tuple(trend(one) for one in frozen["trend"]),
        light=Light(frozen["status"]["light"]),
        findings=tuple(finding(one) for one in frozen["status"]["findings"]),
        sources=tuple(source(one) for one in frozen["sources"]),
        definitions=tuple(Definition(one["code"], said(one["label"]), said(one["explanation"])) for one in frozen["definitions"]),
        limits=limits,
        # Reports frozen before there were sections have none.
        sections=frozen.get("sections", {}),
    )


def limits_of(frozen: Mapping[str, Any]) -> Limits:
    """Reports frozen before rules had versions rest on the built-in ones."""
    rule, told = BUILT_IN["office-score"], frozen.get("limits", {})
    return Limits(Decimal(told.get("low_score", rule.amber)), int(told.get("settled_weeks", rule.settled_weeks or 0)))


def light(frozen: Mapping[str, Any]) -> Light:
    """As it was frozen; in reports frozen without lights, by the built-in rule."""
    told = frozen.get("light") or light_of(BUILT_IN["office-score"], decimal(frozen["score"]["value"]), weeks=frozen["weeks_live"])
    return Light(told)


def figure(frozen: Mapping[str, Any]) -> Figure:
    return Figure(
        value=decimal(frozen["value"]),
        numerator=decimal(frozen.get("numerator")),
        denominator=decimal(frozen.get("denominator")),
        absent=said(frozen.get("absent") or {}),
        share=decimal(frozen.get("share")),
        parts=tuple(frozen.get("parts", ())),
    )


def office(frozen: Mapping[str, Any], limits: Limits) -> OfficeLine:
    return OfficeLine(
        id=frozen["id"],
        name=names(frozen),
        region=names(frozen, "region"),
        stage=Stage(frozen["stage"]),
        live_since=day_of(frozen["live_since"]),
        planned=day_of(frozen["planned"]),
        weeks_live=frozen["weeks_live"],
        days_late=frozen["days_late"],
        **{name: figure(frozen[name]) for name in OFFICE},
        light=light(frozen),
        limit=limits.low_score,
    )


def trend(frozen: Mapping[str, Any]) -> TrendLine:
    values = {name: decimal(frozen[name]) for name in ("score", "reach", "habit")}
    return TrendLine(monday=date.fromisoformat(frozen["monday"]), **values)


def finding(frozen: Mapping[str, Any]) -> Finding:
    number = int if frozen["code"] in INTEGERS else Decimal
    value = None if frozen["value"] is None else number(frozen["value"])
    limit = None if frozen["limit"] is None else Decimal(frozen["limit"])
    return Finding(**{**frozen, "light": Light(frozen["light"]), "value": value, "limit": limit, "office_ids": tuple(frozen["office_ids"])})


def source(frozen: Mapping[str, Any]) -> SourceLine:
    days = {"first_day": day_of(frozen["first_day"]), "last_day": day_of(frozen["last_day"])}
    return SourceLine(**{**frozen, **days, "applied_at": datetime.fromisoformat(frozen["applied_at"])})


def whole(value: Decimal) -> Decimal:
    """As it is printed, so that the printed difference is the difference of the printed figures."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def signed(points: Decimal) -> str:
    return written.signed(points, 0)
