"""The recompute runs after announced topics, by command, and says how it ended."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from governance.core import jobs
from governance.core.jobs import registry
from governance.core.models import Job, JobState
from rollout.adoption.jobs.recompute import CODE, told
from rollout.adoption.models import ComponentValue, Recomputed
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def paris():
    office, people = seen.live_office(people=5, code="PAR")
    seen.used(people[0], seen.weekdays(5), of=seen.file())
    return office


@pytest.mark.parametrize("topic", ["roster", "stages", "offices"])
def test_a_change_below_starts_it(paris, topic):
    assert CODE in registry.subscribed(topic)
    [job] = [job for job in jobs.announce(topic, actor=seen.SYSTEM, at=AT) if job.kind == CODE]
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert ComponentValue.objects.filter(office=paris).exists()


def test_it_keeps_the_reason_it_was_started_for(paris):
    jobs.start(CODE, actor=seen.SYSTEM, at=AT, arguments={"weeks": [seen.WEEK.isoformat()], "reason": "Usage file"})
    assert Recomputed.objects.get().reason == "Usage file"
    assert Recomputed.objects.get().last_week == seen.WEEK


def test_it_says_how_it_ended():
    assert told(0) == "Computed; no figure changed."
    assert told(12) == "Computed; 12 figures are new or changed."


def test_the_command_computes_all_weeks_or_those_named(paris):
    out = StringIO()
    call_command("recompute_adoption", "2026-05-13", stdout=out)
    assert out.getvalue().startswith("2 weeks, 1 offices")
    call_command("recompute_adoption", stdout=out)
    assert ComponentValue.objects.filter(week=seen.WEEK).exists()


def test_it_runs_by_the_clock(settings):
    assert CODE in settings.SCHEDULE
