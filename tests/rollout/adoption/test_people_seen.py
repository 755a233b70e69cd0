"""Single people are seen by themselves, their office head and the project office, from their notice on, never by rank."""

from datetime import timedelta

import pytest

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.errors import NotAllowed
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from rollout.adoption.selectors.people import own_weeks, person_rows
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
SUN = Actor("sun", grants=(Grant(Role.SPONSOR),))
MEI = Actor("mei", grants=(Grant(Role.PROJECT_OFFICE),))


@pytest.fixture
def paris():
    """Eight people; the first three used it; all have had the notice."""
    office, people = seen.live_office(people=8, code="PAR")
    of = seen.file()
    for person in people:
        company.notice(person)
    for person in people[:3]:
        seen.used(person, seen.weekdays(4), of=of)
    seen.computed()
    return office, people, of


def rows(code, office, actor):
    return metrics.rows(f"adoption.{code}", Subject(SubjectKind.OFFICE, office.pk), seen.SUNDAY, actor=actor)


def test_the_project_office_and_the_head_see_people_by_name(paris):
    head = Actor("head", grants=(Grant(Role.OFFICE_HEAD, frozenset({paris[0].pk})),))
    for reader in (MEI, head):
        found, hidden = person_rows(paris[0].pk, seen.WEEK, None, reader)
        assert (len(found), hidden) == (8, 0)
        assert sum(row.is_active for row in found) == sum(bool(row.has_habit) for row in found) == 3


def test_they_stand_in_alphabetical_order(paris):
    found, _hidden = person_rows(paris[0].pk, seen.WEEK, None, MEI)
    assert [row.name for row in found] == sorted(row.name for row in found)


def test_others_see_both_sides_of_the_figure_and_no_person(paris):
    assert rows("reach", paris[0], SUN).cells == [["Counted in", 3], ["Not counted in", 5]]
    with pytest.raises(NotAllowed):
        person_rows(paris[0].pk, seen.WEEK, None, SUN)


def test_the_head_of_another_office_is_refused(paris):
    other = Actor("other", grants=(Grant(Role.OFFICE_HEAD, frozenset({company.office("ROM").pk})),))
    with pytest.raises(NotAllowed):
        person_rows(paris[0].pk, seen.WEEK, None, other)


def test_somebody_without_notice_is_hidden_among_five(paris):
    joiner = company.person(at=paris[0])
    found, hidden = person_rows(paris[0].pk, seen.WEEK, None, MEI)
    assert joiner.pk not in {row.person_id for row in found}
    assert (len(found), hidden) == (4, 5)


def test_a_notice_given_in_the_week_counts_from_the_next(paris):
    late = company.person(at=paris[0])
    company.notice(late, seen.WEEK + timedelta(days=2))
    assert late.pk not in {row.person_id for row in person_rows(paris[0].pk, seen.WEEK, None, MEI)[0]}


def test_the_lists_of_one_week_hide_the_same_people(paris):
    unknown = company.person(at=paris[0])
    seen.used(unknown, seen.weekdays(1), of=paris[2])
    names = {row.name for row in person_rows(paris[0].pk, seen.WEEK, None, MEI)[0]}
    listed = [cells[0] for cells in rows("active_users", paris[0], MEI).cells if cells[1] == "person"]
    assert set(listed) <= names


def test_names_nobody_has_confirmed_are_listed_as_such(paris):
    office = company.office("NEW")
    seen.used(seen.name_of(None, paris[2]), seen.weekdays(1), of=paris[2], office=office)
    assert [cells[1] for cells in rows("active_users", office, MEI).cells] == ["unconfirmed name"]


def test_my_own_weeks_begin_with_the_notice(paris):
    [week] = own_weeks(paris[1][0].pk, seen.WEEK + timedelta(days=2), seen.SUNDAY)
    assert (week.days_used, week.actions, week.features) == (2, 6, 1)


def test_the_rows_of_features_and_records_carry_no_names(paris):
    names = {row.name for row in person_rows(paris[0].pk, seen.WEEK, None, MEI)[0]}
    for code in ("breadth", "self_entry", "timeliness", "month_end"):
        assert not names & {str(cell) for cells in rows(code, paris[0], MEI).cells for cell in cells}
