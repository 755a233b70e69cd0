"""What a decision on a faulty question does to one candidate."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing.remarking import Candidate, Choice, Effect, Faulty, Given, Moved, Sat, counted, effect, mark_under, weightiest_first
from training.testing.standing import ItemMark, Keep, Rules, Taken

DAY_ONE = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
DECIDED = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ONE = Decimal(1)
SHARES = st.sampled_from([Decimal(text) for text in ("0", "0.25", "0.5", "1")])
CHOICES = st.sampled_from([Choice.DROP, Choice.FULL, Choice.NEW_KEY])


def day(at: datetime) -> date:
    return at.date()


def sat(number: int, others: list[Decimal], faulty: Faulty | None, pass_mark: int = 60) -> Sat:
    begun = DAY_ONE + timedelta(days=number)
    items = tuple(ItemMark(ONE, share) for share in others)
    return Sat(number, Taken(number, begun, begun + timedelta(hours=1), None, Decimal(pass_mark)), items, faulty)


def got(share: str | Decimal | None, *, by_new_key: str | Decimal | None = None, before: str | None = None) -> Faulty:
    now = Given(None if share is None else Decimal(share))
    return Faulty(9, ONE, now, now if before is None else Given(Decimal(before)), None if by_new_key is None else Decimal(by_new_key))


def one(faulty: Faulty, *others: str, pass_mark: int = 60, keep: Keep = Keep.HIGHEST) -> Candidate:
    return Candidate(1, 1, (sat(1, [Decimal(share) for share in others], faulty, pass_mark),), Rules(Decimal(pass_mark), keep))


def decided(candidate: Candidate, choice: Choice, *, keep_passes: bool = True) -> Effect:
    return effect(candidate, choice, keep_passes=keep_passes, at=DECIDED, day_of=day)


@pytest.mark.parametrize(
    ("choice", "now", "new_key", "expected"),
    [
        (Choice.DROP, "1", None, Given(ONE, excluded=True)),
        (Choice.DROP, None, None, Given(Decimal(0), excluded=True)),
        (Choice.FULL, "0", None, Given(ONE)),
        (Choice.FULL, None, None, Given(ONE)),
        (Choice.NEW_KEY, "0", "0.5", Given(Decimal("0.5"))),
        (Choice.NEW_KEY, "0.25", None, Given(Decimal("0.25"))),
        (Choice.NEW_KEY, None, "1", Given(None)),
        (Choice.AS_BEFORE, "0", None, Given(Decimal(0))),
    ],
)
def test_the_mark_under_each_choice(choice: Choice, now: str | None, new_key: str | None, expected: Given) -> None:
    assert mark_under(choice, got(now, by_new_key=new_key)) == expected


def test_going_back_gives_the_mark_beneath_every_decision() -> None:
    assert mark_under(Choice.AS_BEFORE, got("1", before="0.25")) == Given(Decimal("0.25"))


@pytest.mark.parametrize(
    ("choice", "share", "new_key", "others", "keep", "moved", "before", "after"),
    [
        (Choice.FULL, "0", None, "1 0", True, Moved.PASSES, "33.33", "66.67"),
        (Choice.FULL, "0", None, "1 1", True, Moved.HIGHER, "66.67", "100.00"),
        (Choice.FULL, "1", None, "1 0", True, Moved.SAME, "66.67", "66.67"),
        (Choice.DROP, "0", None, "1 0.5", True, Moved.PASSES, "50.00", "75.00"),
        (Choice.DROP, "1", None, "1 0", True, Moved.KEPT, "66.67", "66.67"),
        (Choice.DROP, "1", None, "1 0", False, Moved.FAILS, "66.67", "50.00"),
        (Choice.DROP, "1", None, "0 0.5", True, Moved.LOWER, "50.00", "25.00"),
        (Choice.NEW_KEY, "1", "0", "1 0", True, Moved.KEPT, "66.67", "66.67"),
        (Choice.NEW_KEY, "1", "0", "1 0", False, Moved.FAILS, "66.67", "33.33"),
        (Choice.NEW_KEY, "0", "1", "1 0", True, Moved.PASSES, "33.33", "66.67"),
    ],
)
def test_what_a_decision_does_to_a_candidate(
    choice: Choice, share: str, new_key: str | None, others: str, keep: bool, moved: Moved, before: str, after: str
) -> None:
    found = decided(one(got(share, by_new_key=new_key), *others.split()), choice, keep_passes=keep)
    assert (found.moved, found.before.percent, found.after.percent) == (moved, Decimal(before), Decimal(after))


def test_a_kept_pass_writes_no_marks() -> None:
    assert decided(one(got("1"), "1", "0"), Choice.DROP).marks == ()


def test_only_marks_that_differ_are_written() -> None:
    assert decided(one(got("1"), "1", "0"), Choice.FULL).marks == ()
    assert [mark.mark for mark in decided(one(got("0"), "1", "0"), Choice.FULL).marks] == [Given(ONE)]


def test_who_passed_by_another_attempt_loses_nothing_and_the_marks_are_written() -> None:
    attempts = (sat(1, [ONE, Decimal(0)], got("1")), sat(2, [ONE, ONE], None))
    found = decided(Candidate(1, 1, attempts, Rules(Decimal(60))), Choice.DROP)
    assert found.moved == Moved.SAME
    assert found.after.passed
    assert len(found.marks) == 1


def test_an_average_is_kept_for_all_attempts_together() -> None:
    rules = Rules(Decimal(60), Keep.AVERAGE)
    attempts = (sat(1, [ONE, Decimal(0)], got("1")), sat(2, [ONE, Decimal(0)], Faulty(10, ONE, Given(ONE), Given(ONE))))
    found = decided(Candidate(1, 1, attempts, rules), Choice.DROP)
    assert (found.moved, found.marks) == (Moved.KEPT, ())


def test_a_test_of_the_faulty_question_alone_has_no_result_without_it() -> None:
    found = decided(one(got("1")), Choice.DROP, keep_passes=False)
    assert (found.moved, found.after.percent) == (Moved.FAILS, None)


@given(SHARES, st.lists(SHARES, min_size=1, max_size=5), st.booleans())
def test_marking_again_with_the_same_key_changes_nothing(share: Decimal, others: list[Decimal], keep: bool) -> None:
    candidate = Candidate(1, 1, (sat(1, others, got(share, by_new_key=share)),), Rules(Decimal(60)))
    found = decided(candidate, Choice.NEW_KEY, keep_passes=keep)
    assert (found.moved, found.marks, found.after) == (Moved.SAME, (), found.before)


@given(SHARES, st.lists(SHARES, min_size=1, max_size=5))
def test_full_marks_lower_nobody(share: Decimal, others: list[Decimal]) -> None:
    found = decided(Candidate(1, 1, (sat(1, others, got(share)),), Rules(Decimal(60))), Choice.FULL, keep_passes=False)
    assert found.moved in (Moved.SAME, Moved.HIGHER, Moved.PASSES)


@given(SHARES, SHARES, st.lists(SHARES, min_size=1, max_size=5), CHOICES)
def test_nobody_loses_a_pass_where_passes_are_kept(share: Decimal, new: Decimal, others: list[Decimal], choice: Choice) -> None:
    found = decided(Candidate(1, 1, (sat(1, others, got(share, by_new_key=new)),), Rules(Decimal(60))), choice)
    assert found.after.passed or not found.before.passed
    assert found.moved != Moved.FAILS


@given(SHARES, SHARES, st.lists(SHARES, min_size=1, max_size=5), CHOICES)
def test_deciding_the_same_twice_is_deciding_once(share: Decimal, new: Decimal, others: list[Decimal], choice: Choice) -> None:
    first = decided(Candidate(1, 1, (sat(1, others, got(share, by_new_key=new)),), Rules(Decimal(60))), choice)
    now = first.marks[0].mark if first.marks else Given(share)
    again = Candidate(1, 1, (sat(1, others, Faulty(9, ONE, now, Given(share), new)),), Rules(Decimal(60)))
    assert decided(again, choice).marks == ()


@given(SHARES, SHARES, st.lists(SHARES, min_size=1, max_size=5), CHOICES)
def test_going_back_undoes_any_decision(share: Decimal, new: Decimal, others: list[Decimal], choice: Choice) -> None:
    plain = Candidate(1, 1, (sat(1, others, got(share, by_new_key=new)),), Rules(Decimal(60)))
    first = decided(plain, choice, keep_passes=False)
    now = first.marks[0].mark if first.marks else Given(share)
    changed = Candidate(1, 1, (sat(1, others, Faulty(9, ONE, now, Given(share), new)),), Rules(Decimal(60)))
    assert decided(changed, Choice.AS_BEFORE, keep_passes=False).after.percent == first.before.percent


def test_who_loses_a_pass_is_shown_first() -> None:
    effects = [decided(one(got("1"), "1", "1"), Choice.FULL), decided(one(got("1"), "1", "0"), Choice.DROP, keep_passes=False)]
    assert [found.moved for found in weightiest_first(effects)] == [Moved.FAILS, Moved.SAME]
    assert counted(effects)[Moved.FAILS] == counted(effects)[Moved.SAME] == 1
    assert counted(effects)[Moved.KEPT] == 0
