"""From marks to standing: figures a trainer can check by hand, and laws that hold for every record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing.standing import ItemMark, Keep, Rules, Standing, Taken, months_later, percent_of, standing

BEGIN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
RULES = Rules(pass_mark=Decimal(60), attempts_allowed=3, wait=24 * HOUR, validity_months=12)


def taken(number: int, percent: str | None, *, after: timedelta | None = None, mark: str = "60", open_: bool = False) -> Taken:
    started = BEGIN + (after if after is not None else (number - 1) * 2 * DAY)
    return Taken(number, started, None if open_ else started + HOUR, None if percent is None else Decimal(percent), Decimal(mark))


def stands(*attempts: Taken, at: datetime = BEGIN + 20 * DAY, rules: Rules = RULES, extra: int = 0) -> Standing:
    return standing(attempts, rules, at=at, day_of=lambda instant: instant.date(), extra_attempts=extra)


@pytest.mark.parametrize(
    ("marks", "percent"),
    [
        ([("1", "1"), ("1", "0")], "50.00"),
        ([("1", "1"), ("2", "0.5")], "66.67"),
        ([("1", ".3333333")] * 3, "33.33"),
        ([("1", "-1"), ("1", "0.5")], "0.00"),
        ([("1", None), ("1", "1")], None),
        ([], None),
    ],
)
def test_the_percentage_of_one_attempt(marks: list[tuple[str, str | None]], percent: str | None) -> None:
    items = [ItemMark(Decimal(points), None if share is None else Decimal(share)) for points, share in marks]
    assert percent_of(items) == (None if percent is None else Decimal(percent))


def test_a_question_taken_out_counts_for_nobody() -> None:
    out = ItemMark(Decimal(1), None, excluded=True)
    assert percent_of([out, ItemMark(Decimal(1), Decimal(1)), ItemMark(Decimal(1), Decimal(0))]) == Decimal("50.00")
    assert percent_of([out]) is None


@pytest.mark.parametrize(
    ("kept", "percent", "passed"),
    [(Keep.HIGHEST, "80", True), (Keep.LAST, "50", False), (Keep.FIRST, "40", False), (Keep.AVERAGE, "56.67", False)],
)
def test_which_grade_is_kept(kept: Keep, percent: str, passed: bool) -> None:
    result = stands(taken(1, "40"), taken(2, "80"), taken(3, "50"), rules=replace(RULES, kept=kept))
    assert (result.percent, result.passed) == (Decimal(percent), passed)


def test_a_pass_is_judged_by_the_pass_mark_of_its_own_version() -> None:
    assert stands(taken(1, "65", mark="60")).passed
    assert not stands(taken(1, "65", mark="70")).passed


def test_a_pass_is_valid_to_the_day_before_its_months_are_over() -> None:
    result = stands(taken(1, "80"))
    assert result.valid_until == date(2027, 2, 28)
    assert result.valid_on(date(2027, 2, 28))
    assert not result.valid_on(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"), [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 2, 29), 12, date(2025, 2, 28))]
)
def test_months_end_where_the_month_ends(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_the_wait_is_counted_from_the_end_of_the_last_attempt() -> None:
    first = taken(1, "40")
    assert stands(first, at=BEGIN + 2 * HOUR).next_at == BEGIN + 25 * HOUR
    assert stands(first, at=BEGIN + 3 * DAY).next_at == BEGIN + 3 * DAY


def test_no_next_attempt_while_one_is_open_or_none_is_left() -> None:
    assert stands(taken(1, None, open_=True)).next_at is None
    used_up = stands(taken(1, "1"), taken(2, "1"), taken(3, "1"))
    assert (used_up.left, used_up.next_at) == (0, None)
    assert stands(taken(1, "1"), taken(2, "1"), taken(3, "1"), extra=1).left == 1


def test_an_attempt_not_marked_yet_waits_and_counts_as_used() -> None:
    result = stands(taken(1, None))
    assert (result.waiting, result.percent, result.used) == (True, None, 1)


def test_near_its_end_a_pass_is_renewed_with_attempts_of_its_own() -> None:
    spent = (taken(1, "40"), taken(2, "50"), taken(3, "80"))
    assert stands(*spent).left == 0
    assert stands(*spent, at=BEGIN + 300 * DAY).left == 3
    failed = taken(4, "10", after=300 * DAY)
    assert stands(*spent, failed, at=BEGIN + 310 * DAY).passed
    renewed = stands(*spent, taken(4, "70", after=300 * DAY), at=BEGIN + 310 * DAY)
    assert renewed.valid_until == date(2027, 12, 25)


PERCENTS = st.one_of(st.none(), st.decimals(min_value=0, max_value=100, places=2))


@st.composite
def records(draw: st.DrawFn) -> list[Taken]:
    count = draw(st.integers(min_value=0, max_value=6))
    days = sorted(draw(st.lists(st.integers(min_value=0, max_value=900), min_size=count, max_size=count)))
    return [Taken(n + 1, BEGIN + day * DAY, BEGIN + day * DAY + HOUR, draw(PERCENTS), Decimal(60)) for n, day in enumerate(days)]


RULES_OF_ANY_KIND = st.builds(
    Rules,
    pass_mark=st.just(Decimal(60)),
    kept=st.sampled_from(Keep),
    attempts_allowed=st.one_of(st.none(), st.integers(1, 5)),
    wait=st.integers(0, 100).map(lambda hours: hours * HOUR),
    validity_months=st.one_of(st.none(), st.integers(1, 24)),
)
LATER = BEGIN + 1000 * DAY


@given(records(), RULES_OF_ANY_KIND, st.randoms())
def test_the_order_in_which_attempts_are_read_does_not_matter(record: list[Taken], rules: Rules, chance: object) -> None:
    mixed = list(record)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert stands(*mixed, rules=rules, at=LATER) == stands(*record, rules=rules, at=LATER)


@given(records(), RULES_OF_ANY_KIND, st.integers(0, 5))
def test_an_allowance_never_takes_away(record: list[Taken], rules: Rules, extra: int) -> None:
    without, with_ = stands(*record, rules=rules, at=LATER), stands(*record, rules=rules, at=LATER, extra=extra)
    assert (with_.passed, with_.percent, with_.valid_until) == (without.passed, without.percent, without.valid_until)
    assert without.left is None or (with_.left or 0) >= without.left


@given(records(), st.decimals(min_value=0, max_value=100, places=2), st.one_of(st.none(), st.integers(1, 24)))
def test_with_the_highest_kept_another_attempt_never_takes_a_pass_nor_shortens_it(
    record: list[Taken], percent: Decimal, months: int | None
) -> None:
    rules = Rules(pass_mark=Decimal(60), validity_months=months)
    before = stands(*record, rules=rules, at=LATER)
    another = Taken(len(record) + 1, BEGIN + 901 * DAY, BEGIN + 901 * DAY + HOUR, percent, Decimal(60))
    after = stands(*record, another, rules=rules, at=LATER)
    assert after.passed >= before.passed
    if before.valid_until:
        assert after.valid_until is not None
        assert after.valid_until >= before.valid_until
    if months is None and before.percent is not None:
        assert after.percent is not None
        assert after.percent >= before.percent or (after.passed and not before.passed)


@given(records(), RULES_OF_ANY_KIND)
def test_raising_a_mark_never_takes_a_pass_away(record: list[Taken], rules: Rules) -> None:
    better = [replace(one, percent=None if one.percent is None else min(Decimal(100), one.percent + 10)) for one in record]
    if rules.validity_months is None:
        assert stands(*better, rules=rules, at=LATER).passed >= stands(*record, rules=rules, at=LATER).passed
