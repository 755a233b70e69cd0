"""What the registry answers for adoption: many subjects and days at once, with the reason where there is no figure."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from rollout.adoption.models import CoreFeatures, UsageDay
from rollout.staging.models import Programme
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
LATER = company.NOW + timedelta(days=1)


def at(place):
    return Subject(SubjectKind.OFFICE, place.pk)


def told(code, subject, day=seen.SUNDAY, actor=seen.SYSTEM, known_at=None):
    return metrics.measure_one(f"adoption.{code}", subject, day, actor=actor, known_at=known_at)


@pytest.fixture
def two():
    """Paris: 4 of 6 active all week, one on a day. Rome: 3 of 5 active for four days."""
    of = seen.file()
    paris, parisians = seen.live_office(people=6, code="PAR")
    rome, romans = seen.live_office(people=5, code="ROM")
    for person in parisians[:4]:
        seen.used(person, seen.weekdays(5), of=of)
    seen.used(parisians[4], seen.weekdays(1), of=of)
    for person in romans[:3]:
        seen.used(person, seen.weekdays(4), of=of, feature="visit")
    seen.computed()
    return paris, rome


def list_core(*names, recorded_at=company.RECORDED):
    CoreFeatures.objects.create(names=list(names), first_day=company.LONG_AGO, recorded_at=recorded_at, username="tests")


def test_a_day_is_answered_by_the_last_week_that_ended_by_then(two):
    assert told("reach", at(two[1]), seen.SUNDAY).value == Decimal(60)
    assert told("reach", at(two[1]), seen.SUNDAY + timedelta(days=6)).value == Decimal(60)
    assert told("reach", at(two[1]), seen.SUNDAY - timedelta(days=1)).value is None


def test_numerator_denominator_sample_and_time_of_the_data_come_along(two):
    habit = told("habit", at(two[0]))
    assert (habit.numerator, habit.denominator, habit.sample) == (4, 6, 6)
    assert habit.data_at.isoformat() == "2026-05-16T00:00:00+08:00"


def test_the_programme_adds_up_its_offices(two):
    reach = told("reach", Subject(SubjectKind.PROGRAMME, Programme.objects.get().pk))
    assert (reach.numerator, reach.denominator) == (8, 11)


def test_a_wave_adds_up_its_offices(two):
    reach = told("reach", Subject(SubjectKind.WAVE, two[0].rollout.wave_id))
    assert (reach.numerator, reach.denominator) == (8, 11)


def test_a_region_adds_up_the_offices_below_it(two):
    region = company.office("SOUTH", kind="region")
    two[1].parent = region
    two[1].save()
    assert told("reach", at(region)).denominator == 5


def test_a_week_without_usage_is_stale_and_not_zero(two):
    stale = told("reach", at(two[0]), seen.SUNDAY + timedelta(days=7))
    assert stale.value is None
    assert stale.absent == "Reach cannot be told: no usage data for that week"


def test_without_core_features_there_is_no_score_and_it_says_why(two):
    score = told("score", at(two[0]))
    assert score.value is None
    assert score.absent == "No score: data for only 55 % of the weight, and 70 % is needed"


def test_with_core_features_the_score_says_on_how_much_it_rests(two):
    list_core("call", "visit")
    seen.computed(LATER)
    score = told("score", at(two[0]))
    # 30 × 5/6 + 25 × 4/6 + 15 × 1/2 = 49 1/6 of 70
    assert score.value == (100 * (Decimal(295) / 6) / 70).quantize(Decimal(1).scaleb(-26))
    assert score.detail["label"] == "on 70 % of the weight"
    assert score.detail["version"] == 1


def test_the_score_of_an_earlier_instant_is_the_one_known_then(two):
    list_core("call", "visit", recorded_at=LATER)
    seen.computed(LATER)
    assert told("score", at(two[0])).value
    assert told("score", at(two[0]), known_at=company.NOW).value is None


def test_places_are_told_among_offices_with_the_same_components(two):
    list_core("call")
    seen.computed(LATER)
    first, second = told("rank", at(two[0])), told("rank", at(two[1]))
    assert (first.value, first.denominator) == (1, 2)
    assert second.value == 2


def test_improvement_needs_a_score_four_weeks_earlier(two):
    assert "four weeks earlier" in told("improvement", at(two[0])).absent


def test_improvement_is_the_difference_of_two_scores(two):
    list_core("call")
    before = seen.WEEK - timedelta(weeks=4)
    of = seen.file()
    for person in [row.person for row in two[0].memberships.all()][:3]:
        seen.used(person, seen.weekdays(5, before), of=of)
    seen.computed(LATER)
    score = told("score", at(two[0])).value - told("score", at(two[0]), before + timedelta(days=6)).value
    assert abs(told("improvement", at(two[0])).value - score) < Decimal("1e-20")


def test_the_age_of_the_data_counts_from_the_youngest_day(two):
    programme = Subject(SubjectKind.PROGRAMME, Programme.objects.get().pk)
    age = told("data_age_days", programme, seen.SUNDAY)
    assert age.value == 2
    assert age.detail["last_day"] == "2026-05-15"


def test_before_any_office_is_known_the_files_tell_the_age():
    company.programme()
    seen.file()
    programme = Subject(SubjectKind.PROGRAMME, Programme.objects.get().pk)
    assert told("data_age_days", programme, seen.SUNDAY + timedelta(days=3)).value == 3


def test_no_usage_at_all_is_said(db):
    company.programme()
    programme = Subject(SubjectKind.PROGRAMME, Programme.objects.get().pk)
    assert told("data_age_days", programme).absent == "No usage has come in yet"


def test_an_office_head_sees_the_own_office_only(two):
    head = Actor("head", grants=(Grant(Role.OFFICE_HEAD, frozenset({two[0].pk})),))
    found = metrics.measure("adoption.reach", [at(two[0]), at(two[1])], [seen.SUNDAY], actor=head)
    assert [subject.id for subject, _day in found] == [two[0].pk]


CODES = [metric.code for metric in metrics.registered() if metric.code.startswith("adoption.")]


@pytest.mark.parametrize("code", CODES)
def test_queries_do_not_grow_with_subjects_or_days(two, code, django_assert_max_num_queries):
    subjects = [at(place) for place in two]
    days = [seen.SUNDAY - timedelta(weeks=back) for back in range(12)]
    with django_assert_max_num_queries(8):
        metrics.measure(code, subjects, days, actor=seen.SYSTEM)
    assert metrics.get(code).explanation


@pytest.mark.parametrize("code", CODES)
def test_every_figure_has_rows_behind_it(two, code):
    found = metrics.rows(code, at(two[0]), seen.SUNDAY, actor=seen.SYSTEM)
    assert found.columns
    assert UsageDay.objects.exists()
