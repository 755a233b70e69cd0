"""Item analysis: which versions there are, what one tells, and one question of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.columns import Column, Empty, status
from governance.core.documents import archive
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Table
from training.testing import analysis_words as words
from training.testing import charts, distribution
from training.testing.access import require_unshut, require_unshut_paper
from training.testing.analysis_figures import Dot, Figures, figures_of
from training.testing.analysis_paper import print_analysis
from training.testing.judging import Judgement, Third
from training.testing.models import Difficulty, PaperVersion, QuestionState
from training.testing.selectors import analysing
from training.testing.selectors.faulty import standing_decision
from training.testing.selectors.unseen import unseen

WHAT = "item_analysis"


@needs(Verb.VIEW, WHAT)
def index(request: Request) -> HttpResponseBase:
    """Every version that was ever in use; what is shut to this reader is named, not opened."""
    found = unseen(request.actor, request.now)
    table = Table(
        request,
        [
            Column(
                "paper", _("Paper"), value=str, link=lambda row: None if found.draws(row) else reverse("testing:analysis", args=[row.pk])
            ),
            Column("course", _("Course"), value=lambda row: str(row.paper.course)),
            Column("state", _("State"), value=lambda row: row.get_state_display()),
            Column("first_attempts", _("First attempts"), numeric=True),
        ],
        list(analysing.versions().prefetch_related("rows")),
        name="analyses",
        empty=Empty(_("No paper has been in use yet"), _("A paper is analysed once people have taken it.")),
    )
    return table.export() or render(
        request, "testing/analyses.html", {"table": table, "taken": analysing.taken(), "shut_by": written.together(map(str, found.papers))}
    )


def version_of(pk: int) -> PaperVersion:
    found = analysing.versions().filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such version of a paper, or it was never in use."))
    return found


@needs(Verb.VIEW, WHAT)
def analysis(request: Request, pk: int) -> HttpResponseBase:
    version = version_of(pk)
    require_unshut_paper(request.actor, version, request.now)
    figures = figures_of(analysing.paper_analysis(version))
    table = question_table(request, version, figures)
    if response := table.export():
        return response
    context = {
        "version": version,
        "figures": figures,
        "headline": words.headline(figures),
        "reliability": words.reliability(figures),
        "worst": worst(figures),
        "undrawn": written.together(str(dot.number) for dot in figures.dots if dot.discrimination is None),
        "chart": charts.facility_against_discrimination(figures, get_language() or "en"),
        "table": table,
        "facts": words.figures(figures),
        "slots": slot_rows(figures),
        "meanings": words.MEANINGS,
        "languages": settings.LANGUAGES,
    }
    return render(request, "testing/analysis.html", context)


def worst(figures: Figures) -> list[tuple[Dot, words.Judged]]:
    """The questions that need somebody to look at them."""
    wanted = (Judgement.MISLEADS, Judgement.DOUBTFUL, Judgement.TOO_HARD)
    return [(dot, words.JUDGED[dot.judgement]) for dot in figures.judged(*wanted)]


def slot_rows(figures: Figures) -> list[dict[str, Any]]:
    language = get_language() or "en"
    return [{"slot": slot, "topic": slot.topic[language], "difficulty": Difficulty(slot.difficulty).label} for slot in figures.slots]


def question_table(request: Request, version: PaperVersion, figures: Figures) -> Table:
    return Table(
        request,
        [
            Column("number", _("No."), numeric=True),
            Column(
                "code",
                _("Question"),
                value=lambda dot: f"{dot.code} {dot.name}",
                link=lambda dot: reverse("testing:analysed-question", args=[version.pk, dot.question_id]),
            ),
            Column(
                "judgement",
                _("Judgement"),
                value=lambda dot: str(words.JUDGED[dot.judgement].label),
                show=lambda dot: status(words.JUDGED[dot.judgement].status, words.JUDGED[dot.judgement].label),
                sort=False,
            ),
            Column("n", _("Number of people"), numeric=True),
            Column("facility", _("Facility"), value=lambda dot: dot.facility_percent, numeric=True, percent=True),
            Column("discrimination", _("Discrimination"), numeric=True, decimals=0),
            Column("efficiency", _("Efficiency"), numeric=True, decimals=0),
        ],
        list(figures.dots),
        name="questions",
        filename=f"item-analysis-{version.pk}",
        compact=10,
        empty=Empty(_("No figures yet"), _("Figures begin with the first marked attempt.")),
    )


@needs(Verb.VIEW, WHAT)
def question(request: Request, pk: int, question: int) -> HttpResponse:
    """One question: its figures in words, its wording, and who gave which answer."""
    version = version_of(pk)
    require_unshut_paper(request.actor, version, request.now)
    whole = analysing.paper_analysis(version)
    line = next((line for line in whole.questions if line.question.pk == question), None)
    if line is None:
        raise NotFound(_("Nobody was asked this question in a marked first attempt at this version."))
    require_unshut(request.actor, [line.question], request.now)
    asked, language = analysing.asked(whole, line), get_language() or "en"
    content = asked.versions[0].content
    given = distribution.lines(content, asked.given, asked.third, language)
    labels = [own_label(each.label) if each.own else words.plain(each.label) for each in given]
    context = {
        "version": version,
        "line": line,
        "dot": next(dot for dot in figures_of(whole).dots if dot.question_id == question),
        "judged": words.JUDGED[line.judgement],
        "asked": asked,
        "text": content.text.said(content.language_for(language)),
        "chart": charts.who_chose_what(given, labels, dict(asked.group_sizes), language) if given else None,
        "sizes": [(charts.third_label(third), asked.group_sizes[third]) for third in Third],
        "decision": standing_decision(question),
        "may_quarantine": allows(request.actor, Verb.APPROVE, "quarantine") and line.question.state == QuestionState.ACTIVE,
        "may_decide": allows(request.actor, Verb.APPROVE, "quarantine") and line.question.state == QuestionState.QUARANTINED,
    }
    return render(request, "testing/analysed_question.html", context)


def own_label(label: str) -> str:
    return {"true": _("True"), "false": _("False"), "nothing": _("No answer"), "other": _("Other answers")}[label]


@needs(Verb.VIEW, WHAT)
def paper(request: Request, pk: int, language: str) -> HttpResponse:
    """The analysis as a PDF in the language asked for. Made by POST, since its figures are frozen and kept."""
    version = version_of(pk)
    require_unshut_paper(request.actor, version, request.now)
    if language not in dict(settings.LANGUAGES):
        raise NotFound(_("There is no such language."))
    if request.method != "POST":
        return render(request, "testing/print.html", {"version": version, "language": language})
    document = print_analysis(version, language, actor=request.actor, at=request.now)
    headers = {
        "Content-Disposition": f'attachment; filename="item-analysis-{version.pk}-{language}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(archive.content(document), content_type="application/pdf", headers=headers)
