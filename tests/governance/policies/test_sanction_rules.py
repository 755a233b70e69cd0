"""The way of a sanction: no step can be left out, nobody decides on what they proposed or on themselves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.rules import sanctions
from governance.policies.rules.sanctions import APPEAL_DAYS, REPLY_DAYS, Case, against, against_effect, possible
from governance.policies.states import SANCTION_MOVES, SANCTIONS_OPEN, SanctionState, SanctionStep

S, SS = SanctionState, SanctionStep
TODAY = date(2026, 6, 10)
DAY = timedelta(days=1)
WHOLE = frozenset({SS.PROPOSE, SS.NOTIFY, SS.REPLY, SS.SIGN_OFF})
OPEN_TO_APPEAL = Case(S.SIGNED_OFF, "head", "hr", TODAY - DAY * 9, TODAY - DAY, WHOLE)


def says(step, case, username="hr2", *, person=False, until=TODAY + DAY * 30, day=TODAY):
    return against(step, case, day=day, username=username, is_the_person=person, until=until)


@pytest.mark.parametrize("step", [step for step in SS if step not in (SS.PROPOSE, SS.EFFECT)])
@pytest.mark.parametrize("state", list(S))
def test_the_table_of_moves_decides(step, state):
    case = Case(state, "head", "hr", TODAY - DAY, TODAY, WHOLE)
    allowed = state in SANCTION_MOVES[step][0]
    assert (says(step, case, person=step in (SS.REPLY, SS.APPEAL)) == []) == allowed


@pytest.mark.parametrize("step", [SS.REPLY, SS.APPEAL])
def test_only_the_person_replies_and_appeals(step):
    case = Case(S.NOTIFIED if step == SS.REPLY else S.SIGNED_OFF, "head", "hr", TODAY, TODAY, WHOLE)
    assert says(step, case, person=True) == []
    assert len(says(step, case)) == 1


@pytest.mark.parametrize("step", [step for step in SANCTION_MOVES if step not in (SS.REPLY, SS.APPEAL)])
def test_nobody_acts_in_a_case_about_themselves(step):
    begin = next(iter(SANCTION_MOVES[step][0]))
    case = Case(begin, "head", "hr", TODAY - DAY, TODAY - DAY, WHOLE)
    assert any("about themselves" in str(reason) for reason in says(step, case, person=True))


@pytest.mark.parametrize(
    ("step", "state", "username", "good"),
    [
        (SS.SIGN_OFF, S.ANSWERED, "head", False),
        (SS.SIGN_OFF, S.ANSWERED, "hr", True),
        (SS.UPHOLD, S.APPEALED, "head", False),
        (SS.UPHOLD, S.APPEALED, "hr", False),
        (SS.UPHOLD, S.APPEALED, "project", True),
        (SS.LIFT, S.APPEALED, "hr", False),
        (SS.LIFT, S.APPEALED, "project", True),
    ],
)
def test_whoever_proposed_or_signed_off_does_not_decide(step, state, username, good):
    assert (says(step, Case(state, "head", "hr", TODAY, TODAY, WHOLE), username) == []) == good


@pytest.mark.parametrize(("days", "good"), [(REPLY_DAYS - 1, False), (REPLY_DAYS, True), (30, True)])
def test_the_person_has_three_days_to_reply(days, good):
    assert (says(SS.NOTIFY, Case(S.PROPOSED, "head"), until=TODAY + DAY * days) == []) == good


@pytest.mark.parametrize(("days", "good"), [(APPEAL_DAYS - 1, False), (APPEAL_DAYS, True)])
def test_the_person_has_five_days_to_appeal(days, good):
    assert (says(SS.SIGN_OFF, Case(S.ANSWERED, "head"), until=TODAY + DAY * days) == []) == good


def test_a_deadline_must_be_named():
    assert len(says(SS.NOTIFY, Case(S.PROPOSED, "head"), until=None)) == 1


@pytest.mark.parametrize(("reply_by", "good"), [(TODAY, False), (TODAY - DAY, True)])
def test_the_time_to_reply_has_passed_on_the_day_after(reply_by, good):
    assert (says(SS.LAPSE, Case(S.NOTIFIED, "head", reply_by=reply_by)) == []) == good


@pytest.mark.parametrize(("appeal_by", "good"), [(TODAY, True), (TODAY - DAY, False)])
def test_an_appeal_is_possible_on_its_last_day(appeal_by, good):
    assert (says(SS.APPEAL, Case(S.SIGNED_OFF, "head", "hr", TODAY, appeal_by, WHOLE), person=True) == []) == good


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        (OPEN_TO_APPEAL, 0),
        (Case(S.SIGNED_OFF, "head", "hr", TODAY, TODAY, WHOLE), 1),
        (Case(S.UPHELD, "head", "hr", TODAY, TODAY, WHOLE | {SS.APPEAL, SS.UPHOLD}), 0),
        (Case(S.APPEALED, "head", "hr", TODAY, TODAY, WHOLE | {SS.APPEAL}), 1),
        (Case(S.PROPOSED, "head", steps=frozenset({SS.PROPOSE})), 3),
        (Case(S.NOTIFIED, "head", reply_by=TODAY, steps=frozenset({SS.PROPOSE, SS.NOTIFY})), 2),
        (Case(S.ANSWERED, "head", steps=WHOLE - {SS.SIGN_OFF}), 1),
        (Case(S.ANSWERED, "head", steps=WHOLE - {SS.SIGN_OFF, SS.REPLY} | {SS.LAPSE}), 1),
        (Case(S.SIGNED_OFF, "hr", "hr", TODAY, TODAY - DAY, WHOLE), 1),
    ],
)
def test_everything_that_is_missing_for_the_effect_is_listed(case, missing):
    assert len(against_effect(case, TODAY)) == missing


@pytest.mark.parametrize("state", [S.IN_EFFECT, S.LIFTED, S.DROPPED])
def test_a_closed_case_stays_closed(state):
    case = Case(state, "head", "hr", TODAY - DAY, TODAY - DAY, WHOLE | {SS.APPEAL, SS.UPHOLD})
    assert all(says(step, case, person=person) for step in SANCTION_MOVES for person in (True, False))
    assert possible(case, day=TODAY, username="hr2", is_the_person=False) == []


attempts = st.lists(
    st.tuples(st.sampled_from(list(SANCTION_MOVES)), st.sampled_from(["head", "hr", "hr2", "person"]), st.integers(0, 12)), max_size=40
)


@given(attempts)
def test_no_sequence_of_attempts_reaches_the_effect_without_the_whole_way(tried):
    """Whatever is tried by whomever and whenever: what is in effect went through every station, by different people."""
    case, day, by = Case(S.PROPOSED, "head", steps=frozenset({SS.PROPOSE})), TODAY, {}
    for step, username, wait in tried:
        day += DAY * wait
        until = day + DAY * (REPLY_DAYS if step == SS.NOTIFY else APPEAL_DAYS)
        if against(step, case, day=day, username=username, is_the_person=username == "person", until=until):
            continue
        by[step] = username
        case = Case(
            SANCTION_MOVES[step][1],
            case.proposed_by,
            username if step == SS.SIGN_OFF else case.signed_off_by,
            until if step == SS.NOTIFY else case.reply_by,
            until if step == SS.SIGN_OFF else case.appeal_by,
            case.steps | {step},
        )
        if step == SS.EFFECT:
            assert {SS.NOTIFY, SS.SIGN_OFF} <= case.steps and {SS.REPLY, SS.LAPSE} & case.steps
            assert by[SS.SIGN_OFF] not in ("head", "person")
            assert SS.APPEAL not in case.steps or by[SS.UPHOLD] not in ("head", "person", by[SS.SIGN_OFF])
            assert SS.APPEAL in case.steps or (case.appeal_by is not None and day > case.appeal_by)
    assert (case.state in SANCTIONS_OPEN) == sanctions.is_open(case.steps)


@given(attempts)
def test_what_a_page_offers_is_never_refused(tried):
    case = OPEN_TO_APPEAL
    for _step, username, wait in tried:
        for offered in possible(case, day=TODAY + DAY * wait, username=username, is_the_person=username == "person"):
            assert says(offered, case, username, person=username == "person", until=TODAY + DAY * 99, day=TODAY + DAY * wait) == []
