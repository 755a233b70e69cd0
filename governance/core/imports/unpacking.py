"""The bytes of an uploaded file, out of gz or a one-member zip, with bounds on what they may grow to.

Sizes that an archive declares are not believed: what comes out is counted.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from governance.core import filetypes
from governance.core.errors import UnreadableFile
from governance.core.filetypes import FileType

MAX_UNPACKED = 8 * 1024**3
# Text of usage logs shrinks to a 60th at most; a bomb to a 1,000th.
MAX_RATIO = 200
FREE = 16 * 1024 * 1024
MAX_IN_MEMORY = 512 * 1024**2
TABLES = (filetypes.TEXT, filetypes.XLSX, filetypes.PARQUET)
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Source:
    """Readable bytes of a known type. `open` may be called again and again; `path` is set where they lie plain on disk."""

    open: Callable[[], BinaryIO]
    type: FileType
    path: Path | None = None


class Guarded(io.RawIOBase):
    """A stream that stops at the bounds and speaks of a damaged archive in words."""

    def __init__(self, inner: BinaryIO, packed: int) -> None:
        self.inner, self.packed, self.count = inner, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self.inner.read(len(view))
        except BROKEN as broken:
            raise damaged() from broken
        self.count += len(data)
        check_growth(self.count, self.packed)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self.inner.close()
        super().close()


def damaged() -> UnreadableFile:
    return UnreadableFile(_("The archive is damaged or was cut off. Send the file again, or send it unpacked."))


def check_growth(unpacked: int, packed: int) -> None:
    """Refuse what grows beyond all sense."""
    if unpacked > MAX_UNPACKED or (unpacked > FREE and unpacked > packed * MAX_RATIO):
        raise UnreadableFile(
            _("Unpacked, the file would be far larger than a table can be (over %(size)s from %(packed)s). It is not opened.")
            % {"size": filesizeformat(min(unpacked, MAX_UNPACKED)), "packed": filesizeformat(packed)}
        )


def source(path: Path, filename: str) -> Source:
    """The table inside the file; UnreadableFile says what the file is instead."""
    try:
        found = filetypes.file_type(path)
    except filetypes.UnknownKind as unknown:
        raise UnreadableFile(
            _("“%(name)s” is no table. Send a CSV, Excel (.xlsx) or Parquet file; it may be packed as .gz or .zip.") % {"name": filename}
        ) from unknown
    if found == filetypes.GZIP:
        return inner(lambda: cast(BinaryIO, gzip.open(path, "rb")), path, filename.removesuffix(".gz"))
    if found == filetypes.ZIP:
        return inner(lambda: open_only_member(path), path, filename)
    refuse_other_types(found, filename)
    return Source(lambda: path.open("rb"), found, path)


def refuse_other_types(found: FileType, filename: str) -> None:
    if found not in TABLES:
        raise UnreadableFile(
            _("“%(name)s” is no table but: %(type)s. Send a CSV, Excel (.xlsx) or Parquet file; it may be packed as .gz or .zip.")
            % {"name": filename, "type": found.label}
        )


def inner(opened: Callable[[], BinaryIO], path: Path, filename: str) -> Source:
    """What lies inside an archive: its type is found as if it lay outside."""
    packed = path.stat().st_size

    def guarded() -> BinaryIO:
        try:
            return io.BufferedReader(Guarded(opened(), packed), 1024 * 1024)
        except BROKEN as broken:
            raise damaged() from broken

    with guarded() as stream:
        head = stream.read(filetypes.HEAD)
    if head.startswith((b"PK", b"PAR1")):
        return in_memory(guarded, filename)
    found = filetypes.head_type(head)
    refuse_other_types(found, filename)
    return Source(guarded, found)


def in_memory(guarded: Callable[[], BinaryIO], filename: str) -> Source:
    """Workbooks and Parquet need to be read back and forth, so a packed one is unpacked into memory."""
    with guarded() as stream:
        data = stream.read(MAX_IN_MEMORY + 1)
    if len(data) > MAX_IN_MEMORY:
        raise UnreadableFile(_("The packed workbook is too large. Send it unpacked, or as CSV."))
    found = filetypes.PARQUET if data.startswith(b"PAR1") else filetypes.in_archive(io.BytesIO(data))
    refuse_other_types(found, filename)
    return Source(lambda: io.BytesIO(data), found)


def open_only_member(path: Path) -> BinaryIO:
    """The one file in a zip; folders and the Mac's hidden twins do not count."""
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            raise UnreadableFile(_("The zip archive holds %(count)s files; send one with a single table in it.") % {"count": len(members)})
        return open_member(archive, members[0])


def open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    """Opened so that all of it is read, however little the archive says there is."""
    if member.flag_bits & 1:
        raise UnreadableFile(_("The archive is locked with a password. Send it without."))
    member.file_size = MAX_UNPACKED + os.sysconf("SC_PAGE_SIZE")
    return cast(BinaryIO, archive.open(member))
