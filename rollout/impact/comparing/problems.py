"""Why a row of a list cannot be compared, and what a difference is called, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# In the order in which they are tried.
REASONS = ("header", "no_key", "long_key", "no_amount")
BAD_STRUCTURE = {
    "TOO MANY COLUMNS": "too_many_cells",
    "MISSING COLUMNS": "too_few_cells",
    "UNQUOTED VALUE": "bad_quotes",
    "LINE SIZE OVER MAXIMUM": "too_long",
    "INVALID ENCODING": "bad_text",
}
TEXTS: dict[str, str | Promise] = {
    "header": _("The header again"),
    "no_key": _("The key is empty"),
    "long_key": _("The key is longer than 200 characters"),
    "no_amount": _("An amount is no number, or has more than six decimals"),
    "no_office": _("The office is empty or not known"),
    "too_many_cells": _("The row has more cells than the header"),
    "too_few_cells": _("The row has fewer cells than the header"),
    "bad_quotes": _("The quotation marks do not match"),
    "too_long": _("A line is too long"),
    "missing": _("Missing from the loaded list"),
    "extra": _("Only in the loaded list"),
    "differing": _("The amounts differ"),
    "duplicate": _("The key is repeated"),
    "lacking": _("Not in the CRM"),
}


def text(code: str) -> str:
    return str(TEXTS.get(code, code))


def damaged(why: str) -> str | Promise:
    if why == "encoding":
        return _("The file changes its encoding half way. Choose the encoding, or export the file as UTF-8.")
    return _("The file cannot be read as a table: %(why)s") % {"why": why}
