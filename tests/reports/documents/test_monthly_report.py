"""The monthly report: when it is due, who may set it, that each reader gets one letter, and what becomes of the letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from governance.core import audit
from governance.core.actor import Actor, Grant, system_actor
from governance.core.documents import archive
from governance.core.documents.models import Document, Snapshot
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.records import AppendOnly
from governance.core.roles import Role
from governance.organisation.models import Account, RoleAssignment
from reports.documents import actions as making
from reports.documents.models import Letter, MonthlyReport, MonthlyRun, Outcome
from reports.documents.monthly import actions, rules
from reports.documents.monthly.actions import TRIES, Wanted
from tests import company
from tests.mail_catcher import Catcher, caught
from tests.reports import pretend

SUN = Actor("sun", grants=(Grant(Role.SPONSOR),))
HOUSE = system_actor("jobs")
SET = datetime(2026, 6, 20, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offices(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend.no_setting(monkeypatch)
    pretend.register(monkeypatch, absent=[pretend.offices(6)[1].pk])


@pytest.fixture
def catcher(settings: Any) -> Iterator[Catcher]:
    """The product's own SMTP setting, pointed at a server of ours."""
    with caught(refuse=("gone@",)) as server:
        host, port = server.server_address[:2]
        smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": host, "port": port}}
        settings.MAILERS = {"default": smtp}
        yield server


def reader(email: str, language: str = "en", role: Role = Role.SPONSOR) -> Account:
    account = company.account(role, language=language)
    account.email = email
    account.save()
    return account


def wanted(*readers: Account, day: int = 28, running: bool = True) -> Wanted:
    return Wanted(day, running, tuple(sorted(each.pk for each in readers)))


def set_for(*readers: Account, at: datetime = SET, **changes: Any) -> MonthlyReport:
    return actions.set_monthly(wanted(*readers, **changes), actor=SUN, at=at, reason="asked by the board")


def run(at: datetime = pretend.AT) -> tuple[MonthlyRun | None, int, int]:
    with audit.operation(HOUSE, reason="monthly"):
        return actions.run_monthly(actor=HOUSE, at=at)


@pytest.mark.parametrize(
    ("day", "since", "today", "made", "due"),
    [
        (5, "2026-01-01", "2026-03-05", [], "2026-03-05"),
        (5, "2026-01-01", "2026-03-04", [], "2026-02-05"),
        (5, "2026-01-01", "2026-03-04", ["2026-02"], None),
        (5, "2026-01-01", "2026-03-09", ["2026-02"], "2026-03-05"),
        (5, "2026-03-06", "2026-03-09", [], None),
        (28, "2026-01-01", "2026-03-01", [], "2026-02-28"),
        (28, "2026-01-01", "2026-01-01", [], None),
    ],
)
def test_a_report_is_due_on_its_day_and_made_up_for_until_the_next(day, since, today, made, due):
    found = rules.due_on(day, date.fromisoformat(since), date.fromisoformat(today), made)
    assert found == (date.fromisoformat(due) if due else None)


