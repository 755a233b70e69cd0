"""Every figure that is missing says why; nothing missing is taken for zero."""

from datetime import date, timedelta

import pytest

from governance.organisation.models import Office, UseRule
from rollout.adoption import words
from rollout.adoption.models import ComponentValue, MatchKind
from rollout.adoption.scoring import Component, Missing
from rollout.staging.models import StageChange
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db


def missing(office, component=Component.REACH, week=seen.WEEK):
    return ComponentValue.objects.current().get(office=office, component=component, week=week).missing


def count(office, component=Component.ACTIVE, week=seen.WEEK):
    return ComponentValue.objects.current().get(office=office, component=component, week=week).numerator


@pytest.fixture
def of():
    """Somebody else's full week of use, so that the data reaches from Monday to Friday."""
    imported = seen.file()
    seen.used(seen.name_of(None, imported), seen.weekdays(5), of=imported)
    return imported


def test_without_a_roster_active_users_are_told_and_reach_is_not(of):
    office = company.office("PAR")
    for _ in range(3):
        seen.used(seen.name_of(None, of), seen.weekdays(2), of=of, office=office)
    seen.computed()
    assert count(office) == 3
    assert missing(office) == Missing.NO_ROSTER
    assert words.cannot_be_told(Component.REACH.label, missing(office)) == "Reach cannot be told: no roster"


def test_without_a_rule_nobody_must_use_it(of):
    office, _people = seen.live_office(people=5)
    UseRule.objects.all().delete()
    seen.computed()
    assert missing(office) == Missing.NO_RULE


def test_rules_that_name_nobody_of_the_office(of):
    office, _people = seen.live_office(people=5)
    UseRule.objects.update(job_role="finance")
    seen.computed()
    assert missing(office) == Missing.NO_JOB
    assert words.reason(missing(office)) == "nobody in this office has a job that the rules name"


def test_a_remedy_is_offered_to_those_who_may_apply_it(sponsor, project_office):
    assert words.remedy(Missing.NO_RULE, project_office)[0] == "/organisation/rules/"
    assert words.remedy(Missing.NO_RULE, sponsor) == ("", "")


def test_without_a_go_live_date(of):
    office, _people = seen.live_office(people=5)
    StageChange.objects.filter(rollout__office=office)._raw_delete("default")
    seen.computed()
    assert missing(office) == Missing.NO_GO_LIVE


def test_before_the_go_live_the_office_is_not_live_yet(of):
    office, _people = seen.live_office(people=5, live_on=seen.SUNDAY + timedelta(days=1))
    seen.computed()
    assert missing(office) == missing(office, Component.EXPECTED) == Missing.NOT_LIVE


def test_a_year_without_a_published_calendar(of):
    office, _people = seen.live_office(people=5, live_on=date(2031, 1, 6))
    week = date(2031, 5, 12)
    early = seen.file(first=week, last=week + timedelta(days=6))
    seen.used(seen.name_of(None, early), seen.weekdays(5, week), of=early, office=office)
    seen.computed(weeks=[week])
    assert missing(office, week=week) == Missing.NO_CALENDAR
    assert count(office, week=week) == 1


def test_a_week_of_holidays_has_no_working_day(of):
    office, _people = seen.live_office(people=5, live_on=date(2025, 1, 6))
    week = date(2025, 1, 27)
    early = seen.file(first=week, last=week + timedelta(days=6))
    seen.used(seen.name_of(None, early), seen.weekdays(7, week), of=early)
    seen.computed(weeks=[week])
    working = ComponentValue.objects.current().get(office=office, component=Component.REACH, week=week)
    assert working.missing in (Missing.NO_WORKING_DAYS, "")


def test_everyone_on_leave_is_nobody_expected(of):
    office, people = seen.live_office(people=2)
    for person in people:
        company.absence(person, seen.WEEK, seen.SUNDAY)
    seen.computed()
    assert missing(office) == Missing.NOBODY_EXPECTED


def test_a_week_without_any_usage_is_stale(of):
    office, _people = seen.live_office(people=5)
    seen.computed()
    assert missing(office, week=seen.WEEK - timedelta(days=7)) == Missing.NO_USAGE
    assert missing(office, Component.ACTIVE, seen.WEEK - timedelta(days=7)) == Missing.NO_USAGE


