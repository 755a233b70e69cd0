"""Two at the same instant: one wins, nothing is lost, nothing is done twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.at_once import at_once
from tests.company import NOW
from tests.training.testing import asking, sitting
from training.testing.actions import taking
from training.testing.models import Answer, Attempt, AttemptEvent, Marking
from training.testing.selectors import percents
from training.testing.selectors.given import counting_answers

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def failed(ended: list[object]) -> list[object]:
    return [one for one in ended if isinstance(one, Exception)]


def test_beginning_in_two_tabs_is_one_attempt(tmp_path: Path) -> None:
    version, person = sitting.paper(), sitting.candidate()

    def begin() -> int:
        return sitting.begun(version, by=person).pk

    ended, count = at_once(tmp_path, begin, begin, then=lambda: Attempt.objects.count())
    assert failed(ended) == []
    assert (ended[0], count) == (ended[1], 1)


def test_handing_in_twice_is_one_submission(tmp_path: Path) -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH))
    sitting.answers(attempt)

    def submit() -> object:
        return taking.submit(Attempt.objects.get(pk=attempt.pk), actor=sitting.acts(attempt.person), at=NOW + MINUTE)

    def read() -> tuple[int, int]:
        return AttemptEvent.objects.filter(kind="submitted").count(), Marking.objects.count()

    ended, found = at_once(tmp_path, submit, submit, submit, then=read)
    assert failed(ended) == []
    assert found == (1, 1)


def test_the_clock_and_the_candidate_hand_in_once(tmp_path: Path) -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30))
    sitting.answers(attempt)
    person = attempt.person

    def submit() -> object:
        return taking.submit(Attempt.objects.get(pk=attempt.pk), actor=sitting.acts(person), at=NOW + 30 * MINUTE - timedelta(seconds=1))

    def clock() -> object:
        return taking.end_all_due(actor=sitting.CLOCK, at=NOW + 30 * MINUTE)

    ended, found = at_once(tmp_path, submit, clock, clock, then=lambda: (AttemptEvent.objects.count(), Marking.objects.count()))
    assert failed(ended) == []
    assert found == (2, 1)


def test_an_answer_that_races_handing_in_is_either_marked_or_late(tmp_path: Path) -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH))
    one = attempt.items.get()
    by = sitting.acts(attempt.person)

    def save() -> bool:
        return sitting.answer(one, client_id="race", at=NOW + MINUTE).late

    def submit() -> object:
        return taking.submit(Attempt.objects.get(pk=attempt.pk), actor=by, at=NOW + MINUTE)

    def read() -> tuple[int, object, bool]:
        return Answer.objects.count(), percents([attempt.pk])[attempt.pk], bool(counting_answers([attempt.pk]))

    ended, (answers, percent, counts) = at_once(tmp_path, save, submit, then=read)
    assert failed(ended) == []
    assert answers == 1
    late = ended[0]
    assert (percent, counts) == ((0, False) if late else (100, True))


def test_the_same_answer_from_two_tabs_is_kept_once(tmp_path: Path) -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH))
    one = attempt.items.get()

    def save() -> int:
        return sitting.answer(one, client_id="same-one").pk

    ended, count = at_once(tmp_path, save, save, save, then=lambda: Answer.objects.count())
    assert failed(ended) == []
    assert (len(set(ended)), count) == (1, 1)
