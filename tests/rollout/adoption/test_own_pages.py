"""Pages of own scores, exemplars and the age of the data: who opens what, and that a wrong input is said at its field."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Account
from rollout.adoption.actions import exemplars
from rollout.adoption.actions import own as actions
from rollout.adoption.models import Exemplar, OwnScore, UsageSource
from rollout.adoption.owning import ExemplarState, OwnState
from tests import company
from tests.query_counts import counted
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 11), date(2026, 5, 24)


@pytest.fixture
def li():
    office, (person, other, *_others) = seen.live_office(people=5, code="PAR")
    company.notice(person)
    company.role(person, Role.STAFF, office=office)
    of = seen.file(last=LAST)
    seen.used(person, seen.weekdays(5), of=of, self_entries=2, dated_entries=2, timely_entries=2)
    seen.used(other, [LAST], of=of)
    seen.computed()
    return person


def client_of(person):
    account = Account.objects.create_user(person.pseudonym, password="x", person=person)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def score(li, project_office):
    actions.draw_own_scores(first_day=FIRST, last_day=LAST, actor=project_office, at=timezone.now(), reason="half-year")
    return OwnScore.objects.get()


def page(client, name, *args, **data):
    return client.get(reverse(f"adoption:{name}", args=args), data)


def send(client, name, *args, **data):
    return client.post(reverse(f"adoption:{name}", args=args), data)


def test_the_person_opens_it_first_then_contests_and_the_head_answers(signed_in, li, score):
    office = li.memberships.get().office
    mine, head = client_of(li), signed_in(Role.OFFICE_HEAD, office=office)
    assert "Show my score" in page(mine, "own_score", score.pk).content.decode()
    assert "How the score comes about" not in page(head, "own_score", score.pk).content.decode()
    send(mine, "see_own_score", score.pk)
    told = page(mine, "own_score", score.pk).content.decode()
    assert "75" in told and "1 ÷ 2" in told and "Contest" in told
    send(mine, "contest_own_score", score.pk, reason="I was on leave")
    asked = page(head, "own_score", score.pk).content.decode()
    assert "I was on leave" in asked
    send(head, "answer_own_score", score.pk, outcome=OwnState.STANDS, reason="the roster has no leave")
    assert "the roster has no leave" in page(mine, "own_score", score.pk).content.decode()


def test_an_empty_contest_is_said_at_its_field_and_nothing_is_lost(li, score):
    mine = client_of(li)
    send(mine, "see_own_score", score.pk)
    answered = send(mine, "contest_own_score", score.pk, reason="")
    assert answered.status_code == 422
    score.refresh_from_db()
    assert score.state == OwnState.SEEN


def test_the_weeks_behind_it_can_be_exported(li, score):
    mine = client_of(li)
    send(mine, "see_own_score", score.pk)
    told = page(mine, "own_score", score.pk, export="csv")
    assert b"2026-05-11" in b"".join(told) and told["Content-Type"].startswith("text/csv")


def test_nobody_else_finds_it(signed_in, li, score):
    stranger = signed_in(Role.STAFF, office=li.memberships.get().office)
    assert page(stranger, "own_score", score.pk).status_code == 404
    elsewhere = signed_in(Role.OFFICE_HEAD, office=company.office("ROM"))
    assert page(elsewhere, "own_score", score.pk).status_code == 404
    assert page(signed_in(Role.SPONSOR), "own_score", score.pk).status_code == 403


def test_staff_who_ask_for_the_list_come_to_their_own_page(li, score):
    assert page(client_of(li), "own_scores")["Location"] == reverse("adoption:mine")


def test_the_list_shows_states_by_name_and_no_values(signed_in, li, score):
    told = strip_tags(page(signed_in(Role.PROJECT_OFFICE), "own_scores").content.decode())
    assert told.split("Not seen yet")[1].split()[0] == "–"


def test_the_list_takes_as_many_queries_for_many_people(signed_in, project_office, li):
    office = li.memberships.get().office
    client = signed_in(Role.PROJECT_OFFICE)
    page(client, "own_scores")
    for name in ("few", "many"):
        for _ in range(3):
            company.notice(company.person(at=office))
        actions.draw_own_scores(first_day=FIRST, last_day=LAST, actor=project_office, at=timezone.now(), reason=name)
        with counted("own scores"):
            page(client, "own_scores")


def test_drawing_a_period_that_is_not_over_is_refused_at_its_field(signed_in):
    answered = send(signed_in(Role.PROJECT_OFFICE), "draw_own_scores", first_day="2026-01-01", last_day="2099-01-01", reason="x")
    assert answered.status_code == 422 and "The period must be over." in answered.content.decode()


def test_drawing_goes_through_a_job(signed_in, li):
    send(signed_in(Role.PROJECT_OFFICE), "draw_own_scores", first_day=FIRST.isoformat(), last_day=LAST.isoformat(), reason="half-year")
    assert OwnScore.objects.get().person_id == li.pk


def test_the_list_of_exemplars_shows_those_who_agreed_to_everybody(signed_in, li):
    client = signed_in(Role.PROJECT_OFFICE)
    send(client, "nominate_exemplar", person=li.pk, copy="Enters the visit at once", reason="good")
    everyone = signed_in(Role.STAFF)
    assert "Enters the visit at once" not in page(everyone, "exemplars").content.decode()
    mine = client_of(li)
    assert "May others see how you work?" in page(mine, "exemplars").content.decode()
    send(mine, "decide_exemplar", Exemplar.objects.get().pk, "consent")
    assert "Enters the visit at once" in page(everyone, "exemplars").content.decode()
    send(mine, "decide_exemplar", Exemplar.objects.get().pk, "revoke")
    assert "Enters the visit at once" not in page(everyone, "exemplars").content.decode()


def test_the_vendor_sees_no_exemplars(signed_in):
    assert page(signed_in(Role.VENDOR), "exemplars").status_code == 403


def test_a_nomination_is_ended_with_a_reason_and_not_by_a_stranger(signed_in, li):
    head = Actor("head", grants=(Grant(Role.PROJECT_OFFICE),))
    exemplar = exemplars.nominate(person=li, copy="x", actor=head, at=company.NOW, reason="x")
    assert send(signed_in(Role.STAFF), "decide_exemplar", exemplar.pk, "consent").status_code == 404
    assert send(signed_in(Role.STAFF), "decide_exemplar", exemplar.pk, "end", reason="x").status_code == 403
    client = signed_in(Role.PROJECT_OFFICE)
    assert send(client, "decide_exemplar", exemplar.pk, "end", reason="").status_code == 422
    send(client, "decide_exemplar", exemplar.pk, "end", reason="moved on")
    exemplar.refresh_from_db()
    assert exemplar.state == ExemplarState.ENDED


def test_a_head_cannot_nominate_somebody_of_another_office_by_a_typed_id(signed_in, li):
    head = signed_in(Role.OFFICE_HEAD, office=company.office("ROM"))
    assert send(head, "nominate_exemplar", person=li.pk, copy="x", reason="x").status_code == 422
    assert not Exemplar.objects.exists()


def test_the_age_of_the_data_says_what_is_stale_and_the_limit_can_be_set(signed_in, li):
    client = signed_in(Role.PROJECT_OFFICE)
    assert "stale by" in page(client, "sources").content.decode()
    assert "is stale" in page(client, "imports").content.decode()
    source = UsageSource.objects.get()
    assert send(client, "source", source.pk, days="0", reason="x").status_code == 422
    send(client, "source", source.pk, days="300", reason="sent yearly")
    source.refresh_from_db()
    assert source.stale_after_days == 300
    assert page(signed_in(Role.AUDITOR), "sources").status_code == 200
    assert page(signed_in(Role.AUDITOR), "source", source.pk).status_code == 403
