"""The office scorecard: adoption beside the KPIs. Collected as plain values, read back in the reader's language; page and paper agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from governance.core import metrics, written
from governance.core.actor import Actor
from governance.core.metrics import Measurement
from governance.core.money import Money, format_money
from governance.organisation.models import Office
from governance.organisation.selectors import offices_held
from reports.dashboards.charts import WeekPoint
from reports.dashboards.office import Term, arithmetic, sheet
from reports.dashboards.picture import NOTHING, week_of
from rollout.kpis import saying
from rollout.kpis.reading import name_of, named
from rollout.kpis.selectors.offices import Line, of_office
from rollout.staging.selectors import go_live_dates

FIGURES = ("adoption.score", "adoption.reach", "adoption.habit", "adoption.rank", "adoption.improvement")
CLEARED, KEPT = "clearance.cleared_share", "kpis.attainment"


def collect(office: Office, day: date, *, actor: Actor, known_at: datetime | None, languages: Sequence[str] = ()) -> dict[str, Any]:
    """All that the scorecard says, as codes, numbers and names; reasons in each of the languages (the active one by default)."""
    office = office if known_at is None else offices_held(known_at)[office.pk]
    found = {}
    for language in languages or [translation.get_language() or settings.LANGUAGE_CODE]:
        with translation.override(language):
            of = sheet(office, day, actor=actor, known_at=known_at)
            more = {code: metrics.measure(code, [of.subject], [day], actor=actor, known_at=known_at) for code in (CLEARED, KEPT)}
            told = {code: of.figures[code] for code in FIGURES} | {code: one.get((of.subject, day), NOTHING) for code, one in more.items()}
            found[language] = (of, told)
    of, told = next(iter(found.values()))
    return {
        "day": day.isoformat(),
        "told_on": of.told_on.isoformat(),
        "office_code": office.code,
        "office": names_of(office),
        "region": names_of(office.parent) if office.parent else None,
        "live_since": iso(go_live_dates(known_at).get(office.pk)),
        "small": bool(told["adoption.score"].detail.get("small")) and told["adoption.score"].value is not None,
        "figures": {code: figure({language: one[1][code] for language, one in found.items()}) for code in told},
        "trend": [week(one) for one in of.trend],
        "kpis": [kpi(line) for line in of_office(office, day, known_at)],
    }


def names_of(office: Office) -> dict[str, str]:
    return {"code": office.code, "name": office.name, "name_zh": office.name_zh}


def figure(of: Mapping[str, Measurement]) -> dict[str, Any]:
    one = next(iter(of.values()))
    return {
        "value": text(one.value),
        "numerator": text(one.numerator),
        "denominator": text(one.denominator),
        "absent": {language: in_language(told, language) for language, told in of.items()} if one.value is None else {},
        "terms": one.detail.get("terms", []),
        "share": one.detail.get("share", ""),
    }


def in_language(told: Measurement, language: str) -> str:
    with translation.override(language):
        return str(told.absent)


def week(one: WeekPoint) -> dict[str, Any]:
    return {"monday": one.monday.isoformat(), "score": text(one.score), "reach": text(one.reach), "habit": text(one.habit)}


def kpi(line: Line) -> dict[str, Any]:
    compared, of = line.compared, line.kpi
    return {
        "code": of.code,
        "name": of.name,
        "name_zh_hans": of.name_zh_hans,
        "name_zh_hant": of.name_zh_hant,
        "unit": of.unit,
        "currency": of.currency,
        "better": of.better,
        "month": iso(line.last.month if line.last else None),
        "actual": text(line.actual),
        "plan": text(line.plan),
        "attained": text(None if line.attained is None else line.attained.quantize(Decimal("0.1"))),
        "met": line.met,
        "baseline": text(of.baseline),
        "before": places(compared.before),
        "after": places(compared.after),
        "months_before": compared.months_before,
        "months_after": compared.months_after,
    }


def text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def places(value: Decimal | None) -> str | None:
    return None if value is None else format(value.quantize(Decimal("0.0001")).normalize(), "f")


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True)
class KpiLine:
    """One KPI as it is shown."""

    name: str
    month: str
    actual: str
    plan: str
    baseline: str
    attained: Decimal | None
    met: bool | None
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class Card:
    """A scorecard in the reader's language."""

    day: date
    told_on: date
    office: str
    region: str
    live_since: date | None
    figures: Mapping[str, Measurement]
    trend: tuple[WeekPoint, ...]
    kpis: tuple[KpiLine, ...]

    @property
    def week_ends(self) -> date:
        """The last day of the week whose figures are told."""
        return week_of(self.told_on) + timedelta(days=6)

    @property
    def score(self) -> Measurement:
        return self.figures["adoption.score"]

    @property
    def terms(self) -> list[Term]:
        return arithmetic(self.score)

    @property
    def kept(self) -> Measurement:
        return self.figures[KEPT]

    @property
    def kept_note(self) -> str:
        if self.kept.value is None:
            return str(self.kept.absent)
        return _("%(some)s of %(all)s") % {"some": whole(self.kept.numerator), "all": whole(self.kept.denominator)}

    @property
    def cleared(self) -> Measurement:
        return self.figures[CLEARED]

    @property
    def not_cleared(self) -> int | None:
        """How many must use the CRM and are not cleared; who they are stands on another page."""
        one = self.cleared
        return None if one.numerator is None or one.denominator is None else int(one.denominator - one.numerator)

    @property
    def rank(self) -> Measurement:
        return self.figures["adoption.rank"]

    @property
    def place(self) -> str:
        rank = self.rank
        return written.DASH if rank.value is None else f"{written.number(rank.value)} / {written.number(rank.denominator)}"

    @property
    def sentence(self) -> str:
        """The answer in one sentence: adoption first, then the plans."""
        score = _("no adoption score yet")
        if self.score.value is not None:
            score = _("adoption score %(score)s of 100") % {"score": whole(self.score.value)}
        if self.kept.value is None:
            return _("%(office)s: %(score)s; no KPI plan to compare with yet.") % {"office": self.office, "score": score}
        said = {"office": self.office, "score": score, "kept": whole(self.kept.numerator), "of": whole(self.kept.denominator)}
        return _("%(office)s: %(score)s; %(kept)s of %(of)s KPI plans kept last month.") % said


