"""The pages of clearance: who sees what, what they say, and that a form loses nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import CRM_ADMIN, PROJECT, SPONSOR
from tests.training.clearance.conftest import Small
from training.clearance.actions import follow, grant_waiver, propose_requirements
from training.clearance.actions.accounts import keep_comparison
from training.clearance.models import Finding, ProxyPermit, RequirementVersion, Resolution, Waiver
from training.clearance.reconciling import Account as CrmAccount
from training.clearance.reconciling import Clearance, Directory, compare

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
IN_A_MONTH = str(timezone.localdate() + timedelta(days=32))


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"clearance:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def listed() -> None:
    follow(actor=PROJECT, at=timezone.now())


def test_the_head_comes_to_the_own_office_and_sees_what_is_missing(small: Small, signed_in: Any) -> None:
    listed()
    head = signed_in(Role.OFFICE_HEAD, office=small.office)
    assert head.get(reverse("clearance:overview"))["Location"] == reverse("clearance:office", args=[small.office.pk])
    text = page(head, "office", small.office.pk)
    for words in ("Li Na", "Attend the course “Selling with the CRM”", "Sign the policy “Duty to use the CRM”", "not cleared"):
        assert words in text
    assert "Missing" in page(head, "matrix", small.office.pk)


def test_a_head_sees_no_other_office(small: Small, signed_in: Any) -> None:
    listed()
    head = signed_in(Role.OFFICE_HEAD, office=company.office("SOUTH"))
    for name in ("office", "matrix", "office_certificates"):
        assert head.get(reverse(f"clearance:{name}", args=[small.office.pk])).status_code == 403
    assert head.get(reverse("clearance:person", args=[small.li.pk])).status_code == 404
    assert "Li Na" not in page(head, "list")


def test_the_administrator_of_the_crm_sees_everybody_by_number_and_takes_the_list_along(small: Small, signed_in: Any) -> None:
    listed()
    admin = signed_in(Role.CRM_ADMIN)
    exported = admin.get(reverse("clearance:list"), {"export": "csv"})
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert str(small.li.employee_number) in text
    assert "deny" in text
    assert admin.get(reverse("clearance:list"), {"export": "xlsx"}).status_code == 200
    assert "Li Na" not in text


def test_as_known_on_an_earlier_day_the_page_says_what_was_known(small: Small, signed_in: Any) -> None:
    follow(actor=PROJECT, at=timezone.now() - timedelta(days=3))
    small.meets_all(small.li)
    listed()
    office = signed_in(Role.PROJECT_OFFICE)
    assert "1 of 1" in page(office, "list")
    before = page(office, "list", known_at=(timezone.localdate() - timedelta(days=2)).isoformat())
    assert "0 of 1" in before
    assert "As known on" in before
    assert office.get(reverse("clearance:list"), {"known_at": "yesterday"}).status_code == 422


def test_my_own_page_says_what_is_missing_and_where_to_do_it(small: Small) -> None:
    listed()
    account = Account.objects.create_user("li", person=small.li)
    own = Client()
    own.force_login(account, backend=BACKEND)
    text = page(own, "mine")
    assert "3 things are still missing" in text
    assert f'href="{reverse("courses:mine")}"' in text
    assert f'href="{reverse("policies:mine")}"' in text
    small.meets_all(small.li)
    listed()
    assert "3 things" not in page(own, "mine")
    assert own.get(reverse("clearance:list")).status_code == 403


def test_what_a_role_requires_is_proposed_and_decided_on_the_pages(small: Small, signed_in: Any) -> None:
    office = signed_in(Role.PROJECT_OFFICE)
    given = {"crm_role": clearing.ROLE, "first_day": IN_A_MONTH, "needs": [f"course:{small.course.pk}"], "reason": "less"}
    empty = office.post(reverse("clearance:new_requirements"), given | {"needs": []})
    assert empty.status_code == 422
    assert IN_A_MONTH in empty.content.decode()
    assert office.post(reverse("clearance:new_requirements"), given).status_code == 302
    version = RequirementVersion.objects.get(state="proposed")
    address = reverse("clearance:requirement", args=[version.pk])
    assert "You proposed this yourself" in office.get(address).content.decode()
    boss = signed_in(Role.SPONSOR)
    assert "Approve" in boss.get(address).content.decode()
    assert boss.post(address, {"decision": "approve", "reason": "agreed"}).status_code == 302
    version.refresh_from_db()
    assert version.state == "approved"
    assert "version 1" in page(boss, "requirements")


def test_hostile_choices_are_refused_beside_their_field(small: Small, signed_in: Any) -> None:
    office = signed_in(Role.PROJECT_OFFICE)
    for needs in (["course:999999"], ["evil:1"], ["course:x"], ["<script>"]):
        given = {"crm_role": clearing.ROLE, "first_day": IN_A_MONTH, "needs": needs, "reason": "x"}
        assert office.post(reverse("clearance:new_requirements"), given).status_code == 422


def test_waivers_are_granted_extended_and_ended_on_the_pages(small: Small, signed_in: Any) -> None:
    boss, today = signed_in(Role.SPONSOR), timezone.localdate()
    given = {
        "person": small.li.employee_number,
        "need": f"paper:{small.paper.pk}",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=9)).isoformat(),
        "reason": "No session.",
    }
    assert boss.post(reverse("clearance:new_waiver"), given | {"last_day": ""}).status_code == 422
    assert boss.post(reverse("clearance:new_waiver"), given).status_code == 302
    waiver = Waiver.objects.get()
    further = {"last_day": (today + timedelta(days=20)).isoformat(), "reason": "Moved."}
    assert boss.post(reverse("clearance:extend_waiver", args=[waiver.pk]), further).status_code == 302
    assert boss.post(reverse("clearance:withdraw_waiver", args=[waiver.pk]), {"reason": "Found one."}).status_code == 302
    text = page(boss, "waivers")
    assert "as an extension" in text
    assert "withdrawn" in text
    head = signed_in(Role.OFFICE_HEAD, office=small.office)
    assert "Li Na" in page(head, "waivers")
    assert head.get(reverse("clearance:new_waiver")).status_code == 403


def test_permits_are_granted_extended_and_ended_on_the_pages(small: Small, signed_in: Any) -> None:
    office, today = signed_in(Role.PROJECT_OFFICE), timezone.localdate()
    clerk = company.person("Clerk", at=small.office, job="clerk")
    given = {
        "clerk": clerk.employee_number,
        "person": small.li.employee_number,
        "office": small.office.pk,
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=30)).isoformat(),
        "step_day_1": (today + timedelta(days=10)).isoformat(),
        "step_percent_1": "50",
        "reason": "Learns.",
    }
    assert office.post(reverse("clearance:new_permit"), given | {"step_percent_1": ""}).status_code == 422
    assert office.post(reverse("clearance:new_permit"), given).status_code == 302
    permit = ProxyPermit.objects.get()
    assert permit.steps == [{"first_day": given["step_day_1"], "percent": 50}]
    assert "50% from" in page(office, "permits")
    director = signed_in(Role.PROJECT_DIRECTOR)
    further = {"last_day": (today + timedelta(days=60)).isoformat(), "reason": "Longer."}
    assert director.post(reverse("clearance:extend_permit", args=[permit.pk]), further).status_code == 302
    assert office.post(reverse("clearance:withdraw_permit", args=[permit.pk]), {"reason": "Done."}).status_code == 302
    assert "1 running permit is an extension" in page(signed_in(Role.SPONSOR), "permits")
    link = '<a href="/clearance/permits/">1 proxy permit was extended and still runs</a>'
    assert link in page(signed_in(Role.SPONSOR), "overview")
    trainer = page(signed_in(Role.TRAINER), "overview")
    assert "1 proxy permit was extended" in trainer and link not in trainer
    longer = ProxyPermit.objects.get(extends=permit)
    assert office.post(reverse("clearance:withdraw_permit", args=[longer.pk]), {"reason": "Done."}).status_code == 302
    assert "was extended" not in page(signed_in(Role.SPONSOR), "overview")


def test_a_comparison_lists_each_finding_with_what_to_do(small: Small, signed_in: Any) -> None:
    listed()
    line = Clearance(small.li.pk, small.office.pk, clearing.ROLE, False)
    compared = compare([CrmAccount(2, "li", "e1"), CrmAccount(3, "ghost")], Directory({}, {"e1": small.li.pk}, {}), [line])
    kept = keep_comparison(compared, batch=None, actor=CRM_ADMIN, at=timezone.now())
    admin = signed_in(Role.CRM_ADMIN)
    text = page(admin, "reconciliation", kept.pk)
    assert "Take the access away" in text
    assert "ghost" in text
    assert "Not settled" in page(admin, "reconciliations")
    unknown = Finding.objects.get(kind="unknown")
    address = reverse("clearance:finding", args=[unknown.pk])
    neither = admin.post(address, {"form": "owner", "owner-reason": "x"})
    assert neither.status_code == 422
    assert admin.post(address, {"form": "owner", "owner-technical": "on", "owner-reason": "A robot."}).status_code == 302
    uncleared = reverse("clearance:finding", args=[Finding.objects.get(kind="uncleared").pk])
    settled = {"form": "settle", "settle-outcome": "removed", "settle-reason": "Locked."}
    assert admin.post(uncleared, settled).status_code == 302
    assert Resolution.objects.count() == 2
    assert "Locked." in admin.get(uncleared).content.decode()
    auditor = signed_in(Role.AUDITOR)
    assert auditor.post(uncleared, settled).status_code in (403, 409, 422)


def test_the_overview_reads_the_list_once_for_all_its_figures(small: Small, signed_in: Any) -> None:
    listed()
    client = signed_in(Role.PROJECT_OFFICE)
    client.get("/clearance/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/clearance/")
    whole = [query for query in asked if 'FROM "clearance_standing"' in query["sql"] and "MAX(" not in query["sql"]]
    assert len(whole) == 1


def test_the_overview_of_the_programme_and_the_changes(small: Small, signed_in: Any) -> None:
    small.meets_all(small.li)
    listed()
    text = page(signed_in(Role.PROJECT_OFFICE), "overview")
    for words in ("North", "Access without clearance", "100%"):
        assert words in text
    grant_waiver(
        person=small.li,
        need=clearing.need(small.paper),
        first_day=timezone.localdate(),
        last_day=timezone.localdate(),
        actor=SPONSOR,
        at=timezone.now(),
        reason="x",
    )
    assert "became cleared" in page(signed_in(Role.CRM_ADMIN), "changes")
    committee = page(signed_in(Role.COMMITTEE), "overview")
    assert "Fewer than five" in committee
    assert "100%" not in committee.split("<table")[1]


def test_a_foretold_loss_stands_on_the_proposal(small: Small, signed_in: Any) -> None:
    small.meets_all(small.li)
    further = clearing.course("Advanced")
    made = propose_requirements(
        crm_role=clearing.ROLE,
        first_day=timezone.localdate(),
        needs=[clearing.need(further)],
        actor=PROJECT,
        at=timezone.now(),
        reason="more",
    )
    assert "1 person would lose clearance" in page(signed_in(Role.SPONSOR), "requirement", made.pk)


def test_pages_of_an_empty_house_say_what_to_do_first(db: None, signed_in: Any) -> None:
    office = signed_in(Role.PROJECT_OFFICE)
    assert "First say who must use the CRM" in page(office, "requirements")
    assert "Nobody is on the clearance list yet" in page(office, "list")
    assert "No list of accounts was compared yet" in page(office, "reconciliations")
    assert "There are no proxy permits" in page(office, "permits")
    assert "No certificate was issued yet" in page(office, "certificates")
