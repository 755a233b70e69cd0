"""The item analysis on paper: figures frozen, printed in one language, kept."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from governance.core.actor import Actor
from governance.core.charts import svgs
from governance.core.documents.archive import keep
from governance.core.documents.freezing import freeze
from governance.core.documents.models import Document
from governance.core.documents.pdf import render_pdf
from governance.core.permissions import Verb, require
from training.testing import analysis_words as words
from training.testing import charts
from training.testing.access import require_unshut_paper
from training.testing.analysis_figures import figures_of, frozen, thawed
from training.testing.judging import Judgement
from training.testing.models import Difficulty, PaperVersion, PassMarkMethod
from training.testing.selectors.analysing import paper_analysis


def print_analysis(version: PaperVersion, language: str, *, actor: Actor, at: datetime) -> Document:
    """Freeze the figures of this instant and print them."""
    require(actor, Verb.VIEW, "item_analysis")
    require_unshut_paper(actor, version, at)
    held = freeze("item_analysis", frozen(figures_of(paper_analysis(version, at))), actor=actor, at=at)
    figures = thawed(held.figures)
    with translation.override(language):
        chart = charts.facility_against_discrimination(figures, language)
        context = {
            "figures": figures,
            "title": figures.paper[language],
            "headline": words.headline(figures),
            "reliability": words.reliability(figures),
            "red": bool(figures.judged(Judgement.MISLEADS)),
            "facts": words.figures(figures),
            "method": PassMarkMethod(figures.pass_mark_method).label,
            "rows": [(dot, words.JUDGED[dot.judgement]) for dot in figures.dots],
            "slots": [(slot, slot.topic[language], Difficulty(slot.difficulty).label) for slot in figures.slots],
            "meanings": words.MEANINGS,
            "chart": chart,
            "pictures": svgs([chart], language),
        }
        title = f"{figures.paper[language]} · {figures.version}"
        pdf = render_pdf("testing/analysis_paper.html", context, language, snapshot=held)
    return keep(held, pdf, language=language, title=title[:200], actor=actor, at=at)
