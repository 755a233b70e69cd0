"""The truth table of clearance: what lets in, what does not, since when and until when."""

from datetime import date

import pytest

from training.clearance.rules import Evidence, Facts, Kind, Line, Need, Obstacle, Span, State, Version, Waived, decide

COURSE, PAPER, POLICY = Need(Kind.COURSE, 1), Need(Kind.PAPER, 1), Need(Kind.POLICY, 1)
ALL = frozenset({COURSE, PAPER, POLICY})


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


JAN, MAR, APR, JUNE, DEC = day("01-01"), day("03-01"), day("04-10"), day("06-01"), day("12-31")
DUTY = (Span(JAN),)
RULES = (Version(JAN, ALL),)
ATTENDED, PASSED, SIGNED = Evidence(COURSE, MAR, DEC), Evidence(PAPER, APR, day("10-10")), Evidence(POLICY, day("02-01"))
EVERYTHING = (ATTENDED, PASSED, SIGNED)


@pytest.mark.parametrize(
    ("attended", "passed", "signed", "allowed"),
    [
        (True, True, True, True),
        (True, True, False, False),
        (True, False, True, False),
        (False, True, True, False),
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
        (False, False, False, False),
    ],
)
def test_everything_required_must_be_there(attended: bool, passed: bool, signed: bool, allowed: bool) -> None:
    present = zip((attended, passed, signed), EVERYTHING, strict=True)
    proofs = tuple(proof for there, proof in present if there)
    assert decide(Facts(DUTY, RULES, proofs), JUNE).allowed is allowed


def test_it_holds_from_the_last_thing_met_to_the_first_that_expires() -> None:
    told = decide(Facts(DUTY, RULES, EVERYTHING), JUNE)
    assert (told.since, told.until) == (APR, day("10-10"))
    assert told.expires == Line(PAPER, State.MET, APR, day("10-10"))


def test_each_requirement_says_its_state_and_its_days() -> None:
    told = decide(Facts(DUTY, RULES, (ATTENDED, Evidence(PAPER, APR, day("05-31")))), JUNE)
    assert told.lines == (
        Line(COURSE, State.MET, MAR, DEC),
        Line(PAPER, State.EXPIRED, APR, day("05-31")),
        Line(POLICY, State.MISSING),
    )
    assert (told.allowed, told.since, told.until) == (False, JAN, None)


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    facts = Facts(DUTY, RULES, EVERYTHING)
    assert decide(facts, day("10-10")).allowed
    after = decide(facts, day("10-11"))
    assert (after.allowed, after.since) == (False, day("10-11"))


def test_a_renewal_before_the_end_leaves_no_gap() -> None:
    told = decide(Facts(DUTY, RULES, (*EVERYTHING, Evidence(PAPER, day("10-11"), day("12-20")))), JUNE)
    assert (told.since, told.until) == (APR, day("12-20"))


def test_without_a_duty_nobody_is_allowed() -> None:
    later = Facts((Span(day("09-01")),), RULES, EVERYTHING)
    assert (decide(later, JUNE).obstacle, decide(later, JUNE).until) == (Obstacle.NOT_YET, day("08-31"))
    assert decide(later, day("09-01")).allowed
    over = Facts((Span(JAN, day("05-31")),), RULES, EVERYTHING)
    assert (decide(over, JUNE).obstacle, decide(over, JUNE).since) == (Obstacle.OVER, JUNE)
    assert decide(Facts((), RULES, EVERYTHING), JUNE).obstacle == Obstacle.OVER


def test_a_role_nothing_is_laid_down_for_lets_nobody_in() -> None:
    told = decide(Facts(DUTY, (), EVERYTHING), JUNE)
    assert (told.allowed, told.obstacle) == (False, Obstacle.UNDEFINED)
    assert decide(Facts(DUTY, (Version(day("07-01"), ALL),), EVERYTHING), JUNE).obstacle == Obstacle.UNDEFINED


def test_a_new_version_holds_from_its_day_and_the_list_says_so_before() -> None:
    stricter = Version(day("08-01"), ALL | {Need(Kind.COURSE, 2)}, order=2)
    facts = Facts(DUTY, (*RULES, stricter), EVERYTHING)
    assert (decide(facts, JUNE).allowed, decide(facts, JUNE).until) == (True, day("07-31"))
    assert not decide(facts, day("08-01")).allowed


def test_of_two_versions_from_one_day_the_later_one_holds() -> None:
    facts = Facts(DUTY, (Version(JAN, frozenset({COURSE}), order=2), Version(JAN, ALL, order=1)), (ATTENDED,))
    assert decide(facts, JUNE).allowed


def test_a_waiver_stands_in_for_its_requirement_on_its_days() -> None:
    waived = Waived(PAPER, Span(day("05-01"), day("06-15")))
    facts = Facts(DUTY, RULES, (ATTENDED, SIGNED), (waived,))
    told = decide(facts, JUNE)
    assert (told.allowed, told.since, told.until) == (True, day("05-01"), day("06-15"))
    assert Line(PAPER, State.WAIVED, day("05-01"), day("06-15")) in told.lines
    assert not decide(facts, day("04-30")).allowed
    assert not decide(facts, day("06-16")).allowed


def test_a_waiver_of_one_requirement_is_none_of_another() -> None:
    facts = Facts(DUTY, RULES, (ATTENDED, SIGNED), (Waived(COURSE, Span(JAN, DEC)),))
    assert not decide(facts, JUNE).allowed


def test_an_extension_joins_on_without_a_gap() -> None:
    spans = (Span(day("05-01"), day("06-15")), Span(day("06-16"), day("07-31")))
    told = decide(Facts(DUTY, RULES, (ATTENDED, SIGNED), tuple(Waived(PAPER, span) for span in spans)), JUNE)
    assert (told.since, told.until) == (day("05-01"), day("07-31"))


def test_what_is_met_later_does_not_count_yet() -> None:
    told = decide(Facts(DUTY, RULES, EVERYTHING), day("04-09"))
    assert (told.allowed, told.until) == (False, day("04-09"))
    assert Line(PAPER, State.MISSING) in told.lines


def test_nothing_known_at_all_is_denied_for_ever() -> None:
    told = decide(Facts(), JUNE)
    assert (told.allowed, told.since, told.until, told.expires) == (False, None, None, None)
