"""Which of several answers counts: by the device's own count, and between devices by the reckoned time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.company import NOW
from tests.training.testing import asking, sitting
from training.testing.actions import taking
from training.testing.actions.deciding_late import decide_late
from training.testing.latest import counting
from training.testing.models import Marking
from training.testing.selectors import percents
from training.testing.selectors.asked import asked
from training.testing.selectors.given import counting_answers, outdone
from training.testing.timing import reckoned

BEGUN = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PHONE, TABLET = "phone-00", "tablet-0"


@dataclass(frozen=True)
class One:
    """An answer as the rule sees it, with the number of the choice."""

    choice: int
    device: str
    sequence: int
    given_at: datetime
    recorded_at: datetime


def one(choice: int, device: str, sequence: int, given: timedelta, came: timedelta | None = None) -> One:
    return One(choice, device, sequence, BEGUN + given, BEGUN + (came or given))


def sent(choice: int, given: timedelta, travelled: timedelta, *, device: str = PHONE, clock: timedelta = timedelta()) -> One:
    """An answer sent at once, `travelled` long on its way, by a device whose clock is off by `clock`."""
    came = BEGUN + given + travelled
    by_clock = BEGUN + given + clock
    return One(choice, device, choice, reckoned(came, BEGUN, by_clock, by_clock), came)


def test_without_answers_nothing_counts() -> None:
    assert counting([]) is None


@pytest.mark.parametrize(
    ("answers", "choice"),
    [
        # The first request was slow, so the server reckons it later: the second counts.
        ([one(1, PHONE, 1, 9 * SECOND), one(2, PHONE, 2, 4 * SECOND)], 2),
        ([one(1, PHONE, 1, 1 * SECOND), one(2, TABLET, 1, 2 * SECOND)], 2),
        # A higher count says nothing about another device.
        ([one(1, PHONE, 90, 1 * SECOND), one(2, TABLET, 1, 2 * SECOND)], 2),
        # The phone's own last answer stands for it, and the tablet's came later than that one.
        ([one(1, PHONE, 1, 9 * SECOND), one(2, PHONE, 2, 4 * SECOND), one(3, TABLET, 1, 5 * SECOND)], 3),
        # Plain forms name no device: each is alone, the last given counts, whatever number it carries.
        ([one(1, "", 0, 1 * SECOND), one(2, "", 0, 2 * SECOND)], 2),
        ([one(1, "", 7, 1 * SECOND), one(2, "", 3, 2 * SECOND)], 2),
        ([one(1, PHONE, 5, 1 * SECOND), one(2, "", 0, 2 * SECOND)], 2),
        # Given at the same instant: the one that came last; came together: the one named last.
        ([one(1, PHONE, 1, 5 * SECOND, 9 * SECOND), one(2, TABLET, 1, 5 * SECOND, 8 * SECOND)], 1),
        ([one(1, PHONE, 1, 5 * SECOND), one(2, PHONE, 1, 5 * SECOND)], 2),
    ],
)
def test_the_last_given_counts(answers: list[One], choice: int) -> None:
    found = counting(answers)
    assert found is not None and found.choice == choice


GAPS = st.lists(st.integers(1, 600), min_size=1, max_size=8)
TRAVELS = st.lists(st.integers(0, 100_000), min_size=8, max_size=8)


def given_after(gaps: list[int], travels: list[int], **how: object) -> list[One]:
    """Answers of one device, each some seconds after the one before, each its own time on the way."""
    at, made = timedelta(), []
    for number, gap in enumerate(gaps, start=1):
        at += gap * SECOND
        made.append(sent(number, at, travels[number - 1] * SECOND, **how))  # type: ignore[arg-type]
    return made


@given(GAPS, TRAVELS, st.randoms())
def test_of_one_device_the_last_in_its_count_wins_however_slow_each_request_was(gaps: list[int], travels: list[int], dice: object) -> None:
    answers = given_after(gaps, travels)
    dice.shuffle(answers)  # type: ignore[attr-defined]
    found = counting(answers)
    assert found is not None and found.choice == len(gaps)


@given(GAPS, TRAVELS, st.integers(-2, 2).map(lambda days: days * DAY))
def test_a_clock_that_is_off_by_days_changes_nothing(gaps: list[int], travels: list[int], off: timedelta) -> None:
    assert given_after(gaps, travels, clock=off) == given_after(gaps, travels)
    tablet = [sent(99, 700 * SECOND, SECOND, device=TABLET)]
    assert counting([*given_after(gaps, travels, clock=off), *tablet]) == counting([*given_after(gaps, travels), *tablet])


@given(GAPS, GAPS)
def test_of_two_devices_the_later_given_wins(phone: list[int], tablet: list[int]) -> None:
    quick = [0] * 8
    answers = [*given_after(phone, quick), *given_after(tablet, quick, device=TABLET)]
    found = counting(answers)
    assert found is not None and found.given_at == max(answer.given_at for answer in answers)


@given(GAPS, TRAVELS, GAPS, TRAVELS)
def test_what_counts_is_the_last_answer_of_one_of_the_devices(
    one_: list[int], slow: list[int], other: list[int], slower: list[int]
) -> None:
    phone, tablet = given_after(one_, slow), given_after(other, slower, device=TABLET)
    assert counting([*phone, *tablet]) in (phone[-1], tablet[-1])


@pytest.mark.django_db
def test_a_first_request_that_was_slower_than_the_second_does_not_win() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30))
    item = attempt.items.get()
    sitting.answer(item, right=True, at=NOW + 10 * SECOND, device=PHONE, sequence=2)
    sitting.answer(item, right=False, at=NOW + 12 * SECOND, device=PHONE, sequence=1)
    assert counting_answers([attempt.pk])[item.pk].sequence == 2
    assert asked(attempt, "en")[0].fields == sitting_fields(item)
    taking.submit(attempt, actor=sitting.acts(attempt.person), at=NOW + MINUTE)
    assert percents([attempt.pk])[attempt.pk] == 100


def sitting_fields(item: object) -> dict[str, list[str]]:
    """The right answer as the page holds it."""
    return {name: [value] for name, value in sitting.posted(item, right=True).items()}  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_late_answer_that_is_counted_still_gives_way_to_what_the_same_device_gave_after_it() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30))
    item = attempt.items.get()
    sitting.answer(item, right=True, at=NOW + MINUTE, device=PHONE, sequence=2)
    taking.end_all_due(actor=sitting.CLOCK, at=NOW + 31 * MINUTE)
    older = sitting.answer(item, right=False, at=NOW + HOUR, device=PHONE, sequence=1)
    attempt.refresh_from_db()
    assert older.late and outdone([older], attempt.pk) == {older.pk}
    decide_late(attempt, {older.pk: True}, actor=sitting.TRAINER, at=NOW + 2 * HOUR, reason="lift without signal")
    assert counting_answers([attempt.pk])[item.pk].sequence == 2
    assert not Marking.objects.filter(source=Marking.Source.LATE).exists()
    assert percents([attempt.pk])[attempt.pk] == 100


@pytest.mark.django_db
def test_a_late_answer_of_the_same_device_counts_once_it_is_decided_so() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30))
    item = attempt.items.get()
    sitting.answer(item, right=False, at=NOW + MINUTE, device=PHONE, sequence=1)
    taking.end_all_due(actor=sitting.CLOCK, at=NOW + 31 * MINUTE)
    newer = sitting.answer(item, right=True, at=NOW + HOUR, device=PHONE, sequence=2)
    attempt.refresh_from_db()
    assert counting_answers([attempt.pk])[item.pk].sequence == 1
    assert outdone([newer], attempt.pk) == set()
    decide_late(attempt, {newer.pk: True}, actor=sitting.TRAINER, at=NOW + 2 * HOUR, reason="lift without signal")
    assert counting_answers([attempt.pk])[item.pk] == newer
    assert percents([attempt.pk])[attempt.pk] == 100
