"""The text of a policy: paragraphs and numbered clauses, written plainly; and the exact text that a person signs. Pure.

A line that begins with a number (`3`, `3.`, `3.2`, `3、`) opens the clause of that number; an empty line ends a paragraph.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.errors import Text
from governance.core.languages import LANGUAGES

LONGEST = 60_000
NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){0,3})(?:[.、．](?!\d)\s*|\s+)(\S.*)$")
WORDS = {
    "en": ("Version", "In force from", "I have read this text. I have understood it and will follow it."),
    "zh-hans": ("版本", "生效日期", "我已阅读以上全文，理解其内容，并承诺遵守。"),
    "zh-hant": ("版本", "生效日期", "我已閱讀以上全文，理解其內容，並承諾遵守。"),
}


@dataclass(frozen=True)
class Block:
    """A paragraph; with a number it is the clause of that number, and `depth` says how far it is indented."""

    text: str
    number: str = ""

    @property
    def depth(self) -> int:
        return self.number.count(".")


def tidy(text: str) -> str:
    """One way to write the same text: composed characters, line feeds only, no spaces at the ends of lines, no trailing lines."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def blocks(body: str) -> list[Block]:
    """The body cut into paragraphs and clauses; the lines of one paragraph are joined by line feeds."""
    found: list[Block] = []
    open_block: Block | None = None
    for line in tidy(body).split("\n"):
        opens = NUMBER.match(line.strip())
        if opens or not line.strip():
            found += [open_block] if open_block else []
            open_block = Block(opens[2], opens[1]) if opens else None
        else:
            open_block = Block(f"{open_block.text}\n{line.strip()}", open_block.number) if open_block else Block(line.strip())
    return found + ([open_block] if open_block else [])


def clauses(body: str) -> dict[str, str]:
    """Clause number → its text, in order; the first of two alike."""
    found: dict[str, str] = {}
    for block in blocks(body):
        if block.number:
            found.setdefault(block.number, block.text)
    return found


def order(number: str) -> tuple[int, ...]:
    """`2.10` comes after `2.9`."""
    return tuple(int(part) for part in number.split("."))


def against(bodies: Mapping[str, str]) -> list[Text]:
    """Everything that speaks against these texts in the three languages; empty when they can be published."""
    reasons: list[Text] = []
    numbers: dict[str, list[str]] = {}
    for language in LANGUAGES:
        body = tidy(bodies.get(language, ""))
        numbers[language] = [block.number for block in blocks(body) if block.number]
        if not body:
            reasons.append(_("The text is missing in one language: %(language)s.") % {"language": NAMES[language]})
        elif not numbers[language]:
            reasons.append(_("%(language)s: no clause has a number. Begin each clause with “1.”, “2.” …") % {"language": NAMES[language]})
        reasons += [
            _("%(language)s: clause %(number)s is not in order, or stands there twice.") % {"language": NAMES[language], "number": number}
            for number in out_of_order(numbers[language])
        ]
    written = [set(numbers[language]) for language in LANGUAGES if numbers[language]]
    if written and any(one != written[0] for one in written):
        common = set[str].intersection(*written)
        odd = sorted(set[str].union(*written) - common, key=order)
        reasons.append(_("Clauses that not every language has: %(numbers)s.") % {"numbers": ", ".join(odd)})
    return reasons


def out_of_order(numbers: Sequence[str]) -> list[str]:
    """Those that do not come after all before them."""
    found: list[str] = []
    highest: tuple[int, ...] = ()
    for number in numbers:
        if order(number) <= highest:
            found.append(number)
        else:
            highest = order(number)
    return found


def exact(*, language: str, code: str, title: str, number: int, effective_on: date, body: str) -> str:
    """The whole text a person signs, with what it is a version of, from when, and the words of the signature."""
    version, in_force, declaration = WORDS[language]
    head = f"{tidy(title)}\n{code} · {version} {number} · {in_force} {written.day(effective_on, language)}"
    return f"{head}\n\n{tidy(body)}\n\n{declaration}\n"


@dataclass(frozen=True)
class Exact:
    """An exact text cut up for showing it: nothing is added and nothing left out."""

    title: str
    meta: str
    blocks: list[Block]
    declaration: str


def cut(text: str) -> Exact:
    """The parts of what `exact` made."""
    head, _gap, rest = text.partition("\n\n")
    body, _gap, declaration = rest.rstrip("\n").rpartition("\n\n")
    title, _gap, meta = head.partition("\n")
    return Exact(title, meta, blocks(body), declaration)


def fingerprint(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


NAMES = {"en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
