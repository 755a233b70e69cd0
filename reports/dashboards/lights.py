"""An office's own light on the pages and on paper, by the written rules in force and the overrides that hold."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from governance.core import written
from governance.core.metrics import Measurement
from reports.dashboards.charts import written_against
from rollout.staging.status.rules import Book, Light, Shown, light_of

# How the design system calls a light.
LOOK = {Light.GREEN: "good", Light.AMBER: "watch", Light.RED: "bad", Light.UNKNOWN: "none"}


def of_score(book: Book, office_id: int, value: Decimal | None, weeks_live: int | None) -> Shown:
    """Red when a settled office scores low, amber when it still has time to settle; or as an override says."""
    return book.office_light("office-score", office_id, value, weeks_live)


def why(book: Book, shown: Shown) -> str:
    """Why an office's score is not green or shows another light than its own, in words; nothing where it is or cannot be told."""
    said = by_rule(book, shown.computed)
    if shown.override is None:
        return said
    values = {"why": said, "day": written.day(shown.override.until), "reason": shown.override.reason}
    if said:
        return _("%(why)s; shown otherwise until %(day)s: %(reason)s") % values
    return _("shown otherwise than the rule says until %(day)s: %(reason)s") % values


def by_rule(book: Book, light: Light) -> str:
    rule = book.rules["office-score"]
    values = {"low": written.number(rule.amber), "weeks": rule.settled_weeks or 0}
    if light == Light.AMBER:
        return _("under %(low)s, live for less than %(weeks)d weeks") % values if rule.amber == rule.red else _("under %(low)s") % values
    if light == Light.RED:
        values["low"] = written.number(rule.red)
        return _("under %(low)s although live for %(weeks)d weeks or more") % values
    return ""


def of_reach(book: Book, found: Measurement) -> Light:
    """The programme's reach."""
    return light_of(book.rules["reach"], found.value)


def of_office_reach(book: Book, office_id: int, found: Measurement, weeks_live: int | None) -> Shown:
    return book.office_light("office-reach", office_id, found.value, weeks_live)


def score_text(book: Book, value: Decimal | None) -> str:
    """Never one that reads as if it reached the limit that it misses."""
    return written.DASH if value is None else written_against(value, book.rules["office-score"].amber)


def reach_text(book: Book, value: Decimal | None, rule: str = "reach") -> str:
    return written.DASH if value is None else written_against(value, book.rules[rule].amber, "%")
