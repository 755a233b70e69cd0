"""Making the executive report: freeze the figures, then render every language from the frozen figures alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.actor import Actor
from governance.core.charts import svgs
from governance.core.documents import archive, freezing
from governance.core.documents.models import Document, Snapshot
from governance.core.documents.pdf import render_pdf
from governance.core.errors import InvalidInput, Refused
from governance.core.permissions import Verb, require
from reports.dashboards.picture import Picture, programme_picture, told_on
from reports.documents import content
from reports.documents.figures import KIND, figures, report_reader
from reports.documents.report import Report, read
from rollout.staging import selectors as staging

Step = Callable[[int, int, str], None]


def make_executive_report(
    *,
    actor: Actor,
    at: datetime,
    day: date,
    languages: Sequence[str],
    known_at: datetime | None = None,
    reason: str = "",
    step: Step = lambda done, total, message: None,
) -> list[Document]:
    """Freeze the programme's figures of that day and make one PDF per language from them."""
    require(actor, Verb.CHANGE, KIND)
    if day > timezone.localdate(at):
        raise InvalidInput(
            gettext_lazy("A report cannot be made for a day to come."), fields={"day": gettext_lazy("This day has not come yet.")}
        )
    if staging.programme() is None:
        raise Refused(gettext_lazy("There is nothing to report yet: no programme has been set up."))
    total = len(languages) + 1
    step(0, total, _("Collecting and freezing the figures"))
    frozen = figures(pictures(day, report_reader(actor), known_at), known_at=known_at or at)
    made: list[tuple[str, str, bytes]] = []
    with transaction.atomic():
        snapshot = freezing.freeze(KIND, frozen, actor=actor, at=at, known_at=known_at, reason=reason)
    for done, language in enumerate(languages, start=1):
        step(done, total, _("Drawing and setting the document"))
        made.append((language, *render(snapshot, language)))
    step(total, total, _("Keeping the document"))
    with transaction.atomic():
        return [
            archive.keep(snapshot, pdf, language=language, title=title, actor=actor, at=at, reason=reason) for language, title, pdf in made
        ]


def pictures(day: date, reader: Actor, known_at: datetime | None) -> dict[str, Picture]:
    """The same picture in each language: the registry gives reasons in the active one.

    Where the usage data ends before the day, its last week told is shown, and the status says how old it is.
    """
    found = {}
    use_of = told_on(day, known_at)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = programme_picture(day, actor=reader, known_at=known_at, figures_on=use_of)
    return found


def render(snapshot: Snapshot, language: str) -> tuple[str, bytes]:
    """Title and PDF of a frozen report. Reads nothing but the snapshot."""
    with translation.override(language):
        report = read(snapshot.figures)
        context = content.context(report, language)
        pictures = svgs(context["charts"].values(), language)
        title = title_of(report)
    return title, render_pdf("documents/executive.html", {**context, "pictures": pictures}, language, snapshot=snapshot)


def title_of(report: Report) -> str:
    return _("Executive report, %(day)s") % {"day": written.day(report.day)}
