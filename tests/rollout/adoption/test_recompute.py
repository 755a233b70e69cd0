"""A recompute keeps what changed, supersedes what it replaces, and overwrites nothing."""

from datetime import timedelta

import pytest

from governance.core.errors import NotAllowed
from rollout.adoption.actions.recompute import recompute
from rollout.adoption.models import ComponentValue, Recomputed, UsageDay
from rollout.adoption.scoring import Component, Missing
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
LATER = company.NOW + timedelta(days=1)


def held(office, component, week=seen.WEEK, known_at=None):
    return ComponentValue.objects.known_at(known_at).get(office=office, component=component, week=week)


@pytest.fixture
def paris():
    """Six sellers; four used it all week, one on Monday only, one never."""
    office, people = seen.live_office(people=6, code="PAR")
    of = seen.file()
    for person in people[:4]:
        seen.used(person, seen.weekdays(5), of=of)
    seen.used(people[4], seen.weekdays(1), of=of)
    return office, people, of


def test_it_works(paris):
    outcome = seen.computed()
    reach, habit = held(paris[0], Component.REACH), held(paris[0], Component.HABIT)
    assert (reach.numerator, reach.denominator, reach.sample) == (5, 6, 6)
    assert (habit.numerator, habit.denominator) == (4, 6)
    assert held(paris[0], Component.BREADTH).missing == Missing.NO_CORE
    assert held(paris[0], Component.EXPECTED).numerator == 6
    assert held(paris[0], Component.ACTIVE).numerator == 5
    assert outcome.changed == ComponentValue.objects.count()


def test_denied_to_who_may_not_change_adoption(paris, sponsor):
    with pytest.raises(NotAllowed):
        recompute(None, actor=sponsor, at=company.NOW)
    assert not ComponentValue.objects.exists()


def test_the_project_office_may(paris, project_office):
    assert recompute(None, actor=project_office, at=company.NOW).changed


def test_without_usage_there_is_nothing_to_do():
    seen.live_office(people=3)
    assert seen.computed().weeks == 0
    assert not Recomputed.objects.exists()


def test_repeated_it_changes_nothing(paris):
    seen.computed()
    before = set(ComponentValue.objects.values_list("pk", "superseded_at"))
    assert seen.computed(LATER).changed == 0
    assert set(ComponentValue.objects.values_list("pk", "superseded_at")) == before


def test_only_what_changed_is_written(paris):
    seen.computed()
    kept = ComponentValue.objects.count()
    seen.used(paris[1][5], seen.weekdays(1), of=paris[2])
    assert seen.computed(LATER).changed == 2  # reach and active users; one day is no habit
    assert ComponentValue.objects.count() == kept + 2
    assert held(paris[0], Component.REACH).numerator == 6


def test_the_old_value_stays_as_it_was_known(paris):
    seen.computed()
    UsageDay.objects.update(superseded_at=LATER)
    seen.computed(LATER)
    assert held(paris[0], Component.REACH, known_at=company.NOW).numerator == 5
    assert held(paris[0], Component.REACH).missing == Missing.NO_USAGE


def test_it_is_logged_once_with_its_reason(paris, project_office):
    recompute(None, actor=project_office, at=company.NOW, reason="after the roster")
    [row] = Recomputed.objects.all()
    assert (row.username, row.reason, row.first_week, row.changed) == (
        "mei",
        "after the roster",
        seen.WEEK - timedelta(days=70),
        row.changed,
    )


def test_rolled_back_when_writing_fails(paris, monkeypatch):
    seen.computed()
    before = list(ComponentValue.objects.order_by("pk").values())
    seen.used(paris[1][5], seen.weekdays(5), of=paris[2])

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Recomputed, "save", fails)
    with pytest.raises(RuntimeError):
        seen.computed(LATER)
    assert list(ComponentValue.objects.order_by("pk").values()) == before


def test_one_that_began_earlier_does_not_undo_one_that_began_later(paris):
    seen.used(paris[1][5], seen.weekdays(5), of=paris[2])
    seen.computed(LATER)
    UsageDay.objects.filter(source_user__key=paris[1][5].pseudonym).update(superseded_at=LATER)
    assert seen.computed(company.NOW).changed == 0
    assert held(paris[0], Component.REACH).numerator == 6


def test_asked_for_one_week_it_computes_that_and_its_neighbours(paris):
    assert seen.computed(weeks=[seen.WEEK + timedelta(days=2)]).weeks == 2
    assert set(ComponentValue.objects.values_list("week", flat=True)) == {seen.WEEK - timedelta(days=7), seen.WEEK}
