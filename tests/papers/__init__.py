"""A checker of PDFs against PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2), for what a machine can decide.

`faults()` names each broken condition by its clause. What it cannot decide – whether an alternative text tells the truth, whether the order
of reading makes sense – is for people; what it leaves out is listed in the decision note on the standards of paper.
"""

from __future__ import annotations

from tests.papers import accessible, archivable, fonts, painted
from tests.papers.opened import opened


def faults(pdf: bytes) -> list[str]:
    """Every condition of either standard that the file breaks, each once, as “clause: what”."""
    with opened(pdf) as paper:
        found = [*accessible.faults(paper), *archivable.faults(paper), *painted.faults(paper), *fonts.faults(paper)]
    return list(dict.fromkeys(found))
