"""Which of a text's wordings a reader gets. Pure of the database; reads only the active language.

A text is written in up to three languages. A reader gets their own; else, who reads Chinese, the other script, and then English; who reads
English, simplified Chinese and then traditional. So nobody ever reads nothing where something is written.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation

LANGUAGES = ("en", "zh-hans", "zh-hant")
NEXT_BEST = {
    "en": LANGUAGES,
    "zh-hans": ("zh-hans", "zh-hant", "en"),
    "zh-hant": ("zh-hant", "zh-hans", "en"),
}


def next_best(language: str | None = "") -> tuple[str, ...]:
    """The languages of ours in the order in which this reader (by default the active one) wants them."""
    return NEXT_BEST.get((language or translation.get_language() or "en").lower(), LANGUAGES)


def said(wordings: Mapping[str, str], language: str | None = "") -> str:
    """The wording for this reader, out of language → wording; empty only where nothing is written."""
    return next((str(wordings[code]) for code in next_best(language) if wordings.get(code)), "")


def said_of(row: object, field: str, language: str | None = "") -> str:
    """The same of a row that keeps each language in a column: `title` or `title_en`, `title_zh_hans`, `title_zh_hant`."""
    english = getattr(row, field if hasattr(row, field) else f"{field}_en", "")
    return said({"en": english, "zh-hans": getattr(row, f"{field}_zh_hans", ""), "zh-hant": getattr(row, f"{field}_zh_hant", "")}, language)


def said_in(frozen: Mapping[str, object], field: str, language: str | None = "") -> str:
    """The same of plain values under the names of such columns; a name that is missing is a wording that was not written."""
    columns = {"en": field, "zh-hans": f"{field}_zh_hans", "zh-hant": f"{field}_zh_hant"}
    return said({code: str(frozen.get(column) or "") for code, column in columns.items()}, language)
