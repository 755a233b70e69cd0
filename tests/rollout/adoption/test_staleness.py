"""How old each source's data is, its limit, the reminder, and the metrics of staleness and late entry."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.metrics import Subject, SubjectKind
from governance.core.models import Reminder
from governance.core.roles import Role
from rollout.adoption.actions import sources as actions
from rollout.adoption.models import UsageSource
from rollout.adoption.selectors.staleness import freshness, freshness_of_lists
from tests import company
from tests.rollout.adoption import dues, seen

pytestmark = pytest.mark.django_db
DAY = seen.SUNDAY + timedelta(days=12)


def source(name="Other", last=seen.SUNDAY, **fields):
    made = UsageSource.objects.create(code=name.lower(), name=name)
    return made, seen.file(source=made, last=last, **fields)


def stale(subject, day=DAY, known_at=None):
    return metrics.measure_one("adoption.data_staleness_days", subject, day, actor=seen.SYSTEM, known_at=known_at)


def programme():
    return Subject(SubjectKind.PROGRAMME, company.programme().pk)


def test_the_age_is_counted_from_the_newest_day_and_judged_by_the_sources_own_limit():
    made, _file = source()
    (found,) = freshness([DAY])[DAY]
    assert (found.newest, found.age, found.is_stale) == (seen.SUNDAY, 12, True)
    actions.set_limit(made, days=12, actor=seen.SYSTEM, at=company.NOW, reason="sent monthly")
    assert not freshness([DAY])[DAY][0].is_stale


def test_a_file_that_ends_after_the_day_tells_of_it():
    source(last=DAY + timedelta(days=3))
    assert freshness([DAY])[DAY][0].age == 0


def test_of_several_sources_the_oldest_counts():
    source("Old", last=seen.SUNDAY - timedelta(days=30))
    source("New")
    found = stale(programme())
    assert (found.value, found.detail["source"], found.detail["stale"]) == (42, "Old", True)


def test_an_office_is_told_by_the_sources_that_name_it():
    source("Old", last=seen.SUNDAY - timedelta(days=30))
    _made, file = source("New")
    office, _people = seen.live_office(code="PAR")
    seen.label_of(office, file)
    assert stale(Subject(SubjectKind.OFFICE, office.pk)).value == 12


def test_without_a_file_it_cannot_be_told():
    UsageSource.objects.create(code="x", name="X")
    assert stale(programme()).value is None


def test_as_known_before_a_file_was_applied_the_data_was_older():
    made, _file = source(last=seen.SUNDAY - timedelta(days=7))
    seen.file(source=made, applied_at=datetime(2026, 6, 1, tzinfo=UTC))
    known = programme()
    assert stale(known).value == 12
    assert stale(known, known_at=datetime(2026, 5, 1, tzinfo=UTC)).value == 19


def test_queries_do_not_grow_with_offices(django_assert_max_num_queries):
    _made, file = source()
    offices = [seen.live_office()[0] for _ in range(8)]
    for office in offices:
        seen.label_of(office, file)
    subjects = [Subject(SubjectKind.OFFICE, office.pk) for office in offices]
    with django_assert_max_num_queries(6):
        metrics.measure("adoption.data_staleness_days", subjects, [DAY, seen.SUNDAY], actor=seen.SYSTEM)


def test_setting_the_limit_works_and_is_logged_with_its_reason(project_office):
    made, _file = source()
    actions.set_limit(made, days=35, actor=project_office, at=company.NOW, reason="sent monthly")
    assert made.stale_after_days == 35
    assert made.history.first().history_change_reason == "sent monthly"


@pytest.mark.parametrize(("days", "reason", "field"), [(0, "x", "days"), (367, "x", "days"), (5, " ", "reason")])
def test_a_wrong_limit_is_refused_at_its_field(project_office, days, reason, field):
    made, _file = source()
    with pytest.raises(InvalidInput) as wrong:
        actions.set_limit(made, days=days, actor=project_office, at=company.NOW, reason=reason)
    assert list(wrong.value.fields) == [field]


def test_setting_the_limit_is_denied_to_others_and_told_when_somebody_was_faster(project_office):
    made, _file = source()
    with pytest.raises(NotAllowed):
        actions.set_limit(made, days=5, actor=Actor("li"), at=company.NOW, reason="x")
    UsageSource.objects.update(stale_after_days=8)
    with pytest.raises(Conflict):
        actions.set_limit(made, days=5, actor=project_office, at=company.NOW, reason="x")


def test_the_project_office_is_reminded_once_and_the_reminder_is_done_when_newer_data_comes():
    account = company.account(Role.PROJECT_OFFICE)
    made, _file = source()
    for _ in range(2):
        assert actions.watch(actor=seen.SYSTEM, at=company.NOW) == 1
    reminder = Reminder.objects.get()
    assert (reminder.account_id, reminder.values["source"], reminder.done_at) == (account.pk, "Other", None)
    seen.file(source=made, last=date(2026, 5, 31))
    assert actions.watch(actor=seen.SYSTEM, at=company.NOW) == 0
    assert Reminder.objects.get().done_at == company.NOW


def due_list(until=seen.SUNDAY, name="Tasks", at=company.NOW):
    made = dues.due_list(name=name)
    dues.take_in(made, dues.line("A", "zhang", seen.WEEK), dues.line("B", "zhang", until), at=at)
    return made


def of_list(day=DAY, known_at=None):
    (found,) = freshness_of_lists([day], known_at)[day]
    return found


def test_a_list_of_what_was_due_is_as_old_as_its_newest_day_with_the_limit_of_its_crm():
    made = due_list()
    assert (of_list().name, of_list().newest, of_list().age, of_list().is_stale) == ("Tasks", seen.SUNDAY, 12, True)
    actions.set_limit(made.source, days=12, actor=seen.SYSTEM, at=company.NOW, reason="sent monthly")
    assert not of_list().is_stale


def test_a_list_knows_nothing_of_the_days_after_it_was_sent_in():
    sent = timezone.localdate(company.NOW)
    due_list(until=sent + timedelta(days=90))
    assert of_list(sent + timedelta(days=30)).newest == sent


def test_a_list_without_a_file_has_no_age():
    dues.due_list()
    assert (of_list().age, of_list().is_stale) == (None, False)


def test_as_known_before_its_file_came_a_list_had_no_age():
    due_list()
    assert of_list(known_at=company.NOW - timedelta(seconds=1)).newest is None


def test_the_page_shows_sources_and_lists_and_where_to_send_the_next(signed_in):
    source()
    due_list()
    page = signed_in(Role.PROJECT_OFFICE).get("/adoption/sources/").content.decode()
    assert "Customers and deals due" in page
    assert 'href="/adoption/due/"' in page
    assert page.count("stale by") == 2


def test_the_project_office_is_reminded_of_a_stale_list_until_a_newer_file_comes():
    account = company.account(Role.PROJECT_OFFICE)
    made = due_list(at=company.NOW - timedelta(days=14))
    for _ in range(2):
        assert actions.watch(actor=seen.SYSTEM, at=company.NOW) == 1
    reminder = Reminder.objects.get()
    assert (reminder.account_id, reminder.values["source"], "list" in reminder.subject, reminder.done_at) == (
        account.pk,
        "Tasks",
        True,
        None,
    )
    dues.take_in(made, dues.line("C", "zhang", timezone.localdate(company.NOW)))
    assert actions.watch(actor=seen.SYSTEM, at=company.NOW) == 0
    assert Reminder.objects.get().done_at == company.NOW


def test_watching_is_denied_to_others():
    with pytest.raises(NotAllowed):
        actions.watch(actor=Actor("li"), at=company.NOW)


def test_the_share_of_late_entries_is_what_timeliness_leaves():
    file = seen.file()
    office, people = seen.live_office(people=5)
    for person in people:
        seen.used(person, seen.weekdays(2), of=file, self_entries=2, dated_entries=2, timely_entries=1)
    seen.computed()
    found = metrics.measure_one("adoption.late_entry_share", Subject(SubjectKind.OFFICE, office.pk), seen.SUNDAY, actor=seen.SYSTEM)
    assert (found.value, found.numerator, found.denominator) == (50, 10, 20)


def test_without_business_dates_the_share_of_late_entries_cannot_be_told():
    office, people = seen.live_office(people=5)
    seen.used(people[0], seen.weekdays(2), of=seen.file())
    seen.computed()
    found = metrics.measure_one("adoption.late_entry_share", Subject(SubjectKind.OFFICE, office.pk), seen.SUNDAY, actor=seen.SYSTEM)
    assert (found.value, str(found.absent)) == (None, "Share of late entries cannot be told: the usage data does not hold it")
