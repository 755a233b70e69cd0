"""Exemplars: nominated by others, shown only with the person's own consent, which can be taken back at any time."""

from datetime import timedelta

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.models import Reminder
from governance.core.roles import Role
from governance.organisation.models import Account
from rollout.adoption import kept
from rollout.adoption.actions import exemplars as actions
from rollout.adoption.models import Exemplar, ExemplarStep
from rollout.adoption.owning import ExemplarState
from rollout.adoption.selectors.exemplars import shown, ways_of
from tests import company
from tests.at_once import at_once
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
NOW = company.NOW
TODAY = NOW.date()
COPY = "Enters the visit in the customer's car park, with the next step."


@pytest.fixture
def li():
    office, (person, *_others) = seen.live_office(people=5, code="PAR")
    return person


def me(person):
    return Actor(f"person{person.pk}", person_id=person.pk, grants=(Grant(Role.STAFF),))


def head(person, person_id=None):
    office = person.memberships.get().office_id
    return Actor("head", person_id=person_id, grants=(Grant(Role.OFFICE_HEAD, frozenset({office})),))


def nominated(person, actor=None, copy=COPY):
    return actions.nominate(person=person, copy=copy, actor=actor or head(person), at=NOW, reason="asks good questions")


def test_nobody_is_shown_before_they_agree(li):
    exemplar = nominated(li)
    assert not shown(TODAY)
    actions.consent(exemplar, actor=me(li), at=NOW)
    assert [one.person_id for one in shown(TODAY)] == [li.pk]


def test_consent_taken_back_hides_at_once_and_for_good(li):
    exemplar = actions.consent(nominated(li), actor=me(li), at=NOW)
    actions.revoke(exemplar, actor=me(li), at=NOW)
    assert not shown(TODAY)
    with pytest.raises(Conflict):
        actions.consent(exemplar, actor=me(li), at=NOW)


def test_declined_it_is_never_shown_and_another_may_be_asked_for_later(li):
    actions.decline(nominated(li), actor=me(li), at=NOW)
    assert nominated(li).state == ExemplarState.ASKED


def test_each_step_is_logged_once(li):
    exemplar = actions.revoke(actions.consent(nominated(li), actor=me(li), at=NOW), actor=me(li), at=NOW)
    assert list(ExemplarStep.objects.filter(exemplar=exemplar).values_list("state", "username")) == [
        ("asked", "head"), ("consented", me(li).username), ("revoked", me(li).username),
    ]  # fmt: skip


@pytest.mark.parametrize("act", [actions.consent, actions.decline, actions.revoke])
def test_consent_is_the_persons_alone(li, project_office, act):
    exemplar = nominated(li)
    for actor in (project_office, head(li), me(company.person()), seen.SYSTEM):
        with pytest.raises(NotAllowed):
            act(exemplar, actor=actor, at=NOW)


def test_a_head_nominates_in_the_own_office_only(li):
    stranger = company.person(at=company.office("ROM"))
    with pytest.raises(NotAllowed):
        nominated(stranger, actor=head(li))
    with pytest.raises(NotAllowed):
        nominated(li, actor=me(stranger))
    assert not Exemplar.objects.exists()


@pytest.mark.parametrize(("copy", "field"), [(" ", "copy"), ("x" * 1001, "copy")])
def test_a_nomination_says_what_to_copy(li, copy, field):
    with pytest.raises(InvalidInput) as wrong:
        nominated(li, copy=copy)
    assert list(wrong.value.fields) == [field]


def test_nobody_nominates_themselves_or_somebody_without_an_office(li, project_office):
    with pytest.raises(InvalidInput):
        nominated(li, actor=head(li, person_id=li.pk))
    with pytest.raises(InvalidInput):
        nominated(company.person(), actor=project_office)


def test_one_open_nomination_per_person(li):
    nominated(li)
    with pytest.raises(Conflict):
        nominated(li)


def test_whoever_nominates_may_end_it_with_a_reason(li):
    exemplar = actions.consent(nominated(li), actor=me(li), at=NOW)
    with pytest.raises(InvalidInput):
        actions.end(exemplar, actor=head(li), at=NOW, reason="")
    with pytest.raises(NotAllowed):
        actions.end(exemplar, actor=me(li), at=NOW, reason="x")
    actions.end(exemplar, actor=head(li), at=NOW, reason="a year is over")
    assert not shown(TODAY)


def test_who_has_left_is_not_shown(li):
    actions.consent(nominated(li), actor=me(li), at=NOW)
    member = li.memberships.get()
    member.last_day = TODAY - timedelta(days=1)
    member.save()
    assert not shown(TODAY)


def test_the_person_is_asked_and_the_reminder_is_done_with_the_answer(li):
    Account.objects.create_user("li", password="x", person=li)
    exemplar = nominated(li)
    assert Reminder.objects.get().done_at is None
    actions.decline(exemplar, actor=me(li), at=NOW)
    assert Reminder.objects.get().done_at == NOW


def test_erasing_the_person_ends_it_and_takes_the_text_away(li):
    exemplar = actions.consent(nominated(li), actor=me(li), at=NOW)
    kept.forget_person(li.pk, seen.SYSTEM, NOW)
    exemplar.refresh_from_db()
    assert (exemplar.state, exemplar.copy, exemplar.ways) == (ExemplarState.ENDED, "–", {})


def test_the_figures_are_of_the_last_eight_weeks_with_notice(li):
    of = seen.file(last=seen.SUNDAY)
    seen.used(li, seen.weekdays(4), of=of, feature="visit", self_entries=2, proxy_entries=1, dated_entries=2, timely_entries=1)
    seen.used(li, seen.weekdays(1), of=of, feature="order")
    seen.computed()
    assert ways_of(li.pk, TODAY) == {}
    company.notice(li)
    ways = ways_of(li.pk, TODAY)
    assert (ways["days"], ways["own_days"], ways["own_hand"], ways["records"], ways["timely"], ways["dated"]) == (4, 5, 8, 12, 4, 8)
    assert ways["features"] == ["visit", "order"]


@pytest.mark.django_db(transaction=True)
def test_of_consent_and_an_end_at_once_one_wins(tmp_path):
    office, (person, *_others) = seen.live_office(people=5)
    exemplar = nominated(person)

    def fresh():
        return Exemplar.objects.get(pk=exemplar.pk)

    ended, steps = at_once(
        tmp_path,
        lambda: actions.decline(fresh(), actor=me(person), at=NOW),
        lambda: actions.end(fresh(), actor=head(person), at=NOW, reason="a mistake"),
        then=lambda: ExemplarStep.objects.filter(exemplar=exemplar).count(),
    )
    assert sum(isinstance(one, Conflict) for one in ended) == 1
    assert steps == 2
