"""Files beside the database: raw usage files by content hash, rejected rows and event identities by import.

A file here means nothing by itself. It counts when an import row names it, so committing that row is what makes it count;
what a killed process leaves behind is never read and is cleared away later.
"""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.core.errors import Refused, UnreadableFile

CHUNK, PIECE = 4 * 1024 * 1024, 64 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A raw file in the store."""

    sha256: str
    size: int


def folder(name: str) -> Path:
    path = Path(settings.USAGE_DIR) / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def raw_path(sha256: str) -> Path:
    return folder("raw") / sha256[:2] / sha256


def keep_raw(stream: BinaryIO) -> Kept:
    """Copy a file into the store under its hash; the same bytes lie there once."""
    arriving = folder("raw") / f".arriving-{uuid.uuid4().hex}"
    try:
        with arriving.open("xb", buffering=0) as target:
            size = _copy(stream, target)
        with arriving.open("rb") as stored:
            sha256 = hashlib.file_digest(stored, "sha256").hexdigest()
        place = raw_path(sha256)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        arriving.replace(place)
    finally:
        arriving.unlink(missing_ok=True)
    return Kept(sha256, size)


def _copy(stream: BinaryIO, target: io.FileIO) -> int:
    """Copy within bounds; returns the size. From file to file the system does it, several times faster."""
    size, file = 0, _plain_file(stream)
    while True:
        try:
            count = os.copy_file_range(file.fileno(), target.fileno(), PIECE, size) if file else target.write(stream.read(CHUNK))
        except OSError:
            if file is None or size:
                raise
            file = None  # Not between these two places.
            continue
        size += count
        if size > settings.UPLOAD_MAX_BYTES:
            raise UnreadableFile(_("The file is larger than this installation accepts. Send it in parts, or packed."))
        if not count:
            return size


def _plain_file(stream: Any) -> io.BufferedIOBase | None:
    """The file on disk behind a stream that stands at its beginning, or None. What unpacks while it is read is no plain file."""
    while inner := getattr(stream, "file", None):
        stream = inner
    plain = hasattr(os, "copy_file_range") and isinstance(getattr(stream, "raw", None), io.FileIO)
    return stream if plain and stream.tell() == 0 else None


def existing_raw(sha256: str) -> Path:
    """Where a raw file lies; Refused once it was removed under the retention schedule."""
    path = raw_path(sha256)
    if not path.exists():
        raise Refused(_("The file itself is no longer kept, as the retention schedule says. Send it again."))
    return path


def new_name(import_id: int) -> str:
    """A name for a file of an import that no other run has."""
    return f"{import_id}-{uuid.uuid4().hex}.parquet"


def identity_path(name: str) -> Path:
    return folder("identities") / name


def reject_path(name: str) -> Path:
    return folder("rejects") / name


def make_durable(path: Path) -> None:
    """On the disk before the database says that it counts."""
    for target, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(target, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def identities_of(names: Iterable[str]) -> list[Path]:
    """The identity files of applied imports. Without one of them, events could be counted twice: then nothing is imported."""
    paths = [identity_path(name) for name in names]
    if missing := [path.name for path in paths if not path.exists()]:
        raise Refused(
            _("The record of events already counted is incomplete (%(name)s). Restore the data folder from its backup before importing.")
            % {"name": missing[0]}
        )
    return paths
