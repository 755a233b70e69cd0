"""HTML to paper: WeasyPrint, tagged as PDF/UA-1, and a post-step for what WeasyPrint leaves out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

PAPER = Path(__file__).with_name("paper.css")


@cache
def paper() -> tuple[CSS, FontConfiguration]:
    """The stylesheet of paper, parsed once per process."""
    configuration = FontConfiguration()
    return CSS(filename=str(PAPER), font_config=configuration), configuration


def render_pdf(template: str, context: Mapping[str, Any], language: str, *, identifier: str = "") -> bytes:
    """The template as a tagged PDF in that language.

    `identifier` (the snapshot's hash) becomes the file's id: with it the same HTML gives the same bytes.
    """
    with translation.override(language):
        html = render_to_string(template, {**context, "language": language})
    return pdf_from_html(html, identifier=identifier)


def pdf_from_html(html: str, *, identifier: str = "") -> bytes:
    css, configuration = paper()
    raw = HTML(string=html).write_pdf(
        stylesheets=[css],
        font_config=configuration,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier.encode() or None,
        custom_metadata=True,
    )
    return scoped(raw, identifier=identifier)


def scoped(pdf: bytes, *, identifier: str = "") -> bytes:
    """Say of each header cell what it heads. A header in the table's head heads its column, any other its row."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.get("/StructTreeRoot")
        if root is not None:
            mark(root, in_head=False, seen=set())
        out = io.BytesIO()
        document.save(out, deterministic_id=not identifier, linearize=False, compress_streams=True)
    return out.getvalue()


def mark(node: Any, *, in_head: bool, seen: set[tuple[int, int]]) -> None:
    """Walk the structure tree and give every TH its /Scope."""
    if isinstance(node, pikepdf.Array):
        for child in node:  # type: ignore[attr-defined]
            mark(child, in_head=in_head, seen=seen)
        return
    if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
        return
    seen.add(node.objgen)
    kind = node.get("/S")
    if kind == "/TH":
        scope = pikepdf.Name.Column if in_head else pikepdf.Name.Row
        node["/A"] = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
    if "/K" in node:
        mark(node["/K"], in_head=in_head or kind == "/THead", seen=seen)
