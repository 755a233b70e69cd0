"""Committed query counts of the pages of results."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from governance.core.roles import Role
from rollout.staging.stages import Stage
from tests import company
from tests.query_counts import counted
from tests.rollout.kpis import results


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("benefits register", "/kpis/benefits/"),
        ("rollout budget", "/kpis/budget/"),
        ("appraisal sheets", "/kpis/appraisal/"),
        ("office scorecard", "/offices/{office}/scorecard/"),
    ],
)
def test_each_page_takes_what_is_committed(signed_in: Callable[..., Client], page: str, path: str) -> None:
    office = company.office("NORTH")
    company.in_rollout(office, company.wave(company.programme(), 1), Stage.LIVE, live_on=company.LONG_AGO)
    results.enter(office, timezone.localdate())
    client = signed_in(Role.PROJECT_OFFICE)
    address = path.format(office=office.pk)
    client.get(address)
    with counted(page):
        assert client.get(address).status_code == 200
