"""HTML to paper: WeasyPrint, then the finishing for what it leaves out. Knows no Django, so that it can run in processes of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

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
    """The paper as PDF/A-2a and PDF/UA-1."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    from governance.core.documents.finishing import finished

    css, configuration = paper()
    # Pictures stand in the paper itself: no address and no file is ever fetched, whatever somebody typed into a text.
    # The finishing packs the file and gives it its id: done here, both would be done twice.
    raw = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(
        stylesheets=[css], font_config=configuration, pdf_variant="pdf/a-2a", pdf_identifier=False, uncompressed_pdf=True
    )
    return finished(raw, identifier)
