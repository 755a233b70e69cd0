"""A person's own score: habit, self-entry, timeliness over the weeks that can be judged, with weights of its own."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.adoption.owning import DAYS_TO_CONTEST, FIRST_OWN_WEIGHTS, OwnState, OwnWeek, Standing, contest_until, own_score, standing
from rollout.adoption.selectors.own import own_figures
from tests import company
from tests.rollout.adoption import seen

MONDAY = date(2026, 5, 11)
FIRST, LAST = MONDAY, MONDAY + timedelta(days=13)


def week(number: int = 0, own: int = 5, used: int = 5, **counts: int) -> OwnWeek:
    return OwnWeek(MONDAY + timedelta(weeks=number), own, used, **counts)


def test_the_published_example():
    """Habit in 3 of 4 weeks, 8 of 10 records by the own hand, 6 of 8 in time: (30 + 16 + 15) / 80 · 100 = 76.25."""
    weeks = [week(0, own_hand=8, other_hand=2, dated=8, timely=6), week(1), week(2, used=3), week(3, used=2)]
    score = own_score(FIRST_OWN_WEIGHTS, weeks)
    assert [(term.cell.numerator, term.cell.denominator) for term in score.present] == [(3, 4), (8, 10), (6, 8)]
    assert score.value == Fraction(305, 4)
    assert score.share == Fraction(80, 100)


def test_who_made_no_records_has_no_score():
    assert own_score(FIRST_OWN_WEIGHTS, [week(), week(1)]).value is None


def test_a_week_with_one_own_working_day_says_nothing_about_habit():
    assert week(own=1, used=0).has_habit is None
    assert own_score(FIRST_OWN_WEIGHTS, [week(own=1, used=0)]).present == ()


weeks = st.builds(
    lambda own, used, mine, others, dated, timely: OwnWeek(MONDAY, own, min(used, own), mine, others, dated, min(timely, dated)),
    st.integers(0, 6), st.integers(0, 6), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip


@given(st.lists(weeks, max_size=12))
def test_a_score_lies_between_0_and_100(found):
    value = own_score(FIRST_OWN_WEIGHTS, found).value
    assert value is None or 0 <= value <= 100


@given(st.lists(weeks, max_size=12), st.randoms())
def test_the_order_of_weeks_changes_nothing(found, random):
    mixed = random.sample(found, len(found))
    assert own_score(FIRST_OWN_WEIGHTS, mixed).value == own_score(FIRST_OWN_WEIGHTS, found).value


def test_what_was_seen_and_not_contested_in_time_is_settled_by_itself():
    until = contest_until(MONDAY)
    assert until - MONDAY == timedelta(days=DAYS_TO_CONTEST)
    assert standing(OwnState.SEEN, until, until) == Standing.OPEN
    assert standing(OwnState.SEEN, until, until + timedelta(days=1)) == Standing.SETTLED


@pytest.mark.parametrize(
    ("state", "stands"),
    [
        (OwnState.DRAWN, Standing.NOT_SEEN),
        (OwnState.ACCEPTED, Standing.SETTLED),
        (OwnState.CONTESTED, Standing.CONTESTED),
        (OwnState.STANDS, Standing.SETTLED),
        (OwnState.SET_ASIDE, Standing.SET_ASIDE),
        (OwnState.REPLACED, Standing.NOT_SEEN),
    ],
)
def test_however_long_ago_nothing_else_settles(state, stands):
    assert standing(state, MONDAY, MONDAY + timedelta(days=999)) == stands


@pytest.fixture
def of(db):
    return seen.file(last=LAST)


def person_seen(of, *, noticed: date = company.LONG_AGO, **fields):
    office, (person, other, *_others) = seen.live_office(people=5, **fields)
    company.notice(person, noticed)
    seen.used(other, seen.weekdays(1, MONDAY + timedelta(days=7)), of=of)
    seen.used(person, seen.weekdays(4), of=of, self_entries=2, proxy_entries=1, dated_entries=2, timely_entries=1)
    seen.computed()
    return person


def test_weeks_hold_own_days_used_days_and_records(of):
    person = person_seen(of)
    now, after = own_figures(FIRST, LAST)[person.pk]
    assert (after.own_days, after.used_days) == (5, 0)
    assert (now.own_days, now.used_days, now.own_hand, now.other_hand, now.dated, now.timely) == (5, 4, 8, 4, 8, 4)


def test_nothing_is_counted_before_the_notice(of):
    person = person_seen(of, noticed=MONDAY + timedelta(days=2))
    first, _second = own_figures(FIRST, LAST)[person.pk]
    assert (first.own_days, first.used_days, first.own_hand) == (3, 2, 4)


def test_who_has_no_notice_has_no_score(of):
    person = person_seen(of, noticed=LAST + timedelta(days=1))
    assert person.pk not in own_figures(FIRST, LAST)


def test_days_outside_the_period_and_before_the_go_live_do_not_count(of):
    person = person_seen(of, live_on=MONDAY + timedelta(days=1))
    (only,) = own_figures(FIRST, MONDAY + timedelta(days=2))[person.pk]
    assert (only.own_days, only.used_days) == (2, 2)


def test_a_week_without_usage_data_is_no_week_without_use(of):
    person = person_seen(of)
    assert len(own_figures(FIRST - timedelta(weeks=4), LAST + timedelta(weeks=1))[person.pk]) == 2


def test_leave_is_taken_off(of):
    office, (person, *_others) = seen.live_office(people=5)
    company.notice(person)
    company.absence(person, MONDAY, MONDAY + timedelta(days=2))
    seen.used(person, seen.weekdays(5), of=of)
    seen.computed()
    assert own_figures(MONDAY, LAST)[person.pk][0].own_days == 2


def test_it_takes_as_many_queries_for_one_person_as_for_many(of, django_assert_max_num_queries):
    person_seen(of)
    for _ in range(4):
        person_seen(of)
    with django_assert_max_num_queries(16):
        assert len(own_figures(FIRST, LAST)) == 5
