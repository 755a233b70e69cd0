"""A figure asked for as known at an instant is what the record held then, whatever was imported or weighed since."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from rollout.adoption.actions.features import list_core_features
from rollout.adoption.actions.weights import approve_weights, propose_weights
from rollout.staging.models import OfficeRollout, Programme, StageChange
from rollout.staging.stages import Stage
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
MEI = Actor(username="mei", grants=(Grant(Role.PROJECT_OFFICE),))
SUN = Actor(username="sun", grants=(Grant(Role.SPONSOR),))
CODES = ("reach", "habit", "breadth", "score", "expected_users", "active_users", "rank")
START = datetime(2026, 5, 11, 3, tzinfo=UTC)


class World:
    """Two offices, and everything that can happen to their figures; `asked` keeps what was told at each instant."""

    def __init__(self) -> None:
        self.of = seen.file(last=date(2026, 5, 31))
        self.paris, self.people = seen.live_office(people=6, code="PAR", live_on=date(2026, 5, 4))
        self.rome, romans = seen.live_office(people=5, code="ROM")
        for person in romans:
            seen.used(person, seen.weekdays(4), of=self.of)
        self.at = START
        self.day = seen.SUNDAY
        self.subjects = [Subject(SubjectKind.OFFICE, self.paris.pk), Subject(SubjectKind.PROGRAMME, Programme.objects.get().pk)]

    def usage(self) -> None:
        for person in self.people[:3]:
            for row in seen.used(person, seen.weekdays(3), of=self.of):
                row.recorded_at = self.at
                row.save()
        seen.computed(self.at)

    def joiner(self) -> None:
        self.people.append(company.person(at=self.paris))
        seen.computed(self.at)

    def later_go_live(self) -> None:
        rollout = OfficeRollout.objects.get(office=self.paris)
        on = date(2026, 5, 4) + timedelta(days=StageChange.objects.count())
        StageChange(rollout=rollout, from_stage=Stage.TRIAL, to_stage=Stage.LIVE, on=on, recorded_at=self.at, past=True).save()
        seen.computed(self.at)

    def features(self) -> None:
        names = ["call", "visit"][: 1 + self.at.day % 2]
        list_core_features(names=names, first_day=date(2026, 3, 2), actor=MEI, at=self.at, reason="agreed")
        seen.computed(self.at)

    def weights(self) -> None:
        shares = {"reach": Decimal(40 + self.at.day % 7), "habit": Decimal(60 - self.at.day % 7)}
        first = self.at.date() - timedelta(days=self.at.weekday())
        version = propose_weights(weights=shares, first_day=first, actor=MEI, at=self.at, reason="simpler")
        approve_weights(version, actor=SUN, at=self.at, reason="agreed")

    def told(self, known_at: datetime | None = None) -> dict[tuple[str, Subject, date], tuple]:
        days = [self.day, self.day + timedelta(days=7)]
        found = {}
        for code in CODES:
            measured = metrics.measure(f"adoption.{code}", self.subjects, days, actor=seen.SYSTEM, known_at=known_at)
            found |= {
                (code, subject, day): (one.value, one.numerator, one.denominator, one.absent) for (subject, day), one in measured.items()
            }
        return found


@pytest.fixture(autouse=True)
def _no_job_by_the_real_clock(monkeypatch) -> None:
    monkeypatch.setattr("rollout.adoption.actions.features.jobs.start", lambda *args, **kwargs: None)


EVENTS = ("usage", "joiner", "later_go_live", "features", "weights")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(some.lists(some.sampled_from(EVENTS), min_size=1, max_size=4))
def test_what_was_told_then_is_told_again(events: list[str]) -> None:
    with transaction.atomic():
        world = World()
        seen.computed(world.at - timedelta(hours=1))
        kept = {world.at - timedelta(hours=1): world.told()}
        for event in events:
            world.at += timedelta(days=1)
            getattr(world, event)()
            kept[world.at] = world.told()
        for instant, figures in kept.items():
            assert world.told(known_at=instant) == figures
            assert world.told(known_at=instant + timedelta(hours=2)) == figures
        transaction.set_rollback(True)


def test_before_anything_was_computed_nothing_was_known() -> None:
    world = World()
    seen.computed(world.at)
    assert all(told[0] is None for told in world.told(known_at=world.at - timedelta(days=1)).values())


def test_the_place_of_a_wave_is_the_one_known_then() -> None:
    world = World()
    seen.computed(world.at)
    wave = Subject(SubjectKind.WAVE, world.paris.rollout.wave_id)
    told = metrics.measure_one("adoption.expected_users", wave, world.day, actor=seen.SYSTEM, known_at=world.at)
    assert told.value == 11
