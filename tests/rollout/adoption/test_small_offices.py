"""A small office's figures go to its own people, its head and the project office; no total lets them be worked out."""

import pytest

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.errors import NotAllowed
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from rollout.adoption.actions.features import list_core_features
from rollout.adoption.selectors import cohorts
from rollout.staging.models import Programme
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
SUN = Actor("sun", grants=(Grant(Role.SPONSOR),))
AUDITOR = Actor("an", grants=(Grant(Role.AUDITOR),))
MEI = Actor("mei", grants=(Grant(Role.PROJECT_OFFICE),))
CODES = ("reach", "habit", "breadth", "score", "expected_users", "active_users", "improvement")


def live(people: int, code: str, of, active: int = 1):
    office, made = seen.live_office(people=people, code=code)
    for person in made[:active]:
        seen.used(person, seen.weekdays(5), of=of)
    return Subject(SubjectKind.OFFICE, office.pk)


@pytest.fixture
def of(monkeypatch):
    monkeypatch.setattr("rollout.adoption.actions.features.jobs.start", lambda *args, **kwargs: None)
    list_core_features(names=["call"], first_day=seen.WEEK, actor=MEI, at=company.NOW, reason="agreed")
    return seen.file()


def told(code, subject, actor):
    return metrics.measure_one(f"adoption.{code}", subject, seen.SUNDAY, actor=actor)


def programme():
    return Subject(SubjectKind.PROGRAMME, Programme.objects.get().pk)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("reader", [SUN, AUDITOR])
def test_others_are_told_only_that_it_is_small(of, code, reader):
    small = live(4, "PAR", of)
    seen.computed()
    found = told(code, small, reader)
    assert (found.value, found.numerator, found.denominator, found.sample) == (None, None, None, 0)
    assert "terms" not in found.detail
    if code != "improvement":
        assert found.absent == "fewer than 5 expected users"


def test_its_head_and_the_project_office_see_it(of):
    small = live(4, "PAR", of)
    seen.computed()
    head = Actor("head", grants=(Grant(Role.OFFICE_HEAD, frozenset({small.id})),))
    for reader in (MEI, head, seen.SYSTEM):
        assert told("reach", small, reader).denominator == 4


def test_it_has_no_place(of):
    small, large, other = live(4, "PAR", of, active=4), live(6, "ROM", of, active=2), live(5, "OSL", of)
    seen.computed()
    assert (told("rank", small, MEI).value, told("rank", small, MEI).absent) == (
        None,
        "No place: fewer than 5 people are behind one of its figures",
    )
    assert told("rank", small, AUDITOR).absent == "fewer than 5 expected users"
    assert [told("rank", office, MEI).value for office in (large, other)] == [1, 2]
    assert told("rank", large, MEI).denominator == 2


def test_first_of_one_is_no_place(of):
    alone = live(6, "ROM", of)
    seen.computed()
    assert told("rank", alone, MEI).value is None
    assert "no other score of the same components" in told("rank", alone, MEI).absent


def test_an_office_without_a_score_is_told_so(of):
    office = Subject(SubjectKind.OFFICE, company.office("OSL").pk)
    seen.computed()
    assert told("rank", office, MEI).absent == "No place: there is no score"


def test_why_it_has_no_place_stands_beside_the_score(of, signed_in):
    small = live(4, "PAR", of, active=4)
    seen.computed()
    client = signed_in(Role.PROJECT_OFFICE)
    for address in ("/adoption/", f"/adoption/offices/{small.id}/"):
        assert "No place: fewer than 5 people are behind one of its figures" in client.get(address).content.decode()


def test_the_total_less_the_shown_offices_is_not_the_small_one(of):
    small, large = live(4, "PAR", of), live(6, "ROM", of, active=3)
    seen.computed()
    total, shown = told("reach", programme(), SUN), told("reach", large, SUN)
    assert (total.numerator, total.denominator) == (shown.numerator, shown.denominator)
    assert total.detail["left_out"] == 1
    assert told("reach", small, SUN).value is None


def test_two_small_offices_stay_out_because_each_head_could_work_out_the_other(of):
    live(4, "PAR", of)
    live(4, "ROM", of)
    live(6, "OSL", of)
    seen.computed()
    assert told("reach", programme(), SUN).denominator == 6


def test_three_small_offices_that_hide_each_other_join_the_total(of):
    for code in ("PAR", "ROM", "OSL"):
        live(3, code, of)
    live(6, "BER", of)
    seen.computed()
    assert told("reach", programme(), SUN).denominator == 15


def test_they_never_join_a_wave_or_a_region(of):
    region = company.office("SOUTH", kind="region")
    for code in ("PAR", "ROM", "OSL"):
        office, _people = seen.live_office(people=3, code=code, parent=region)
    large, _people = seen.live_office(people=6, code="BER", parent=region)
    seen.used(_people[0], seen.weekdays(5), of=of)
    seen.computed()
    for subject in (Subject(SubjectKind.OFFICE, region.pk), Subject(SubjectKind.WAVE, large.rollout.wave_id)):
        assert told("reach", subject, SUN).denominator == 6


def test_habit_of_fewer_than_five_people_takes_the_score_with_it(of):
    office, people = seen.live_office(people=6, code="PAR")
    for person in people[:3]:
        company.absence(person, seen.WEEK, seen.weekdays(4)[-1])
    seen.used(people[5], seen.weekdays(5), of=of)
    seen.computed()
    subject = Subject(SubjectKind.OFFICE, office.pk)
    assert told("habit", subject, MEI).denominator == 3
    assert told("reach", subject, SUN).denominator == 6
    assert told("habit", subject, SUN).value is told("score", subject, SUN).value is None


@pytest.mark.parametrize("code", ["reach", "self_entry", "breadth", "score"])
def test_the_rows_behind_it_are_refused_too(of, code):
    small = live(4, "PAR", of)
    seen.computed()
    with pytest.raises(NotAllowed):
        metrics.rows(f"adoption.{code}", small, seen.SUNDAY, actor=SUN)


@pytest.mark.parametrize("code", ["reach", "score"])
def test_in_the_rows_of_a_total_it_stands_without_figures(of, code):
    live(4, "PAR", of)
    live(6, "ROM", of)
    seen.computed()
    lines = {row[0]: row for row in metrics.rows(f"adoption.{code}", programme(), seen.SUNDAY, actor=SUN).cells}
    assert lines["Par"][1:3] == [None, None]
    assert lines["Rom"][1] is not None


def test_cohorts_of_the_company_add_up_the_offices_of_the_total(of):
    live(4, "PAR", of)
    live(6, "ROM", of)
    seen.computed()
    assert {cohort.size for cohort in cohorts.of_people(seen.WEEK, None)} == {6}
    assert [cohort.size for cohort in cohorts.of_waves(seen.WEEK, None)] == [6]


def test_without_a_roster_active_users_are_shown_to_all(of):
    office = company.office("PAR")
    seen.used(seen.name_of(None, of), seen.weekdays(2), of=of, office=office)
    seen.computed()
    assert told("active_users", Subject(SubjectKind.OFFICE, office.pk), SUN).value == 1
