"""Keeping documents for ever and answering whether a hash or a file is one of ours."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.documents.models import Document, Snapshot
from governance.core.errors import NotFound


@dataclass(frozen=True)
class Verdict:
    """What a hash or file turned out to be: frozen figures, a kept document, or neither."""

    sha256: str
    snapshot: Snapshot | None = None
    document: Document | None = None

    @property
    def known(self) -> bool:
        return self.snapshot is not None


def place(sha256: str) -> Path:
    """Where the bytes of that hash lie; beside the attachments, so that one back-up has both."""
    return Path(settings.ATTACHMENT_DIR) / "documents" / sha256[:2] / f"{sha256}.pdf"


def keep(snapshot: Snapshot, pdf: bytes, *, language: str, title: str, actor: Actor, at: datetime, reason: str = "") -> Document:
    """Keep a rendered document. The same bytes of the same snapshot are kept once."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    if found := Document.objects.filter(snapshot=snapshot, language=language, sha256=sha256).first():
        return found
    path = place(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(pdf)
    part.chmod(0o600)
    part.replace(path)
    with audit.because(actor, reason):
        return Document.objects.create(snapshot=snapshot, language=language, title=title, sha256=sha256, size=len(pdf), recorded_at=at)


def content(document: Document) -> bytes:
    """The kept bytes, checked against their hash; NotFound where they are gone or changed."""
    path = place(document.sha256)
    pdf = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(pdf).hexdigest() != document.sha256:
        raise NotFound(_("The stored file of this document is missing or was changed. It can be made again from its frozen figures."))
    return pdf


def hexadecimal(text: str) -> str:
    """The hash in what somebody typed or copied off paper."""
    return re.sub(r"[^0-9a-f]", "", text.lower())


def verify_hash(text: str) -> Verdict:
    """Look a printed SHA-256 up. Spaces and line breaks from copying off paper are ignored."""
    sha256 = hexadecimal(text)
    snapshot = Snapshot.objects.filter(sha256=sha256).first()
    if snapshot:
        return Verdict(sha256, snapshot)
    document = Document.objects.filter(sha256=sha256).select_related("snapshot").first()
    return Verdict(sha256, document.snapshot if document else None, document)


def verify_file(pdf: bytes) -> Verdict:
    """Check an uploaded PDF by its own hash: one changed byte and it is not ours."""
    return verify_hash(hashlib.sha256(pdf).hexdigest())
