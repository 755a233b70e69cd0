"""What a file is, by its content; the name is never believed. Pure apart from reading the file."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text, UnreadableFile

HEAD = 4096
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


class UnknownKind(UnreadableFile):
    """Bytes of no kind that is known here; whoever accepts fewer kinds says which."""


@dataclass(frozen=True)
class FileType:
    """A media type, what people call it, and the ending a download gets when its name has a wrong one."""

    media: str
    label: Text
    endings: tuple[str, ...]


PDF = FileType("application/pdf", _("PDF document"), (".pdf",))
PNG = FileType("image/png", _("PNG picture"), (".png",))
JPEG = FileType("image/jpeg", _("JPEG picture"), (".jpg", ".jpeg"))
GIF = FileType("image/gif", _("GIF picture"), (".gif",))
WEBP = FileType("image/webp", _("WebP picture"), (".webp",))
XLSX = FileType(f"{OFFICE}spreadsheetml.sheet", _("Excel workbook"), (".xlsx",))
DOCX = FileType(f"{OFFICE}wordprocessingml.document", _("Word document"), (".docx",))
PPTX = FileType(f"{OFFICE}presentationml.presentation", _("PowerPoint file"), (".pptx",))
ODS = FileType(f"{OPEN_DOCUMENT}spreadsheet", _("OpenDocument spreadsheet"), (".ods",))
ODT = FileType(f"{OPEN_DOCUMENT}text", _("OpenDocument text"), (".odt",))
PARQUET = FileType("application/vnd.apache.parquet", _("Parquet table"), (".parquet",))
GZIP = FileType("application/gzip", _("gzip archive"), (".gz",))
ZIP = FileType("application/zip", _("zip archive"), (".zip",))
TEXT = FileType("text/plain", _("text or CSV"), (".csv", ".txt", ".tsv", ".md", ".json", ".log", ".eml", ".ics"))

BY_START = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"PAR1": PARQUET,
    b"\x1f\x8b": GZIP,
}
BY_MEMBER = (("xl/workbook.xml", XLSX), ("word/document.xml", DOCX), ("ppt/presentation.xml", PPTX))
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!", b"\xd0\xcf\x11\xe0")
# What a browser would run if it ever took the file for a page.
PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe", b"<!--")


def file_type(path: Path) -> FileType:
    """The type of the file; UnreadableFile for programs, pages, old Office files and what is not known."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    return in_archive(path) if head.startswith(b"PK") else head_type(head)


def head_type(head: bytes) -> FileType:
    """The type by the first bytes of anything but a zip container."""
    if not head:
        raise UnreadableFile(_("The file is empty. Choose the file again, or export it anew."))
    for start, found in BY_START.items():
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            _("This is a file of an old Office version (.xls, .doc), which may carry programs. Save it as .xlsx, .docx or PDF.")
        )
    if head.startswith(PROGRAMS):
        raise UnreadableFile(_("This file is a program. Programs are not accepted."))
    return text_type(head)


def in_archive(container: Path | BinaryIO) -> FileType:
    """What a zip container holds: an Office or OpenDocument file, or simply other files."""
    try:
        with zipfile.ZipFile(container) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:100].decode("ascii", "replace") if small(archive, "mimetype") else ""
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError) as broken:
        raise UnreadableFile(_("The archive is damaged or was cut off. Send the file again.")) from broken
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(_("The file carries macros. Save it without macros (.xlsx, .docx) and send that."))
    if any(name.lower().endswith((".class", ".exe", ".dll", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".scr")) for name in names):
        raise UnreadableFile(_("The archive contains programs. Programs are not accepted."))
    for one in (ODS, ODT):
        if mime == one.media:
            return one
    return next((found for member, found in BY_MEMBER if member in names), ZIP)


def small(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether there is such a member and it is as short as it should be."""
    try:
        return archive.getinfo(name).file_size < HEAD
    except KeyError:
        return False


def text_type(head: bytes) -> FileType:
    """Plain text in any encoding we read; not a web page, not bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(PAGES):
        raise UnreadableFile(_("This is a web page or a drawing that can carry programs. Save it as PDF or as CSV and send that."))
    if b"\0" in head and utf16(head):
        return TEXT
    if b"\0" in head or sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head) > len(head) // 100:
        raise UnknownKind(
            _(
                "This kind of file is not known here. Accepted are PDF, pictures (PNG, JPEG, GIF, WebP), Office files, CSV, text, "
                "Parquet, zip and gzip."
            )
        )
    return TEXT


def utf16(head: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" where the bytes read as such text without a mark, else "". For bytes that hold zeros."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = head[: len(head) // 2 * 2].decode(codec)
        except UnicodeDecodeError:
            # The sample may end inside a pair of code units; nothing else may be wrong.
            text = head[: len(head) // 2 * 2 - 2].decode(codec, "replace")
        plain = sum(character.isprintable() or character in "\t\r\n" for character in text)
        if text and plain == len(text) and any(sign in text for sign in "\n,;\t|") and "\ufffd" not in text:
            return codec
    return ""
