"""The pages of the executive report: list, asking for one, download; and the job behind it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.core.actor import Actor, Grant
from governance.core.documents.models import Document
from governance.core.jobs import Progress
from governance.core.roles import Role
from governance.organisation.models import Account
from reports.documents import jobs
from reports.documents.actions import make_executive_report
from tests.reports import pretend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(monkeypatch):
    pretend.no_setting(monkeypatch)
    pretend.offices(4)
    pretend.register(monkeypatch)


@pytest.fixture
def document(project_office) -> Document:
    return make_executive_report(actor=project_office, at=pretend.AT, day=pretend.DAY, languages=["en"])[0]


def test_the_empty_list_says_what_to_do_first(signed_in):
    assert "/documents/make/" in signed_in(Role.SPONSOR).get("/documents/").text


def test_who_may_only_read_is_offered_no_making(signed_in):
    assert "/documents/make/" not in signed_in(Role.AUDITOR).get("/documents/").text


def test_the_list_links_the_file_and_its_proof(signed_in, document):
    page = signed_in(Role.AUDITOR).get("/documents/").text
    assert f"/documents/{document.pk}/" in page
    assert f"/verify/?fingerprint={document.snapshot.sha256}" in page


def test_the_list_names_who_made_a_report(signed_in):
    client = signed_in(Role.PROJECT_OFFICE)
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    maker = Actor(username=account.person.pseudonym, account_id=account.pk, grants=(Grant(Role.PROJECT_OFFICE),))
    make_executive_report(actor=maker, at=pretend.AT, day=pretend.DAY, languages=["en"])
    page = client.get("/documents/").text
    assert str(account.person.identity) in page and account.person.pseudonym not in page


@pytest.mark.parametrize("role", [Role.VENDOR, Role.STAFF, Role.OFFICE_HEAD, Role.TRAINER])
@pytest.mark.parametrize("address", ["/documents/", "/documents/make/", "/documents/1/"])
def test_others_are_refused(signed_in, role, address):
    assert signed_in(role).get(address).status_code == 403


def test_a_report_is_made_in_the_background_and_then_stands_in_the_list(signed_in, django_capture_on_commit_callbacks):
    client = signed_in(Role.PROJECT_OFFICE)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/documents/make/", {"day": "2026-06-30", "languages": ["en", "zh-hans"]})
    assert answer.status_code == 302
    assert answer.url.startswith("/jobs/")
    assert set(Document.objects.values_list("language", flat=True)) == {"en", "zh-hans"}


def test_wrong_input_is_shown_beside_its_field_and_nothing_typed_is_lost(signed_in):
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = signed_in(Role.SPONSOR).post("/documents/make/", {"day": tomorrow.isoformat(), "languages": []}).text
    assert "This day has not come yet." in page
    assert tomorrow.isoformat() in page
    assert not Document.objects.exists()


def test_an_earlier_state_of_the_record_can_be_asked_for(signed_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(Role.SPONSOR).post("/documents/make/", {"day": "2026-06-30", "languages": ["en"], "known_at": "2026-07-02"})
    known_at = Document.objects.get().snapshot.known_at
    assert timezone.localdate(known_at).isoformat() == "2026-07-02"


@pytest.mark.parametrize(
    ("known_at", "message"),
    [
        ("2026-06-01", "At that moment 30 Jun 2026 had not come yet."),
        ("2099-01-01", "This moment has not come yet."),
        ("2019-01-01", "The record begins on"),
        ("soon", "is no day that can be asked for"),
    ],
)
def test_a_wrong_instant_is_answered_at_its_field(signed_in, known_at, message):
    asked = {"day": "2026-06-30", "languages": ["en"], "known_at": known_at}
    answer = signed_in(Role.SPONSOR).post("/documents/make/", asked)
    assert answer.status_code == 422 and message in answer.text.split('id="field-known_at"')[1]
    assert not Document.objects.exists()


def test_the_download_is_the_kept_file_under_a_telling_name(signed_in, document):
    answer = signed_in(Role.COMMITTEE).get(f"/documents/{document.pk}/")
    assert answer.content.startswith(b"%PDF-1.7")
    assert answer["Content-Disposition"] == 'attachment; filename="executive-report-2026-06-30-en.pdf"'


def test_an_unknown_report_is_not_found(signed_in):
    assert signed_in(Role.SPONSOR).get("/documents/999/").status_code == 404


def test_a_job_run_again_after_a_kill_makes_no_second_report(project_office):
    asked = {"day": "2026-06-30", "languages": ["en"], "asked_at": pretend.AT.isoformat()}
    first = jobs.executive_report(Progress(actor=project_office), **asked)
    assert jobs.executive_report(Progress(actor=project_office), **asked) == first
    assert Document.objects.count() == 1
