"""Numbers as people type them. Pure.

Full-width digits and signs are as good as plain ones; blanks do not count. A comma parts thousands when every group after it has
three digits (1,500 is 1500); else one comma is a decimal comma (1,5 is 1.5). Powers of ten as 1.5e3, with at most two digits.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

LONGEST = 60
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z", re.ASCII)
PLAIN = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,2})?\Z", re.ASCII)
SIGNS = str.maketrans({"−": "-", "–": "-", "，": ",", "。": ".", "．": "."})


def read_number(typed: str) -> Decimal | None:
    """The exact number, or None where it is none."""
    if len(typed) > LONGEST:
        return None
    text = "".join(unicodedata.normalize("NFKC", typed.translate(SIGNS)).split())
    if THOUSANDS.match(text):
        text = text.replace(",", "")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not PLAIN.match(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
