"""Files that people hand in: kept privately by their hash, whole or not at all, read only by those who may."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from governance.core import attachments
from governance.core.actor import Actor
from governance.core.errors import NotFound, UnreadableFile
from governance.core.models import Attachment
from governance.core.roles import Role
from tests.company import NOW, office
from tests.governance.core import hostile

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"x" * 100


def handed_in(data: bytes = PDF, name: str = "letter.pdf", actor: Actor | None = None, **more: object) -> Attachment:
    return attachments.store(io.BytesIO(data), name=name, actor=actor or Actor("mei"), at=NOW, **{"what": "roster"} | more)


def test_a_file_is_kept_by_its_hash_for_its_owner_only() -> None:
    kept = attachments.path(handed_in())
    assert kept.read_bytes() == PDF and kept.name == Attachment.objects.get().sha256
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_the_same_bytes_lie_there_once(settings: object) -> None:
    first, second = handed_in(), handed_in(name="copy.pdf")
    assert attachments.path(first) == attachments.path(second)
    assert len([path for path in Path(settings.ATTACHMENT_DIR).rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\letter.pdf", "letter.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.exe.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x.pdf"),
        ("\u202egpj.pdf", "gpj.pdf"),
        ("", "file.pdf"),
        ("合同.PDF", "合同.PDF"),
    ],
)
def test_names_are_made_harmless(name: str, kept: str) -> None:
    assert handed_in(name=name).name == kept


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (PDF, "application/pdf"),
        (hostile.png(), "image/png"),
        (b"code,name\nA1,Emma\n", "text/plain"),
        ("工号,姓名\n".encode("gb18030"), "text/plain"),
        ("工号,姓名\n".encode("utf-16-le"), "text/plain"),
        (hostile.workbook([["a"]]), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_type_is_found_by_content(data: bytes, type_: str) -> None:
    assert handed_in(data, "whatever.bin").type == type_


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00" + b"\0" * 100,
        b"#!/bin/sh\nrm -rf /\n",
        b"  <!DOCTYPE HTML><script>alert(1)</script>",
        b"\xef\xbb\xbf<svg onload=alert(1)>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
        hostile.zipped({"xl/vbaProject.bin": b""}),
        hostile.zipped({"setup.exe": b""}),
        bytes(range(256)) * 4,
    ],
)
def test_unsafe_types_are_refused_and_leave_nothing(data: bytes, settings: object) -> None:
    with pytest.raises(UnreadableFile):
        handed_in(data, "harmless.pdf")
    assert not Attachment.objects.exists()
    assert not [path for path in Path(settings.ATTACHMENT_DIR).rglob("*") if path.is_file()]


def test_a_file_over_the_bound_is_refused_before_it_is_kept(settings: object) -> None:
    with pytest.raises(UnreadableFile, match="larger than"):
        handed_in(PDF, limit=50)
    assert not [path for path in Path(settings.ATTACHMENT_DIR).rglob("*") if path.is_file()]


def test_an_object_that_the_permission_table_does_not_know_is_our_own_fault() -> None:
    with pytest.raises(KeyError):
        handed_in(what="anything")


def test_bytes_that_were_removed_are_said_to_be() -> None:
    attachment = handed_in()
    assert attachments.discard(attachment.sha256) and not attachments.discard(attachment.sha256)
    with pytest.raises(NotFound, match="no longer kept"):
        attachments.path(attachment)


def test_it_downloads_and_never_shows(signed_in: Callable[..., Client]) -> None:
    attachment = handed_in(name="a.pdf")
    response = signed_in(Role.PROJECT_OFFICE).get(attachment.get_absolute_url())
    assert response.status_code == 200 and response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]


def test_outsiders_do_not_learn_of_it(signed_in: Callable[..., Client]) -> None:
    url = handed_in().get_absolute_url()
    assert signed_in(Role.TRAINER).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_head_reads_the_own_office_only(signed_in: Callable[..., Client]) -> None:
    paris, rome = office("paris"), office("rome")
    ours, theirs = handed_in(what="person", office_id=paris.pk), handed_in(what="person", office_id=rome.pk)
    head = signed_in(Role.OFFICE_HEAD, office=paris)
    assert head.get(ours.get_absolute_url()).status_code == 200
    assert head.get(theirs.get_absolute_url()).status_code == 404
