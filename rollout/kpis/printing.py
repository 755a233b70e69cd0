"""The appraisal sheet as a workbook and on paper. What is frozen names people by pseudonym only, so that it outlives their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from governance.core.documents.pdf import render_pdf
from governance.core.errors import NotFound
from rollout.kpis import reading
from rollout.kpis.models import AppraisalSheet
from rollout.kpis.reading import Sheet


def columns() -> list[str]:
    return [
        _("Figure"),
        _("How it came about"),
        _("Attained, percent"),
        _("Scale"),
        _("Points"),
        _("Weight"),
        _("Weight × points"),
        _("Why it is missing"),
        _("What it counts"),
    ]


def rows(sheet: Sheet) -> Iterator[Sequence[Any]]:
    """Each line, then the sums."""
    for line in sheet.lines:
        yield line.name, line.working, line.percent, line.marking, line.points, line.weight, line.weighted, line.absent, line.meaning
    told = [line for line in sheet.lines if line.weighted is not None]
    weights, weighted = sum(line.weight for line in told), sum(line.weighted for line in told if line.weighted is not None)
    yield _("Total"), sheet.sum, None, None, sheet.total, weights or None, weighted or None, None, None
    yield _("Share of the weight with data, percent"), None, sheet.share, None, None, None, None, None, None


def sheet_pdf(sheet: AppraisalSheet, language: str, *, name: str, signer: str) -> bytes:
    """The signed sheet from its frozen figures alone; names are printed as the reader may know them, and are not frozen."""
    if sheet.snapshot is None:
        raise NotFound("not signed")
    with translation.override(language):
        figures = sheet.snapshot.figures
        read = reading.read(figures)
        context = {
            "read": read,
            "name": name,
            "signer": signer,
            "period": reading.months(read),
            "agreed": figures["agreed"],
            "contested": figures["contested"],
        }
        return render_pdf("kpis/sheet_paper.html", context, language, snapshot=sheet.snapshot)
