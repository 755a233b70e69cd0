"""The pages of results in a real browser: no finding of axe, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from governance.core.roles import Role
from rollout.kpis.models import AppraisalSheet, Benefit, Kpi
from rollout.staging.stages import Stage
from tests import company
from tests.rollout.kpis import results

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS: list[dict[str, Any]] = [{"width": 390, "language": "zh-hans", "dark": True}]


@pytest.mark.parametrize("look", LOOKS, ids=["phone"])
def test_every_page_of_results_can_be_read(page_for: Callable[..., Page], axe: Callable[[Page], None], look: dict[str, Any]) -> None:
    office = company.office("NORTH")
    company.in_rollout(office, company.wave(company.programme(), 1), Stage.LIVE, live_on=company.LONG_AGO)
    results.enter(office, timezone.localdate())
    head = page_for(Role.OFFICE_HEAD, "/kpis/appraisal/", office=office, **look)
    axe(head)
    own = [sheet.get_absolute_url() for sheet in AppraisalSheet.objects.all()]
    for path in (*own, f"/offices/{office.pk}/scorecard/", f"/kpis/{Kpi.objects.get().pk}/offices/{office.pk}/"):
        head.goto(head.url.split("/kpis/")[0].split("/offices/")[0] + path)
        axe(head)
    page = page_for(Role.PROJECT_OFFICE, "/kpis/benefits/", **look)
    axe(page)
    base = page.url.split("/kpis/")[0]
    for path in (
        f"/kpis/benefits/{Benefit.objects.get().pk}/",
        "/kpis/budget/",
        "/kpis/appraisal/schemes/",
        "/kpis/appraisal/schemes/new/",
    ):
        page.goto(base + path)
        axe(page)
