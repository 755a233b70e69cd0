"""Keeping documents and recognising them again."""

import stat
from datetime import UTC, datetime

import pytest

from governance.core.documents import archive
from governance.core.documents.freezing import freeze
from governance.core.documents.models import Document
from governance.core.errors import NotFound

AT = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 one document"


@pytest.fixture
def document(db, sponsor):
    snapshot = freeze("letter", {"days": 3}, actor=sponsor, at=AT)
    return archive.keep(snapshot, PDF, language="en", title="Letter", actor=sponsor, at=AT)


def test_the_bytes_come_back(document):
    assert archive.content(document) == PDF
    assert document.size == len(PDF)


def test_the_file_is_its_owners_alone(document):
    assert stat.S_IMODE(archive.place(document.sha256).stat().st_mode) == 0o600


def test_the_same_document_is_kept_once(document, sponsor):
    assert archive.keep(document.snapshot, PDF, language="en", title="Letter", actor=sponsor, at=AT) == document
    assert Document.objects.count() == 1


def test_a_changed_file_is_not_handed_out(document):
    archive.place(document.sha256).write_bytes(PDF + b" ")
    with pytest.raises(NotFound):
        archive.content(document)


def test_a_lost_file_is_said_to_be_lost(document):
    archive.place(document.sha256).unlink()
    with pytest.raises(NotFound):
        archive.content(document)


def test_a_printed_hash_finds_its_figures_however_it_was_typed(document):
    printed = document.snapshot.sha256.upper()
    typed = " ".join(printed[at : at + 8] for at in range(0, 64, 8)) + "\n"
    assert archive.verify_hash(typed).snapshot == document.snapshot


def test_a_file_is_recognised_by_its_own_hash(document):
    verdict = archive.verify_file(PDF)
    assert (verdict.document, verdict.snapshot) == (document, document.snapshot)


def test_one_changed_byte_is_not_recognised(document):
    assert not archive.verify_file(PDF[:-1] + b"T").known


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "abc", "0" * 64, "not a hash at all"])
def test_an_unknown_hash_is_not_recognised(text):
    assert not archive.verify_hash(text).known
