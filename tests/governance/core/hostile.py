"""Files that should never have been sent: builders of each, small on disk."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import xlsxwriter

ROWS = "code,name\nA1,Emma\n"


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\0" * 17


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def gzip_bomb() -> bytes:
    return gzip.compress(b"0," * 20_000_000)


def lying_zip_bomb() -> bytes:
    """Says that its member is ten bytes long; 64 MB come out."""
    data = b"0," * 32_000_000
    packed = bytearray(zipped({"a.csv": data}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = packed.index(mark)
        struct.pack_into("<I", packed, start + place, 10)
    return bytes(packed)


def workbook(rows: list[list[object]], sheet: str = "Sheet1") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def replaced(container: bytes, member: str, change: object) -> bytes:
    """The archive with one member's bytes changed."""
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members[member] = change(members[member])
    return zipped(members)


def far_corner_workbook(reference: bytes = b'<c r="ZZZ1048576"><v>1</v></c>') -> bytes:
    """Two cells in far corners, which would fill the memory as one dense block."""
    row = b'<row r="1048576">' + reference + b"</row></sheetData>"
    return replaced(workbook([["code", "name"], ["A1", "Emma"]]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", row))


def workbook_bomb() -> bytes:
    """A shared-string part of 64 MB in a few kilobytes."""
    return replaced(workbook([["code", "name"], ["A1", "Emma"]]), "xl/sharedStrings.xml", lambda xml: xml + b" " * 64_000_000)


def cut(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


def locked_zip() -> bytes:
    """The flag of a password set, which is all that a reader sees of it."""
    packed = bytearray(zipped({"a.csv": ROWS.encode()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + place] |= 1
    return bytes(packed)


def damaged_gzip() -> bytes:
    packed = bytearray(gzip.compress(ROWS.encode() * 1000))
    packed[-6] ^= 0xFF  # the checksum
    return bytes(packed)


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def deflated_html() -> bytes:
    return gzip.compress(b"<html><script>alert(1)</script></html>")
