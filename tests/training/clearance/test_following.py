"""The kept list follows what is known, and remembers what it said before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.core.errors import NotAllowed
from governance.core.roles import Role
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import NOW, ROLE, TODAY
from tests.training.clearance.conftest import Small
from training.clearance.actions import follow
from training.clearance.models import ClearanceChange, Standing
from training.clearance.selectors import cleared, rows
from training.clearance.selectors.lists import decided

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def the_list(at: datetime = NOW, reason: str = "") -> Any:
    return follow(actor=clearing.PROJECT, at=at, reason=reason)


def test_who_met_everything_is_on_the_list_as_cleared(small: Small) -> None:
    small.meets_all(small.li)
    told = the_list()
    (row,) = rows(TODAY)
    assert (row.allowed, row.since, row.until, row.crm_role) == (True, date(2026, 3, 1), None, ROLE)
    assert (told.people, told.gained, told.lost) == (1, 1, 0)


def test_who_lacks_something_is_denied_with_every_reason(small: Small) -> None:
    small.done.attends(small.li, small.course, date(2026, 3, 1))
    the_list()
    (row,) = rows(TODAY)
    assert not row.allowed
    assert {line.need.kind for line in row.lacking} == {"paper", "policy"}


def test_doing_it_again_changes_nothing(small: Small) -> None:
    small.meets_all(small.li)
    the_list()
    again = the_list(LATER)
    assert (again.changed, again.gained, again.lost) == (0, 0, 0)
    assert (Standing.objects.count(), ClearanceChange.objects.count()) == (1, 1)


def test_becoming_cleared_and_losing_it_are_events_with_day_and_cause(small: Small) -> None:
    small.meets_all(small.li, until=date(2026, 6, 2))
    the_list()
    the_list(NOW + timedelta(days=2), reason="nightly")
    lost, gained = ClearanceChange.objects.all()
    assert (gained.allowed, gained.on, gained.until) == (True, date(2026, 3, 1), date(2026, 6, 2))
    assert (lost.allowed, lost.on, lost.reason) == (False, date(2026, 6, 3), "nightly")
    assert lost.why == [{"kind": "paper", "id": small.paper.pk, "state": "expired", "on": "2026-03-01", "until": "2026-06-02"}]
    assert lost.username == clearing.PROJECT.username


def test_nobody_stays_cleared_past_the_last_day_even_when_nothing_ran(small: Small) -> None:
    small.meets_all(small.li, until=date(2026, 6, 10))
    the_list()
    assert rows(date(2026, 6, 10))[0].allowed
    (after,) = rows(date(2026, 6, 11))
    assert (after.allowed, after.since) == (False, date(2026, 6, 11))
    assert [line.state for line in after.lacking] == ["expired"]


def test_as_known_on_an_earlier_instant_the_list_says_what_it_said(small: Small) -> None:
    the_list()
    small.meets_all(small.li)
    the_list(LATER)
    assert rows(TODAY)[0].allowed
    assert not rows(TODAY, NOW + timedelta(hours=1))[0].allowed
    assert rows(TODAY, NOW - timedelta(hours=1)) == []


def test_who_must_use_it_soon_is_on_the_list_before(small: Small) -> None:
    wang = company.person("Wang", at=small.office, first_day=date(2026, 7, 1))
    small.meets_all(wang)
    the_list()
    row = next(row for row in rows(TODAY) if row.person_id == wang.pk)
    assert (row.allowed, row.obstacle, row.duty_from) == (False, "not_yet", date(2026, 7, 1))
    begun = next(row for row in rows(date(2026, 7, 1)) if row.person_id == wang.pk)
    assert begun.allowed


def test_who_leaves_the_list_loses_clearance_the_day_after(small: Small) -> None:
    small.meets_all(small.li)
    the_list()
    small.li.left_on = date(2026, 6, 4)
    small.li.save()
    the_list(LATER)
    assert rows(date(2026, 6, 4))[0].until == date(2026, 6, 4)
    the_list(NOW + timedelta(days=9))
    assert rows(date(2026, 6, 10)) == []
    change = ClearanceChange.objects.first()
    assert change is not None
    assert (change.allowed, change.on, change.why) == (False, date(2026, 6, 5), [{"obstacle": "over"}])


def test_a_role_without_requirements_lets_nobody_in(small: Small) -> None:
    company.use_rule(job="clerk", crm_role="desk")
    clerk = company.person("Clerk", at=small.office, job="clerk")
    the_list()
    row = next(row for row in rows(TODAY) if row.person_id == clerk.pk)
    assert (row.allowed, row.obstacle) == (False, "undefined")


def test_only_those_who_rule_or_the_house_itself_may_ask_for_it(small: Small) -> None:
    with pytest.raises(NotAllowed):
        follow(actor=clearing.actor(Role.OFFICE_HEAD, office=small.office), at=NOW)
    assert not Standing.objects.exists()


def test_a_failure_half_way_leaves_the_list_as_it_was(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    the_list()
    small.meets_all(small.li)

    def broken(*_args: Any, **_options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(ClearanceChange.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        the_list(LATER)
    (standing,) = Standing.objects.all()
    assert (standing.superseded_at, standing.allowed) == (None, False)


def test_cleared_tells_of_each_person_for_all_their_roles(small: Small) -> None:
    company.use_rule(job="clerk", crm_role="desk")
    both = company.person("Both", at=small.office)
    company.moves(both, company.office("SOUTH"), date(2026, 1, 1), job="clerk")
    small.meets_all(small.li)
    small.meets_all(both)
    stranger = company.person("Nobody")
    assert cleared([small.li.pk, both.pk, stranger.pk], TODAY) == {small.li.pk: True, both.pk: False}


def test_a_day_gone_by_is_told_by_the_facts_known_now_or_then(small: Small) -> None:
    late = datetime(2026, 5, 20, tzinfo=UTC)
    small.done.attends(small.li, small.course, date(2026, 3, 1))
    small.done.passes(small.li, small.paper, date(2026, 3, 1), known=late)
    small.done.signs(small.li, small.policy, date(2026, 3, 1))
    day = date(2026, 4, 1)
    assert cleared([small.li.pk], day) == {small.li.pk: True}
    assert cleared([small.li.pk], day, datetime(2026, 4, 2, tzinfo=UTC)) == {small.li.pk: False}


def test_the_kept_list_and_the_rule_agree(small: Small) -> None:
    people = [company.person(f"P{number}", at=small.office) for number in range(12)]
    for number, person in enumerate(people):
        if number % 2:
            small.done.attends(person, small.course, date(2026, 1, 1 + number))
        if number % 3:
            small.done.passes(person, small.paper, date(2026, 2, 1), date(2026, 5, 25 + number % 7) if number % 4 else None)
        small.done.signs(person, small.policy, date(2026, 2, 2))
    the_list()
    kept = {(row.person_id, row.office_id, row.crm_role): row.allowed for row in rows(TODAY)}
    assert kept == {key: told.allowed for key, told in decided(TODAY).items()}


def test_reading_the_list_takes_one_query_however_long_it_is(small: Small) -> None:
    for number in range(30):
        company.person(f"P{number}", at=small.office)
    the_list()
    with CaptureQueriesContext(connection) as asked:
        assert len(rows(TODAY)) == 31
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        rows(TODAY + timedelta(days=200))
    assert len(asked) <= 12


def test_a_renewal_in_time_begins_nothing_new(small: Small) -> None:
    small.meets_all(small.li, until=date(2026, 6, 20))
    the_list()
    small.done.passes(small.li, small.paper, date(2026, 6, 5))
    again = the_list(NOW + timedelta(days=5))
    (row,) = rows(date(2026, 6, 6))
    assert (row.since, row.until, again.gained) == (date(2026, 3, 1), None, 0)
    assert the_list(NOW + timedelta(days=6)).changed == 0
