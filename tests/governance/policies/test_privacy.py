"""Who may see a sanction: HR, the project office, the own head, the person and the auditor. Nobody else, on no page."""

import pytest
from django.test import Client
from django.utils import timezone

from governance.core.roles import Role
from governance.policies.actions import sanctions
from governance.policies.models import Sanction
from governance.policies.states import PolicyKind
from tests import company
from tests.governance.policies.governed import DAY, PROJECT, file, published

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def paris():
    return company.office("PAR")


@pytest.fixture
def account(paris):
    return company.account(office=paris)


@pytest.fixture
def case(account, paris):
    version = published(PolicyKind.SANCTION, on=TODAY)
    return sanctions.propose_sanction(
        policy=version.policy,
        clause="1",
        person=account.person,
        occurred_on=TODAY,
        facts="Nothing entered",
        measure="Reprimand",
        evidence=file("sanction", paris),
        actor=PROJECT,
        at=timezone.now(),
    )


@pytest.fixture
def notified(case):
    return sanctions.notify_person(case, reply_by=TODAY + DAY * 4, told="by letter", actor=PROJECT, at=timezone.now())


def entered(account):
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response):
    return response.content.decode()


SEE = {Role.PROJECT_OFFICE, Role.HR, Role.AUDITOR}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OFFICE_HEAD, Role.STAFF)])
def test_by_role(role, signed_in, notified):
    client = signed_in(role)
    shown = client.get(notified.get_absolute_url())
    register = client.get("/policies/sanctions/")
    evidence = client.get(f"{notified.get_absolute_url()}files/{notified.evidence_id}/")
    if role in SEE:
        assert (shown.status_code, register.status_code, evidence.status_code) == (200, 200, 200)
    else:
        assert (shown.status_code, register.status_code, evidence.status_code) == (403, 403, 403)
        assert client.get(notified.evidence.get_absolute_url()).status_code == 404


def test_the_own_head_sees_it_another_head_does_not(signed_in, notified, paris):
    own, other = signed_in(Role.OFFICE_HEAD, office=paris), signed_in(Role.OFFICE_HEAD, office=company.office("OSL"))
    assert "Reprimand" in text(own.get("/policies/sanctions/")) and own.get(notified.get_absolute_url()).status_code == 200
    assert "Reprimand" not in text(other.get("/policies/sanctions/"))
    assert other.get(notified.get_absolute_url()).status_code == 404
    assert other.get(notified.evidence.get_absolute_url()).status_code == 404


def test_a_colleague_does_not_see_it(notified, paris):
    colleague = entered(company.account(office=paris))
    assert colleague.get(notified.get_absolute_url()).status_code == 404
    assert colleague.get(f"{notified.get_absolute_url()}files/{notified.evidence_id}/").status_code == 404
    assert colleague.get("/policies/sanctions/").status_code == 403
    assert "Reprimand" not in text(colleague.get("/policies/mine/"))


