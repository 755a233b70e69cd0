"""What another hand types is permitted until a dated day and up to a share; beyond that each record is a breach that a gate can ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from rollout.adoption.proxies import Typed, uncovered
from rollout.adoption.selectors.proxied import proxied_weeks
from tests import company
from tests.rollout.adoption import seen
from tests.training.clearance.clearing import PROJECT
from training.clearance.actions import grant_permit, withdraw_permit
from training.clearance.models import ProxyPermit
from training.clearance.proxies import Step

CODE = "adoption.proxy_breaches"
MONDAY, DAY = seen.WEEK, timedelta(days=1)
BEFORE = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
MEI = Actor("mei", grants=(Grant(Role.PROJECT_OFFICE),))
SUN = Actor("sun", grants=(Grant(Role.SPONSOR),))


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([(10, 4, 0)], 4),
        ([(10, 4, 100)], 0),
        ([(10, 4, 40)], 0),
        ([(10, 5, 40)], 1),
        ([(1, 1, 50)], 1),
        ([(10, 4, 100), (10, 4, 0)], 4),
        ([(10, 8, 50), (10, 2, 50)], 0),
        ([(10, 8, 50), (10, 3, 50)], 1),
        ([], 0),
    ],
)
def test_records_without_a_permit_or_beyond_its_share(days: list[tuple[int, int, int]], found: int) -> None:
    assert uncovered(Typed(*day) for day in days) == found


COUNT, SHARE = some.integers(0, 30), some.integers(0, 100)
TYPED = some.builds(lambda own, other, limit: Typed(own + other, other, limit), COUNT, COUNT, SHARE)


@given(some.lists(TYPED, max_size=7))
def test_never_more_than_was_typed_nor_fewer_than_none(days: list[Typed]) -> None:
    assert 0 <= uncovered(days) <= sum(day.by_other for day in days)


@given(some.lists(TYPED, min_size=1, max_size=7), some.data())
def test_a_smaller_share_never_covers_more(days: list[Typed], data: some.DataObject) -> None:
    place = data.draw(some.integers(0, len(days) - 1))
    day = days[place]
    less = Typed(day.records, day.by_other, data.draw(some.integers(0, day.limit)))
    assert uncovered([*days[:place], less, *days[place + 1 :]]) >= uncovered(days)


@given(some.lists(TYPED, max_size=7))
def test_without_any_permit_everything_typed_counts_and_with_all_permitted_nothing(days: list[Typed]) -> None:
    assert uncovered(Typed(day.records, day.by_other, 0) for day in days) == sum(day.by_other for day in days)
    assert uncovered(Typed(day.records, day.by_other, 100) for day in days) == 0


@pytest.fixture
def paris(db: None) -> tuple[Office, Person, Person]:
    """Of six sellers one has ten records a day on five days, four of each by another hand."""
    office, people = seen.live_office(people=6, code="PAR")
    clerk = company.person("Clerk", at=office, job="clerk")
    of = seen.file()
    for person in [*people, clerk]:
        company.notice(person)
    seen.used(people[0], seen.weekdays(5), of=of, entries=10, self_entries=6, proxy_entries=4)
    seen.used(people[1], seen.weekdays(5), of=of, entries=3, self_entries=3)
    seen.computed()
    return office, people[0], clerk


def permit(paris: tuple[Office, Person, Person], last: date, *steps: Step, **how: Any) -> ProxyPermit:
    office, person, clerk = paris
    days = {"first_day": BEFORE.date(), "last_day": last, "steps": steps}
    return grant_permit(clerk=clerk, person=person, office=office, **days | {"actor": PROJECT, "at": BEFORE, "reason": "Learns."} | how)


def told(office: Office, known_at: datetime | None = None, actor: Actor = MEI) -> Measurement:
    subject = Subject(SubjectKind.OFFICE, office.pk)
    return metrics.measure_one(CODE, subject, seen.SUNDAY, actor=actor, known_at=known_at)


def test_without_a_permit_each_record_typed_by_another_hand_counts(paris: tuple[Office, Person, Person]) -> None:
    assert told(paris[0]).value == 20
    assert told(paris[0], actor=SUN).value == 20


def test_a_permit_covers_until_its_last_day_and_no_longer(paris: tuple[Office, Person, Person]) -> None:
    permit(paris, MONDAY + 2 * DAY)
    assert told(paris[0]).value == 8
    assert told(paris[0], known_at=BEFORE - DAY).value is None, "no usage was known then"


def test_the_share_shrinks_with_its_steps(paris: tuple[Office, Person, Person]) -> None:
    permit(paris, MONDAY + 30 * DAY, Step(MONDAY, 30))
    assert told(paris[0]).value == 5


def test_a_permit_of_another_office_or_for_somebody_else_covers_nothing(paris: tuple[Office, Person, Person]) -> None:
    rome, romans = seen.live_office(people=5, code="ROM")
    permit((rome, romans[0], company.person("Other clerk", at=rome, job="clerk")), MONDAY + 30 * DAY)
    assert told(paris[0]).value == 20


def test_a_permit_taken_back_ends_the_day_before_and_what_was_known_before_stays(paris: tuple[Office, Person, Person]) -> None:
    given_back = permit(paris, MONDAY + 30 * DAY)
    on = datetime(2026, 5, 14, 4, 0, tzinfo=UTC)
    withdraw_permit(given_back, actor=PROJECT, at=on, reason="Can do it now.")
    assert told(paris[0]).value == 8
    [before] = proxied_weeks({MONDAY}, on - DAY).values()
    assert (before.by_other, before.uncovered) == (20, 0)


def test_before_the_office_is_live_nothing_counts_and_without_data_nothing_is_told(paris: tuple[Office, Person, Person]) -> None:
    office, person, _clerk = paris
    assert metrics.measure_one(CODE, Subject(SubjectKind.OFFICE, office.pk), seen.SUNDAY + 7 * DAY, actor=MEI).value is None
    later, people = seen.live_office(people=6, code="LAT", live_on=MONDAY + 2 * DAY)
    seen.used(people[0], seen.weekdays(5), of=seen.file(), entries=2, self_entries=0, proxy_entries=2)
    seen.computed()
    assert told(later).value == 6


def test_rows_name_people_to_those_only_who_may_see_them(paris: tuple[Office, Person, Person]) -> None:
    permit(paris, MONDAY + 2 * DAY)
    subject = Subject(SubjectKind.OFFICE, paris[0].pk)
    named = metrics.rows(CODE, subject, seen.SUNDAY, actor=MEI).cells
    assert named == [[str(paris[1]), 20, 8]]
    assert metrics.rows(CODE, subject, seen.SUNDAY, actor=SUN).cells == [[20, 8]]
    company.person("No notice yet", at=paris[0])
    [[hidden, *nothing]] = metrics.rows(CODE, subject, seen.SUNDAY, actor=MEI).cells
    assert (hidden.startswith("1 people not shown"), nothing) == (True, ["", ""])


def test_the_rows_open_as_a_page(paris: tuple[Office, Person, Person], signed_in: Callable[..., Client]) -> None:
    page = signed_in(Role.PROJECT_OFFICE).get(f"/metrics/{CODE}/", {"subject": f"office:{paris[0].pk}", "day": seen.SUNDAY.isoformat()})
    assert page.status_code == 200
    assert "Typed by clerks without a permit" in page.content.decode()
