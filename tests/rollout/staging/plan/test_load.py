"""How many offices the team carries in each month of the plan."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rollout.staging.plan.reckoning.dates import OfficeDates
from rollout.staging.plan.reckoning.load import Span, loads, months, spans, uncounted
from rollout.staging.stages import Stage

TODAY = date(2026, 6, 1)


def day(month, number):
    return date(2026, month, number)


def planned(id, training, live):
    return OfficeDates(id, planned={Stage.TRAINING: training, Stage.LIVE: live})


def test_an_office_is_carried_from_its_training_up_to_its_go_live():
    assert spans([planned(1, day(7, 6), day(9, 1))], TODAY) == [Span(1, day(7, 6), day(9, 1))]


def test_real_dates_win_over_planned_ones_and_overdue_ones_count_from_today():
    begun = OfficeDates(1, reached=Stage.TRAINING, actual={Stage.TRAINING: day(5, 4)}, planned={Stage.LIVE: day(5, 20)})
    late = OfficeDates(2, planned={Stage.TRAINING: day(5, 4), Stage.LIVE: day(7, 1)})
    assert spans([begun, late], TODAY) == [Span(1, day(5, 4), TODAY), Span(2, TODAY, day(7, 1))]


def test_an_office_without_a_date_for_its_training_is_told_of_and_not_counted():
    unknown = OfficeDates(1, planned={Stage.LIVE: day(9, 1)})
    live = OfficeDates(2, reached=Stage.LIVE, actual={Stage.LIVE: day(2, 1)})
    assert spans([unknown, live], TODAY) == [] and uncounted([unknown, live], TODAY) == 1


def test_the_peak_of_each_month_against_what_the_team_can_carry():
    carried = spans([planned(1, day(7, 6), day(8, 20)), planned(2, day(8, 10), day(9, 15)), planned(3, day(8, 20), day(9, 1))], TODAY)
    shown = loads(carried, months(day(6, 1), day(9, 30)), 1)
    assert [(load.month.month, load.peak, load.over) for load in shown] == [(6, 0, False), (7, 1, False), (8, 2, True), (9, 1, False)]


def test_without_an_end_an_office_is_carried_on():
    assert [load.peak for load in loads([Span(1, day(7, 6), None)], months(day(7, 1), day(9, 1)), 1)] == [1, 1, 1]


SPANS = st.lists(
    st.tuples(st.dates(day(1, 1), day(12, 1)), st.integers(1, 90)).map(
        lambda pair: Span(0, pair[0], date.fromordinal(pair[0].toordinal() + pair[1]))
    ),
    max_size=12,
)


@given(SPANS, st.integers(1, 5))
def test_the_peak_is_what_counting_every_day_gives(carried, capacity):
    for load in loads(carried, months(day(1, 1), day(12, 31)), capacity):
        days = [date.fromordinal(load.month.toordinal() + number) for number in range(28)]
        counted = max(sum(span.first <= each < span.until for span in carried) for each in days)
        assert load.peak >= counted and load.over == (load.peak > capacity)
