"""Follow-up in the office's score, in a person's own score, and on the pages down to the rows."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from rollout.adoption.following import DueDay, DueRead, OfficeDue, follow_up, is_done, is_told
from rollout.adoption.models import ComponentValue, UserMatch
from rollout.adoption.scoring import Component, Missing
from rollout.adoption.selectors.own import own_figures
from tests import company
from tests.rollout.adoption import dues, seen

MONDAY, SUNDAY = seen.WEEK, seen.SUNDAY
AFTER = company.NOW
PROJECT = Actor(username="project", grants=(Grant(Role.PROJECT_OFFICE),))
SPONSOR = Actor(username="sponsor", grants=(Grant(Role.SPONSOR),))


def cell(office, week=MONDAY):
    return ComponentValue.objects.current().get(office=office, week=week, component=Component.FOLLOW_UP)


@pytest.fixture
def office(db):
    """Six sellers who worked all week, known to the CRM by their pseudonyms."""
    place, people = seen.live_office(people=6, code="PAR")
    of = seen.file()
    for person in people:
        seen.used(person, seen.weekdays(5), of=of, office=place)
    place.people = people
    return place


def lines(office, each=2, done=1):
    """So many due per person, so many of them followed up."""
    found = []
    for person in office.people:
        days = [MONDAY + timedelta(days=number) for number in range(each)]
        found += [
            dues.line(f"{person.pseudonym}-{number}", person.pseudonym, day, day if number < done else "")
            for number, day in enumerate(days)
        ]
    return found


def test_followed_up_is_divided_by_due(office):
    dues.take_in(dues.due_list(), *lines(office))
    seen.computed()
    assert (cell(office).numerator, cell(office).denominator) == (6, 12)


def test_it_takes_its_weight_in_the_score_and_the_page_shows_both_sides(office, signed_in):
    dues.take_in(dues.due_list(), *lines(office))
    seen.computed()
    told = metrics.measure("adoption.score", [Subject(SubjectKind.OFFICE, office.pk)], [SUNDAY], actor=PROJECT)
    term = next(term for term in told[Subject(SubjectKind.OFFICE, office.pk), SUNDAY].detail["terms"] if term["component"] == "follow_up")
    assert (term["weight"], term["numerator"], term["denominator"]) == ("10", 6, 12)
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("adoption:office", args=[office.pk]) + f"?day={SUNDAY}").content.decode()
    assert "6 ÷ 12" in page


def test_without_any_list_it_says_so_with_the_way_to_mend_it(office):
    seen.computed()
    assert cell(office).missing == Missing.NO_DUE_LIST


def test_a_list_sent_in_before_the_week_was_over_does_not_tell_it(office):
    tasks = dues.due_list()
    friday = AFTER.replace(month=5, day=15)
    dues.take_in(tasks, *lines(office), at=friday)
    seen.computed()
    assert cell(office).missing == Missing.NO_DUE_LIST
    dues.take_in(tasks, *lines(office), at=AFTER)
    seen.computed(at=AFTER + timedelta(hours=1))
    assert cell(office).missing == Missing.NO_DUE_LIST, "the same old file tells nothing newer"
    dues.take_in(tasks, *lines(office, done=2), at=AFTER)
    seen.computed(at=AFTER + timedelta(hours=2))
    assert (cell(office).numerator, cell(office).denominator) == (12, 12)


def test_a_week_in_which_nothing_was_due_says_so(office):
    dues.take_in(dues.due_list(), dues.line("D", "nobody", MONDAY))
    seen.computed()
    assert cell(office).missing == Missing.NOTHING_DUE


def test_an_owner_whom_nobody_has_matched_counts_for_no_office(office):
    dues.take_in(dues.due_list(), *lines(office), dues.line("D", "stranger", MONDAY))
    seen.computed()
    assert cell(office).denominator == 12


def test_what_was_due_before_the_go_live_does_not_count(db):
    place, (seller, *_rest) = seen.live_office(people=6, live_on=MONDAY + timedelta(days=2))
    seen.used(seller, seen.weekdays(5), of=seen.file(), office=place)
    days = [MONDAY, MONDAY + timedelta(days=3)]
    dues.take_in(dues.due_list(), *(dues.line(f"D{day}", seller.pseudonym, day, day) for day in days))
    seen.computed()
    assert cell(place).denominator == 1


def test_a_person_in_two_offices_counts_in_each(office):
    other, _people = seen.live_office(people=5)
    both = office.people[0]
    company.Membership.objects.create(person=both, office=other, job_role="sales", first_day=company.LONG_AGO, recorded_at=company.RECORDED)
    dues.take_in(dues.due_list(), *lines(office))
    seen.computed()
    assert (cell(office).denominator, cell(other).denominator) == (12, 2)


def test_as_known_before_the_correction_the_old_figure_is_told(office, monkeypatch):
    monkeypatch.setattr("rollout.adoption.actions.due.follow_up", lambda *args, **kwargs: None)
    tasks = dues.due_list()
    dues.take_in(tasks, *lines(office), at=AFTER)
    seen.computed(at=AFTER + timedelta(minutes=1))
    dues.take_in(tasks, *lines(office, done=2), at=AFTER + timedelta(hours=1))
    seen.computed(at=AFTER + timedelta(hours=2))
    subject = Subject(SubjectKind.OFFICE, office.pk)
    for known_at, value in ((AFTER + timedelta(minutes=30), 50), (None, 100)):
        assert metrics.measure("adoption.follow_up", [subject], [SUNDAY], actor=PROJECT, known_at=known_at)[subject, SUNDAY].value == value


def test_its_rows_are_people_for_who_may_see_them_and_days_for_others(office):
    for person in office.people:
        company.notice(person)
    dues.take_in(dues.due_list(), *lines(office))
    seen.computed()
    subject = Subject(SubjectKind.OFFICE, office.pk)
    shown = metrics.rows("adoption.follow_up", subject, SUNDAY, actor=PROJECT)
    assert [line[1:] for line in shown.cells] == [[2, 1]] * 6
    assert metrics.rows("adoption.follow_up", subject, SUNDAY, actor=SPONSOR).cells == [[MONDAY, 6, 6], [MONDAY + timedelta(days=1), 6, 0]]


def test_a_small_offices_follow_up_is_kept_from_others(db):
    place, people = seen.live_office(people=3)
    of = seen.file()
    for person in people:
        seen.used(person, seen.weekdays(5), of=of, office=place)
    place.people = people
    dues.take_in(dues.due_list(), *lines(place))
    seen.computed()
    subject = Subject(SubjectKind.OFFICE, place.pk)
    assert metrics.measure("adoption.follow_up", [subject], [SUNDAY], actor=SPONSOR)[subject, SUNDAY].value is None
    assert metrics.measure("adoption.follow_up", [subject], [SUNDAY], actor=PROJECT)[subject, SUNDAY].value == 50


def test_a_persons_own_weeks_hold_due_and_done_on_days_of_the_duty(office):
    person = office.people[0]
    company.notice(person)
    company.absence(office.people[1], MONDAY, SUNDAY)
    dues.take_in(dues.due_list(), *lines(office, each=3, done=2))
    seen.computed()
    (week,) = own_figures(MONDAY, SUNDAY)[person.pk]
    assert (week.due, week.done) == (3, 2)


def test_own_weeks_before_the_match_of_the_name_count_nothing(office):
    person = office.people[0]
    company.notice(person)
    UserMatch.objects.filter(person=person).update(first_day=MONDAY + timedelta(days=1))
    dues.take_in(dues.due_list(), *lines(office))
    seen.computed()
    (week,) = own_figures(MONDAY, SUNDAY)[person.pk]
    assert (week.due, week.done) == (1, 0)


def test_the_page_of_lists_says_how_far_each_tells(office, signed_in):
    dues.take_in(dues.due_list(), *lines(office), dues.line("D", "stranger", MONDAY))
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("adoption:due_lists")).content.decode()
    assert "Tasks" in page
    assert signed_in(Role.STAFF).get(reverse("adoption:due_lists")).status_code == 403


def test_a_list_is_described_on_the_page_and_leads_to_sending_in(office, signed_in):
    client = signed_in(Role.PROJECT_OFFICE)
    given = dues.FIELDS | {"name": "Tasks", "source": dues.UsageSource.objects.get().pk, "done_words": "Completed, 已完成"}
    answer = client.post(reverse("adoption:due_list_new"), given)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    wrong = client.post(reverse("adoption:due_list_new"), given | {"name": "Other", "owner_column": "deal"})
    assert wrong.status_code == 422


def test_the_overview_has_a_column_for_it(office, signed_in):
    dues.take_in(dues.due_list(), *lines(office))
    seen.computed()
    table = signed_in(Role.SPONSOR).get(reverse("adoption:offices"), {"week": MONDAY.isoformat(), "export": "csv"})
    assert next(csv.DictReader(table.getvalue().decode("utf-8-sig").splitlines()))["Follow-up"] == "50"


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS)
def test_done_is_an_activity_in_the_same_iso_week(due_on, done_on):
    assert is_done(due_on, done_on) == (due_on.isocalendar()[:2] == done_on.isocalendar()[:2])


@given(DAYS, DAYS, DAYS)
def test_a_week_is_told_only_by_a_file_of_afterwards(first, last, read_on):
    first, last = sorted((first, last))
    week = MONDAY
    assert is_told([DueRead(first, last, read_on)], week) == (first <= SUNDAY and last >= week and read_on > SUNDAY)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_the_share_never_leaves_nought_to_one(rows):
    office = OfficeDue()
    for due, done in rows:
        office.add(DueDay(1, MONDAY, 1, due, min(due, done)), told=True)
    found = follow_up(office, told=True)
    assert found.missing == Missing.NOTHING_DUE if not office.due else found.value is not None and 0 <= found.value <= 1
