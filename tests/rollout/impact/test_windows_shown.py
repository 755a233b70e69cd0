"""Migration windows stand on the programme's calendar, for whoever may see them and for each of their offices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from rollout.impact.actions import migration
from rollout.staging.plan import calendar
from rollout.staging.plan.calendar import Asked
from tests import company
from tests.rollout.impact import lists
from tests.rollout.impact.lists import MORNING, NIGHT, NOW

pytestmark = pytest.mark.django_db


def shown(actor, *, first=NIGHT, last=MORNING, office_id=None):
    asked = Asked(timezone.localdate(first), timezone.localdate(last), actor, timezone.localdate(NOW))
    return calendar.entries(asked, kinds=["window"], office_id=office_id)


def test_a_window_stands_on_its_local_days_with_its_state_and_leads_to_the_batch(project_office):
    batch = lists.planned()
    (entry,) = shown(project_office)
    assert (entry.first, entry.last) == (timezone.localdate(NIGHT), timezone.localdate(MORNING))
    assert batch.what in entry.title and "Planned" in entry.note and entry.url == batch.get_absolute_url()
    assert entry.at == NIGHT


def test_days_beside_the_window_show_nothing(project_office):
    lists.planned()
    assert not shown(project_office, first=NIGHT - timedelta(days=9), last=NIGHT - timedelta(days=2))
    assert not shown(project_office, first=MORNING + timedelta(days=2), last=MORNING + timedelta(days=9))


def test_each_of_its_offices_finds_it_and_no_other(project_office):
    east, west, other = company.office("EAST"), company.office("WEST"), company.office("FAR")
    lists.planned(offices=[east, west])
    assert [len(shown(project_office, office_id=office.pk)) for office in (east, west, other)] == [1, 1, 0]


def test_heads_see_the_windows_of_their_own_office_and_the_vendor_none(project_office):
    east, west = company.office("EAST"), company.office("WEST")
    lists.planned(offices=[east])
    own, foreign = (Actor("hu", grants=(Grant(Role.OFFICE_HEAD, frozenset({office.pk})),)) for office in (east, west))
    assert len(shown(own)) == 1 and not shown(foreign)
    assert not shown(Actor("vic", grants=(Grant(Role.VENDOR),)))


def test_a_withdrawn_batch_is_gone_from_the_calendar(project_office):
    batch = lists.planned()
    migration.withdraw_batch(batch, actor=project_office, at=NOW, reason="The source is dropped")
    assert not shown(project_office)
