"""An estimate in plain words: what it says, what it rests on, what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import isfinite

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.money import Money, format_money
from rollout.kpis.effect import Chance, Comparison
from rollout.kpis.models import Kpi
from rollout.kpis.rules import Better
from rollout.kpis.selectors.effect import Finding
from rollout.kpis.selectors.offices import Line


def amount(kpi: Kpi, value: float | Decimal | None, *, signed: bool = False) -> str:
    """A value in the KPI's unit, rounded for reading."""
    if value is None:
        return written.DASH
    exact = Decimal(str(round(float(value), 4)))
    sign = "+" if signed and exact > 0 else ""
    if kpi.unit == "money":
        return sign + format_money(Money(exact, kpi.currency), written.locale())
    places = 0 if abs(exact) >= 100 else 1 if abs(exact) >= 10 else 2
    return sign + written.number(exact, places) + (" %" if kpi.unit == "percent" else "")


def size(kpi: Kpi, value: float) -> str:
    """A change with its sign and its unit in words."""
    said = {"size": amount(kpi, value, signed=True)}
    if kpi.unit == "days":
        return _("%(size)s days") % said
    if kpi.unit == "points":
        return _("%(size)s points") % said
    if kpi.unit == "percent":
        return _("%(size)s percentage points") % {"size": said["size"].removesuffix(" %")}
    return said["size"]


def turn(kpi: Kpi, value: float) -> str:
    return _("for the better") if (value > 0) == (kpi.better == Better.HIGHER) else _("for the worse")


def month(value: date | None) -> str:
    """A month by its name."""
    return (
        written.DASH
        if value is None
        else format_date(value, "yyyy年M月" if written.locale().startswith("zh") else "MMMM yyyy", locale=written.locale())
    )


def plan_sentence(kpi: Kpi, found: Sequence[Line]) -> str:
    """How many offices kept the last month's plan."""
    told = [line for line in found if line.met is not None]
    if not found:
        return _("No office has a value yet.")
    if not told or found[0].last is None:
        return _("Values are in; no plan to compare them with.")
    kept = sum(1 for line in told if line.met)
    said = {"kept": kept, "of": len(told), "month": month(found[0].last.month)}
    return _("%(kept)d of %(of)d offices kept their plan in %(month)s.") % said


def p_text(chance: Chance) -> str:
    # Kept on one line.
    return "p\u00a0<\u00a00.001" if chance.p < 0.001 else f"p\u00a0=\u00a0{chance.p:.3f}"


def sentence(finding: Finding) -> str:
    """The one sentence of the page. Chosen offices: associated with; an order drawn by lot: caused by, as far as chance allows."""
    overall = finding.overall
    if overall is None:
        return _("Whether going live moved “%(kpi)s” cannot be told: %(why)s") % {"kpi": finding.kpi, "why": finding.cannot}
    said = {"kpi": finding.kpi, "size": size(finding.kpi, overall.observed), "p": p_text(overall)}
    if overall.smallest_p > overall.level:
        return (
            _(
                "Whether going live moved “%(kpi)s” cannot be told from chance: %(size)s per office and month since go-live, "
                "but with so few offices not even the largest effect could show."
            )
            % said
        )
    if overall.p > overall.level:
        return _("No change of “%(kpi)s” that goes beyond chance: %(size)s per office and month since go-live (%(p)s).") % said
    if finding.by_lot:
        message = _("Going live changed “%(kpi)s” by %(size)s per office and month, %(turn)s (%(p)s); the order was drawn by lot.")
    else:
        message = _("Going live is associated with a change of “%(kpi)s” by %(size)s per office and month, %(turn)s (%(p)s).")
    return message % {**said, "turn": turn(finding.kpi, overall.observed)}


def interval(kpi: Kpi, chance: Chance) -> str:
    """The 95-percent interval in words; where nothing bounds a side, it says so."""
    if not isfinite(chance.low) and not isfinite(chance.high):
        return _("cannot be bounded with so few offices")
    low = amount(kpi, chance.low, signed=True) if isfinite(chance.low) else _("no lower bound")
    high = amount(kpi, chance.high, signed=True) if isfinite(chance.high) else _("no upper bound")
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def rests_on(finding: Finding) -> list[str]:
    """What went into the estimate, and what was left out."""
    rows, panel = finding.material, finding.material.observed.panel
    said = [
        _("%(offices)d offices with a value in every month from %(first)s to %(last)s; %(live)d of them went live in that time.")
        % {
            "offices": panel.offices,
            "first": month(rows.months[0]),
            "last": month(rows.months[-1]),
            "live": finding.live_offices,
        },
        _("Compared with offices that never went live in that time.")
        if finding.comparison == Comparison.NEVER_LIVE
        else _("Each office is compared with those not live yet in the same month."),
    ]
    if overall := finding.overall:
        message = (
            _("The p-value: the go-live dates dealt out in all %(deals)s ways there are, wave sizes kept, and how often that gave as much.")
            if overall.complete
            else _(
                "The p-value: the go-live dates dealt out anew %(deals)s times, wave sizes kept, and how often chance alone gave as much."
            )
        )
        said.append(message % {"deals": written.number(overall.deals)})
        said.append(_("The interval holds every constant effect that this test does not reject at 5 percent."))
    if left := len(rows.incomplete):
        message = ngettext("%(count)d office lacks a month and is left out.", "%(count)d offices lack a month and are left out.", left)
        said.append(message % {"count": left})
    if early := len(rows.live_before):
        message = ngettext(
            "%(count)d office was live before the second month and can tell nothing.",
            "%(count)d offices were live before the second month and can tell nothing.",
            early,
        )
        said.append(message % {"count": early})
    return said


def cannot_say(finding: Finding, *, errors: bool = True) -> list[str]:
    """The honest limits of this estimate. `errors`: also why no standard errors stand beside it, where others might."""
    said = []
    if not finding.by_lot:
        said.append(_("Pilot and early offices were chosen, not drawn by lot. What set them apart may also have moved the figure."))
    before = finding.before
    if before is not None and before.p <= before.level:
        message = _("The offices moved apart before they went live already (%(size)s on average, %(p)s), so the comparison is doubtful.")
        said.append(message % {"size": amount(finding.kpi, before.observed, signed=True), "p": p_text(before)})
    elif before is not None:
        said.append(
            _("Before go-live no difference beyond chance is seen (%(p)s). That is no proof that there was none.") % {"p": p_text(before)}
        )
    overall = finding.overall
    if overall is not None and overall.smallest_p > overall.level:
        message = _("With so few offices not even the largest effect could give a p-value below %(p)s.")
        said.append(message % {"p": written.number(Decimal(str(round(overall.smallest_p, 3))), 3)})
    if finding.estimates is not None and (gaps := sum(1 for gap in finding.estimates.untold if gap.month >= gap.group)):
        message = ngettext(
            "In %(count)d month of one wave nobody was left to compare with; it cannot be told.",
            "For %(count)d months of single waves nobody was left to compare with; they cannot be told.",
            gaps,
        )
        said.append(message % {"count": gaps})
    if errors and not finding.analytic and finding.estimates is not None:
        said.append(_("Usual standard errors are not shown: they are far too small where a wave has fewer than 10 offices."))
    return said
