"""What one person is given beyond the paper's rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from tests.company import NOW
from tests.training.testing import sitting
from training.testing.actions import allowing
from training.testing.models import Allowance, AttemptEvent
from training.testing.timing import Extra

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BY = {"actor": sitting.TRAINER, "at": NOW, "reason": "as agreed with HR"}


def test_extra_time_is_a_setting_of_the_person_for_every_paper() -> None:
    person = sitting.candidate()
    allowing.allow(person, Extra(percent=50), **BY)
    assert sitting.begun(sitting.paper(time_limit=30), by=person).due_at == NOW + 45 * MINUTE
    assert sitting.begun(sitting.paper(time_limit=20), by=person).due_at == NOW + 30 * MINUTE
    assert sitting.begun(sitting.paper(time_limit=20)).due_at == NOW + 20 * MINUTE


def test_an_allowance_for_one_paper_leaves_the_others_as_they_are() -> None:
    person, version = sitting.candidate(), sitting.paper(time_limit=30)
    allowing.allow(person, Extra(minutes=10), paper=version.paper, **BY)
    assert sitting.begun(version, by=person).due_at == NOW + 40 * MINUTE
    assert sitting.begun(sitting.paper(time_limit=30), by=person).due_at == NOW + 30 * MINUTE


def test_an_attempt_in_progress_ends_later_at_once_and_it_is_on_record() -> None:
    attempt = sitting.begun(sitting.paper(time_limit=30))
    allowing.allow(attempt.person, Extra(minutes=10), **BY)
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + 40 * MINUTE
    event = attempt.events.get(kind=AttemptEvent.Kind.DUE_CHANGED)
    assert (event.username, event.reason) == ("lin", "as agreed with HR")


def test_another_window_opens_the_paper_for_one_person() -> None:
    version = sitting.paper(opens_at=NOW - 2 * DAY, closes_at=NOW - DAY)
    person = sitting.candidate()
    with pytest.raises(Refused):
        sitting.begun(version, by=person)
    allowing.allow(person, Extra(closes_at=NOW + DAY), **BY)
    assert sitting.begun(version, by=person).is_open


def test_nobody_gives_themselves_more_time_and_staff_give_none() -> None:
    person = sitting.candidate()
    staff = sitting.acts(sitting.candidate())
    own = sitting.TRAINER.__class__(username="lin", person_id=person.pk, grants=sitting.TRAINER.grants)
    for actor in (own, staff):
        with pytest.raises(NotAllowed):
            allowing.allow(person, Extra(minutes=5), actor=actor, at=NOW, reason="please")
    assert not Allowance.objects.exists()


def test_an_allowance_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput):
        allowing.allow(sitting.candidate(), Extra(), **BY)


def test_taken_back_it_holds_no_more_but_time_given_stays() -> None:
    version = sitting.paper(time_limit=30)
    attempt = sitting.begun(version)
    made = allowing.allow(attempt.person, Extra(minutes=10), **BY)
    allowing.withdraw(made, **BY)
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + 40 * MINUTE
    assert sitting.begun(sitting.paper(time_limit=30), by=attempt.person).due_at == NOW + 30 * MINUTE
    with pytest.raises(Conflict):
        allowing.withdraw(made, **BY)
