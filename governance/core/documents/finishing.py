"""What WeasyPrint leaves out of an archivable, accessible PDF. Knows PDF only: no Django, no clock.

WeasyPrint writes PDF/A-2a. Added here: the claim to be PDF/UA-1 as well, what each header cell heads, where each figure stands, and that
running heads and page numbers are no part of the text.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from typing import Any

import pikepdf

# Identification beside PDF/A, and the description of its namespace, without which PDF/A forbids it.
CLAIM = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
LANGUAGE = '<rdf:Description rdf:about=""><dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language></rdf:Description>\n'
MARKED = re.compile(rb"/\w+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC")
POINTS = 0.75  # of a CSS pixel

Marks = dict[tuple[int, int], set[int]]


def finished(pdf: bytes, identifier: str = "") -> bytes:
    """The same pages, packed, as PDF/A-2a and PDF/UA-1. The same bytes in give the same bytes out; `identifier` is the lasting id."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.get("/StructTreeRoot")
        if root is not None:
            read: Marks = defaultdict(set)
            walk(root, in_head=False, page=None, read=read)
            numbers = root.ParentTree.Nums
            for page in document.pages:
                unread_to_artifacts(document, page, read[page.obj.objgen], numbers)
        claim(document)
        if identifier:
            document.trailer.ID = pikepdf.Array([pikepdf.String(identifier)] * 2)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def walk(node: Any, *, in_head: bool, page: Any, read: Marks) -> None:
    """Go through the structure tree, mend its header cells and figures and note which marked content it holds."""
    page = node.get("/Pg", page)
    kind = node.get("/S")
    if kind == "/TH":
        head(node, pikepdf.Name.Column if in_head else pikepdf.Name.Row)
    elif kind == "/TD":
        # WeasyPrint names a row's header as its column's; with every header's scope said, readers find both.
        drop(node.get("/A"), "/Headers")
    elif kind == "/Figure":
        place(node, page)
    in_head = in_head or kind == "/THead"
    below = node.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, int):
            read[page.objgen].add(child)
        elif child.get("/Type") != "/OBJR":
            walk(child, in_head=in_head, page=page, read=read)


def head(cell: Any, scope: pikepdf.Name) -> None:
    """Say of a header cell what it heads. A header in the table's head heads its column, any other its row."""
    if "/A" not in cell:
        cell.A = pikepdf.Dictionary(O=pikepdf.Name.Table)
    cell.A.Scope = scope


def drop(attributes: Any, name: str) -> None:
    if attributes is not None and name in attributes:
        del attributes[name]


def place(figure: Any, page: Any) -> None:
    """WeasyPrint writes the box in CSS pixels from the top; PDF wants points from the bottom."""
    box = figure.A.BBox
    left, top, right, bottom = (float(side) * POINTS for side in box)
    height = float(page.MediaBox[3])
    figure.A.BBox = pikepdf.Array([round(side, 2) for side in (left, height - bottom, right, height - top)])


def unread_to_artifacts(document: pikepdf.Pdf, page: pikepdf.Page, read: set[int], numbers: Any) -> None:
    """Marked content that is in no element, as running heads and page numbers, is said to be no part of the text."""
    unread: set[int] = set()

    def replaced(found: re.Match[bytes]) -> bytes:
        mark = int(found[1])
        if mark in read:
            return found[0]
        unread.add(mark)
        return b"/Artifact <</Type /Pagination>> BDC"

    written = MARKED.sub(replaced, page.Contents.read_bytes())
    if not unread:
        return
    page.Contents = document.make_stream(written)
    parents = numbers[list(numbers)[::2].index(page.obj.StructParents) * 2 + 1]
    for mark in unread:
        parents[mark] = None


def claim(document: pikepdf.Pdf) -> None:
    """Say in the metadata that the file is PDF/UA-1 too, and its language."""
    metadata = document.Root.Metadata.read_bytes()
    language = LANGUAGE % str(document.Root.Lang)
    metadata = metadata.replace(b"</rdf:RDF>", language.encode() + CLAIM + b"</rdf:RDF>")
    document.Root.Metadata = document.make_stream(metadata, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
