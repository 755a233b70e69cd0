"""Item analysis in words: what each judgement and each figure means to somebody who teaches, not to a statistician."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from training.testing.analysis_figures import Dot, Figures
from training.testing.judging import MINIMUM, Judgement

Text = str | Promise
# Bounds of Moodle's report: from 75 a test is consistent, under 64 it is not.
CONSISTENT, INCONSISTENT = 75, 64


@dataclass(frozen=True)
class Judged:
    """How a judgement is shown: its state, its name, and what to do."""

    status: str
    label: Text
    advice: Text


JUDGED = {
    Judgement.MISLEADS: Judged(
        "bad",
        gettext_lazy("Misleads"),
        gettext_lazy("Those who know the subject get it wrong more often than the others. Look at the key first, then at the wording."),
    ),
    Judgement.DOUBTFUL: Judged(
        "watch",
        gettext_lazy("Doubtful"),
        gettext_lazy("Slightly against those who know the subject, which may be chance. Read the wording; look again after more attempts."),
    ),
    Judgement.TOO_HARD: Judged(
        "watch",
        gettext_lazy("Too hard"),
        gettext_lazy("Hardly anybody gets it. Was it taught? If it was, is there one right answer only?"),
    ),
    Judgement.TOO_EASY: Judged(
        "info",
        gettext_lazy("Too easy"),
        gettext_lazy("Nearly everybody gets it, so it tells nobody apart. Keep it only if everybody must know exactly this."),
    ),
    Judgement.WEAK: Judged(
        "watch",
        gettext_lazy("Weak"),
        gettext_lazy("It hardly tells those who know the subject from the rest. Look for an option that gives the answer away."),
    ),
    Judgement.GOOD: Judged(
        "good", gettext_lazy("Good"), gettext_lazy("Those who know the subject get it more often than the others. Leave it as it is.")
    ),
    Judgement.UNKNOWN: Judged(
        "none",
        gettext_lazy("Cannot be told"),
        gettext_lazy("Too few people got it, or all got the same. Figures begin at ten people."),
    ),
}


def headline(analysis: Figures) -> str:
    """The one sentence a trainer reads first."""
    n = analysis.test.attempts
    if not n:
        return _("Nobody has a marked first attempt at this version yet.")
    if n < MINIMUM:
        return _("Only %(n)s first attempts so far; questions are judged from %(least)s.") % {"n": n, "least": MINIMUM}
    misleading = analysis.judged(Judgement.MISLEADS)
    if len(misleading) == 1:
        return _("Question %(code)s misleads those who know the subject: look at its key.") % {"code": misleading[0].code}
    if misleading:
        return _("Questions %(codes)s mislead those who know the subject: look at their keys.") % {"codes": codes(misleading)}
    if hard := analysis.judged(Judgement.TOO_HARD):
        return _("No question misleads. Hardly anybody gets %(codes)s: was it taught?") % {"codes": codes(hard)}
    if poor := analysis.judged(Judgement.DOUBTFUL, Judgement.WEAK):
        return _("No question misleads. These hardly tell anybody apart: %(codes)s.") % {"codes": codes(poor)}
    return _("No question misleads; the paper tells those who know the subject from the rest.")


def codes(lines: list[Dot]) -> str:
    """The first few by code, and how many more."""
    named = [line.code for line in lines[:3]]
    more = len(lines) - len(named)
    return written.together([*named, _("%(n)s more") % {"n": more}] if more else named)


def reliability(analysis: Figures) -> str:
    """What the consistency of the paper means for people near the pass mark."""
    told = analysis.test
    if told.consistency is None or told.standard_error is None:
        return _("Too few attempts, or too much alike, to say how reliable the results are.")
    values = {"points": written.number(told.standard_error, 1), "all": written.number(analysis.maximum, 0)}
    if told.consistency < 0:
        return _("The questions contradict each other: a result says next to nothing. Look for wrong keys first.")
    if told.consistency < INCONSISTENT:
        return _("Results are not reliable: a person’s result may be %(points)s of %(all)s points off either way.") % values
    if told.consistency < CONSISTENT:
        return _("Results are fairly reliable: a person’s result may be %(points)s of %(all)s points off either way.") % values
    return _("Results are reliable: a person’s result is seldom more than %(points)s of %(all)s points off.") % values


def plain(fragment: str) -> str:
    """A fragment as one line of plain text, for pictures and lists."""
    return " ".join(unescape(strip_tags(fragment.replace("<br>", " ").replace("</p>", " "))).split())


@dataclass(frozen=True)
class Figure:
    """One figure of the test with its explanation."""

    label: Text
    value: str
    meaning: Text


def figures(analysis: Figures) -> list[Figure]:
    """Every figure of the test; what cannot be told is a dash."""
    told = analysis.test
    return [
        Figure(_("First attempts"), written.number(told.attempts), _("Only first attempts count: whoever comes back knows the questions.")),
        Figure(_("Mean"), points(told.mean, analysis), _("Points on average.")),
        Figure(_("Median"), points(told.median, analysis), _("Half of the people got at least this.")),
        Figure(_("Standard deviation"), shown(told.sd, 2), _("How far results lie apart, in points.")),
        Figure(_("Skewness"), shown(told.skewness, 2), _("Negative: most are at the upper end, a few far below. Near 0: even.")),
        Figure(
            _("Kurtosis"), shown(told.kurtosis, 2), _("Positive: most results close together, a few far out. Negative: spread out evenly.")
        ),
        Figure(
            _("Internal consistency"),
            percent(told.consistency),
            _("How much the questions measure the same (Cronbach’s alpha). From 75 good, under 64 poor; negative: they contradict."),
        ),
        Figure(_("Error ratio"), percent(told.error_ratio), _("How much of the differences between people is chance.")),
        Figure(_("Standard error"), shown(told.standard_error, 2), _("How many points a person’s result may be off by chance.")),
    ]


MEANINGS: tuple[tuple[Text, Text], ...] = (
    (gettext_lazy("Facility"), gettext_lazy("The share of its points that people got on average: 100 % means everybody got it.")),
    (
        gettext_lazy("Discrimination"),
        gettext_lazy("Whether those who do well in the rest get this too: 100 always, 0 no connection, negative the other way round."),
    ),
    (
        gettext_lazy("Efficiency"),
        gettext_lazy("Discrimination against the best possible for marks like these: fairer to very easy and very hard questions."),
    ),
    (
        gettext_lazy("Effective weight"),
        gettext_lazy("How much the place really decides who comes before whom. A dash: it works against the rest."),
    ),
    (gettext_lazy("Spread"), gettext_lazy("Standard deviation of the mark.")),
)


def shown(value: float | None, decimals: int) -> str:
    return written.DASH if value is None else written.number(value, decimals)


def percent(value: float | None) -> str:
    return written.DASH if value is None else written.percent(value, 1)


def points(value: float | None, analysis: Figures) -> str:
    return written.DASH if value is None else f"{written.number(value, 2)} / {written.number(analysis.maximum, 0)}"