def test_an_office_that_does_not_use_it_while_others_do_has_zero(of):
    office, _people = seen.live_office(people=5)
    seen.computed()
    assert missing(office) == ""
    assert count(office, Component.REACH) == 0


def test_a_file_that_ends_on_wednesday_does_not_judge_the_week():
    office, people = seen.live_office(people=5)
    imported = seen.file(last=seen.WEEK + timedelta(days=2))
    seen.used(people[0], seen.weekdays(3), of=imported)
    seen.computed()
    assert missing(office) == Missing.PART_WEEK
    assert count(office) == 1


def test_unconfirmed_offices_and_names_are_never_expected(of):
    office = company.office("NEW", confirmed=False)
    seen.used(seen.name_of(None, of), seen.weekdays(5), of=of, office=office)
    seen.computed()
    assert (count(office), missing(office)) == (1, Missing.NO_ROSTER)


def test_system_accounts_and_ignored_names_never_count(of):
    office, _people = seen.live_office(people=5)
    for kind in (MatchKind.SYSTEM, MatchKind.IGNORED):
        seen.used(seen.name_of(None, of, kind=kind), seen.weekdays(5), of=of, office=office)
    seen.computed()
    assert count(office) == 0


def test_days_without_a_counting_action_are_no_use(of):
    office, people = seen.live_office(people=5)
    seen.used(people[0], seen.weekdays(5), of=of, actions=0, entries=2, self_entries=2)
    seen.computed()
    assert count(office, Component.REACH) == count(office) == 0


def test_two_names_of_one_person_are_one_user(of):
    office, people = seen.live_office(people=5)
    seen.used(people[0], seen.weekdays(1), of=of)
    other = seen.name_of(None, of, kind=MatchKind.SYSTEM)
    other.matches.update(kind=MatchKind.PERSON, person=people[0])
    seen.used(other, seen.weekdays(3), of=of)
    seen.computed()
    assert count(office, Component.REACH) == count(office) == 1
    assert count(office, Component.HABIT) == 1


def test_who_moved_office_counts_in_each_for_the_own_days(of):
    paris, [person] = seen.live_office(people=1, code="PAR")
    rome, _people = seen.live_office(code="ROM")
    company.moves(person, rome, seen.WEEK + timedelta(days=2))
    seen.used(person, [seen.WEEK + timedelta(days=3)], of=of)
    seen.computed()
    assert (count(paris, Component.REACH), count(rome, Component.REACH)) == (0, 1)
    assert (count(paris), count(rome)) == (0, 1)


def test_the_office_a_file_names_does_not_move_a_person(of):
    paris, [person] = seen.live_office(people=1, code="PAR")
    seen.used(person, seen.weekdays(1), of=of, office=company.office("ROM"))
    seen.computed()
    assert count(paris) == 1
    assert not ComponentValue.objects.filter(office=Office.objects.get(code="ROM"), component=Component.ACTIVE, numerator__gt=0).exists()


def test_records_count_from_the_go_live_and_self_entry_is_of_those_with_an_owner(of):
    office, people = seen.live_office(people=5, live_on=seen.WEEK + timedelta(days=1))
    seen.used(people[0], seen.weekdays(2), of=of, entries=4, self_entries=3, proxy_entries=1, dated_entries=2, timely_entries=1)
    seen.computed()
    shares = {
        row.component: (row.numerator, row.denominator) for row in ComponentValue.objects.current().filter(office=office, week=seen.WEEK)
    }
    assert shares[Component.SELF_ENTRY] == (3, 4)
    assert shares[Component.TIMELINESS] == (1, 2)
    assert shares[Component.MONTH_END] == (0, 4)


def test_without_owners_or_dates_in_the_file_there_is_no_data_and_not_zero(of):
    office, people = seen.live_office(people=5)
    seen.used(people[0], seen.weekdays(5), of=of)
    seen.computed()
    assert {missing(office, part) for part in (Component.SELF_ENTRY, Component.TIMELINESS)} == {Missing.NO_DATA}
    assert missing(office, Component.FOLLOW_UP) == Missing.NO_DUE_LIST


def test_a_reason_that_can_be_mended_links_to_where():
    assert words.remedy(Missing.NO_CORE) == ("/adoption/features/", "List the core features")
    assert words.remedy(Missing.NO_DATA) == ("", "")
