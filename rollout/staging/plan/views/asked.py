"""What pages of the plan are asked for in their address: a stage, a baseline, a month."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request
from rollout.staging import selectors as standing
from rollout.staging.models import Baseline, Programme
from rollout.staging.plan import selectors
from rollout.staging.plan.reckoning.dates import DATED
from rollout.staging.stages import Stage

LIFETIME = 80


def programme() -> Programme:
    """The programme; NotFound before it is set up."""
    found = standing.programme()
    if found is None:
        raise NotFound(_("The programme is not set up yet."))
    return found


def stage(request: Request) -> Stage:
    """`?stage=`: the stage laid out, else going live."""
    asked = request.GET.get("stage", "")
    return Stage(asked) if asked in DATED else Stage.LIVE


def one_baseline(baselines: list[Baseline], asked: str) -> Baseline | None:
    """The baseline of that number, else the latest, else None."""
    latest = baselines[0] if baselines else None
    return next((each for each in baselines if str(each.pk) == asked), latest)


def baseline(request: Request) -> Baseline | None:
    """`?baseline=`."""
    return one_baseline(selectors.baselines(), request.GET.get("baseline", ""))


def month(request: Request, today: date) -> date:
    """`?month=2026-07`, else the present one. A month a lifetime away is none that is meant."""
    try:
        asked = date.fromisoformat(request.GET.get("month", "") + "-01")
    except ValueError:
        return today.replace(day=1)
    return asked if abs(asked.year - today.year) <= LIFETIME else today.replace(day=1)
