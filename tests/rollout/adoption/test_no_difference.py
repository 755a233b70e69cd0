"""No difference of two shown figures tells of fewer than five people, or of one small office: laws over made-up companies."""

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as some

from governance.core.suppression import FLOOR
from rollout.adoption.grouping import standing_groups
from rollout.adoption.scoring import Cell, Component
from rollout.adoption.selectors.figures import Held, small, together

sizes = some.lists(some.integers(1, 12), min_size=1, max_size=9)


def cells(people: int, active: int):
    reach = Cell(min(active, people), people, people)
    return {Component.REACH: Held(reach, None), Component.EXPECTED: Held(Cell(people, None, people), None)}


def shown(company, groups):
    """Everything a reader without special rights is shown: (offices in it, numerator, denominator)."""
    found = [({office}, held[Component.REACH].cell) for office, held in company.items() if not small(Component.REACH, held)]
    total = together(Component.REACH, company, total=True)
    few = {office for office, held in company.items() if small(Component.REACH, held)}
    found.append((set(company) - (few if total.left_out else set()), total.cell))
    for group in groups:
        inside = {office: company[office] for office in group if office in company}
        found.append((set(inside) - few, together(Component.REACH, inside, total=False).cell))
    return [(offices, cell) for offices, cell in found if cell.value is not None], few


@given(sizes, some.lists(some.sets(some.integers(0, 8)), max_size=4), some.data())
def test_two_figures_of_offices_never_differ_by_one_small_office(people, groups, data):
    company = {office: cells(count, data.draw(some.integers(0, count))) for office, count in enumerate(people)}
    figures, few = shown(company, groups)
    for (one, first), (other, second) in combinations(figures, 2):
        for wide, narrow, above, below in ((one, other, first, second), (other, one, second, first)):
            if narrow < wide and (hidden := (wide - narrow) & few):
                assert len(hidden) >= 3
                left = sorted(people[office] for office in hidden)
                assert sum(left[:-1]) >= FLOOR  # also for the head of any one of them
                assert above.denominator - below.denominator >= FLOOR


members = some.lists(some.tuples(some.integers(0, 3), some.sampled_from("abc")), min_size=1, max_size=40)


@given(members)
def test_a_group_and_the_offices_shown_beside_it_never_differ_by_fewer_than_five_people(placed):
    people = [((number, office), name) for number, (office, name) in enumerate(placed)]
    whole = Counter(office for (_number, office), _name in people)
    groups: dict[str, list[tuple[int, int]]] = {}
    for member, name in people:
        groups.setdefault(name, []).append(member)
    found = {name: set(inside) for name, inside in standing_groups(groups, whole).items()}
    offices = {office: {member for member, _name in people if member[1] == office} for office, count in whole.items() if count >= FLOOR}
    every = [*found.values(), *offices.values()]
    for group in found.values():
        assert len(group) >= FLOOR
    for one in every:
        for count in range(len(offices) + 1):
            for taken in combinations(offices.values(), count):
                assert not 0 < len(one - set().union(*taken)) < FLOOR
    for office in offices.values():
        for group in found.values():
            assert not 0 < len(office - group) < FLOOR


def test_an_office_takes_part_with_all_or_with_five_and_five_left():
    def of(inside, whole):
        return bool(standing_groups({"t": [(number, 1) for number in range(inside)]}, {1: whole}))

    assert [of(4, 10), of(5, 5), of(5, 8), of(5, 10), of(4, 4), of(6, 10)] == [False, True, False, True, False, False]
