"""Reminders: due on their day, in their reader's language, mailed once, done once."""

from __future__ import annotations

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import translation

from governance.core import reminder_mail, reminders
from governance.core.models import Reminder
from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def ann(**fields: Any) -> Account:
    account = company.account(Role.STAFF, **fields)
    account.email = "ann@example.org"
    account.save()
    return account


def reminded(account: Account, key: str = "k", on: date = TODAY, **fields: Any) -> Reminder:
    given = {"subject": "January", "body": "", "values": {}, "url": "/x/"} | fields
    return reminders.remind("test", to_account=account.pk, on=on, key=key, at=NOW, **given)


def test_it_is_due_from_its_day_on() -> None:
    account = ann()
    today, tomorrow = reminded(account, "a"), reminded(account, "b", TODAY + timedelta(days=1))
    assert reminders.due(account.pk, NOW) == [today]
    assert reminders.due(account.pk, NOW + timedelta(days=1)) == [today, tomorrow]
    assert reminders.due(None, NOW) == []


def test_the_day_is_the_companys_not_greenwichs(settings: Any) -> None:
    account = ann()
    reminded(account, on=TODAY)
    assert reminders.due(account.pk, NOW.replace(day=31, month=5, hour=17))


def test_the_same_key_moves_the_reminder_and_makes_no_second() -> None:
    account = ann()
    reminded(account)
    reminded(account, on=TODAY + timedelta(days=5))
    assert Reminder.objects.get().on == TODAY + timedelta(days=5)


def test_what_is_done_stays_done() -> None:
    account = ann()
    reminded(account)
    assert reminders.done("k", at=NOW) and not reminders.done("k", at=NOW) and not reminders.done("nothing", at=NOW)
    reminded(account, on=TODAY)
    assert reminders.due(account.pk, NOW) == []


def test_it_reads_in_the_language_of_whoever_reads_it() -> None:
    reminder = reminded(ann(), subject="%(count)d day", values={"count": 3})
    with translation.override("zh-hans"):
        assert str(reminder) != "" and reminded(ann(), "j").subject_text == "一月"
    assert reminder.subject_text == "3 day"


def test_one_letter_per_person_in_plain_text_and_html() -> None:
    account = ann()
    reminded(account, "a", body="Bring <b>it</b>")
    reminded(account, "b", subject="February")
    assert reminder_mail.send_due(NOW) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["ann@example.org"] and letter.subject == "2 reminders"
    assert "January" in letter.body and "Bring <b>it</b>" in letter.body and "http" in letter.body
    assert "Bring &lt;b&gt;it&lt;/b&gt;" in letter.alternatives[0].content


def test_nothing_is_mailed_twice() -> None:
    reminded(ann())
    reminder_mail.send_due(NOW)
    assert reminder_mail.send_due(NOW) == (0, 0) and len(mail.outbox) == 1


def test_the_letter_is_in_the_language_of_its_reader() -> None:
    reminded(ann(language="zh-hans"))
    reminder_mail.send_due(NOW)
    assert mail.outbox[0].subject == "一月"


def test_a_line_break_in_a_subject_cannot_add_headers() -> None:
    reminded(ann(), subject="a\nBcc: everybody@example.org")
    reminder_mail.send_due(NOW)
    assert mail.outbox[0].subject == "a Bcc: everybody@example.org" and mail.outbox[0].bcc == []


@pytest.mark.parametrize("fields", [{"email": ""}, {"is_active": False}])
def test_who_has_no_mail_or_no_account_any_more_gets_none(fields: dict[str, Any]) -> None:
    account = ann()
    Account.objects.filter(pk=account.pk).update(**fields)
    reminded(account)
    assert reminder_mail.send_due(NOW) == (0, 0) and not mail.outbox


def test_a_letter_that_fails_is_tried_again_and_stops_no_other() -> None:
    reminded(ann(), "a")
    reminded(ann(), "b")
    once = mock.patch("django.core.mail.EmailMultiAlternatives.send", side_effect=[SMTPServerDisconnected, 1])
    with once:
        assert reminder_mail.send_due(NOW) == (1, 1)
    assert reminder_mail.send_due(NOW) == (1, 0)


def test_the_command_says_how_many_and_fails_when_one_failed(capsys: pytest.CaptureFixture[str]) -> None:
    reminded(ann(), on=LONG_AGO)
    call_command("send_reminders")
    assert "1 letters sent" in capsys.readouterr().out
    reminded(ann(), "later", on=LONG_AGO)
    with mock.patch("django.core.mail.EmailMultiAlternatives.send", side_effect=OSError), pytest.raises(CommandError):
        call_command("send_reminders")


def test_of_what_has_passed_nobody_is_reminded_on_the_page_or_by_mail() -> None:
    account = ann()
    reminder = reminded(account, until=NOW)
    assert reminders.due(account.pk, NOW - timedelta(seconds=1)) == [reminder]
    assert reminders.due(account.pk, NOW) == [] and reminder_mail.send_due(NOW) == (0, 0)
    assert reminder_mail.send_due(NOW - timedelta(seconds=1)) == (1, 0)


def test_a_change_is_mailed_again_only_where_that_is_asked_for() -> None:
    account = ann()
    reminded(account)
    for again, letters in ((False, 0), (True, 1)):
        reminder_mail.send_due(NOW)
        reminded(account, subject=f"March {again}", mail_changes=again)
        assert reminder_mail.send_due(NOW) == (letters, 0)
    reminded(account, subject="March True", mail_changes=True)
    assert reminder_mail.send_due(NOW) == (0, 0)


def test_what_a_thing_is_called_is_read_in_the_readers_language_whoever_wrote_it() -> None:
    with translation.override("zh-hant"):
        called = reminders.in_each_language(lambda: {"en": "Basics", "zh-hans": "基础"}.get(translation.get_language() or "", ""))
    reminder = reminded(ann(), subject="%(what)s: %(count)d", values={"what": called, "count": 3})
    told = []
    for language in ("en", "zh-hans", "zh-hant"):
        with translation.override(language):
            told.append(Reminder.objects.get(pk=reminder.pk).subject_text)
    assert told == ["Basics: 3", "基础: 3", "基础: 3"]


LONG_AGO = date(2020, 1, 1)
