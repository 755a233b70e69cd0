"""A question file of any kind: its encoding, its format, its questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from governance.core.errors import UnreadableFile
from governance.core.imports import encodings
from training.testing.formats import aiken, gift, moodle_xml
from training.testing.formats.found import LONGEST_FILE, Reading

FORMATS = {"gift": "GIFT", "aiken": "Aiken", "xml": "Moodle XML"}
READ: dict[str, Callable[[str, str], Reading]] = {"gift": gift.read, "aiken": aiken.read, "xml": moodle_xml.read}
AIKEN_ANSWER = re.compile(r"^[ \t]*(?:ANSWER|答案)[:：][ \t]*[A-Z]\b", re.MULTILINE)
AIKEN_CHOICE = re.compile(r"^[ \t]*[A-Z][).、．）]", re.MULTILINE)


def read(content: bytes, *, language: str, format: str = "", encoding: str = "") -> Reading:
    """All of a file. UnreadableFile where it is no question file at all."""
    if len(content) > LONGEST_FILE:
        raise UnreadableFile(_("The file is larger than %(limit)s. Split it.") % {"limit": filesizeformat(LONGEST_FILE)})
    if not content.strip():
        raise UnreadableFile(_("The file is empty. Choose the file again, or export it anew."))
    text = decoded(content, encoding)
    return READ[format or format_of(text)](text, language)


def decoded(content: bytes, encoding: str = "") -> str:
    """The text, in the encoding named or found out."""
    name = encoding or encodings.detect(BytesIO(content))
    try:
        return content.decode(encodings.decoder(name)).removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        raise UnreadableFile(_("The file is not %(encoding)s text.") % {"encoding": name}) from wrong


def format_of(text: str) -> str:
    """XML begins with a tag; Aiken has letters and ANSWER lines and no braces; all else is GIFT."""
    if text.lstrip().startswith("<"):
        return "xml"
    if AIKEN_ANSWER.search(text) and AIKEN_CHOICE.search(text) and "{" not in text:
        return "aiken"
    return "gift"
