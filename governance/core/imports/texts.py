"""CSV files of any of our encodings and delimiters, row by row, within bounds."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput, UnreadableFile
from governance.core.imports import encodings
from governance.core.imports.unpacking import Source

DELIMITERS = (",", ";", "\t", "|")
MAX_LINE = 16 * 1024 * 1024
MAX_FIELD = 131_072
LOOK_AT = 40


@dataclass(frozen=True)
class Style:
    """How the text is written. `encoding` is the name shown to readers."""

    encoding: str
    delimiter: str

    @property
    def codec(self) -> str:
        return encodings.decoder(self.encoding)


def style(source: Source, *, encoding: str = "", delimiter: str = "") -> Style:
    """Encoding and delimiter: as asked for, else found out."""
    if not encoding:
        with source.open() as stream:
            encoding = encodings.detect(stream)
    encodings.decoder(encoding)
    if delimiter and delimiter not in DELIMITERS:
        raise InvalidInput(_("Only comma, semicolon, tab and | can part the columns."))
    return Style(encoding, delimiter or find_delimiter(source, Style(encoding, ",")))


def find_delimiter(source: Source, guess: Style) -> str:
    """The one by which the first rows fall into the same, largest number of cells."""
    with opened(source, guess) as text:
        lines = list(islice(bounded_lines(text), LOOK_AT))

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            return 0.0, 0
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        return (times / sum(widths.values()), width) if width > 1 else (0.0, 0)

    scores = {delimiter: evenness(delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def opened(source: Source, style: Style) -> TextIO:
    return io.TextIOWrapper(source.open(), encoding=style.codec, errors="strict", newline="")


def bounded_lines(text: TextIO) -> Iterator[str]:
    """The lines; one without end is refused before it fills the memory."""
    number = 0
    try:
        while line := text.readline(MAX_LINE):
            number += 1
            if len(line) >= MAX_LINE:
                raise UnreadableFile(
                    _("Line %(row)s is endless (over %(limit)s characters). This is hardly a CSV file.")
                    % {"row": number, "limit": MAX_LINE}
                )
            if "\0" in line:
                raise UnreadableFile(
                    _("Line %(row)s holds zero bytes: the file is damaged, or in another encoding. Export it anew, or choose its encoding.")
                    % {"row": number}
                )
            yield line
    except UnicodeError as wrong:
        raise UnreadableFile(
            _("In line %(row)s there are bytes that are no %(encoding)s text. Choose another encoding, or save it as CSV UTF-8.")
            % {"row": number + 1 + breaks_before(wrong), "encoding": text.encoding.removesuffix("-sig").upper()}
        ) from wrong


def breaks_before(wrong: UnicodeError) -> int:
    """How many lines end between those already read and the bytes that are no text."""
    if not isinstance(wrong, UnicodeDecodeError):
        return 0
    return wrong.object[: wrong.start].decode(wrong.encoding, "replace").count("\n")


def rows(source: Source, style: Style) -> Iterator[tuple[str, ...]]:
    """Every row, empty ones too, so that the caller's count is the file's."""
    number = 0
    with opened(source, style) as text:
        try:
            for cells in csv.reader(bounded_lines(text), delimiter=style.delimiter):
                number += 1
                yield tuple(cells)
        except csv.Error as wrong:
            raise UnreadableFile(
                _("A cell of row %(row)s is longer than %(limit)s characters. Perhaps a quotation mark before it is not closed.")
                % {"row": number + 1, "limit": MAX_FIELD}
            ) from wrong


def plain(source: Source, style: Style, target: Path) -> Path:
    """The same text as plain UTF-8: the file itself where it is that already, else a copy."""
    is_utf8 = style.encoding == "utf-8"
    if is_utf8 and source.path is not None:
        return source.path
    if is_utf8:
        with source.open() as packed, target.open("wb") as copy:
            shutil.copyfileobj(packed, copy, 1024 * 1024)
        return target
    with opened(source, style) as text, target.open("w", encoding="utf-8", newline="") as written:
        try:
            shutil.copyfileobj(text, written, 1024 * 1024)
        except UnicodeError as wrong:
            raise UnreadableFile(
                _("The file is no %(encoding)s text throughout. Choose another encoding, or save it as CSV UTF-8.")
                % {"encoding": style.encoding.upper()}
            ) from wrong
    return target
