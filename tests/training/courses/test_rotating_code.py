"""The rotating code: another every 30 seconds, worth nothing a minute later, and nothing for another session."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from training.courses.rules import codes

SECRET = b"a secret of this house"
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))
HALF = timedelta(seconds=30)


def code_at(moment: datetime, session: int = 7, secret: bytes = SECRET) -> str:
    return codes.code(secret, session, codes.window_at(moment))


def test_a_published_code_stays_what_it_is() -> None:
    """Whoever changes the formula changes every code on every screen at that moment."""
    assert codes.code(b"secret", 1, 0) == codes.code(b"secret", 1, 0)
    assert len({codes.code(b"secret", 1, window) for window in range(2000)}) == 2000
    assert set(codes.code(b"secret", 1, 3)) <= set(codes.ALPHABET)


def test_the_window_is_half_a_minute() -> None:
    noon = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
    assert code_at(noon) == code_at(noon + timedelta(seconds=29, microseconds=999_999)) != code_at(noon + HALF)
    assert codes.seconds_left(noon) == 30 and codes.seconds_left(noon + timedelta(seconds=29.9)) == 1


@given(MOMENTS, st.floats(0, 30))
def test_a_code_counts_in_its_window_and_the_next(moment: datetime, later: float) -> None:
    arrived = moment + timedelta(seconds=later)
    shown = codes.shown_at(SECRET, 7, code_at(moment), arrived)
    assert shown is not None and codes.counts(shown, arrived)


@given(MOMENTS, st.integers(60, 3600))
def test_a_photographed_code_is_useless_a_minute_later(moment: datetime, later: int) -> None:
    arrived = moment + timedelta(seconds=later)
    shown = codes.shown_at(SECRET, 7, code_at(moment), arrived)
    assert shown is None or not codes.counts(shown, arrived)


@given(MOMENTS, st.integers(60, 14 * 60))
def test_within_the_grace_it_is_known_when_the_code_was_shown(moment: datetime, later: int) -> None:
    shown = codes.shown_at(SECRET, 7, code_at(moment), moment + timedelta(seconds=later))
    assert shown is not None and shown <= moment < shown + HALF


@given(MOMENTS, st.integers(15 * 60 + 30, 10**6))
def test_after_the_grace_a_code_is_no_code(moment: datetime, later: int) -> None:
    assert codes.shown_at(SECRET, 7, code_at(moment), moment + timedelta(seconds=later)) is None


@given(MOMENTS, st.integers(31, 10**6))
def test_a_code_of_the_future_is_no_code(moment: datetime, earlier: int) -> None:
    assert codes.shown_at(SECRET, 7, code_at(moment), moment - timedelta(seconds=earlier)) is None


@given(MOMENTS, st.integers(8, 10**9))
def test_it_opens_no_other_session_and_no_other_house(moment: datetime, other: int) -> None:
    assert codes.shown_at(SECRET, other, code_at(moment), moment) is None
    assert codes.shown_at(b"another house", 7, code_at(moment), moment) is None


@given(MOMENTS, st.text(max_size=200))
def test_whatever_is_typed_is_no_code(moment: datetime, typed: str) -> None:
    assert codes.shown_at(SECRET, 7, typed, moment) is None


@given(MOMENTS)
def test_small_letters_blanks_and_the_dash_do_not_matter(moment: datetime) -> None:
    made = code_at(moment)
    for typed in (made.lower(), codes.readable(made), f" {made[:4]} {made[4:]} "):
        assert codes.shown_at(SECRET, 7, typed, moment) is not None
