"""A component that another room adds: in the score from the version that names it, never before."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.core.metrics import Subject, SubjectKind, measure_one
from governance.core.permissions import Verb
from governance.core.roles import Role
from rollout.adoption import further, words
from rollout.adoption.actions import weights as actions
from rollout.adoption.scoring import FIRST_WEIGHTS, Cell, Component, Further, score
from rollout.adoption.selectors.figures import scores
from tests import company
from tests.rollout.adoption import seen
from tests.rollout.adoption.test_scoring_laws import figures, law, weights

pytestmark = pytest.mark.django_db
CHARM = Further("charm", "Charm")
NEXT = date(2026, 6, 8)
LATER = company.NOW + timedelta(days=1)
WITH_CHARM = {"reach": Decimal(40), "habit": Decimal(20), "breadth": Decimal(10), "charm": Decimal(30)}


class Book:
    """What the other room would say: (office, week) → cell; and how often it was asked."""

    def __init__(self) -> None:
        self.told: dict = {}
        self.asked = 0

    def read(self, weeks, known_at, office_ids):
        self.asked += 1
        return {key: further.Told(cell, key[1]) for key, cell in self.told.items() if key[1] in weeks}


@pytest.fixture
def charm(monkeypatch):
    book = Book()
    monkeypatch.setattr(further, "_added", {})
    remedies = {"no_charm": further.Remedy("adoption:offices", "Be charming", Verb.VIEW, "adoption")}
    further.register_component(
        further.Addition(CHARM, "How charming it is.", "adoption.reach", book.read, "no_charm", {"no_charm": "no charm"}, remedies)
    )
    return book


@pytest.fixture
def paris():
    office, people = seen.live_office(people=6, code="PAR")
    of = seen.file(last=NEXT + timedelta(days=6))
    for person in people[:3]:
        seen.used(person, [*seen.weekdays(5), *seen.weekdays(5, NEXT)], of=of)
    seen.computed(weeks=[seen.WEEK, NEXT])
    return office


def scored(office, week, known_at=None):
    subject = Subject(SubjectKind.OFFICE, office.pk)
    return scores([subject], [week], known_at)[subject, week]


def in_force(project_office, sponsor):
    version = actions.propose_weights(weights=WITH_CHARM, first_day=NEXT, actor=project_office, at=company.NOW, reason="charm counts")
    return actions.approve_weights(version, actor=sponsor, at=LATER, reason="agreed")


def test_before_a_version_names_it_it_is_neither_read_nor_shown(paris, charm):
    charm.told[paris.pk, seen.WEEK] = Cell(1, 2, 2)
    before = scored(paris, seen.WEEK)
    assert charm.asked == 0
    assert CHARM not in {term.component for term in before.score.terms}


def test_it_counts_from_the_week_its_version_begins(paris, charm, project_office, sponsor):
    charm.told[paris.pk, NEXT] = Cell(1, 4, 4)
    in_force(project_office, sponsor)
    found = scored(paris, NEXT)
    # reach 3 of 6 of 40, habit 3 of 6 of 20, charm 1 of 4 of 30; no core features are listed.
    assert found.score.points == 20 + 10 + Fraction("7.5")
    assert found.score.share == Fraction(90, 100)
    assert found.version.number == 2


def test_weeks_before_keep_their_version_and_figures_exactly(paris, charm, project_office, sponsor):
    before = scored(paris, seen.WEEK)
    charm.told[paris.pk, seen.WEEK] = Cell(0, 4, 4)
    in_force(project_office, sponsor)
    assert scored(paris, seen.WEEK) == before


def test_as_known_before_the_approval_it_takes_no_part(paris, charm, project_office, sponsor):
    charm.told[paris.pk, NEXT] = Cell(1, 4, 4)
    in_force(project_office, sponsor)
    assert scored(paris, NEXT, LATER - timedelta(hours=1)).version.number == 1


def test_where_the_other_room_says_nothing_its_reason_stands_and_the_rest_is_renormalised(paris, charm, project_office, sponsor):
    in_force(project_office, sponsor)
    found = scored(paris, NEXT)
    assert found.score.share == Fraction(60, 100)
    assert found.score.value is None
    assert found.figures[CHARM].cell.missing == "no_charm"
    assert words.reason("no_charm") == "no charm"
    assert words.remedy("no_charm", project_office)[1] == "Be charming"


def test_the_arithmetic_names_it(paris, charm, project_office, sponsor):
    charm.told[paris.pk, NEXT] = Cell(1, 4, 4)
    in_force(project_office, sponsor)
    subject = Subject(SubjectKind.OFFICE, paris.pk)
    told = measure_one("adoption.score", subject, NEXT + timedelta(days=6), actor=project_office)
    assert [term["component"] for term in told.detail["terms"]] == ["reach", "habit", "breadth", "charm"]


def test_a_component_is_registered_once(charm):
    again = further.Addition(CHARM, "Another.", "adoption.reach", charm.read, "none", {})
    with pytest.raises(ValueError):
        further.register_component(again)
    with pytest.raises(ValueError):
        further.register_component(further.Addition(Further("reach"), "", "adoption.reach", charm.read, "none", {}))


def test_a_version_outlives_the_room_of_its_component(charm, project_office, sponsor, monkeypatch):
    version = in_force(project_office, sponsor)
    monkeypatch.setattr(further, "_added", {})
    assert version.exact[Further("charm")] == 30
    assert str(further.part("charm").label) == "charm"


@law
@given(weights, figures, some.integers(0, 40))
def test_a_score_whose_weights_do_not_name_it_is_the_same_with_and_without_it(given_weights, cells, charmed):
    assert score(given_weights, {**cells, CHARM: Cell(charmed, 40, 40)}) == score(given_weights, cells)


def test_version_one_does_not_name_it():
    assert set(FIRST_WEIGHTS) <= set(Component)


def test_the_overview_shows_it_for_the_weeks_whose_weights_name_it(paris, charm, project_office, sponsor, signed_in):
    charm.told[paris.pk, NEXT] = Cell(1, 4, 4)
    in_force(project_office, sponsor)
    client = signed_in(Role.SPONSOR)
    assert told(client, NEXT)["Charm"] == "25"
    assert "Charm" not in told(client, seen.WEEK)


def told(client, week):
    """The only office's line of the overview, by column."""
    table = client.get("/adoption/", {"week": week.isoformat(), "export": "csv"}).getvalue().decode("utf-8-sig")
    return next(csv.DictReader(table.splitlines()))
