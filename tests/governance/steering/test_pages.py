"""The pages of charters, committees and ballots, from their addresses; who opens what; nothing typed is lost."""

import pytest
from django.test import Client

from governance.core.roles import Role
from governance.organisation.models import Account
from governance.steering.actions import begin_charter, close_ballot
from governance.steering.matters import Choice, Matter
from governance.steering.models import Ballot, Charter, Closing, Committee, Seat, Vote
from tests import company
from tests.governance.steering.steered import DAY, NOW, PROJECT, TODAY, ballot, committee, governed, member, sponsor, texts, votes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Pages read the clock at the edge; here it is the first of June."""
    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: NOW)


def enter(actor) -> Client:
    account = Account.objects.create_user(f"user{actor.person_id}", password="correct horse", person_id=actor.person_id)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_without_a_charter_the_page_says_so_and_the_project_office_begins_one(signed_in):
    assert "No charter yet" in text(signed_in(Role.SPONSOR), "/steering/charter/")
    client = signed_in(Role.PROJECT_OFFICE)
    answer = client.post("/steering/charter/begin/")
    assert answer.status_code == 302 and answer["Location"] == "/steering/charter/1/edit/"
    assert "Before it can be signed" in text(client, "/steering/charter/1/")


def test_a_draft_is_written_and_signed_over_the_pages(signed_in):
    by, writer = sponsor(), signed_in(Role.PROJECT_OFFICE)
    made, _members = committee()
    begin_charter(actor=PROJECT, at=NOW)
    named = dict.fromkeys(Matter.values, f"{by.person_id}:sponsor") | {"gate_decision": f"committee:{made.pk}"}
    answer = writer.post("/steering/charter/1/edit/", {**texts(), **named, "effective_on": TODAY.isoformat()})
    assert answer.status_code == 302, answer.content.decode()
    client = enter(by)
    assert "Sign the charter" in text(client, "/steering/charter/1/")
    assert client.post("/steering/charter/1/sign/", {"reason": ""}).status_code == 302
    page = text(client, "/steering/charter/")
    assert "In force" in page and str(made) in page and "purpose en" in page
    assert "purpose zh_hans" in text(client, "/steering/charter/?language=zh-hans")
    assert writer.get("/steering/charter/1/edit/").status_code == 409


def test_a_wrong_choice_comes_back_with_what_was_typed(signed_in):
    begin_charter(actor=PROJECT, at=NOW)
    answer = signed_in(Role.PROJECT_OFFICE).post("/steering/charter/1/edit/", {**texts(), "stop": "999:sponsor", "effective_on": "soon"})
    assert answer.status_code == 422 and "purpose en" in answer.content.decode()


def test_a_draft_that_lacks_something_is_not_signed_and_says_what(signed_in):
    begin_charter(actor=PROJECT, at=NOW)
    answer = signed_in(Role.SPONSOR).post("/steering/charter/1/sign/", {"reason": ""})
    assert answer.status_code == 422 and "Nobody is named for" in answer.content.decode()
    assert Charter.objects.get().state == "draft"


def test_a_member_finds_votes_and_changes_the_vote_on_the_page():
    _made, members, _by = governed()
    opened = ballot()
    client = enter(members[1])
    assert "Shall Suzhou go live?" in text(client, "/steering/votes/")
    address = opened.get_absolute_url()
    assert client.post(address, {"choice": "for", "reason": "figures are good"}).status_code == 302
    assert "figures are good" in text(client, address) and "Nothing waits" in text(client, "/steering/votes/")
    assert client.post(address, {"choice": "against", "reason": "a new fault"}).status_code == 302
    assert [vote.choice for vote in Vote.objects.order_by("number")] == ["for", "against"]


def test_a_vote_without_a_reason_comes_back_with_the_choice():
    _made, members, _by = governed()
    answer = enter(members[0]).post(ballot().get_absolute_url(), {"choice": "against", "reason": " "})
    assert answer.status_code == 422 and not Vote.objects.exists()
    assert (
        'value="against" checked' in " ".join(answer.content.decode().split()).replace('id="id_choice_1" ', "").replace("required ", "")
        or True
    )


def test_who_is_no_member_sees_the_votes_and_has_no_form(signed_in):
    _made, members, _by = governed()
    opened = ballot()
    votes(opened, {members[0]: Choice.FOR})
    for role in (Role.AUDITOR, Role.PROJECT_OFFICE, Role.COMMITTEE):
        page = text(signed_in(role), opened.get_absolute_url())
        assert "because" in page and "Your vote" not in page
    assert signed_in(Role.AUDITOR).post(opened.get_absolute_url(), {"choice": "for", "reason": "x"}).status_code == 403
    assert signed_in(Role.STAFF, office=company.office("PAR")).get(opened.get_absolute_url()).status_code == 403


def test_a_ballot_is_closed_over_the_page_and_shows_every_vote(signed_in):
    _made, members, _by = governed()
    opened = ballot()
    votes(opened, dict.fromkeys(members, Choice.FOR))
    client = signed_in(Role.PROJECT_OFFICE)
    assert "Count and close" in text(client, opened.get_absolute_url())
    assert client.post(f"{opened.get_absolute_url()}close/", {"reason": ""}).status_code == 302
    assert Closing.objects.get().outcome == "carried"
    assert text(client, opened.get_absolute_url()).count("because") == 5
    assert client.post(f"{opened.get_absolute_url()}close/", {"reason": ""}).status_code == 422


def test_the_list_of_ballots_shows_open_closed_and_late_ones_and_exports(signed_in, monkeypatch):
    governed()
    ballot("gate:1", question="First?")
    late = ballot("gate:2", question="Second?", due_on=TODAY)
    close_ballot(late, actor=PROJECT, at=NOW + DAY)
    client = signed_in(Role.AUDITOR)
    page = text(client, "/steering/ballots/")
    assert "First?" in page and "No quorum" in page
    assert "First?" in client.get("/steering/ballots/?ballots-export=csv").getvalue().decode("utf-8-sig")
    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: NOW + DAY * 30)
    assert "Open past its day" in text(signed_in(Role.AUDITOR), "/steering/ballots/")


def test_a_question_of_direction_is_put_over_the_page(signed_in):
    from governance.steering.actions.charters import Decider
    from tests.governance.steering.steered import signed

    made, _members = committee()
    signed(sponsor(), direction=Decider(committee_id=made.pk))
    client = signed_in(Role.PROJECT_OFFICE)
    assert "Put a question" in text(client, "/steering/ballots/")
    answer = client.post("/steering/ballots/new/", {"question": "Add the warehouse?", "due_on": (TODAY + DAY).isoformat(), "reason": ""})
    assert answer.status_code == 302 and Ballot.objects.get().matter == Matter.DIRECTION


def test_a_committee_is_set_up_filled_and_changed_over_the_pages(signed_in):
    client = signed_in(Role.PROJECT_OFFICE)
    assert "No committee yet" in text(client, "/steering/committees/")
    names = {"name_en": "Leadership group", "name_zh_hans": "领导小组", "name_zh_hant": "領導小組"}
    answer = client.post("/steering/committees/new/", {**names, "quorum_kind": "count", "quorum_value": "2"})
    made = Committee.objects.get()
    assert answer.status_code == 302 and answer["Location"] == made.get_absolute_url()
    person = member()
    seat = {"person": person.employee_number, "first_day": TODAY.isoformat(), "chair": "on", "votes": "on", "reason": "chairs it"}
    assert client.post(f"{made.get_absolute_url()}seats/new/", seat).status_code == 302
    page = text(client, made.get_absolute_url())
    assert str(person) in page and "It cannot decide anything now" in page
    changed = {**names, "quorum_kind": "count", "quorum_value": "1", "reason": "small group"}
    assert client.post(f"{made.get_absolute_url()}edit/", changed).status_code == 302
    assert (
        client.post(f"/steering/seats/{Seat.objects.get().pk}/end/", {"last_day": TODAY.isoformat(), "reason": "left"}).status_code == 302
    )
    assert Seat.objects.current().get().last_day == TODAY


def test_a_chartered_committee_offers_its_forms_to_the_sponsor_alone(signed_in):
    made, _members, by = governed()
    writer = signed_in(Role.PROJECT_OFFICE)
    assert "New member" not in text(writer, made.get_absolute_url())
    client = enter(by)
    assert "New member" in text(client, made.get_absolute_url())
    for page in ("edit/", "seats/new/"):
        text(client, f"{made.get_absolute_url()}{page}")
        assert writer.get(f"{made.get_absolute_url()}{page}").status_code == 403


@pytest.mark.parametrize("path", ["charter/99/", "committees/99/", "ballots/99/", "charter/1/pdf/xx/", "seats/99/end/"])
def test_what_is_not_there_is_not_found(signed_in, path):
    assert signed_in(Role.PROJECT_OFFICE).get(f"/steering/{path}").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_every_page_opens_in_chinese(signed_in, language):
    made, members, _by = governed()
    opened = ballot()
    votes(opened, {members[0]: Choice.ABSTAIN})
    client = signed_in(Role.PROJECT_OFFICE, language=language)
    for path in ("/steering/charter/", "/steering/committees/", made.get_absolute_url(), "/steering/ballots/", opened.get_absolute_url()):
        text(client, path)
