"""Signs of GIFT: escapes, blocks, weights. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from training.testing.markup import NONCHARACTERS

# While a block is cut up, an escaped sign stands as a sign no text holds.
ESCAPED = "~=#{}:\\\n"
HIDDEN = {sign: chr(0xFDD0 + place) for place, sign in enumerate(ESCAPED)}
SHOWN = {ord(hidden): sign for sign, hidden in HIDDEN.items()}
ESCAPE = re.compile(r"\\([~=#{}:\\n])")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,10})?)%")
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
FORMATS = {"html": "html", "moodle": "auto", "plain": "plain", "markdown": "markdown"}
COMMENT_TAG = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")


@dataclass
class Block:
    """One question's lines: where it begins, its text without comments, and what the comments say of it."""

    line: int
    text: str
    code: str = ""
    tags: list[str] = field(default_factory=list)


def hide(text: str) -> str:
    """Escaped signs out of the way. A backslash before any other sign is a backslash."""
    return ESCAPE.sub(lambda found: HIDDEN["\n" if found.group(1) == "n" else found.group(1)], NONCHARACTERS.sub("", text))


def show(text: str) -> str:
    """Back to the signs that were meant."""
    return text.translate(SHOWN)


def escape(text: str) -> str:
    """A text in one line that GIFT reads as itself."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", "\\n")


def weight_of(answer: str) -> tuple[Decimal | None, str]:
    """The weight written before an answer, and the answer without it."""
    found = WEIGHT.match(answer)
    return (Decimal(found.group(1)), answer[found.end() :].strip()) if found else (None, answer)


def blocks(text: str) -> Iterator[Block]:
    """The file cut at its empty lines. Comments are left out, except what they say in [id:…] and [tag:…]."""
    block = Block(0, "")
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            _comment(block, stripped)
        elif stripped.startswith("$CATEGORY:"):
            yield from _whole(block)
            yield Block(number, stripped)
            block = Block(0, "")
        elif stripped:
            block.line = block.line or number
            block.text += line + "\n"
        elif block.text or not stripped:
            yield from _whole(block)
            block = Block(0, "")


def _whole(block: Block) -> Iterator[Block]:
    if block.text.strip():
        block.text = block.text.strip()
        yield block


def _comment(block: Block, comment: str) -> None:
    for what, value in COMMENT_TAG.findall(comment):
        plain = re.sub(r"\\(.)", r"\1", value).strip()
        if what == "id":
            block.code = plain
        else:
            block.tags.append(plain)


def tag_comment(code: str, tags: list[str]) -> str:
    """ "// [id:Q00001] [tag:difficulty-2]": Moodle's own convention."""
    parts = [f"[id:{_guarded(code)}]"] if code else []
    return "// " + " ".join([*parts, *(f"[tag:{_guarded(tag)}]" for tag in tags)])


def _guarded(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", " ".join(text.split()))
