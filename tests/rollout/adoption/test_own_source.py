"""An office whose CRM stopped sending files is not shown as one that nobody uses."""

from datetime import timedelta

import pytest

from rollout.adoption.models import ComponentValue, UsageSource
from rollout.adoption.scoring import Component, Missing
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
BEFORE = seen.WEEK - timedelta(days=7)


def held(office, component, week):
    return ComponentValue.objects.current().get(office=office, component=component, week=week)


@pytest.fixture
def offices():
    """Paris sends with the company; Lyon has a CRM of its own, whose last file ends with the week before."""
    paris, sellers = seen.live_office(people=6, code="PAR")
    lyon, others = seen.live_office(people=6, code="LYO")
    company = seen.file()
    own = seen.file(last=seen.WEEK - timedelta(days=1), source=UsageSource.objects.create(code="lyon", name="Lyon's own"))
    for person in sellers:
        seen.used(person, seen.weekdays(5), of=company, office=paris)
        seen.used(person, seen.weekdays(5, BEFORE), of=company, office=paris)
    for person in others:
        seen.used(person, seen.weekdays(5, BEFORE), of=own, office=lyon)
    seen.computed()
    return paris, lyon


def test_the_weeks_its_files_tell_of_are_counted(offices):
    assert held(offices[1], Component.REACH, BEFORE).numerator == 6


@pytest.mark.parametrize("component", [Component.REACH, Component.HABIT, Component.ACTIVE])
def test_a_week_its_files_do_not_reach_cannot_be_told(offices, component):
    assert held(offices[1], component, seen.WEEK).missing == Missing.NO_USAGE


def test_an_office_without_a_source_of_its_own_is_told_by_the_company_files(offices):
    assert held(offices[0], Component.REACH, seen.WEEK).numerator == 6


def test_an_office_of_the_company_crm_that_does_nothing_has_a_reach_of_nought(offices):
    paris, _lyon = offices
    seen.used(seen.name_of(None, seen.file()), [seen.WEEK + timedelta(days=7)], of=seen.file(last=seen.SUNDAY + timedelta(days=7)))
    seen.computed(weeks=[seen.WEEK + timedelta(days=7)])
    assert held(paris, Component.REACH, seen.WEEK + timedelta(days=7)).numerator == 0
