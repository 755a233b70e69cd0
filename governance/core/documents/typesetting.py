"""HTML to paper: WeasyPrint, tagged as PDF/UA-1, and a post-step for what WeasyPrint leaves out. Knows no Django, so that it can run
in processes of its own."""

from __future__ import annotations

import io
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

PAPER = Path(__file__).with_name("paper.css")
FEW = 4  # Below this many papers a second process would cost more than it saves.


@cache
def paper() -> tuple[CSS, FontConfiguration]:
    """The stylesheet of paper, parsed once per process. WeasyPrint takes a second to load, which only whoever prints should wait."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    return CSS(filename=str(PAPER), font_config=configuration), configuration


def pdfs_from_html(papers: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """Many papers, each as (HTML, identifier), set side by side on the machine's cores; they come back in their order."""
    wanted = list(papers)
    cores = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
    if len(wanted) < FEW or cores < 2:
        yield from (pdf_from_html(html, identifier=identifier) for html, identifier in wanted)
        return
    # Spawned, not forked: a child must not share the parent's database connection or threads.
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_set, wanted)


def _set(paper: tuple[str, str]) -> bytes:
    html, identifier = paper
    return pdf_from_html(html, identifier=identifier)


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
