"""The list of core features is dated, superseded and never overwritten; listing them recomputes breadth."""

from datetime import date, timedelta

import pytest

from governance.core.errors import InvalidInput, NotAllowed
from rollout.adoption.actions import features as actions
from rollout.adoption.models import ComponentValue, CoreFeatures
from rollout.adoption.scoring import Component
from rollout.adoption.selectors.facts import core_features
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 2)
LATER = company.NOW + timedelta(days=1)


def listed(actor, *names, first_day=FIRST, at=company.NOW, reason="agreed with sales"):
    return actions.list_core_features(names=names, first_day=first_day, actor=actor, at=at, reason=reason)


def test_the_list_holds_from_its_first_day(project_office):
    listed(project_office, "call", "visit")
    assert core_features([seen.WEEK, date(2026, 2, 23)]) == {seen.WEEK: ["call", "visit"], date(2026, 2, 23): []}


def test_the_list_that_began_last_counts(project_office):
    listed(project_office, "call")
    listed(project_office, "visit", first_day=seen.WEEK)
    assert core_features([seen.WEEK])[seen.WEEK] == ["visit"]


def test_a_list_of_the_same_day_supersedes_and_the_old_stays_known(project_office):
    listed(project_office, "call")
    listed(project_office, "visit", at=LATER)
    assert core_features([seen.WEEK])[seen.WEEK] == ["visit"]
    assert core_features([seen.WEEK], company.NOW)[seen.WEEK] == ["call"]
    assert CoreFeatures.objects.count() == 2


def test_breadth_is_computed_anew(project_office):
    office, people = seen.live_office(people=5)
    of = seen.file()
    for person in people:
        seen.used(person, seen.weekdays(5), of=of)
    listed(project_office, "call", "visit")
    breadth = ComponentValue.objects.current().get(office=office, week=seen.WEEK, component=Component.BREADTH)
    assert (breadth.numerator, breadth.denominator) == (1, 2)


def test_denied_to_the_sponsor(sponsor):
    with pytest.raises(NotAllowed):
        listed(sponsor, "call")
    assert not CoreFeatures.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"first_day": date(2026, 3, 3)}, "first_day"), ({"reason": ""}, "reason")],
)
def test_what_cannot_be_used_is_named(project_office, change, field):
    with pytest.raises(InvalidInput) as refused:
        listed(project_office, "call", **change)
    assert field in refused.value.fields


@pytest.mark.parametrize("names", [[], [" "], ["x" * 81]])
def test_names_must_be_names(project_office, names):
    with pytest.raises(InvalidInput):
        listed(project_office, *names)


def test_it_is_kept_with_who_and_why(project_office):
    row = listed(project_office, "call")
    assert (row.username, row.reason) == ("mei", "agreed with sales")


def test_rolled_back_when_the_job_cannot_be_queued(project_office, monkeypatch):
    listed(project_office, "call")

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions.jobs, "start", fails)
    with pytest.raises(RuntimeError):
        listed(project_office, "visit", at=LATER)
    assert CoreFeatures.objects.current().get().names == ["call"]
