"""One office's own light on the pages: low once it had time to settle. The thresholds are those of the programme's status."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from governance.core import written
from governance.core.metrics import Measurement
from reports.dashboards.charts import written_against
from reports.dashboards.status import DEFAULTS, Light

# How the design system calls a light.
LOOK = {Light.GREEN: "good", Light.AMBER: "watch", Light.RED: "bad", Light.UNKNOWN: "none"}


def of_score(value: Decimal | None, weeks_live: int | None) -> Light:
    """Red when a settled office scores low, amber when it still has time to settle."""
    if value is None:
        return Light.UNKNOWN
    if value >= DEFAULTS.low_score:
        return Light.GREEN
    return Light.RED if (weeks_live or 0) >= DEFAULTS.settled_weeks else Light.AMBER


def why(light: Light) -> str:
    """Why an office's score is not green, in words; nothing where it is or cannot be told."""
    values = {"low": written.number(DEFAULTS.low_score), "weeks": DEFAULTS.settled_weeks}
    if light == Light.AMBER:
        return _("under %(low)s, live for less than %(weeks)d weeks") % values
    if light == Light.RED:
        return _("under %(low)s although live for %(weeks)d weeks or more") % values
    return ""


def of_reach(found: Measurement) -> Light:
    if found.value is None:
        return Light.UNKNOWN
    if found.value >= DEFAULTS.reach_amber:
        return Light.GREEN
    return Light.AMBER if found.value >= DEFAULTS.reach_red else Light.RED


def score_text(value: Decimal | None) -> str:
    """Never one that reads as if it reached the limit that it misses."""
    return written.DASH if value is None else written_against(value, DEFAULTS.low_score)


def reach_text(value: Decimal | None) -> str:
    return written.DASH if value is None else written_against(value, DEFAULTS.reach_amber, "%")
