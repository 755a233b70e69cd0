"""The checker of papers bites: a sound paper passes, and each thing broken by hand is named by its clause."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from governance.core.documents.typesetting import pdf_from_html
from tests.papers import faults

RICH = """<html lang="en" data-before="Page " data-between=" of " data-after="" data-running="Head"><head>
<title>办事处 Office</title>
<meta name="author" content="Gatehouse"><meta name="dcterms.created" content="2026-06-30T08:00:00Z"></head><body><h1>Offices</h1>
<p>See <a href="https://example.org/">this address</a>.</p><h2>Table</h2>
<table><thead><tr><th>Office</th><th>Days</th><th>Sum</th></tr></thead><tbody><tr><th>Hangzhou</th><td>3</td><td>4</td></tr>
<tr><th>Ningbo</th><td colspan="2">none</td></tr></tbody></table><ul><li>one</li><li>two</li></ul>
<img alt="A bar of 50" src="data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 20'>
<rect width='50' height='10' fill='red' fill-opacity='.4'/></svg>"></body></html>"""
Break = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def sound() -> bytes:
    return pdf_from_html(RICH, identifier="rich")


def broken(pdf: bytes, breaking: Break, **options: Any) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        breaking(document)
        out = io.BytesIO()
        document.save(out, **options)
    return faults(out.getvalue())


def elements(node: Any, kind: str) -> list[Any]:
    """The structure elements of a kind, in reading order."""
    found = [node] if isinstance(node, Dictionary) and node.get("/S") == kind else []
    held = node.get("/K", Array())
    for child in held if isinstance(held, Array) else [held]:
        if isinstance(child, Dictionary) and "/S" in child:
            found += elements(child, kind)
    return found


def one(document: pikepdf.Pdf, kind: str, number: int = 0) -> Any:
    return elements(document.Root.StructTreeRoot, kind)[number]


def written(find: bytes, put: bytes) -> Break:
    """Change the first page's instructions."""

    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        before = page.Contents.read_bytes()
        assert re.search(find, before), find
        page.Contents = document.make_stream(re.sub(find, put, before, count=1))

    return change


def told(find: bytes, put: bytes) -> Break:
    """Change the metadata."""

    def change(document: pikepdf.Pdf) -> None:
        before = document.Root.Metadata.read_bytes()
        assert find in before
        document.Root.Metadata = document.make_stream(before.replace(find, put), Type=Name.Metadata, Subtype=Name.XML)

    return change


def put(path: str, value: Any) -> Break:
    """Set or, with None, delete what stands at a path from the catalogue."""
    *way, last = path.split()

    def change(document: pikepdf.Pdf) -> None:
        at: Any = document.Root
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        if value is None:
            del at[last]
        else:
            at[last] = value

    return change


def of(kind: str, name: str, value: Any, number: int = 0) -> Break:
    """Set or delete an entry of a structure element."""

    def change(document: pikepdf.Pdf) -> None:
        element = one(document, kind, number)
        if value is None:
            del element[name]
        else:
            element[name] = value

    return change


def font(document: pikepdf.Pdf) -> Any:
    return next(iter(document.pages[0].Resources.Font.values()))


def unscoped(document: pikepdf.Pdf) -> None:
    del one(document, "/TH").A["/Scope"]


def shorter_row(document: pikepdf.Pdf) -> None:
    del one(document, "/TR", 1).K[-1]


def stolen_parent(document: pikepdf.Pdf) -> None:
    document.Root.StructTreeRoot.ParentTree.Nums[1][0] = one(document, "/Table")


def out_of_the_tree(document: pikepdf.Pdf) -> None:
    del one(document, "/Link").K[-1]


def not_embedded(document: pikepdf.Pdf) -> None:
    descriptor = font(document).DescendantFonts[0].FontDescriptor
    for key in [key for key in descriptor.keys() if key.startswith("/FontFile")]:  # noqa: SIM118 – a pikepdf dictionary iterates differently
        del descriptor[key]


def unmapped(document: pikepdf.Pdf) -> None:
    font(document).ToUnicode = document.make_stream(b"beginbfchar endbfchar")


def wider(document: pikepdf.Pdf) -> None:
    widths = font(document).DescendantFonts[0].W
    widths[1] = Array([int(width) + 50 for width in widths[1]])


