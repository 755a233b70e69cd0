"""Whose clock ran, what counts as accepted, and days the client took too many. Pure."""

from datetime import date

from governance.contracts.acceptance import ReviewTerms, Round, standing
from governance.contracts.models.acceptance import Verdict

START, SUBMITTED, TODAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 31)


def test_nothing_submitted_is_open_on_the_vendors_clock() -> None:
    assert standing([], ReviewTerms(10), start=START, today=TODAY).why == "open"


def test_days_past_the_review_time_are_the_clients() -> None:
    decided = Round(1, SUBMITTED, date(2026, 3, 15), Verdict.ACCEPTED)
    found = standing([decided], ReviewTerms(10), start=START, today=TODAY)
    assert found.accepted == date(2026, 3, 15)
    assert found.excess == ((date(2026, 3, 12), date(2026, 3, 15)),)


def test_an_unanswered_submission_runs_on_the_clients_clock_to_today() -> None:
    found = standing([Round(1, SUBMITTED)], ReviewTerms(10), start=START, today=TODAY)
    assert [(clock.whose, clock.days) for clock in found.clocks] == [("vendor", 59), ("client", 30)]
    assert found.accepted is None


def test_silence_accepts_where_the_contract_says_so() -> None:
    found = standing([Round(1, SUBMITTED)], ReviewTerms(10, deemed_days=20), start=START, today=TODAY)
    assert (found.accepted, found.why) == (date(2026, 3, 21), "silence")


def test_a_rejection_in_time_is_not_silence() -> None:
    rejected = Round(1, SUBMITTED, date(2026, 3, 10), Verdict.REJECTED)
    assert standing([rejected], ReviewTerms(10, deemed_days=20), start=START, today=TODAY).accepted is None


def test_a_decision_after_the_silence_comes_too_late_to_reject() -> None:
    late = Round(1, SUBMITTED, date(2026, 3, 30), Verdict.REJECTED)
    assert standing([late], ReviewTerms(10, deemed_days=20), start=START, today=TODAY).why == "silence"


def test_productive_use_accepts_where_the_contract_says_so() -> None:
    used = date(2026, 3, 5)
    assert standing([], ReviewTerms(10, use_is_acceptance=True), start=START, today=TODAY, used_since=used).accepted == used
    assert standing([], ReviewTerms(10), start=START, today=TODAY, used_since=used).accepted is None
