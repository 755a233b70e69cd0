"""What stands on the pages: all of it either in the structure or said to be no part of the text, and nothing an archive forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from tests.papers.opened import Paper

PAINTS = re.compile(r"[SsfFBb]\*?|sh|Do|T[jJ]|'|\"|INLINE IMAGE")
OTHERS = re.compile(r"[wJjMdiqQmlcvyhnkKgGW]|W\*|ri|gs|cm|re|BT|ET|T[cwzLfrsdDm*]|d[01]|CS|cs|SCN?|scn?|RG|rg|MP|DP|BMC|BDC|EMC|BX|EX")
RESOURCES = {"gs": "/ExtGState", "Do": "/XObject", "Tf": "/Font", "sh": "/Shading"}
DEVICES = {"/DeviceRGB", "/DeviceGray", "/Pattern"}


@dataclass(frozen=True)
class Mark:
    """One level of marked content: an artifact, content of the structure, or neither."""

    artifact: bool
    number: int | None


def faults(paper: Paper) -> Iterator[str]:
    held = {place: node for node in paper.nodes for place in node.marks}
    for page, instructions in paper.instructions:
        seen: list[int] = []
        yield from of_stream(instructions, page.obj.get("/Resources", pikepdf.Dictionary()), seen)
        back = paper.parents.get(int(page.obj.get("/StructParents", -1)), [])
        for number in seen:
            node = held.get((page.obj.objgen, number))
            if node is None:
                yield "7.1-3: marked content is in no element"
            elif number >= len(back) or back[number] is None or back[number].objgen != node.element.objgen:
                yield "7.1: marked content does not lead back to its element"
        if len(set(seen)) < len(seen):
            yield "7.1: two contents of a page have the same number"
        missing = {number for place, number in held if place == page.obj.objgen} - set(seen)
        if missing:
            yield "7.1: an element holds content that no page has"


def of_stream(instructions: list[Any], resources: Any, seen: list[int]) -> Iterator[str]:
    """Walk the instructions of a page with the marks that are open."""
    open_marks: list[Mark] = []
    depth = 0
    for operands, operator in instructions:
        name = str(operator)
        if not PAINTS.fullmatch(name) and not OTHERS.fullmatch(name):
            yield f"6.2.2: the instruction {name} is unknown"
        elif name in ("BMC", "BDC"):
            mark = mark_of(operands, resources)
            yield from of_mark(mark, open_marks)
            if mark.number is not None:
                seen.append(mark.number)
            open_marks.append(mark)
        elif name == "EMC":
            if not open_marks:
                yield "7.1: a mark ends that never began"
                return
            open_marks.pop()
        elif PAINTS.fullmatch(name) and not any(mark.artifact or mark.number is not None for mark in open_marks):
            yield "7.1-3: something is painted that is neither in the structure nor an artifact"
        elif name in ("q", "Q"):
            depth += 1 if name == "q" else -1
            if depth > 28:
                yield "6.1.13: states are nested more than 28 deep"
        elif name in ("k", "K") or (name in ("cs", "CS") and str(operands[0]) == "/DeviceCMYK"):
            yield "6.2.4.3: CMYK without a profile"
        if name in RESOURCES and str(operands[0]) not in resources.get(RESOURCES[name], {}):
            yield f"6.2.2: {name} names a resource that the page does not have"
    if open_marks or depth:
        yield "7.1: marks or states are left open"


def mark_of(operands: Any, resources: Any) -> Mark:
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties))
    number = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
    return Mark(str(operands[0]) == "/Artifact", None if number is None else int(number))


def of_mark(mark: Mark, open_marks: list[Mark]) -> Iterator[str]:
    if mark.artifact and any(one.number is not None for one in open_marks):
        yield "7.1-1: an artifact stands inside tagged content"
    if mark.number is not None and any(one.artifact for one in open_marks):
        yield "7.1-2: tagged content stands inside an artifact"
    if mark.number is not None and any(one.number is not None for one in open_marks):
        yield "7.1: tagged content stands inside other tagged content"
