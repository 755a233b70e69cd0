"""The forecast of the last go-live: the arithmetic where nothing varies, the laws it must keep, and when it is refused."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rollout.staging.plan.reckoning.durations import TIMED, Stay
from rollout.staging.plan.reckoning.forecast import ENOUGH, Facts, OpenOffice, short_of, simulate
from rollout.staging.stages import WALK, Stage

FIXED = {Stage.PREPARING: 10, Stage.TRAINING: 20, Stage.TRIAL: 15, Stage.LIVE: 30}


def same(lengths=FIXED, times=ENOUGH):
    return tuple(Stay(stage, days, True) for stage, days in lengths.items() for _ in range(times))


def offices(count, stage=Stage.CANDIDATE, **fields):
    return tuple(OpenOffice(number, stage, **fields) for number in range(1, count + 1))


def both(facts, runs=50):
    found = simulate(facts, runs=runs)
    return found.at(50), found.at(80)


# Literal cases, all lengths alike: preparing 10, training 20, trial use 15, and each round of the team takes 35.
def test_one_office_takes_the_sum_of_its_stages():
    assert both(Facts(offices(1), same(), 3)) == (45, 45)


def test_seven_offices_with_three_places_take_three_rounds():
    assert both(Facts(offices(7), same(), 3)) == (10 + 3 * 35, 10 + 3 * 35)


def test_an_office_in_the_middle_of_its_training_needs_only_the_rest():
    assert both(Facts(offices(1, Stage.TRAINING, days=12), same(), 3)) == (8 + 15, 8 + 15)
    assert both(Facts(offices(1, Stage.TRIAL, days=12), same(), 3)) == (3, 3)


def test_who_is_carried_now_holds_a_place_until_it_is_live():
    carried = OpenOffice(1, Stage.TRIAL, days=5)
    assert both(Facts((carried, OpenOffice(2, Stage.PREPARING, days=10 - 1)), same(), 1)) == (10 + 35, 10 + 35)


def test_of_more_offices_than_the_team_can_carry_the_first_to_end_free_no_place():
    carried = (OpenOffice(1, Stage.TRIAL, days=10), OpenOffice(2, Stage.TRIAL, days=0))
    assert both(Facts((*carried, OpenOffice(3, Stage.PREPARING, days=9)), same(), 1)) == (15 + 35, 15 + 35)


def test_the_others_wait_until_the_pilot_is_stabilised():
    pilot, other = OpenOffice(1, Stage.LIVE, days=10, pilot=True), OpenOffice(2, Stage.PREPARING, days=9)
    assert both(Facts((pilot, other), same(), 2)) == (20 + 35, 20 + 35)
    assert both(Facts((replace(pilot, stage=Stage.STABILISED), other), same(), 2)) == (1 + 35, 1 + 35)


def test_no_office_starts_before_its_planned_day():
    assert both(Facts(offices(1, not_before=100), same(), 3)) == (135, 135)


def test_nothing_left_to_go_live_is_no_days():
    assert both(Facts(offices(3, Stage.LIVE), same(), 3)) == (0, 0)


def test_the_forecast_says_on_what_it_rests():
    unfinished = Stay(Stage.TRIAL, 4, False)
    found = simulate(Facts((*offices(2), OpenOffice(9, Stage.TRIAL, days=400)), (*same(), unfinished), 2), runs=10)
    assert (found.rests_on, found.unfinished, found.overlong, found.offices) == (ENOUGH, 1, 1, 3)


# Refusals
def test_too_few_finished_stays_are_named_by_stage():
    facts = Facts(offices(2), same(times=ENOUGH - 1), 2)
    assert [(short.stage, short.finished) for short in short_of(facts)] == [(stage, 4) for stage in TIMED[:3]]


def test_only_stages_still_to_come_are_asked_for():
    stays = same({Stage.TRIAL: 15})
    assert short_of(Facts(offices(1, Stage.TRIAL), stays, 2)) == ()
    assert [short.stage for short in short_of(Facts(offices(1, Stage.TRAINING), stays, 2))] == [Stage.TRAINING]


def test_the_length_of_live_is_asked_for_only_while_others_wait_for_a_pilot():
    stays = same({stage: FIXED[stage] for stage in TIMED[:3]})
    pilot, other = OpenOffice(1, Stage.LIVE, pilot=True), OpenOffice(2, Stage.PREPARING)
    assert [short.stage for short in short_of(Facts((pilot, other), stays, 2))] == [Stage.LIVE]
    assert short_of(Facts((replace(pilot, stage=Stage.STABILISED), other), stays, 2)) == ()


def test_unfinished_stays_do_not_count_towards_enough():
    stays = (*same({Stage.TRIAL: 15}, times=ENOUGH - 1), Stay(Stage.TRIAL, 90, False))
    assert short_of(Facts(offices(1, Stage.TRIAL), stays, 2))


# Laws
LENGTHS = st.lists(st.tuples(st.integers(0, 90), st.booleans()), min_size=ENOUGH, max_size=12)
STAYS = st.fixed_dictionaries(dict.fromkeys(TIMED, LENGTHS)).map(
    lambda by: tuple(Stay(stage, days, finished) for stage, seen in by.items() for days, finished in seen)
)
OFFICES = st.lists(
    st.tuples(st.sampled_from(WALK[:6]), st.integers(0, 120), st.booleans(), st.integers(0, 60)), min_size=1, max_size=12
).map(lambda rows: tuple(OpenOffice(number, *row) for number, row in enumerate(rows)))
FACTS = st.builds(Facts, OFFICES, STAYS, st.integers(1, 6))


@settings(max_examples=60)
@given(FACTS)
def test_eighty_percent_is_never_before_fifty(facts):
    p50, p80 = both(facts)
    assert 0 <= p50 <= p80


@settings(max_examples=120)
@given(FACTS, st.integers(1, 4))
def test_more_capacity_is_never_later_in_any_run(facts, more):
    fewer, wider = simulate(facts, runs=40), simulate(replace(facts, capacity=facts.capacity + more), runs=40)
    assert all(after <= before for before, after in zip(fewer.days, wider.days, strict=True))


@settings(max_examples=60)
@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_offices_and_stays_does_not_matter(facts, random):
    offices, stays = list(facts.offices), list(facts.stays)
    random.shuffle(offices)
    random.shuffle(stays)
    assert simulate(replace(facts, offices=tuple(offices), stays=tuple(stays)), runs=40) == simulate(facts, runs=40)


@settings(max_examples=30)
@given(FACTS)
def test_the_same_seed_gives_the_same_answer(facts):
    assert simulate(facts, runs=40, seed=7) == simulate(facts, runs=40, seed=7)


@settings(max_examples=60)
@given(st.integers(1, 20), st.integers(1, 8), st.tuples(*[st.integers(0, 40)] * 3))
def test_with_lengths_all_alike_it_is_the_arithmetic(count, capacity, lengths):
    preparing, training, trial = lengths
    stays = same({Stage.PREPARING: preparing, Stage.TRAINING: training, Stage.TRIAL: trial})
    rounds = -(-count // capacity)
    assert set(simulate(Facts(offices(count), stays, capacity), runs=20).days) == {preparing + rounds * (training + trial)}


@settings(max_examples=60)
@given(FACTS, st.integers(1, 60))
def test_an_office_more_is_never_earlier(facts, seed):
    """The new office is drawn after the others, so their lengths stay as they were."""
    more = replace(facts, offices=(*facts.offices, OpenOffice(999, Stage.TRIAL)))
    alone = tuple(office for office in more.offices if office.stage in (Stage.TRAINING, Stage.TRIAL))
    few, many = replace(facts, offices=alone[:-1]), replace(facts, offices=alone)
    assert simulate(many, runs=40, seed=seed).at(50) >= simulate(few, runs=40, seed=seed).at(50)
