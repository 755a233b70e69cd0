"""Fonts: embedded, every sign shown is in the file, as wide as said, and says which character it is."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from tests.papers.opened import Paper

NOWHERE = {0x0000, 0xFEFF, 0xFFFE}


def faults(paper: Paper) -> Iterator[str]:
    for font, codes in shown(paper):
        yield from of_font(font, codes)


def shown(paper: Paper) -> list[tuple[Any, set[int]]]:
    """Each font of the pages with the codes set in it."""
    fonts: dict[tuple[int, int], Any] = {}
    codes: dict[tuple[int, int], set[int]] = defaultdict(set)
    for page, instructions in paper.instructions:
        held = page.obj.get("/Resources", {}).get("/Font", {})
        current: Any = None
        stack: list[Any] = []
        for operands, operator in instructions:
            name = str(operator)
            if name == "q":
                stack.append(current)
            elif name == "Q":
                current = stack.pop() if stack else None
            elif name == "Tf":
                current = held.get(str(operands[0]))
                if current is not None:
                    fonts[current.objgen] = current
            elif name in ("Tj", "TJ", "'", '"') and current is not None:
                codes[current.objgen] |= read(operands[-1])
    return [(font, codes[key]) for key, font in fonts.items()]


def read(operand: Any) -> set[int]:
    """The two-byte codes of a text, or of the texts of an array."""
    texts = [one for one in operand if isinstance(one, pikepdf.String)] if isinstance(operand, pikepdf.Array) else [operand]
    return {int.from_bytes(bytes(text)[at : at + 2], "big") for text in texts for at in range(0, len(bytes(text)), 2)}


def of_font(font: Any, codes: set[int]) -> Iterator[str]:
    name = str(font.get("/BaseFont", "?"))[1:]
    if font.get("/Subtype") != "/Type0" or font.get("/Encoding") != "/Identity-H":
        yield f"7.21: {name} is no font of the kind the checker can read (composite, Identity-H)"
        return
    below = font.DescendantFonts[0]
    descriptor = below.get("/FontDescriptor", pikepdf.Dictionary())
    files = [key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor]
    if len(files) != 1:
        yield f"7.21.4: {name} is not embedded"
        return
    if not re.match(r"[A-Z]{6}\+", name):
        yield f"7.21.4: {name} is embedded whole"
    if below.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in below:
        yield f"7.21.3.2: {name} does not say which sign is which"
    if "/ToUnicode" not in font:
        yield f"7.21.7: {name} does not say which characters its signs are"
        return
    characters = unicode_of(font.ToUnicode.read_bytes())
    for code in codes:
        meant = characters.get(code)
        if not meant:
            yield f"7.21.7: a sign of {name} stands for no character"
        elif {ord(one) for one in meant} & NOWHERE:
            yield f"7.21.7: a sign of {name} stands for a character that is none"
        elif any(0xE000 <= ord(one) <= 0xF8FF for one in meant):
            yield f"6.2.11.7: a sign of {name} stands for a private character"
    yield from of_glyphs(name, below, descriptor[files[0]].read_bytes(), codes)


def unicode_of(cmap: bytes) -> dict[int, str]:
    """The lines of a ToUnicode map, single ones and ranges."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(text, 16) + step)
    return found


def of_glyphs(name: str, below: Any, program: bytes, codes: set[int]) -> Iterator[str]:
    """Signs against the embedded font itself: there, not the empty box, as wide as the file says."""
    if 0 in codes:
        yield f"7.21.8: {name} shows the box for a missing sign"
    embedded = TTFont(io.BytesIO(program), lazy=True)
    order, upem, advances = embedded.getGlyphOrder(), embedded["head"].unitsPerEm, embedded["hmtx"]
    widths = widths_of(below)
    for code in codes:
        if code >= len(order):
            yield f"7.21.4: a sign of {name} is not embedded"
        elif abs(advances[order[code]][0] * 1000 / upem - widths.get(code, float(below.get("/DW", 1000)))) > 1:
            yield f"7.21.5: a sign of {name} is not as wide as said"


def widths_of(below: Any) -> dict[int, float]:
    """The widths of a composite font: `first [w w w]` or `first last w`."""
    found: dict[int, float] = {}
    entries = list(below.get("/W", []))
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + step: float(width) for step, width in enumerate(second)}
        else:
            width = float(entries.pop(0))
            found |= dict.fromkeys(range(first, int(second) + 1), width)
    return found
