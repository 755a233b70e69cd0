"""The attachment kit: files that people hand in, checked by content, kept private, found by their hash."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import NotFound, UnreadableFile
from governance.core.filetypes import FileType, file_type
from governance.core.models import Attachment
from governance.core.permissions import TABLE

CHUNK = 1024 * 1024


def store(
    file: BinaryIO | Path, *, name: str, actor: Actor, at: datetime, what: str, office_id: int | None = None, limit: int = 0
) -> Attachment:
    """Keep a file: content checked, at most `limit` bytes (0: the house's limit), written whole or not at all.

    `what` is the object of the permission table whose readers may download it. The caller has checked that the
    actor may hand it in. The same bytes lie in the store once, however often they are handed in.
    """
    if what not in TABLE:
        raise KeyError(f"{what} is not an object of the permission table")
    with arriving(file, limit or settings.UPLOAD_MAX_BYTES) as (arrived, sha256, size):
        found = file_type(arrived)
        keep(arrived, sha256)
    return Attachment.objects.create(
        sha256=sha256,
        name=safe_name(name, found),
        size=size,
        type=found.media,
        what=what,
        office_id=office_id,
        username=actor.username,
        stored_at=at,
    )


@contextmanager
def arriving(file: BinaryIO | Path, limit: int) -> Iterator[tuple[Path, str, int]]:
    """The bytes copied into a private file in the store's own folder, with their hash; removed unless kept."""
    folder = Path(settings.ATTACHMENT_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, arrived = tempfile.mkstemp(prefix=".arriving-", dir=folder)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(descriptor, "wb") as target, opened(file) as source:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise UnreadableFile(
                        _("The file is larger than %(limit)s. Split it, or compress it (.gz).") % {"limit": filesizeformat(limit)}
                    )
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        yield Path(arrived), digest.hexdigest(), size
    finally:
        Path(arrived).unlink(missing_ok=True)


@contextmanager
def opened(file: BinaryIO | Path) -> Iterator[BinaryIO]:
    """A path opened, or an open file from its beginning."""
    if isinstance(file, Path):
        with file.open("rb") as stream:
            yield stream
    else:
        file.seek(0)
        yield file


def keep(arrived: Path, sha256: str) -> None:
    """Move the bytes to their place: one rename, so there is never half a file under a hash."""
    place = place_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not place.exists():
        arrived.rename(place)


def place_of(sha256: str) -> Path:
    return Path(settings.ATTACHMENT_DIR) / sha256[:2] / sha256


def path(attachment: Attachment) -> Path:
    """Where its bytes lie; NotFound where they were removed under the retention schedule."""
    place = place_of(attachment.sha256)
    if not place.exists():
        raise NotFound(_("The file “%(name)s” is no longer kept.") % {"name": attachment.name})
    return place


def safe_name(name: str, found: FileType) -> str:
    """The last part of the name without control characters, with an ending that fits the content."""
    kept = "".join(character for character in name.replace("\\", "/").rsplit("/", 1)[-1] if character.isprintable())
    kept = kept.strip(". ")[-200:] or "file"
    return kept if kept.lower().endswith(found.endings) else kept + found.endings[0]


def discard(sha256: str) -> bool:
    """Remove bytes from the store: for the retention schedule, once no row needs them. False where there were none."""
    place = place_of(sha256)
    there = place.exists()
    place.unlink(missing_ok=True)
    return there