def whole(value: Decimal | None) -> str:
    return written.number(value, 0)


def read(frozen: Mapping[str, Any]) -> Card:
    return Card(
        day=date.fromisoformat(frozen["day"]),
        told_on=date.fromisoformat(frozen["told_on"]),
        office=named(frozen["office"]),
        region=named(frozen["region"]) if frozen["region"] else "",
        live_since=date.fromisoformat(frozen["live_since"]) if frozen["live_since"] else None,
        figures={code: measured(one) for code, one in frozen["figures"].items()},
        trend=tuple(point(one) for one in frozen["trend"]),
        kpis=tuple(kpi_line(one) for one in frozen["kpis"]),
    )


def measured(frozen: Mapping[str, Any]) -> Measurement:
    absent = frozen["absent"]
    return Measurement(
        exact(frozen["value"]),
        exact(frozen["numerator"]),
        exact(frozen["denominator"]),
        absent=absent.get(translation.get_language() or "en") or next(iter(absent.values()), ""),
        detail={"terms": frozen["terms"], "share": frozen["share"]},
    )


def point(frozen: Mapping[str, Any]) -> WeekPoint:
    return WeekPoint(date.fromisoformat(frozen["monday"]), exact(frozen["score"]), exact(frozen["reach"]), exact(frozen["habit"]))


def kpi_line(frozen: Mapping[str, Any]) -> KpiLine:
    before, after = exact(frozen["before"]), exact(frozen["after"])
    month = frozen["month"]
    return KpiLine(
        name=name_of(frozen),
        month=saying.month(date.fromisoformat(month)) if month else written.DASH,
        actual=amount(frozen, frozen["actual"]),
        plan=amount(frozen, frozen["plan"]),
        baseline=amount(frozen, frozen["baseline"]),
        attained=exact(frozen["attained"]),
        met=frozen["met"],
        before=amount(frozen, frozen["before"]),
        after=amount(frozen, frozen["after"]),
        change=written.DASH if before is None or after is None else amount(frozen, str(after - before), signed=True),
    )


def amount(frozen: Mapping[str, Any], value: str | None, *, signed: bool = False) -> str:
    """A value in the KPI's unit, rounded for reading."""
    if value is None:
        return written.DASH
    number = Decimal(value)
    sign = "+" if signed and number > 0 else ""
    if frozen["unit"] == "money":
        return sign + format_money(Money(number, frozen["currency"]), written.locale())
    places = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2
    return sign + written.number(number, places) + (" %" if frozen["unit"] == "percent" else "")


def exact(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def trend_told(card: Card) -> list[WeekPoint]:
    """The weeks from the first that can be told, where at least two can."""
    told = [place for place, one in enumerate(card.trend) if one.score is not None or one.reach is not None]
    return list(card.trend)[told[0] :] if len(told) > 1 else []
