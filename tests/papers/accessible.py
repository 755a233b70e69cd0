"""PDF/UA-1: catalogue, structure, tables, lists, headings, figures, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pikepdf

from tests.papers.opened import STANDARD, Node, Paper

ROWS = {"TR", "THead", "TBody", "TFoot"}
TAG = re.compile(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
UA = "{http://www.aiim.org/pdfua/ns/id/}part"
XML_ALT = ".//{http://purl.org/dc/elements/1.1/}title//{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
# Kind of element: the kinds it may stand directly in.
PLACES = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}


def faults(paper: Paper) -> Iterator[str]:
    yield from of_catalogue(paper)
    yield from of_elements(paper)
    yield from of_headings(paper)
    for node in paper.nodes:
        if node.kind == "Table":
            yield from of_table(node)
        elif node.kind == "L":
            yield from of_list(node)
        elif node.kind == "Figure":
            yield from of_figure(node)
        elif node.kind == "Formula" and not said(node):
            yield "7.7: a formula has no alternative text"
        elif node.kind == "Note" and "/ID" not in node.element:
            yield "7.9: a note has no ID"
    yield from of_annotations(paper)


def of_catalogue(paper: Paper) -> Iterator[str]:
    root = paper.document.Root
    metadata = packet(paper)
    if metadata is None:
        yield "7.1-8: no metadata"
    else:
        parts = [one.attrib[UA] for one in metadata.iter() if UA in one.attrib] + [one.text for one in metadata.iter(UA)]
        if parts != ["1"]:
            yield f"5: the part of PDF/UA is {parts}"
        if not any((one.text or "").strip() for one in metadata.iterfind(XML_ALT)):
            yield "7.1-9: no title in the metadata"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "6.2: not marked as tagged"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "7.1-4: tags are suspect"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "7.1-10: the window does not show the title"
    if not paper.tree:
        yield "7.1-11: no structure"
    if not TAG.match(str(root.get("/Lang", ""))):
        yield "7.2: no language"
    if "/XFA" in root.get("/AcroForm", {}):
        yield "7.15: a dynamic form"
    if "/OCProperties" in root and "/Name" not in root.OCProperties.get("/D", {}):
        yield "7.10: optional content without a name"
    if paper.document.is_encrypted:
        yield "7.16: encrypted"


def packet(paper: Paper) -> ElementTree.Element | None:
    """The metadata as XML; None where there is none or it is no XML."""
    stream = paper.document.Root.get("/Metadata")
    try:
        return None if stream is None else ElementTree.fromstring(stream.read_bytes().decode())
    except (ElementTree.ParseError, UnicodeDecodeError):
        return None


def of_elements(paper: Paper) -> Iterator[str]:
    for name in paper.roles:
        if name in STANDARD:
            yield f"7.1-7: the standard kind {name} is mapped to another"
        elif paper.standard(name) not in STANDARD:
            yield f"7.1-5: {name} is mapped to no standard kind"
    for node in paper.nodes:
        if node.kind not in STANDARD:
            yield f"7.1-5: {node.kind} is no standard kind and not mapped to one"
        above = node.parent.element if node.parent else None
        if above is not None and not same(node.element.get("/P"), above):
            yield f"7.1: a {node.kind} names another parent than the element that holds it"
        if node.kind in PLACES and (node.parent is None or node.parent.kind not in PLACES[node.kind]):
            yield f"7.2: {node.kind} stands in {node.parent.kind if node.parent and node.parent.kind else 'nothing'}"
        if "/Lang" in node.element and not TAG.match(str(node.element.Lang)):
            yield "7.2: the language of an element is none"


def same(one: Any, other: Any) -> bool:
    return one is not None and one.objgen == other.objgen


def of_headings(paper: Paper) -> Iterator[str]:
    levels = [int(node.kind[1]) for node in paper.nodes if re.fullmatch("H[1-6]", node.kind)]
    if any(node.kind == "H" for node in paper.nodes) and levels:
        yield "7.4.4: headings with and without a level"
    before = 0
    for level in levels:
        if level > before + 1:
            yield f"7.4.2: a heading of level {level} follows one of level {before}"
        before = level


def of_table(table: Node) -> Iterator[str]:
    kinds = [kind for place, kind in enumerate(table.kinds) if kind != "Caption" or place not in (0, len(table.kinds) - 1)]
    if not set(kinds) <= ROWS or table.kinds.count("Caption") > 1:
        yield f"7.2-3: a table holds {', '.join(table.kinds)}"
    if kinds.count("THead") > 1 or kinds.count("TFoot") > 1:
        yield "7.2-11: a table with two heads or feet"
    if {"THead", "TFoot"} & set(kinds) and "TBody" not in kinds:
        yield "7.2-14: a table with a head and no body"
    rows = [node for node in table.below() if node.kind == "TR"]
    for row in rows:
        if not row.children or not set(row.kinds) <= {"TH", "TD"}:
            yield f"7.2-10: a row holds {', '.join(row.kinds) or 'nothing'}"
    yield from of_grid(rows)


def of_grid(rows: list[Node]) -> Iterator[str]:
    """Rows as long as each other, no cell on another, and every cell under or beside a header that says its scope."""
    taken: dict[tuple[int, int], Node] = {}
    for line, row in enumerate(rows):
        column = 0
        for cell in row.children:
            while (line, column) in taken:
                column += 1
            wide, high = int(cell.attribute("/ColSpan") or 1), int(cell.attribute("/RowSpan") or 1)
            for place in [(line + down, column + right) for down in range(high) for right in range(wide)]:
                if place in taken:
                    yield "7.2-15: cells of a table overlap"
                taken[place] = cell
            column += wide
    wide = {max((column for at, column in taken if at == line), default=-1) for line in range(len(rows))}
    if len(wide) > 1 or any(line >= len(rows) for line, _column in taken):
        yield "7.2-42: rows of a table differ in length"
    heads = {place: str(cell.attribute("/Scope") or "") for place, cell in taken.items() if cell.kind == "TH"}
    if "" in heads.values():
        yield "7.5-1: a header cell does not say what it heads"
    columns = {column for (_line, column), scope in heads.items() if scope in ("/Column", "/Both")}
    lines = {line for (line, _column), scope in heads.items() if scope in ("/Row", "/Both")}
    for (line, column), cell in taken.items():
        if cell.kind == "TD" and line not in lines and column not in columns and not cell.attribute("/Headers"):
            yield "7.5-1: a cell has no header"


def of_list(held: Node) -> Iterator[str]:
    if not set(held.kinds) <= {"LI", "L", "Caption"} or not held.kinds:
        yield f"7.2-17: a list holds {', '.join(held.kinds) or 'nothing'}"
    for item in held.children:
        if item.kind == "LI" and (not item.kinds or not set(item.kinds) <= {"Lbl", "LBody"}):
            yield f"7.2-19: an entry of a list holds {', '.join(item.kinds) or 'nothing'}"


def said(node: Node) -> bool:
    return any(str(node.element.get(name, "")).strip() for name in ("/Alt", "/ActualText"))


def of_figure(figure: Node) -> Iterator[str]:
    if not said(figure):
        yield "7.3-1: a figure has no alternative text"
    box = figure.attribute("/BBox")
    if box is None:
        yield "7.3: a figure does not say where it stands"
        return
    left, bottom, right, top = (float(side) for side in box)
    page = [float(side) for side in figure.page.MediaBox]
    if not (page[0] - 1 <= left < right <= page[2] + 1 and page[1] - 1 <= bottom < top <= page[3] + 1):
        yield "7.3: a figure stands outside its page"


def of_annotations(paper: Paper) -> Iterator[str]:
    holders = {held.objgen: node for node in paper.nodes for held in node.objects}
    for page in paper.document.pages:
        annotations = [one for one in page.obj.get("/Annots", []) if int(one.get("/F", 0)) & 2 == 0]
        if page.obj.get("/Tabs") != "/S" and (annotations or "/StructParents" in page.obj):
            yield "7.18.3: the keyboard does not follow the structure"
        for one in annotations:
            yield from of_annotation(paper, one, holders.get(one.objgen))


def of_annotation(paper: Paper, one: Any, holder: Node | None) -> Iterator[str]:
    kind = str(one.get("/Subtype", ""))
    if kind == "/PrinterMark":
        return
    if kind == "/TrapNet":
        yield "7.18.2: a trap network"
    wanted = {"/Link": "Link", "/Widget": "Form"}.get(kind, "Annot")
    if holder is None or holder.kind != wanted:
        yield f"7.18: {kind or 'an annotation'} is in no {wanted} of the structure"
    elif not same(paper.parents.get(int(one.get("/StructParent", -1))), holder.element):
        yield "7.18: an annotation does not lead back to its element"
    told = "/TU" if kind == "/Widget" else "/Contents"
    if not str(one.get(told, "")).strip() and not (holder is not None and "/Alt" in holder.element):
        yield f"7.18-2: {kind or 'an annotation'} does not say what it is"
    if kind == "/FileAttachment" and not {"/F", "/UF"} <= set((one.get("/FS") or pikepdf.Dictionary()).keys()):
        yield "7.11: an attached file without both names"
