"""A kept appraisal sheet read back: its lines and total in the reader's language, with the arithmetic a reader can repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.languages import said_in
from governance.core.money import Money, format_money
from rollout.kpis import saying
from rollout.kpis.rules import Better, Summing
from rollout.kpis.states import Lack


@dataclass(frozen=True)
class Line:
    """One line as it is printed. `working`: how the percentage, `marking`: how the points came about."""

    name: str
    weight: Decimal
    percent: Decimal | None
    points: Decimal | None
    weighted: Decimal | None
    working: str
    marking: str
    absent: str
    meaning: str = ""


@dataclass(frozen=True)
class Sheet:
    year: int
    scheme: int
    first: date
    last: date
    office: str
    person: str
    lines: tuple[Line, ...]
    share: Decimal
    total: Decimal | None

    @property
    def sum(self) -> str:
        """Σ weight × points ÷ Σ weight, in figures."""
        told = [line for line in self.lines if line.points is not None]
        if not told:
            return ""
        parts = " + ".join(f"{number(line.weight)} × {number(line.points)}" for line in told)
        weights = " + ".join(number(line.weight) for line in told)
        return f"({parts}) ÷ ({weights})"


def read(figures: Mapping[str, Any]) -> Sheet:
    return Sheet(
        year=figures["year"],
        scheme=figures["scheme"],
        first=date.fromisoformat(figures["first"]),
        last=date.fromisoformat(figures["last"]),
        office=named(figures["office"]),
        person=figures["person"] or "",
        lines=tuple(line(one) for one in figures["lines"]),
        share=Decimal(figures["share"]),
        total=decimal(figures["total"]),
    )


def line(frozen: Mapping[str, Any]) -> Line:
    weight, points = Decimal(frozen["weight"]), decimal(frozen["points"])
    return Line(
        name=name_of(frozen),
        weight=weight,
        percent=decimal(frozen["percent"]),
        points=points,
        weighted=None if points is None else weight * points,
        working=working(frozen),
        marking=scale_words(frozen),
        absent=str(Lack(frozen["absent"]).label) if frozen["absent"] else "",
        meaning=meaning_of(frozen),
    )


def working(frozen: Mapping[str, Any]) -> str:
    """How the percentage came about."""
    if frozen["percent"] is None:
        return ""
    if not frozen["unit"] and frozen.get("own"):
        return _("The person's own settled score of the period")
    if not frozen["unit"]:
        return _("Mean of %(count)s weekly scores") % {"count": frozen["parts"]}
    actual, plan = amount(frozen, "actual"), amount(frozen, "plan")
    above, below = (actual, plan) if frozen["better"] == Better.HIGHER else (plan, actual)
    said = {"above": above, "below": below, "months": frozen["parts"]}
    if frozen["summing"] == Summing.TOTAL:
        return with_whose(_("%(above)s ÷ %(below)s, sums of %(months)s months") % said, frozen)
    return with_whose(_("%(above)s ÷ %(below)s, means of %(months)s months") % said, frozen)


def with_whose(text: str, frozen: Mapping[str, Any]) -> str:
    """On a person's sheet: whose values these are. Sheets of before people had values of their own say nothing of it."""
    if "of_office" not in frozen or not (frozen["own"] or frozen["of_office"]):
        return text
    whose = _("the person's own values") if frozen["own"] else _("the office's values")
    return _("%(figures)s (%(whose)s)") % {"figures": text, "whose": whose}


def scale_words(frozen: Mapping[str, Any]) -> str:
    """The scale, band by band."""
    bands = [f"{number(Decimal(at))}%\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}{number(Decimal(points))}" for at, points in frozen["bands"]]
    joined = _("straight lines between") if frozen["joined"] else _("in steps")
    return _("%(bands)s; %(joined)s") % {"bands": " · ".join(bands), "joined": joined}


def amount(frozen: Mapping[str, Any], key: str) -> str:
    value = Decimal(frozen[key])
    if frozen["unit"] == "money":
        return format_money(Money(value, frozen["currency"]), written.locale())
    return number(value)


def name_of(frozen: Mapping[str, Any]) -> str:
    if "name" not in frozen:
        return _("Adoption score")
    return said_in(frozen, "name")


def meaning_of(frozen: Mapping[str, Any]) -> str:
    """What the figure counts; sheets opened before it was kept do not say."""
    return said_in(frozen, "explanation")


def named(of: Mapping[str, Any]) -> str:
    chinese = (translation.get_language() or "en").startswith("zh")
    return str((of["name_zh"] if chinese else "") or of["name"])


def number(value: Decimal | None) -> str:
    """All its places, none added."""
    if value is None:
        return written.DASH
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return written.number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def months(sheet: Sheet) -> str:
    return _("%(first)s to %(last)s") % {"first": saying.month(sheet.first), "last": saying.month(sheet.last)}
