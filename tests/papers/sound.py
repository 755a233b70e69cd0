"""What every paper of the product must be: sound by both standards, whole in its language, numbered, with bookmarks."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterable

import pikepdf
from django.utils import translation
from django.utils.translation import pgettext

from governance.core.documents.pdf import TAGS
from tests.papers import faults

BOXES = set("□▯\ufffd")


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def sound(pdf: bytes, language: str, *, says: Iterable[str] = (), covers: int = 0, numbered: bool = True) -> None:
    """Assert all of it. `says` are words that must stand on the paper; the first `covers` pages bear no number."""
    assert faults(pdf) == []
    pages = text_of(pdf).split("\f")[:-1]
    whole = squeezed("".join(pages))
    assert not set(whole) & BOXES
    for words in says:
        assert squeezed(words) in whole, words
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        assert str(document.Root.Lang) == TAGS.get(language, language)
        assert str(document.docinfo.Title).strip() and str(document.docinfo.Author).strip()
        assert outline.root and all(entry.title.strip() for entry in outline.root)
        assert len(document.pages) == len(pages)
    if numbered:
        with translation.override(language):
            before, between = pgettext("page number, before", "Page "), pgettext("page number, between", " of ")
            after = pgettext("page number, after", " ")
        for number, page in enumerate(pages[covers:], start=covers + 1):
            assert squeezed(f"{before}{number}{between}{len(pages)}{after}") in squeezed(page), number
