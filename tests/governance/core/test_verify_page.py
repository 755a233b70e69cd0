"""The page that says whether a printed fingerprint or a file is one of ours."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.core.documents import archive
from governance.core.documents.freezing import freeze
from governance.core.roles import Role

AT = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 the report"


@pytest.fixture
def document(db, sponsor):
    snapshot = freeze("executive_report", {"reach": {"value": "71.5"}, "offices": [{"name": "Hangzhou"}]}, actor=sponsor, at=AT)
    return archive.keep(snapshot, PDF, language="en", title="Executive report, June", actor=sponsor, at=AT)


def test_a_printed_fingerprint_shows_its_frozen_figures(signed_in, document):
    page = signed_in(Role.SPONSOR).post("/verify/", {"fingerprint": document.snapshot.sha256})
    assert "These figures were frozen here" in page.text
    assert "71.5" in page.text
    assert "Hangzhou" in page.text


def test_a_link_with_the_fingerprint_opens_the_same(signed_in, document):
    assert "71.5" in signed_in(Role.AUDITOR).get(f"/verify/?fingerprint={document.snapshot.sha256}").text


def test_an_uploaded_file_is_recognised(signed_in, document):
    page = signed_in(Role.SPONSOR).post("/verify/", {"file": SimpleUploadedFile("x.pdf", PDF)})
    assert "This file is ours, unchanged" in page.text
    assert "Executive report, June" in page.text


def test_a_changed_file_is_not(signed_in, document):
    page = signed_in(Role.SPONSOR).post("/verify/", {"file": SimpleUploadedFile("x.pdf", PDF + b" ")})
    assert "Not recognised" in page.text


def test_who_may_not_see_the_report_learns_only_that_it_is_genuine(signed_in, document):
    page = signed_in(Role.VENDOR).post("/verify/", {"fingerprint": document.snapshot.sha256})
    assert "These figures were frozen here" in page.text
    assert "71.5" not in page.text


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/verify/").status_code == 302


@pytest.mark.parametrize(("given", "said"), [({}, "Enter a fingerprint or choose a file."), ({"fingerprint": "12ab"}, "64 characters")])
def test_what_cannot_be_checked_is_said_beside_the_field_and_stays_typed(signed_in, given, said):
    page = signed_in(Role.SPONSOR).post("/verify/", given)
    assert said in page.text
    assert given.get("fingerprint", "") in page.text
