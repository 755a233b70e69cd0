"""The forecast section: the dates of the plan's own forecast, or every reason why there is none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from governance.core.actor import Actor
from reports.dashboards.sections import Asked, forecast
from rollout.staging.plan import forecasting
from rollout.staging.plan.forecasting import Outcome
from rollout.staging.plan.reckoning.forecast import Forecast
from tests import company

DAY = date(2026, 6, 1)


@pytest.fixture
def placed(db: None) -> Any:
    return company.in_rollout(company.office("FIRST"), company.wave(company.programme()))


def test_without_offices_it_is_absent(db: None, sponsor: Actor) -> None:
    assert forecast.facts(Asked(DAY, None, sponsor)) is None


def test_why_there_is_none_is_said_in_every_language(placed: Any, sponsor: Actor) -> None:
    told = forecast.facts(Asked(DAY, None, sponsor))
    assert told is not None
    assert (told["p50"], told["p80"], told["futures"]) == (None, None, [])
    assert all(set(reason) == {"en", "zh-hans", "zh-hant"} for reason in told["why_not"])
    assert "at least 5" in told["why_not"][0]["en"]
    assert "5" in told["why_not"][0]["zh-hans"]


def test_the_dates_are_those_of_the_simulation(placed: Any, sponsor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Forecast(days=(10, 10, 20, 30), rests_on=6, unfinished=1, overlong=0, offices=3)
    outcome = Outcome(DAY, 2, made, planned=DAY + timedelta(days=15))
    monkeypatch.setattr(forecasting, "outcome", lambda *args, **options: outcome)
    told = forecast.facts(Asked(DAY, None, sponsor))
    assert told is not None
    assert (told["p50"], told["p80"], told["planned"]) == ("2026-06-11", "2026-07-01", "2026-06-16")
    assert (told["futures"], told["rests_on"], told["offices"]) == ([[10, 2], [20, 1], [30, 1]], 6, 3)
