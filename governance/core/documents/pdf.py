"""HTML to paper: WeasyPrint, tagged as PDF/UA-1, and a post-step for what WeasyPrint leaves out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from governance.core.documents.models import Snapshot

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

PAPER = Path(__file__).with_name("paper.css")


@cache
def paper() -> tuple[CSS, FontConfiguration]:
    """The stylesheet of paper, parsed once per process. WeasyPrint takes a second to load, which only whoever prints should wait."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    return CSS(filename=str(PAPER), font_config=configuration), configuration


# As HTML and PDF name the languages.
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def render_pdf(template: str, context: Mapping[str, Any], language: str, *, snapshot: Snapshot | None = None) -> bytes:
    """The template, which extends `core/paper.html`, as a tagged PDF in that language.

    With a snapshot its hash is printed on the last page and becomes the file's id: the same snapshot gives the same bytes.
    """
    return pdf_from_html(html_for(template, context, language, snapshot=snapshot), identifier=snapshot.sha256 if snapshot else "")


def html_for(template: str, context: Mapping[str, Any], language: str, *, snapshot: Snapshot | None = None) -> str:
    """The document's HTML. Times are printed in the product's zone, whoever asks."""
    values: dict[str, Any] = {**context, "language": language, "lang": TAGS.get(language, language), "snapshot": snapshot}
    if snapshot is not None:
        values["hash_parts"] = [snapshot.sha256[start : start + 8] for start in range(0, 64, 8)]
        values["verify_address"] = settings.PUBLIC_ADDRESS + reverse("core:verify")
    with translation.override(language), timezone.override(timezone.get_default_timezone()):
        return render_to_string(template, values)


def pdf_from_html(html: str, *, identifier: str = "") -> bytes:
    """WeasyPrint's tagged PDF with its header cells scoped."""
    from weasyprint import HTML

    css, configuration = paper()
    raw = HTML(string=html).write_pdf(
        stylesheets=[css], font_config=configuration, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode() or None
    )
    return scoped(raw)


def scoped(pdf: bytes) -> bytes:
    """Say of each header cell what it heads. A header in the table's head heads its column, any other its row."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.get("/StructTreeRoot")
        if root is not None:
            mark(root, in_head=False, seen=set())
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
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
