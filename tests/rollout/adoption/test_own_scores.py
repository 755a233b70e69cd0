"""A drawn own score: the person sees it first, may contest it, and only what is settled can enter an appraisal."""

from datetime import date, timedelta

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Reminder
from governance.core.roles import Role
from governance.organisation.models import Account, RoleAssignment
from rollout.adoption.actions import own as actions
from rollout.adoption.models import OwnScore, OwnScoreStep
from rollout.adoption.owning import OwnState, Standing
from rollout.adoption.selectors import own_scores
from tests import company
from tests.at_once import at_once
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 11), date(2026, 5, 24)
NOW = company.NOW


@pytest.fixture
def of():
    return seen.file(last=LAST)


@pytest.fixture
def li(of):
    """Somebody with use, of a live office."""
    office, (person, other, *_others) = seen.live_office(people=5, code="PAR")
    company.notice(person)
    seen.used(person, seen.weekdays(5), of=of, self_entries=2, dated_entries=2, timely_entries=2)
    seen.used(other, [LAST - timedelta(days=3)], of=of)
    seen.computed()
    return person


def me(person, *roles):
    return Actor(f"person{person.pk}", person_id=person.pk, grants=tuple(Grant(role) for role in roles or (Role.STAFF,)))


def head_of(score, person_id=None):
    return Actor("head", person_id=person_id, grants=(Grant(Role.OFFICE_HEAD, frozenset({score.office_id})),))


def drawn(actor, at=NOW, **options):
    actions.draw_own_scores(first_day=FIRST, last_day=LAST, actor=actor, at=at, reason="half-year", **options)
    return OwnScore.objects.exclude(state=OwnState.REPLACED).get()


@pytest.fixture
def score(project_office, li):
    return drawn(project_office)


def told(person, known_at=None):
    return own_scores([person.pk], (FIRST, LAST), known_at)[person.pk]


def contested(score, at=NOW):
    actions.see(score, actor=me(score.person), at=at)
    return actions.contest(score, actor=me(score.person), at=at, reason="I was on leave that week")


def test_a_drawn_score_keeps_its_value_arithmetic_weeks_and_office(score, li):
    assert (score.value, score.state, score.person_id) == (75, OwnState.DRAWN, li.pk)
    assert [(term["numerator"], term["denominator"]) for term in score.figures["terms"][:3]] == [(1, 2), (10, 10), (10, 10)]
    assert [week[0] for week in score.figures["weeks"]] == ["2026-05-11", "2026-05-18"]
    assert score.office_id == li.memberships.get().office_id


def test_drawing_is_denied_to_the_office_head_and_to_the_person(li):
    for actor in (me(li), Actor("head", grants=(Grant(Role.OFFICE_HEAD),))):
        with pytest.raises(NotAllowed):
            drawn(actor)
    assert not OwnScore.objects.exists()


@pytest.mark.parametrize("last", [date(2026, 6, 1), date(2026, 5, 1)])
def test_only_a_period_that_is_over_and_in_order_can_be_drawn(project_office, last):
    with pytest.raises(InvalidInput) as wrong:
        actions.draw_own_scores(first_day=FIRST, last_day=last, actor=project_office, at=NOW, reason="x")
    assert list(wrong.value.fields) == ["last_day"]


def test_drawing_needs_a_reason_and_is_logged_once_with_it(project_office, score):
    with pytest.raises(InvalidInput):
        actions.draw_own_scores(first_day=FIRST, last_day=LAST, actor=project_office, at=NOW, reason=" ")
    step = OwnScoreStep.objects.get(score=score)
    assert (step.state, step.reason, step.username) == (OwnState.DRAWN, "half-year", project_office.username)


def test_drawing_again_replaces_what_nobody_has_seen_and_keeps_the_rest(project_office, score):
    again = drawn(project_office, at=NOW + timedelta(days=1))
    assert again.pk != score.pk
    actions.see(again, actor=me(again.person), at=NOW + timedelta(days=1))
    assert drawn(project_office, at=NOW + timedelta(days=2)).pk == again.pk


