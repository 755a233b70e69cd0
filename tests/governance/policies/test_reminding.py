"""Reminders: at once, shortly before, the day after; one at a time; gone once signed or no longer asked for."""

import pytest
from django.utils import translation

from governance.core.jobs import registry, start
from governance.core.models import Job, Reminder
from governance.core.roles import Role
from governance.policies import reminding_heads
from governance.policies.actions import life
from governance.policies.actions.life import withdraw
from governance.policies.models import PolicyVersion
from governance.policies.reminding import remind_all
from governance.policies.reminding_heads import remind_heads
from tests import company
from tests.governance.policies.governed import DAY, NOW, PROJECT, SPONSOR, TODAY, noon, published, renewed, signs

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return company.office("PAR")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    """The job asks the real clock; these tests ask for the days they name."""
    monkeypatch.setattr(life, "announce", lambda *args, **kwargs: [])


@pytest.fixture
def account(paris):
    return company.account(office=paris, language="zh-hans")


def open_ones():
    return {reminder.key.rsplit(":")[-1]: reminder.on for reminder in Reminder.objects.open()}


def test_publishing_reminds_those_it_is_for_in_their_language(account):
    company.account()
    version = published()
    remind_all(TODAY, at=NOW)
    assert open_ones() == {"first": TODAY, "soon": TODAY + DAY * 11, "late": TODAY + DAY * 15}
    reminder = Reminder.objects.get(key__endswith=":first")
    with translation.override("zh-hans"):
        assert reminder.account_id == account.pk and "客户分级" in reminder.subject_text
    assert reminder.url == f"{version.get_absolute_url()}read/"
    assert reminder.subject_text == "Please read and sign “Customer classes” by 15 Jun 2026"


def test_a_later_reminder_replaces_the_earlier(account):
    published()
    remind_all(TODAY, at=NOW)
    remind_all(TODAY + DAY * 11, at=noon(TODAY + DAY * 11))
    assert set(open_ones()) == {"soon", "late"}
    remind_all(TODAY + DAY * 15, at=noon(TODAY + DAY * 15))
    assert set(open_ones()) == {"late"}


def test_signing_ends_them(account, paris):
    version = published()
    remind_all(TODAY, at=NOW)
    signs(account.person, version, paris)
    assert open_ones() == {} and Reminder.objects.count() == 3
    remind_all(TODAY, at=NOW)
    assert open_ones() == {}


def test_a_new_version_reminds_again(account, paris):
    version = published()
    signs(account.person, version, paris)
    renewed(version.policy, on=TODAY + DAY * 30)
    remind_all(TODAY + DAY * 30, at=noon(TODAY + DAY * 30))
    assert len(open_ones()) == 3


def test_a_withdrawn_version_reminds_no_more(account):
    version = published()
    remind_all(TODAY, at=NOW)
    withdraw(version, from_day=TODAY, actor=SPONSOR, at=NOW, reason="wrong")
    remind_all(TODAY, at=NOW)
    assert open_ones() == {} and Reminder.objects.count() == 3


def test_once_is_enough_and_who_moved_away_is_left_alone(account):
    published(job_roles=["sales"])
    remind_all(TODAY, at=NOW)
    before = list(Reminder.objects.values_list("pk", "on", "done_at"))
    remind_all(TODAY, at=NOW)
    assert list(Reminder.objects.values_list("pk", "on", "done_at")) == before
    account.person.memberships.update(job_role="clerk")
    remind_all(TODAY, at=NOW)
    assert open_ones() == {}


def test_the_job_runs_each_morning_after_roster_changes_and_when_a_version_is_published(account, settings):
    published()
    assert "policies.remind" in settings.SCHEDULE and "policies.remind" in registry.subscribed("roster")
    assert "policies.remind" in registry.subscribed("policies")
    job = start("policies.remind", actor=PROJECT, at=NOW)
    assert Job.objects.get(pk=job.pk).state == "done" and PolicyVersion.objects.exists()


@pytest.fixture
def head(paris):
    return company.account(Role.OFFICE_HEAD, office=paris, language="zh-hans")


def told(account):
    """What an account is reminded of about others: (how many, from which day)."""
    found = Reminder.objects.open().filter(kind=reminding_heads.KIND, account_id=account.pk)
    return [(reminder.values["open"], reminder.on) for reminder in found.order_by("on")]


def test_the_head_of_an_office_is_told_how_many_are_overdue(account, head, paris):
    version = published()
    signs(head.person, version, paris)
    remind_heads(TODAY + DAY * 14, at=noon(TODAY + DAY * 14))
    assert told(head) == []
    late = TODAY + DAY * 15
    for _time in range(2):
        assert remind_heads(late, at=noon(late)) == 1
    assert told(head) == [(1, late)]
    reminder = Reminder.objects.get(kind=reminding_heads.KIND)
    assert (reminder.values["title"]["zh-hans"], reminder.values["day"]) == ("客户分级", "2026-06-15")
    assert reminder.url == f"/policies/{version.policy.code}/signatures/?signatures-state=overdue"
    assert account.person.pseudonym not in str(reminder.values)


def test_the_head_is_told_no_more_once_all_have_signed(account, head, paris):
    version = published()
    late = TODAY + DAY * 15
    remind_heads(late, at=noon(late))
    signs(account.person, version, paris)
    assert remind_heads(late, at=noon(late)) == 0
    assert told(head) == []


def test_heads_of_other_offices_are_told_nothing(account, head):
    other = company.account(Role.OFFICE_HEAD, office=company.office("ROM"))
    published()
    late = TODAY + DAY * 15
    remind_heads(late, at=noon(late))
    assert len(told(head)) == 1
    assert told(other) == []


def test_a_head_put_aside_is_told_again_of_who_is_late_after_it(account, head, paris):
    version = published()
    signs(head.person, version, paris)
    late = TODAY + DAY * 15
    remind_heads(late, at=noon(late))
    Reminder.objects.filter(kind=reminding_heads.KIND).update(done_at=noon(late))
    remind_heads(late + DAY, at=noon(late + DAY))
    assert told(head) == []
