"""A part of the office page opened on its own, as a reader without scripts does."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.core.roles import Role
from rollout.staging.stages import Stage
from tests import company
from tests.rollout.kpis import results


def test_the_kpis_stand_on_it(signed_in: Callable[..., Client]) -> None:
    office = company.office("PARIS")
    company.in_rollout(office, company.wave(company.programme(), 0), Stage.LIVE, live_on=company.LONG_AGO)
    client = signed_in(Role.OFFICE_HEAD, office=office)
    without = client.get(reverse("dashboards:office_part", args=[office.pk, "kpis"])).content.decode()
    assert "<h2></h2>" not in without
    results.enter(office, timezone.localdate())
    told = client.get(reverse("dashboards:office_part", args=[office.pk, "kpis"])).content.decode()
    assert "<h2></h2>" not in told and '<table class="data">' in told