def test_a_failing_draw_leaves_nothing(project_office, li, monkeypatch):
    monkeypatch.setattr(actions, "tell_people", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        drawn(project_office)
    assert not OwnScore.objects.exists() and not OwnScoreStep.objects.exists()


def test_the_person_is_told_that_it_is_ready(project_office, li):
    from governance.organisation.models import Account

    Account.objects.create_user("li", password="x", person=li)
    score = drawn(project_office)
    assert Reminder.objects.get().done_at is None
    actions.see(score, actor=me(li), at=NOW)
    assert Reminder.objects.get().done_at == NOW


def test_before_it_is_seen_an_appraisal_gets_nothing(score, li):
    assert (told(li).standing, told(li).value) == (Standing.NOT_SEEN, None)


def test_seen_it_may_be_contested_and_is_not_settled_yet(score, li):
    actions.see(score, actor=me(li), at=NOW)
    found = own_scores([li.pk], (FIRST, LAST), NOW)[li.pk]
    assert (found.standing, found.value, found.contest_until) == (Standing.OPEN, None, date(2026, 6, 15))


def test_after_the_days_to_contest_it_is_settled(score, li):
    actions.see(score, actor=me(li), at=NOW)
    found = told(li, NOW + timedelta(days=15))
    assert (found.standing, found.value) == (Standing.SETTLED, 75)
    with pytest.raises(Refused):
        actions.contest(score, actor=me(li), at=NOW + timedelta(days=15), reason="late")


def test_accepted_it_is_settled_at_once(score, li):
    actions.see(score, actor=me(li), at=NOW)
    actions.accept(score, actor=me(li), at=NOW)
    assert told(li).value == 75


@pytest.mark.parametrize("act", [actions.see, actions.accept])
def test_nobody_else_sees_or_accepts_in_the_persons_place(score, project_office, act):
    for actor in (project_office, head_of(score), me(company.person())):
        with pytest.raises(NotAllowed):
            act(score, actor=actor, at=NOW)


def test_a_contested_score_enters_nothing_until_it_is_answered(score, li):
    contested(score)
    assert told(li).standing == Standing.CONTESTED
    actions.answer(score, outcome=OwnState.STANDS, actor=head_of(score), at=NOW, reason="the roster had no leave")
    assert told(li).value == 75
    assert score.steps.last().reason == "the roster had no leave"


def test_the_head_is_asked_to_answer_until_somebody_has(score):
    company.account(Role.OFFICE_HEAD, office=score.office)
    contested(score)
    assert Reminder.objects.get(done_at=None).subject == actions.CONTESTED
    actions.answer(score, outcome=OwnState.STANDS, actor=head_of(score), at=NOW, reason="no")
    assert not Reminder.objects.filter(subject=actions.CONTESTED, done_at=None).exists()


def test_whom_a_head_contests_before_is_the_project_office(score, li):
    days = {"first_day": company.LONG_AGO, "recorded_at": company.RECORDED, "username": "tests"}
    RoleAssignment.objects.create(person=li, role=Role.OFFICE_HEAD, office=score.office, **days)
    Account.objects.create_user("li", person=li)
    mei = company.account(Role.PROJECT_OFFICE)
    contested(score)
    assert Reminder.objects.get(subject=actions.CONTESTED).account_id == mei.pk


def test_contesting_needs_a_reason_and_seeing_first(score, li):
    with pytest.raises(Conflict):
        actions.contest(score, actor=me(li), at=NOW, reason="wrong")
    actions.see(score, actor=me(li), at=NOW)
    with pytest.raises(InvalidInput):
        actions.contest(score, actor=me(li), at=NOW, reason="  ")


def test_drawn_anew_it_counts_what_was_mended_and_is_seen_first_again(score, li):
    contested(score)
    company.absence(li, FIRST + timedelta(days=7), LAST)
    actions.answer(score, outcome=OwnState.REPLACED, actor=head_of(score), at=NOW, reason="leave was missing")
    fresh = OwnScore.objects.exclude(state=OwnState.REPLACED).get()
    assert (fresh.value, told(li).standing) == (100, Standing.NOT_SEEN)


def test_set_aside_it_never_enters_an_appraisal(score, li):
    contested(score)
    actions.answer(score, outcome=OwnState.SET_ASIDE, actor=head_of(score), at=NOW, reason="long illness")
    assert (told(li).standing, told(li).value) == (Standing.SET_ASIDE, None)


def test_a_head_of_another_office_and_the_person_cannot_answer(score, li):
    contested(score)
    for actor in (Actor("h", grants=(Grant(Role.OFFICE_HEAD, frozenset({0})),)), head_of(score, person_id=li.pk), me(li)):
        with pytest.raises(NotAllowed):
            actions.answer(score, outcome=OwnState.STANDS, actor=actor, at=NOW, reason="no")


def test_an_answer_twice_is_told(score):
    contested(score)
    stale = OwnScore.objects.get(pk=score.pk)
    actions.answer(score, outcome=OwnState.STANDS, actor=head_of(score), at=NOW, reason="no")
    with pytest.raises(Conflict):
        actions.answer(stale, outcome=OwnState.SET_ASIDE, actor=head_of(score), at=NOW, reason="yes")


def test_as_known_before_the_answer_it_was_contested(score, li):
    contested(score)
    actions.answer(score, outcome=OwnState.STANDS, actor=head_of(score), at=NOW + timedelta(days=3), reason="no")
    assert told(li, NOW + timedelta(days=2)).standing == Standing.CONTESTED
    assert told(li, NOW - timedelta(days=2)).standing == Standing.NOT_SEEN


def test_a_year_asks_for_the_whole_year_and_everybody_is_named(score, li):
    found = own_scores([li.pk, 999_999], 2026)
    assert {one.standing for one in found.values()} == {Standing.NOT_SEEN}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_wins(project_office, tmp_path):
    of = seen.file(last=LAST)
    office, (person, *_others) = seen.live_office(people=5)
    company.notice(person)
    seen.used(person, seen.weekdays(5), of=of, self_entries=2)
    seen.computed()
    score = contested(drawn(project_office))

    def answer(outcome):
        return lambda: actions.answer(
            OwnScore.objects.get(pk=score.pk), outcome=outcome, actor=head_of(score), at=NOW, reason="looked at it"
        )

    ended, steps = at_once(
        tmp_path, answer(OwnState.STANDS), answer(OwnState.SET_ASIDE), then=lambda: OwnScoreStep.objects.filter(score=score).count()
    )
    assert sum(isinstance(one, Exception) for one in ended) == 1
    assert steps == 4
