"""`/` sends each reader to their own page; nobody finds there what is not theirs."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from governance.core import reminders
from governance.core.roles import Role
from governance.organisation.models import Account, UsageNotice
from rollout.staging.stages import Stage
from tests import company


def text(response):
    return response.content.decode()


def test_a_stranger_is_asked_to_sign_in(client, db):
    response = client.get("/")
    assert response.status_code == 302 and "login" in response["Location"]


def test_the_sponsor_sees_the_programme(signed_in):
    assert "No programme has been set up yet." in text(signed_in(Role.SPONSOR).get("/"))


ANSWERS = {
    Role.COMMITTEE: "No ballot waits for your vote.",
    Role.PROJECT_DIRECTOR: "Nothing waits for your final word.",
    Role.FINANCE: "No benefit waits for your word.",
    Role.HR: "Nothing waits for human resources.",
    Role.CRM_ADMIN: "0 people lost clearance",
    Role.TRAINER: "You teach no session in the next two weeks.",
    Role.ASSESSOR: "No practical test waits to be signed off.",
    Role.AUDITOR: "You may read everything and change nothing.",
    Role.VENDOR: "No contract of your company is in force",
    Role.STAFF: "Nothing waits for you.",
}


@pytest.mark.parametrize("role", ANSWERS)
def test_each_role_is_answered_in_a_sentence_also_where_nothing_is_on_record(signed_in, role):
    page = text(signed_in(role).get("/"))
    lead = page.split('<p class="lead">')[1].split("</p>")[0]
    assert ANSWERS[role] in lead and "Waits for you" in page or role == Role.AUDITOR


def test_who_holds_several_roles_sees_the_part_of_each(signed_in):
    page = text(signed_in(Role.COMMITTEE, Role.FINANCE).get("/"))
    assert 'id="part-committee"' in page and 'id="part-finance"' in page


def test_a_mediator_whose_room_does_not_exist_finds_the_pages_that_are_open(signed_in):
    page = text(signed_in(Role.MEDIATOR).get("/"))
    assert "Mediator" in page and "Waits for you" not in page


def test_the_project_office_sees_its_work(signed_in):
    page = text(signed_in(Role.PROJECT_OFFICE).get("/"))
    assert "Begin here" in page and "No usage has been imported yet." in page


def test_an_office_head_sees_the_own_office(signed_in):
    paris, rome = company.office("PARIS"), company.office("ROME")
    page = text(signed_in(Role.OFFICE_HEAD, office=paris).get("/"))
    assert "<h1>Paris</h1>" in page and "Rome" not in page
    assert signed_in(Role.OFFICE_HEAD, office=paris).get(f"/offices/{rome.pk}/").status_code == 404


def test_a_head_who_stands_in_elsewhere_still_begins_with_the_own_office(client, db):
    lyon, paris = company.office("LYON"), company.office("PARIS")
    account, neighbour = company.account(Role.OFFICE_HEAD, office=paris), company.account(Role.OFFICE_HEAD, office=lyon)
    today = timezone.localdate()
    company.lends(neighbour.person, account.person, Role.OFFICE_HEAD, today, today, office=lyon)
    client.force_login(account)
    page = text(client.get("/"))
    assert "<h1>Paris</h1>" in page and "Lyon" in page


@pytest.mark.parametrize("role", [*ANSWERS, Role.MEDIATOR])
def test_all_others_see_what_is_theirs(signed_in, role):
    page = text(signed_in(role).get("/"))
    assert "Good day" in page and "My account" in page


def test_a_vendor_finds_nothing_of_the_programme(signed_in):
    page = text(signed_in(Role.VENDOR).get("/"))
    assert "/rollout/" not in page and "/organisation/people/" not in page


def test_an_auditor_is_led_to_the_record_and_the_documents(signed_in):
    page = text(signed_in(Role.AUDITOR).get("/"))
    assert "read everything and change nothing" in page and "/organisation/history/" in page and "/documents/" in page


def test_who_holds_no_role_is_told_whom_to_ask(signed_in):
    assert "You hold no role yet" in text(signed_in().get("/"))


def test_own_use_is_shown_only_after_the_notice(signed_in):
    client = signed_in(Role.STAFF)
    assert "before you have been told in writing" in text(client.get("/"))
    person = Account.objects.get().person
    at = datetime(2026, 5, 1, tzinfo=UTC)
    UsageNotice.objects.create(person=person, given_on=at.date(), method="letter", recorded_at=at, username="tests")
    assert "No use was counted" in text(client.get("/"))


def test_reminders_that_are_due_stand_on_the_home_page(signed_in):
    client = signed_in(Role.STAFF)
    now = timezone.now()
    account = Account.objects.get()
    reminders.remind("test", to_account=account.pk, on=timezone.localdate(now), subject="Sign the policy", key="k", at=now)
    assert "Sign the policy" in text(client.get("/"))


def test_the_work_page_lists_what_is_open_and_what_can_move(signed_in):
    wave = company.wave(company.programme(), 0)
    pilot = company.in_rollout(company.office("PILOT"), wave, Stage.LIVE)
    company.office("NEW", confirmed=False)
    company.person(confirmed=False)
    client = signed_in(Role.PROJECT_OFFICE)
    page, moves = text(client.get("/")), text(client.get("/work/parts/moves/"))
    assert "1 person is unconfirmed." in page and "1 office is unconfirmed." in page
    assert "Move to “Stabilised”" in moves and f"/rollout/offices/{pilot.office_id}/move/stabilised/" in moves


def test_the_work_page_is_the_project_offices_alone(signed_in):
    assert signed_in(Role.AUDITOR).get("/work/").status_code == 403


@pytest.mark.parametrize("part", ["contracts", "gates", "moves"])
def test_the_parts_of_the_work_page_are_the_project_offices_alone(signed_in, part):
    assert signed_in(Role.PROJECT_OFFICE).get(f"/work/parts/{part}/").status_code == 200
    assert signed_in(Role.AUDITOR).get(f"/work/parts/{part}/").status_code == 403


def test_a_part_that_does_not_exist_is_not_found(signed_in):
    assert signed_in(Role.PROJECT_OFFICE).get("/work/parts/nonsense/").status_code == 404
    assert signed_in(Role.SPONSOR).get("/status/sections/nonsense/").status_code == 404


@pytest.mark.parametrize("name", ["decisions", "vendor", "benefits", "kpis", "risks", "training"])
def test_a_section_without_anything_on_record_is_absent(signed_in, name):
    client = signed_in(Role.SPONSOR)
    assert text(client.get(f"/status/sections/{name}/", headers={"HX-Request": "true"})).strip() == ""
    assert "Nothing is on record yet." in text(client.get(f"/status/sections/{name}/"))
    assert signed_in(Role.TRAINER).get(f"/status/sections/{name}/").status_code == 403


def test_what_is_only_lent_comes_after_the_own_role(client, db):
    director, sponsor = company.account(Role.PROJECT_DIRECTOR), company.account(Role.SPONSOR)
    today = timezone.localdate()
    company.lends(sponsor.person, director.person, Role.SPONSOR, today, today)
    client.force_login(director)
    assert "Nothing waits for your final word." in text(client.get("/"))
    assert 'id="part-sponsor"' in text(client.get("/also/"))


def test_a_stranger_finds_nothing_also(client, db):
    assert client.get("/also/").status_code == 302
