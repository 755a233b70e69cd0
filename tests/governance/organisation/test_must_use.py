"""Who must use the CRM on which days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.organisation.duties import Rule, Stay, duties
from governance.organisation.models import JobRole, Membership, Person
from governance.organisation.selectors import absences, must_use, people_names
from tests import company

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 30)
pytestmark = pytest.mark.django_db


def days(*, known_at=None):
    return [(duty.person_id, duty.office_id, duty.first_day, duty.last_day) for duty in must_use(MAY, JUNE, known_at)]


def test_a_person_who_moved_counts_in_each_office_for_their_own_dates():
    north, south = company.office("N"), company.office("S")
    company.use_rule()
    mover = company.person(at=north)
    company.moves(mover, south, date(2026, 5, 20))
    assert days() == [(mover.pk, north.pk, MAY, date(2026, 5, 19)), (mover.pk, south.pk, date(2026, 5, 20), JUNE)]


def test_only_the_jobs_of_a_rule_count_and_only_from_its_day():
    north = company.office()
    company.person(at=north, job=JobRole.CLERK)
    seller = company.person(at=north)
    company.use_rule(first_day=date(2026, 6, 1))
    assert days() == [(seller.pk, north.pk, date(2026, 6, 1), JUNE)]


def test_days_before_joining_and_after_leaving_do_not_count():
    north = company.office()
    company.use_rule()
    leaver = company.person(at=north, joined_on=date(2026, 5, 4), left_on=date(2026, 6, 12))
    assert days() == [(leaver.pk, north.pk, date(2026, 5, 4), date(2026, 6, 12))]


def test_unconfirmed_people_and_offices_are_never_expected():
    company.use_rule()
    company.person(at=company.office(confirmed=False))
    company.person(at=company.office(), confirmed=False)
    assert days() == []


def test_a_closed_office_expects_nobody_after_its_last_day():
    company.use_rule()
    company.person(at=company.office(closed_on=date(2026, 5, 10)))
    assert [last for *_, last in days()] == [date(2026, 5, 10)]


def test_the_nearest_office_of_overlapping_rules_wins():
    region = company.office(kind="region")
    north = company.office(parent=region)
    company.person(at=north)
    company.use_rule(crm_role="everywhere")
    company.use_rule(crm_role="regional", office=region, first_day=date(2026, 5, 10), last_day=date(2026, 5, 20))
    company.use_rule(crm_role="own", office=north, first_day=date(2026, 5, 15), last_day=date(2026, 5, 17))
    found = [(duty.crm_role, duty.first_day.day, duty.last_day.day) for duty in must_use(MAY, date(2026, 5, 31))]
    assert found == [("everywhere", 1, 9), ("regional", 10, 14), ("own", 15, 17), ("regional", 18, 20), ("everywhere", 21, 31)]


def test_a_correction_does_not_change_what_was_known_before_it():
    north, south = company.office(), company.office()
    company.use_rule()
    person = company.person(at=north)
    corrected = datetime(2026, 6, 10, tzinfo=UTC)
    wrong = person.memberships.get()
    wrong.superseded_at = corrected
    wrong.save()
    Membership.objects.create(person=person, office=south, first_day=company.LONG_AGO, recorded_at=corrected)
    assert days() == [(person.pk, south.pk, MAY, JUNE)]
    assert days(known_at=datetime(2026, 6, 9, tzinfo=UTC)) == [(person.pk, north.pk, MAY, JUNE)]


def test_an_exit_recorded_later_does_not_change_what_was_known_before_it():
    company.use_rule()
    person = company.person(at=company.office())
    person.left_on = date(2026, 5, 15)
    person._history_date = datetime(2030, 1, 1, tzinfo=UTC)
    person.save()
    assert days()[0][3] == date(2026, 5, 15)
    assert days(known_at=datetime(2029, 1, 1, tzinfo=UTC))[0][3] == JUNE


def test_a_closing_recorded_later_does_not_change_what_was_known_before_it():
    company.use_rule()
    place = company.office()
    company.person(at=place)
    place.closed_on = date(2026, 5, 10)
    place._history_date = datetime(2030, 1, 1, tzinfo=UTC)
    place.save()
    assert days()[0][3] == date(2026, 5, 10)
    assert days(known_at=datetime(2029, 1, 1, tzinfo=UTC))[0][3] == JUNE


def test_the_days_of_an_earlier_employment_stay_when_someone_comes_back():
    company.use_rule()
    north, south = company.office(), company.office()
    person = company.person(at=north, last_day=date(2026, 5, 8), joined_on=date(2026, 6, 15))
    company.moves(person, south, date(2026, 6, 15))
    assert days() == [(person.pk, north.pk, MAY, date(2026, 5, 8)), (person.pk, south.pk, date(2026, 6, 15), JUNE)]


def test_queries_do_not_grow_with_people(django_assert_num_queries):
    company.use_rule()
    for _ in range(3):
        place = company.office()
        company.person(at=place)
        company.person(at=place)
    with django_assert_num_queries(4):
        assert len(must_use(MAY, JUNE)) == 6


def test_leave_is_cut_to_the_days_asked_for():
    person = company.person()
    company.absence(person, date(2026, 4, 20), date(2026, 5, 3))
    company.absence(person, date(2026, 6, 29))
    assert absences(MAY, JUNE) == {person.pk: [(MAY, date(2026, 5, 3)), (date(2026, 6, 29), JUNE)]}


def test_names_are_for_those_with_the_right_others_see_pseudonyms(project_office, sponsor):
    person = company.person("Li Mei")
    assert people_names([person.pk], project_office) == {person.pk: "Li Mei"}
    assert people_names([person.pk], sponsor) == {person.pk: Person.objects.get().pseudonym}


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
SPANS = st.tuples(DAYS, st.none() | DAYS).filter(lambda span: span[1] is None or span[0] <= span[1])


@given(
    st.lists(SPANS, max_size=4),
    st.lists(st.tuples(SPANS, st.sampled_from([None, 1, 2]), st.sampled_from("ab")), max_size=5),
    SPANS,
)
def test_each_day_counts_exactly_once_where_a_stay_and_a_rule_hold(stays, rules, window):
    first, last = window[0], window[1] or date(2026, 12, 31)
    known = [Rule("sales", role, office, *span) for span, office, role in rules]
    for begin, end in stays:
        found = duties([Stay(7, 1, "sales", "new", begin, end)], known, {1: 2, 2: None}, first, last)
        covered = [day for duty in found for day in range(duty.first_day.toordinal(), duty.last_day.toordinal() + 1)]
        held = [
            day
            for day in range(first.toordinal(), last.toordinal() + 1)
            if begin.toordinal() <= day <= (end or date.max).toordinal()
            and any(rule.first_day.toordinal() <= day <= (rule.last_day or date.max).toordinal() for rule in known)
        ]
        assert covered == held
