"""The page that says whether a printed fingerprint or a file is one of ours."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.core import strangers
from governance.core.documents import archive
from governance.core.documents.freezing import freeze
from governance.core.roles import Role
from governance.core.views import verify

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
    assert "Hangzhou" not in page.text and "Executive report, June" not in page.text


@pytest.mark.parametrize("asked", ["fingerprint", "file", "link"])
def test_a_stranger_learns_only_that_it_is_genuine(client, document, sponsor, asked):
    """Neither title nor name nor figure, however it is asked; and nothing on the way keeps the answer."""
    given = {"fingerprint": document.snapshot.sha256} if asked == "fingerprint" else {"file": SimpleUploadedFile("x.pdf", PDF)}
    address = f"/verify/?fingerprint={document.snapshot.sha256}"
    page = client.get(address) if asked == "link" else client.post("/verify/", given)
    said = "This file is ours, unchanged" if asked == "file" else "These figures were frozen here"
    assert page.status_code == 200 and said in page.text and "30 Jun 2026" in page.text
    assert not any(word in page.text for word in ("Hangzhou", "Executive report, June", sponsor.username, "executive_report"))
    assert page["Cache-Control"] == "no-store" and "noindex" in page["X-Robots-Tag"]


def test_a_stranger_is_told_what_is_not_ours(client, document):
    assert "Not recognised" in client.post("/verify/", {"file": SimpleUploadedFile("x.pdf", PDF + b" ")}).text
    assert "Not recognised" in client.get(f"/verify/?fingerprint={'0' * 64}").text


def test_a_stranger_may_not_ask_without_end(client, db):
    answers = [client.get("/verify/").status_code for _time in range(strangers.PER_MINUTE * 2 + 2)]
    assert answers[0] == 200 and 429 in answers


def test_a_file_too_large_to_be_ours_is_refused_at_its_field(client, db, monkeypatch):
    monkeypatch.setattr(verify, "MOST_BYTES", 10)
    assert "No document of ours is so large." in client.post("/verify/", {"file": SimpleUploadedFile("x.pdf", PDF)}).text


@pytest.mark.parametrize(
    ("kind", "readers", "others"),
    [
        ("vendor_scorecard", [Role.SPONSOR, Role.FINANCE], [Role.VENDOR, Role.STAFF]),
        ("policy signature", [Role.HR, Role.AUDITOR], [Role.SPONSOR, Role.OFFICE_HEAD, Role.STAFF]),
        ("appraisal sheet", [Role.HR], [Role.SPONSOR, Role.OFFICE_HEAD, Role.STAFF]),
        ("charter", [Role.SPONSOR, Role.OFFICE_HEAD], [Role.VENDOR]),
    ],
)
def test_each_kind_is_read_by_those_who_see_such_documents(signed_in, sponsor, kind, readers, others):
    frozen = freeze(kind, {"told": "Qiming"}, actor=sponsor, at=AT)
    shown = {role: "Qiming" in signed_in(role).get(f"/verify/?fingerprint={frozen.sha256}").text for role in [*readers, *others]}
    assert shown == dict.fromkeys(readers, True) | dict.fromkeys(others, False)


@pytest.mark.parametrize(("given", "said"), [({}, "Enter a fingerprint or choose a file."), ({"fingerprint": "12ab"}, "64 characters")])
def test_what_cannot_be_checked_is_said_beside_the_field_and_stays_typed(signed_in, given, said):
    page = signed_in(Role.SPONSOR).post("/verify/", given)
    assert said in page.text
    assert given.get("fingerprint", "") in page.text