@given(st.integers(1, 28), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_over_any_stretch_of_days_each_month_after_the_first_is_made_once(day, since, length):
    made: list[str] = []
    for step in range(length):
        if due := rules.due_on(day, since, since + timedelta(days=step), made):
            assert rules.next_on(day, since, since + timedelta(days=step), made) == since + timedelta(days=step)
            made.append(rules.month_of(due))
    expected = {rules.month_of(each) for n in range(length) if (each := since + timedelta(days=n)).day == day}
    assert made == sorted(expected)


def test_every_reader_gets_one_letter_in_their_own_language_with_the_kept_document(catcher: Catcher):
    set_for(reader("anna@example.org"), reader("mei@example.org", "zh-hans"))
    made, sent, failed = run()
    assert made is not None and (sent, failed) == (2, 0)
    by_reader = {str(letter["To"]): letter for letter in catcher.letters}
    english, chinese = by_reader["anna@example.org"], by_reader["mei@example.org"]
    assert english["Subject"].startswith("Executive report") and "高层报告" in chinese["Subject"]
    for letter, language in ((english, "en"), (chinese, "zh-hans")):
        (pdf,) = letter.iter_attachments()
        kept = Document.objects.get(snapshot=made.snapshot, language=language)
        assert pdf.get_content() == archive.content(kept)
        assert made.snapshot.sha256 in letter.get_body(("plain",)).get_content()


def test_run_again_on_the_same_day_mails_nobody_twice_and_freezes_nothing_anew(catcher: Catcher):
    set_for(reader("anna@example.org"))
    run()
    assert run()[1:] == (0, 0)
    assert len(catcher.letters) == 1 and Snapshot.objects.count() == 1 and MonthlyRun.objects.count() == 1


def test_one_mailbox_that_refuses_keeps_nobody_else_waiting_and_is_tried_three_mornings(catcher: Catcher):
    gone, anna = reader("gone@example.org"), reader("anna@example.org")
    set_for(gone, anna)
    outcomes = [run(pretend.AT + timedelta(days=day))[1:] for day in range(TRIES + 1)]
    assert outcomes == [(1, 1), (0, 1), (0, 1), (0, 0)]
    tries = Letter.objects.filter(account=gone)
    assert {each.outcome for each in tries} == {Outcome.FAILED} and "550" in tries[0].why
    assert actions.given_up(MonthlyRun.objects.get(), [gone.pk, anna.pk]) == [gone.pk]


def test_whoever_lost_the_role_or_the_address_is_not_sent_it_and_the_list_says_why(catcher: Catcher):
    anna = reader("anna@example.org")
    set_for(anna)
    RoleAssignment.objects.filter(person=anna.person).update(last_day=pretend.DAY - timedelta(days=1))
    assert run()[1:] == (0, 1)
    assert not catcher.letters and "may not read" in Letter.objects.get().why


@pytest.mark.parametrize("role", [Role.PROJECT_OFFICE, Role.AUDITOR, Role.COMMITTEE, Role.OFFICE_HEAD, Role.VENDOR])
def test_only_the_sponsor_says_who_gets_it(role):
    with pytest.raises(NotAllowed):
        actions.set_monthly(wanted(reader("anna@example.org")), actor=Actor("kim", grants=(Grant(role),)), at=pretend.AT)
    assert not MonthlyReport.objects.exists()


def test_who_may_not_read_reports_or_has_no_address_cannot_be_named():
    for account in (reader("", Role.SPONSOR), reader("tom@example.org", role=Role.TRAINER)):
        with pytest.raises(InvalidInput) as refusal:
            set_for(account)
        assert "recipients" in refusal.value.fields
    with pytest.raises(InvalidInput):
        set_for()
    with pytest.raises(InvalidInput):
        set_for(reader("anna@example.org"), day=29)
    assert not MonthlyReport.objects.exists()


def test_setting_is_logged_once_with_the_reason_and_a_change_in_between_is_noticed():
    anna = reader("anna@example.org")
    monthly = set_for(anna)
    set_for(anna)
    assert [row.history_change_reason for row in MonthlyReport.history.all()] == ["asked by the board"]
    seen = actions.version(monthly)
    set_for(anna, day=5)
    with pytest.raises(Conflict):
        actions.set_monthly(wanted(anna, day=6), actor=SUN, at=pretend.AT, seen=seen)
    assert MonthlyReport.objects.get().day_of_month == 5


def test_days_that_passed_before_it_was_set_and_while_it_rested_are_not_made_up_for():
    anna = reader("anna@example.org")
    set_for(anna, at=pretend.AT)
    assert run()[0] is None
    set_for(anna, running=False)
    assert run(datetime(2026, 7, 29, 8, tzinfo=UTC))[0] is None
    set_for(anna, at=datetime(2026, 8, 29, 8, tzinfo=UTC))
    assert run(datetime(2026, 8, 29, 8, tzinfo=UTC))[0] is None


def test_a_failure_while_making_leaves_no_run_and_no_letter(monkeypatch: pytest.MonkeyPatch):
    set_for(reader("anna@example.org"))
    monkeypatch.setattr(making, "render", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run()
    assert not MonthlyRun.objects.exists() and not Letter.objects.exists() and not mail.outbox


def test_a_letter_on_record_stays(catcher: Catcher):
    set_for(reader("anna@example.org"))
    run()
    with pytest.raises(AppendOnly):
        Letter.objects.get().delete()


def test_the_pages_tell_the_sponsor_and_refuse_with_what_was_typed(signed_in: Callable[..., Any], catcher: Catcher):
    client, anna = signed_in(Role.SPONSOR), reader("anna@example.org")
    page = client.get("/documents/monthly/")
    assert "Let the report come by itself" in page.content.decode()
    refused = client.post("/documents/monthly/change/", {"day_of_month": "31", "running": "on", "recipients": [anna.pk]})
    assert refused.status_code == 200 and "28" in refused.content.decode() and "checked" in refused.content.decode()
    done = client.post(
        "/documents/monthly/change/", {"day_of_month": "5", "running": "on", "recipients": [anna.pk], "seen": ""}, follow=True
    )
    assert "The monthly report is set." in done.content.decode()
    assert signed_in(Role.PROJECT_OFFICE).get("/documents/monthly/change/").status_code == 403
    assert signed_in(Role.VENDOR).get("/documents/monthly/").status_code in (403, 404)


def test_naming_readers_asks_as_little_of_a_large_company_as_of_a_small_one():
    anna = reader("anna@example.org")
    with CaptureQueriesContext(connection) as few:
        assert actions.readers(pretend.DAY) == [anna]
    for number in range(5):
        reader(f"seller{number}@example.org", role=Role.STAFF)
    with CaptureQueriesContext(connection) as many:
        assert actions.readers(pretend.DAY) == [anna]
    assert len(many) == len(few)