def scripted(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def attached(document: pikepdf.Pdf) -> None:
    document.attachments["x.txt"] = b"x"


def a_note(document: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents="x", F=4)
    document.pages[0].Annots.append(document.make_indirect(note))


def see_through(document: pikepdf.Pdf) -> None:
    document.pages[0].Resources.ExtGState["/X"] = Dictionary(BM=Name.Dissolve)


CASES: dict[str, tuple[str, Break]] = {
    "no claim": ("5:", told(b'pdfuaid:part="1"', b'pdfuaid:part="2"')),
    "not marked": ("6.2:", put("/MarkInfo /Marked", False)),
    "suspects": ("7.1-4", put("/MarkInfo /Suspects", True)),
    "title not shown": ("7.1-10", put("/ViewerPreferences", None)),
    "no structure": ("7.1-11", put("/StructTreeRoot", None)),
    "no metadata": ("7.1-8", put("/Metadata", None)),
    "no title": ("7.1-9", told("办事处 Office".encode(), b"")),
    "no language": ("7.2", put("/Lang", None)),
    "odd language": ("7.2", put("/Lang", pikepdf.String("Chinese (simplified)"))),
    "unknown kind": ("7.1-5", of("/P", "/S", Name("/Paragraph"))),
    "standard kind mapped": ("7.1-7", put("/StructTreeRoot /RoleMap", Dictionary(P=Name.H1))),
    "wrong parent": ("7.1: a", of("/P", "/P", Dictionary())),
    "unmarked paint": ("7.1-3", written(rb"$", b"\n0 0 9 9 re f\n")),
    "artifact in text": ("7.1-1", written(rb"(/Span\s*<</MCID 0>>\s*BDC)", rb"\1 /Artifact BMC EMC")),
    "text in artifact": ("7.1-2", written(rb"(/Span\s*<</MCID 0>>\s*BDC)", rb"/Artifact BMC \1 EMC")),
    "mark never ended": ("7.1", written(rb"\bEMC", b"")),
    "content in no element": ("7.1-3", out_of_the_tree),
    "content leads elsewhere": ("7.1: marked content", stolen_parent),
    "row outside a table": ("7.2", of("/Table", "/S", Name.Div)),
    "row of paragraphs": ("7.2-10", of("/TD", "/S", Name.P)),
    "shorter row": ("7.2-42", shorter_row),
    "list of paragraphs": ("7.2-17", of("/LI", "/S", Name.P)),
    "list entry without body": ("7.2-19", of("/LBody", "/S", Name.P)),
    "no alternative": ("7.3-1", of("/Figure", "/Alt", None)),
    "figure nowhere": ("7.3", of("/Figure", "/A", None)),
    "skipped level": ("7.4.2", of("/H2", "/S", Name.H3)),
    "heading without level": ("7.4.4", of("/H2", "/S", Name.H)),
    "header without scope": ("7.5-1", unscoped),
    "formula unsaid": ("7.7", of("/P", "/S", Name.Formula)),
    "note without id": ("7.9", of("/P", "/S", Name.Note)),
    "optional content": ("7.10", put("/OCProperties", Dictionary(OCGs=[], D=Dictionary()))),
    "dynamic form": ("7.15", put("/AcroForm", Dictionary(XFA=[]))),
    "tab order": ("7.18.3", lambda document: document.pages[0].obj.__delitem__("/Tabs")),
    "link unsaid": ("7.18-2", lambda document: document.pages[0].Annots[0].__delitem__("/Contents")),
    "link in no link": ("7.18", of("/Link", "/S", Name.Span)),
    "link leads elsewhere": ("7.18", lambda document: document.pages[0].Annots[0].__setitem__("/StructParent", 0)),
    "annotation outside": ("7.18", a_note),
    "font left out": ("7.21.4", not_embedded),
    "no characters": ("7.21.7", unmapped),
    "wrong widths": ("7.21.5", wider),
    "missing sign": ("7.21.8", written(rb"\[<[0-9a-f]{4}", b"[<0000")),
    "no part": ("6.6.4", told(b'pdfaid:part="2"', b'pdfaid:part="1"')),
    "lower level": ("6.6.4", told(b'pdfaid:conformance="A"', b'pdfaid:conformance="B"')),
    "undescribed claim": ("6.6.2.3", told(b"pdfaSchema:namespaceURI", b"pdfaSchema:namespace")),
    "another author": ("6.6.3", lambda document: document.trailer.Info.__setitem__("/Author", "Somebody")),
    "another day": ("6.6.3", lambda document: document.trailer.Info.__setitem__("/CreationDate", "D:20260101000000Z")),
    "no colours": ("6.2.3", put("/OutputIntents", None)),
    "cmyk": ("6.2.4.3", written(rb"^", b"0 0 0 1 k\n")),
    "deep states": ("6.1.13", written(rb"^", b"q " * 30 + b"Q " * 30)),
    "unknown instruction": ("6.2.2", written(rb"^", b"1 foo\n")),
    "missing resource": ("6.2.2", written(rb"^", b"/Nothing gs\n")),
    "transfer function": ("6.2.5", lambda document: document.pages[0].Resources.ExtGState.__setitem__("/X", Dictionary(TR=Name.Identity))),
    "odd blending": ("6.2.10", see_through),
    "not printed": ("6.3.2", lambda document: document.pages[0].Annots[0].__delitem__("/F")),
    "script": ("6.5.1", scripted),
    "acts by itself": ("6.5.2", put("/AA", Dictionary())),
    "attachment": ("6.8", attached),
}


def test_a_sound_paper_passes(sound: bytes) -> None:
    assert faults(sound) == []


@pytest.mark.parametrize("case", CASES)
def test_what_is_broken_is_named(sound: bytes, case: str) -> None:
    clause, breaking = CASES[case]
    found = broken(sound, breaking)
    assert any(fault.startswith(clause) for fault in found), found


def test_an_encrypted_file_is_named(sound: bytes) -> None:
    kept = pikepdf.Encryption(owner="secret", user="")
    assert {"7.16: encrypted", "6.1.3: encrypted"} <= set(broken(sound, lambda _document: None, encryption=kept))


def test_a_file_that_goes_on_after_its_end_is_named(sound: bytes) -> None:
    assert "6.1.3: something stands after the end" in faults(sound + b"more")


def test_damaged_bytes_are_named(sound: bytes) -> None:
    at = sound.index(b"stream", sound.index(b"/FlateDecode")) + 200
    assert any(fault.startswith("file:") for fault in damaged(sound, at))


def damaged(pdf: bytes, at: int) -> list[str]:
    try:
        return faults(pdf[:at] + b"\0" * 20 + pdf[at + 20 :])
    except (pikepdf.PdfError, pikepdf.DataDecodingError) as error:
        return [f"file: {error}"]


def test_a_sign_that_no_font_has_is_named() -> None:
    assert faults(pdf_from_html('<html lang="en"><title>x</title><p>\ue0f7</p>'))
