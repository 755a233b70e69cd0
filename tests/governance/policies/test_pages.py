"""The pages: writing, the way to publication, the list of who has signed, the table of moves."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from governance.core.roles import Role
from governance.organisation.models import JobRole
from governance.policies.models import Policy, PolicyVersion
from governance.policies.states import PolicyKind
from tests import company
from tests.governance.policies.governed import BODY, DAY, ZH, draft, published, ready, renewed, signs

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def text(response):
    return response.content.decode()


def typed(**changes):
    first = {"kind": "customers", "code": "classes", "title_en": "Classes", "title_zh_hans": "分级", "title_zh_hant": "分級"}
    bodies = {"body_en": BODY, "body_zh_hans": ZH, "body_zh_hant": ZH}
    days = {"effective_on": TODAY.isoformat(), "sign_by": (TODAY + DAY * 9).isoformat()}
    return first | bodies | days | {"change": "material", "change_note": ""} | changes


def pdf(name="minutes.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 minutes", content_type="application/pdf")


def test_an_empty_list_says_what_to_do_first(signed_in):
    assert "Rules come before software" in text(signed_in(Role.PROJECT_OFFICE).get("/policies/"))
    page = text(signed_in(Role.AUDITOR).get("/policies/"))
    assert "No policy yet" in page and "/policies/new/" not in page


def test_from_the_first_word_to_publication(signed_in):
    """The whole way over the pages: written, sent in, consulted, reviewed, approved by the sponsor, published."""
    # The run may have begun yesterday.
    today = timezone.localdate().isoformat()
    project, sponsor = signed_in(Role.PROJECT_OFFICE), signed_in(Role.SPONSOR)
    assert project.post("/policies/new/", typed(kind="reward", code="reward", effective_on=today)).status_code == 302
    base = "/policies/reward/1/"
    assert project.post(f"{base}submit/", {"reason": ""}).status_code == 302
    page = text(sponsor.get(base))
    assert "no consultation is recorded" in page and f"{base}approve/" not in page
    talked = {"party": "Council", "on": today, "outcome": "agreed", "file": pdf()}
    assert project.post(f"{base}consult/", talked).status_code == 302
    assert project.post(f"{base}review/", {"party": "Legal", "on": today, "file": pdf("opinion.pdf")}).status_code == 302
    assert f"{base}approve/" in text(sponsor.get(base))
    assert sponsor.post(f"{base}approve/", {"reason": "as agreed"}).status_code == 302
    assert project.post(f"{base}publish/", {"party": "Portal", "on": today}).status_code == 302
    version = PolicyVersion.objects.get()
    assert version.state == "published" and [event.step for event in version.events.all()] == [
        "submit",
        "consult",
        "review",
        "approve",
        "publish",
    ]
    page = text(project.get("/policies/reward/"))
    assert "In force" in page and "minutes.pdf" in page and version.texts.get(language="en").sha256 in page


def test_a_wrong_entry_stands_beside_its_field_and_nothing_typed_is_lost(signed_in):
    page = signed_in(Role.PROJECT_OFFICE).post("/policies/new/", typed(code="mine", title_en="My classes"))
    assert page.status_code == 422 and "This code is taken by a page" in text(page) and "My classes" in text(page)
    assert not Policy.objects.exists()


def test_a_step_refused_gives_every_reason_and_keeps_what_was_typed(signed_in):
    version = draft(body_en="", sign_by=None)
    page = signed_in(Role.PROJECT_OFFICE).post(f"{version.get_absolute_url()}submit/", {"reason": "we are in a hurry"})
    assert page.status_code == 422
    assert "The text is missing in one language: English" in text(page) and "by when it is to be signed" in text(page)
    assert "we are in a hurry" in text(page)


def test_a_consultation_without_a_file_is_refused_beside_the_field(signed_in):
    version = ready(draft(effective_on=TODAY, sign_by=TODAY), on=TODAY)
    url = f"{version.get_absolute_url()}consult/"
    page = signed_in(Role.PROJECT_OFFICE).post(url, {"party": "Council", "on": TODAY.isoformat(), "outcome": "agreed"})
    assert page.status_code == 422 and "field-file" in text(page) and "agreed" in text(page)


@pytest.mark.parametrize("upload", [b"MZ\x90\x00program", b"<html><script>alert(1)</script></html>"])
def test_a_program_or_a_page_is_no_evidence(signed_in, upload):
    version = ready(draft(effective_on=TODAY, sign_by=TODAY), on=TODAY)
    given = {"party": "Council", "on": TODAY.isoformat(), "outcome": "agreed", "file": SimpleUploadedFile("minutes.pdf", upload)}
    page = signed_in(Role.PROJECT_OFFICE).post(f"{version.get_absolute_url()}consult/", given)
    assert page.status_code == 422 and version.events.filter(step="consult").count() == 0


def test_text_is_shown_as_text_whatever_is_written(signed_in):
    evil = "1. <script>alert(1)</script>"
    version = draft(body_en=evil, title_en="<b>bold</b>")
    page = text(signed_in(Role.PROJECT_OFFICE).get(version.get_absolute_url()))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "<b>bold" not in page


def test_a_draft_is_edited_by_those_who_write_and_read_by_the_others(signed_in):
    version = draft()
    url = f"{version.get_absolute_url()}edit/"
    assert url in text(signed_in(Role.HR).get(version.get_absolute_url()))
    sponsor = signed_in(Role.SPONSOR)
    assert url not in text(sponsor.get(version.get_absolute_url())) and sponsor.get(url).status_code == 403
    assert signed_in(Role.HR).post(url, typed(title_en="New title")).status_code == 302
    version.refresh_from_db()
    assert version.title_en == "New title"


def test_what_left_the_draft_is_not_edited(signed_in):
    version = ready(draft())
    assert signed_in(Role.PROJECT_OFFICE).get(f"{version.get_absolute_url()}edit/").status_code == 422


def test_a_new_version_begins_as_a_copy_and_says_its_kind_of_change(signed_in):
    version = published(on=TODAY)
    project = signed_in(Role.PROJECT_OFFICE)
    response = project.post(f"/policies/{version.policy.code}/new-version/", {"change": "editorial", "change_note": "commas"})
    assert response.status_code == 302 and response["Location"].endswith("/2/edit/")
    assert "commas" in text(project.get(response["Location"]))


def test_each_version_has_its_page_in_each_language(signed_in):
    version = published(on=TODAY)
    auditor = signed_in(Role.AUDITOR)
    assert "First clause." in text(auditor.get(f"{version.get_absolute_url()}?language=en"))
    assert "第一条。" in text(auditor.get(f"{version.get_absolute_url()}?language=zh-hans"))
    assert "First clause." in text(auditor.get(f"{version.get_absolute_url()}?language=klingon"))


@pytest.mark.parametrize("role", [Role.VENDOR, Role.ASSESSOR, Role.MEDIATOR, Role.TRAINER, Role.CRM_ADMIN, Role.FINANCE])
def test_who_has_nothing_to_do_with_policies_sees_none(signed_in, role):
    version = published(on=TODAY)
    client = signed_in(role)
    for address in ("/policies/", version.get_absolute_url(), f"/policies/{version.policy.code}/signatures/", "/policies/moves/"):
        assert client.get(address).status_code == 403
    assert "/policies/sanctions/" not in text(client.get("/"))


@pytest.mark.parametrize(
    "address", ["/policies/nothing/", "/policies/nothing/1/", "/policies/nothing/signatures/", "/policies/nothing/1/submit/"]
)
def test_what_is_not_there_is_said_so(signed_in, address):
    assert signed_in(Role.PROJECT_OFFICE).get(address).status_code == 404


def test_the_page_of_changes_shows_days_as_days(signed_in):
    published(on=TODAY)
    assert signed_in(Role.PROJECT_OFFICE).get("/organisation/history/").status_code == 200


def test_an_unknown_step_is_not_there(signed_in):
    version = draft()
    assert signed_in(Role.PROJECT_OFFICE).get(f"{version.get_absolute_url()}explode/").status_code == 404


def test_the_table_of_moves_is_what_the_rules_ask(signed_in):
    page = text(signed_in(Role.AUDITOR).get("/policies/moves/"))
    assert "Sent into consultation" in page and "Waiting for the reply" in page and "by the day" in page


# who has signed


@pytest.fixture
def paris():
    return company.office("PAR")


def test_the_list_says_who_has_signed_and_who_has_not(signed_in, paris):
    done, again, missing = (company.person(name, at=paris) for name in ("Ann Done", "Bob Again", "Cy Missing"))
    version = published(on=TODAY - DAY * 30)
    signs(again, version, paris, on=TODAY - DAY * 29)
    new = renewed(version.policy, on=TODAY - DAY)
    signs(done, new, paris, on=TODAY)
    page = text(signed_in(Role.PROJECT_OFFICE).get(f"/policies/{version.policy.code}/signatures/"))
    assert "2 of 3</strong> have signed" in page and "1 of them signed the version before" in page
    for name in ("Ann Done", "Bob Again", "Cy Missing"):
        assert name in page
    assert missing.pseudonym not in page


def test_the_lists_are_shown_as_they_were_known(signed_in, paris):
    person = company.person("Ann Done", at=paris)
    version = published(on=TODAY - DAY * 30)
    signs(person, version, paris, on=TODAY - DAY * 10)
    client, code = signed_in(Role.PROJECT_OFFICE), version.policy.code
    before, after = ((TODAY - DAY * days).isoformat() for days in (11, 9))
    for tab in ("", "offices/"):
        address = f"/policies/{code}/signatures/{tab}"
        assert "0 of 1</strong> have signed" in text(client.get(f"{address}?known_at={before}"))
        then = text(client.get(f"{address}?known_at={after}"))
        assert "1 of 1</strong> have signed" in then and "As known on" in then
    assert code in text(client.get(f"/policies/?known_at={before}"))
    assert "No policy yet" in text(client.get(f"/policies/?known_at={(TODAY - DAY * 300).isoformat()}"))
    for wrong in ("yesterday", "2026-99-99"):
        assert client.get(f"/policies/?known_at={wrong}").status_code in (400, 422)


def test_an_office_head_sees_the_own_office_only(signed_in, paris):
    company.person("Ann Here", at=paris)
    company.person("Olav There", at=company.office("OSL"))
    version = published(on=TODAY)
    head = signed_in(Role.OFFICE_HEAD, office=paris)
    for tab in ("", "offices/"):
        page = text(head.get(f"/policies/{version.policy.code}/signatures/{tab}"))
        assert "Olav There" not in page and ">Osl<" not in page
    assert "Ann Here" in text(head.get(f"/policies/{version.policy.code}/signatures/"))


def test_figures_of_the_whole_are_for_the_sponsor_names_are_not(signed_in, paris):
    company.person("Ann Here", at=paris)
    version = published(on=TODAY)
    sponsor = signed_in(Role.SPONSOR)
    page = text(sponsor.get(version.get_absolute_url()))
    assert "Must sign" in page and "/signatures/" not in page
    assert sponsor.get(f"/policies/{version.policy.code}/signatures/").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_can_be_taken_out(signed_in, paris, kind):
    company.person("Ann Here", at=paris)
    version = published(on=TODAY)
    response = signed_in(Role.HR).get(f"/policies/{version.policy.code}/signatures/?signatures-export={kind}")
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"].endswith(f'-signatures.{kind}"')
    assert kind == "xlsx" or "Ann Here" in content.decode("utf-8-sig")


def test_by_office_counts_and_leads_to_its_people(signed_in, paris):
    person = company.person(at=paris)
    company.person(at=paris, job=JobRole.CLERK)
    version = published(on=TODAY)
    signs(person, version, paris, on=TODAY)
    page = text(signed_in(Role.AUDITOR).get(f"/policies/{version.policy.code}/signatures/offices/"))
    assert "50%" in page and "?signatures-office=Par" in page


def test_the_list_of_policies_counts_what_is_open_and_overdue(signed_in, paris):
    company.person(at=paris)
    published(PolicyKind.CUSTOMERS, on=TODAY - DAY * 30)
    page = text(signed_in(Role.PROJECT_OFFICE).get("/policies/"))
    assert "1 signature</strong> is overdue" in page and "0%" in page


def test_a_version_in_preparation_is_shown_beside_the_one_in_force(signed_in):
    version = published(on=TODAY)
    project = signed_in(Role.PROJECT_OFFICE)
    project.post(f"/policies/{version.policy.code}/new-version/", {"change": "material", "change_note": "shorter"})
    page = text(project.get("/policies/"))
    assert "version 2 in preparation" in page and "&lt;span" not in page
