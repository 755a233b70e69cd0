"""What must hold of any score whatever the figures: laws, tried on generated ones."""

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from rollout.adoption.ranks import places
from rollout.adoption.scoring import FIRST_WEIGHTS, LEAST_SHARE, SCORED, Cell, Component, Missing, PersonWeek, habit, lacking, reach, score

# A busy machine is slow, not wrong.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
week = some.integers(0, 127)
# Own working days are days of the duty.
people = some.builds(lambda duty, own, used, features: PersonWeek(duty, duty & own, used, features), week, week, week, some.integers(0, 15))
share = some.integers(1, 40).flatmap(lambda below: some.builds(Cell, some.integers(0, below), some.just(below), some.just(below)))
maybe = some.one_of(share, some.just(lacking(Missing.NO_DATA)))
figures = some.fixed_dictionaries(dict.fromkeys(SCORED, maybe))
weights = some.fixed_dictionaries({part: some.integers(0, 60).map(Fraction) for part in SCORED})


@law
@given(weights, figures)
def test_a_score_lies_between_0_and_100_or_is_missing(given_weights: dict[Component, Fraction], cells: dict[Component, Cell]) -> None:
    found = score(given_weights, cells)
    assert found.value is None or 0 <= found.value <= 100
    assert (found.value is None) == (found.share < LEAST_SHARE or found.weight == 0)


@law
@given(weights, share, some.sets(some.sampled_from(SCORED)))
def test_renormalising_leaves_a_score_of_equal_components_unchanged(
    given_weights: dict[Component, Fraction], same: Cell, gone: set[Component]
) -> None:
    cells = {part: lacking(Missing.NO_DATA) if part in gone else same for part in SCORED}
    found = score(given_weights, cells).value
    assert found is None or (same.value is not None and found == 100 * same.value)


@law
@given(figures, some.sampled_from(SCORED))
def test_a_better_component_never_lowers_the_score(cells: dict[Component, Cell], part: Component) -> None:
    before = score(FIRST_WEIGHTS, cells)
    if cells[part].missing or before.value is None:
        return
    best = Cell(cells[part].denominator, cells[part].denominator)
    after = score(FIRST_WEIGHTS, cells | {part: best}).value
    assert after is not None
    assert after >= before.value


@law
@given(figures, some.fractions(Fraction(1, 9), 9))
def test_the_scale_of_the_weights_does_not_matter(cells: dict[Component, Cell], factor: Fraction) -> None:
    scaled = {part: weight * factor for part, weight in FIRST_WEIGHTS.items()}
    assert score(scaled, cells).value == score(FIRST_WEIGHTS, cells).value


@law
@given(figures, some.permutations(SCORED))
def test_the_order_of_components_does_not_matter(cells: dict[Component, Cell], order: list[Component]) -> None:
    assert score(FIRST_WEIGHTS, {part: cells[part] for part in order}).value == score(FIRST_WEIGHTS, cells).value


@law
@given(some.lists(people, min_size=1), some.integers(2, 7).map(lambda days: (1 << days) - 1))
def test_an_inactive_expected_user_raises_neither_reach_nor_habit(group: list[PersonWeek], own: int) -> None:
    idle = PersonWeek(own, own)
    for measure in (reach, habit):
        before, after = measure(group).value, measure([*group, idle]).value
        assert after is not None
        assert before is None or after <= before


@law
@given(some.lists(people, min_size=1), some.randoms())
def test_the_order_of_people_does_not_matter(group: list[PersonWeek], random) -> None:
    mixed = list(group)
    random.shuffle(mixed)
    assert (reach(mixed), habit(mixed)) == (reach(group), habit(group))


@law
@given(some.lists(people, min_size=1))
def test_whoever_has_the_habit_is_reached(group: list[PersonWeek]) -> None:
    able = [one for one in group if one.own.bit_count() >= 2]
    if able:
        assert habit(able).numerator <= reach(able).numerator


@law
@given(some.dictionaries(some.integers(), some.tuples(some.sampled_from("ab"), some.fractions(0, 100)), min_size=1))
def test_places_begin_at_one_and_never_put_a_lower_score_first(standing: dict[int, tuple[str, Fraction]]) -> None:
    found = places(standing)
    for one, (group, value) in standing.items():
        assert 1 <= found[one].place <= found[one].of
        for other, (other_group, other_value) in standing.items():
            if group == other_group:
                assert (value > other_value) == (found[one].place < found[other].place)
    assert {group for group, _value in standing.values()} == {standing[one][0] for one in standing if found[one].place == 1}
