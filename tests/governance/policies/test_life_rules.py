"""What must be there before a version is sent in, approved, published: every row of the truth table."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from governance.core.languages import LANGUAGES
from governance.policies.rules import life
from governance.policies.rules.life import Wording
from governance.policies.rules.signing import Issue
from governance.policies.states import VERSION_MOVES, Change, PolicyKind, Touches, VersionState, VersionStep

DAY = date(2026, 6, 1)
S, V = VersionStep, VersionState
GOOD = Wording(
    number=1,
    change=Change.MATERIAL,
    change_note="",
    titles=dict.fromkeys(LANGUAGES, "T"),
    bodies=dict.fromkeys(LANGUAGES, "1. a\n2. b"),
    effective_on=DAY,
    sign_by=DAY,
)
NEXT = replace(GOOD, number=2, change_note="clearer", effective_on=date(2026, 7, 1))


@pytest.mark.parametrize("step", list(S))
@pytest.mark.parametrize("state", list(V))
def test_the_table_of_moves_decides_and_says_why(step, state):
    allowed = state in VERSION_MOVES[step][0]
    assert (life.against_move(step, state) == []) == allowed


@pytest.mark.parametrize(
    ("kind", "ticked", "touches"),
    [
        (PolicyKind.CUSTOMERS, [], set()),
        (PolicyKind.CUSTOMERS, ["posts"], {Touches.POSTS}),
        (PolicyKind.REWARD, [], {Touches.PAY}),
        (PolicyKind.INCENTIVE, [], {Touches.PAY}),
        (PolicyKind.SANCTION, [], {Touches.DISCIPLINE}),
        (PolicyKind.CONDUCT, ["pay"], {Touches.PAY, Touches.DISCIPLINE}),
        (PolicyKind.DUTY, ["discipline"], {Touches.DISCIPLINE}),
    ],
)
def test_some_kinds_always_touch_pay_or_discipline(kind, ticked, touches):
    assert life.touching(kind, ticked) == touches


def test_a_complete_draft_may_be_sent_in():
    assert life.against_submission(GOOD, None) == []
    assert life.against_submission(NEXT, GOOD) == []


@pytest.mark.parametrize(
    ("wording", "before", "complaint"),
    [
        (replace(GOOD, titles={"en": "T", "zh-hans": "T"}), None, "title is missing"),
        (replace(GOOD, bodies={**GOOD.bodies, "en": ""}), None, "text is missing"),
        (replace(GOOD, effective_on=None), None, "from when"),
        (replace(GOOD, sign_by=None), None, "by when"),
        (replace(NEXT, change_note=" "), GOOD, "what changes"),
        (replace(NEXT, effective_on=DAY), GOOD, "after the version before"),
        (replace(GOOD, change=Change.EDITORIAL), None, "never editorial"),
        (replace(NEXT, change=Change.EDITORIAL, job_roles=frozenset({"sales"})), GOOD, "whom the policy is for"),
        (replace(NEXT, change=Change.EDITORIAL, office_ids=frozenset({3})), GOOD, "whom the policy is for"),
        (replace(NEXT, change=Change.EDITORIAL, crm_roles=frozenset({"x"})), GOOD, "whom the policy is for"),
        (replace(NEXT, change=Change.EDITORIAL, touches=frozenset({Touches.PAY})), GOOD, "begin to touch"),
        (replace(NEXT, change=Change.EDITORIAL, bodies=dict.fromkeys(LANGUAGES, "1. a")), GOOD, "keeps every clause"),
    ],
)
def test_each_fault_of_a_draft_is_named(wording, before, complaint):
    assert any(complaint in str(reason) for reason in life.against_submission(wording, before))


def test_an_editorial_change_of_words_alone_is_one():
    assert life.against_submission(replace(NEXT, change=Change.EDITORIAL, bodies=dict.fromkeys(LANGUAGES, "1. A\n2. B")), GOOD) == []


EVERYTHING = (S.CONSULT, S.REVIEW, S.APPROVE)


@pytest.mark.parametrize("touches", [(), (Touches.PAY,), (Touches.POSTS,), (Touches.DISCIPLINE,)])
@pytest.mark.parametrize("consulted, reviewed, approved", list(product((False, True), repeat=3)))
def test_pay_posts_and_discipline_wait_for_consultation_review_and_approval(touches, consulted, reviewed, approved):
    done = {step for step, was in zip(EVERYTHING, (consulted, reviewed, approved), strict=True) if was}
    may_approve = not touches or (consulted and reviewed)
    assert (life.against_approval(touches, done) == []) == may_approve
    missing = life.against_publication(touches, done, on=DAY, effective_on=DAY, sign_by=DAY)
    assert (missing == []) == (may_approve and approved)


@pytest.mark.parametrize(("effective", "sign_by", "count"), [(1, 1, 0), (2, 1, 0), (31, 1, 1), (1, 31, 1), (31, 31, 2)])
def test_nothing_holds_or_is_due_before_it_was_published(effective, sign_by, count):
    days = [date(2026, 5, 31) if number == 31 else date(2026, 6, number) for number in (effective, sign_by)]
    assert len(life.against_publication((), {S.APPROVE}, on=DAY, effective_on=days[0], sign_by=days[1])) == count


def test_the_past_is_not_withdrawn():
    assert life.against_withdrawal(V.PUBLISHED, from_day=DAY, today=DAY) == []
    assert len(life.against_withdrawal(V.PUBLISHED, from_day=date(2026, 5, 31), today=DAY)) == 1
    assert len(life.against_withdrawal(V.WITHDRAWN, from_day=DAY, today=DAY)) == 1


FIRST = Issue(1, 1, 1, True, DAY, DAY)
SECOND = Issue(1, 2, 2, True, date(2026, 7, 1), date(2026, 7, 9))
GONE = replace(FIRST, withdrawn_from=date(2026, 6, 5))


@pytest.mark.parametrize(
    ("issue", "issues", "on", "state"),
    [
        (None, [], DAY, V.DRAFT),
        (FIRST, [FIRST], date(2026, 5, 31), V.PUBLISHED),
        (FIRST, [FIRST], DAY, V.IN_FORCE),
        (FIRST, [FIRST, SECOND], date(2026, 6, 30), V.IN_FORCE),
        (FIRST, [FIRST, SECOND], date(2026, 7, 1), V.SUPERSEDED),
        (SECOND, [FIRST, SECOND], date(2026, 7, 1), V.IN_FORCE),
        (GONE, [GONE], date(2026, 6, 4), V.IN_FORCE),
        (GONE, [GONE], date(2026, 6, 5), V.WITHDRAWN),
    ],
)
def test_the_state_follows_the_days(issue, issues, on, state):
    assert life.state_on(V.DRAFT, issue, issues, on) == state


@pytest.mark.parametrize(
    ("issue", "clause", "touches", "good"),
    [
        (FIRST, "2", {Touches.PAY}, True),
        (None, "2", {Touches.PAY}, False),
        (FIRST, "3", {Touches.PAY}, False),
        (FIRST, "2", {Touches.DISCIPLINE}, False),
        (FIRST, "2", set(), False),
    ],
)
def test_only_a_clause_in_force_on_pay_carries_an_incentive(issue, clause, touches, good):
    assert (life.against_citing(issue, clause, "1. a\n2. b", touches, Touches.PAY, DAY) == []) == good