def test_the_person_sees_it_once_told_with_the_evidence_and_replies_there(case, account):
    me = entered(account)
    assert me.get(case.get_absolute_url()).status_code == 404 and "Reprimand" not in text(me.get("/policies/mine/"))
    sanctions.notify_person(case, reply_by=TODAY + DAY * 4, told="by letter", actor=PROJECT, at=timezone.now())
    assert "Reply until" in text(me.get("/policies/mine/"))
    assert "You can reply until" in text(me.get(case.get_absolute_url()))
    assert me.get(f"{case.get_absolute_url()}files/{case.evidence_id}/").status_code == 200
    assert me.post(f"{case.get_absolute_url()}reply/", {"told": "I was ill"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "answered" and case.events.get(step="reply").told == "I was ill"


def test_the_person_takes_no_other_step_and_a_reader_none_at_all(notified, account, signed_in):
    me = entered(account)
    for step in ("lapse", "sign_off", "uphold", "effect", "drop"):
        assert me.get(f"{notified.get_absolute_url()}{step}/").status_code == 403
        assert me.post(f"{notified.get_absolute_url()}{step}/", {"reason": "x"}).status_code == 403
    assert signed_in(Role.AUDITOR).post(f"{notified.get_absolute_url()}drop/", {"reason": "x"}).status_code == 403
    assert signed_in(Role.HR).get(f"{notified.get_absolute_url()}explode/").status_code == 404


def test_a_head_is_not_told_of_a_case_about_themselves_before_the_notice(paris):
    head = company.account(Role.OFFICE_HEAD, office=paris)
    version = published(PolicyKind.SANCTION, on=TODAY)
    case = sanctions.propose_sanction(
        policy=version.policy,
        clause="1",
        person=head.person,
        occurred_on=TODAY,
        facts="x",
        measure="Talk",
        actor=PROJECT,
        at=timezone.now(),
    )
    assert entered(head).get(case.get_absolute_url()).status_code == 404
    assert "Talk" not in text(entered(head).get("/policies/sanctions/"))


def test_a_file_of_another_case_is_not_served_under_this_one(notified, signed_in, paris):
    other = file("sanction", paris)
    assert signed_in(Role.HR).get(f"{notified.get_absolute_url()}files/{other.pk}/").status_code == 404


def test_the_register_is_proposed_to_and_filled_over_its_pages(signed_in, account):
    version = published(PolicyKind.SANCTION, on=TODAY)
    project = signed_in(Role.PROJECT_OFFICE)
    given = {
        "policy": version.policy.code,
        "clause": "2.1.",
        "person": account.person.employee_number,
        "occurred_on": TODAY.isoformat(),
        "facts": "Nothing entered",
        "measure": "Talk",
        "currency": "CNY",
    }
    page = project.post("/policies/sanctions/new/", given | {"clause": "9"})
    assert page.status_code == 422 and "has no clause 9" in text(page) and "Nothing entered" in text(page)
    assert project.post("/policies/sanctions/new/", given).status_code == 302
    case = Sanction.objects.get()
    assert (case.clause, case.version) == ("2.1", version)
    notice = {"told": "in person", "reply_by": (TODAY + DAY).isoformat()}
    page = project.post(f"{case.get_absolute_url()}notify/", notice)
    assert page.status_code == 422 and "at least 3 days" in text(page) and "in person" in text(page)


def test_the_page_warns_when_the_person_had_not_signed_what_is_held_against_them(notified, signed_in):
    assert "had not signed this policy" in text(signed_in(Role.HR).get(notified.get_absolute_url()))


def test_names_in_the_support_site_are_not_there_at_all():
    from django.contrib import admin

    assert Sanction not in admin.site._registry


def test_incentives_are_seen_by_role_office_and_oneself_once_approved(signed_in, account, paris):
    from governance.policies.actions.incentives import propose_incentive

    reward = published(PolicyKind.REWARD, on=TODAY)
    made = propose_incentive(
        policy=reward.policy,
        clause="1",
        person=account.person,
        earned_on=TODAY,
        measure="First customer",
        actor=PROJECT,
        at=timezone.now(),
        reason="x",
    )
    me, url = entered(account), made.get_absolute_url()
    assert me.get(url).status_code == 404
    for role in (Role.SPONSOR, Role.FINANCE, Role.HR, Role.AUDITOR):
        assert "First customer" in text(signed_in(role).get("/policies/incentives/"))
    assert signed_in(Role.OFFICE_HEAD, office=company.office("OSL")).get(url).status_code == 404
    assert signed_in(Role.VENDOR).get(url).status_code == 403
    sponsor = signed_in(Role.SPONSOR)
    assert f"{url}approve/" in text(sponsor.get(url)) and sponsor.post(f"{url}approve/", {"reason": ""}).status_code == 302
    assert me.get(url).status_code == 200 and "First customer" in text(me.get("/policies/mine/"))
    assert me.get(f"{url}grant/").status_code == 403
