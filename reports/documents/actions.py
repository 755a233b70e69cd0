"""Making the executive report: freeze the figures, then render every language from the frozen figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.actor import Actor
from governance.core.charts import svgs
from governance.core.documents import freezing
from governance.core.documents.models import Document, Snapshot
from governance.core.documents.pdf import render_pdf
from governance.core.errors import Refused
from governance.core.permissions import Verb, require
from governance.core.reading import read_once
from reports.dashboards.sections import Asked, gather
from reports.documents import content
from reports.documents.figures import KIND, figures, report_reader
from reports.documents.making import Step, in_languages, no_step, not_known, not_to_come
from reports.documents.pictures import pictures
from reports.documents.report import Report, read
from rollout.staging import selectors as staging


def make_executive_report(
    *,
    actor: Actor,
    at: datetime,
    day: date,
    languages: Sequence[str],
    known_at: datetime | None = None,
    reason: str = "",
    step: Step = no_step,
) -> list[Document]:
    """Freeze the programme's figures of that day and make one PDF per language from them."""
    require(actor, Verb.CHANGE, KIND)
    not_to_come(day, at)
    not_known(day, known_at, at)
    if staging.programme() is None:
        raise Refused(gettext_lazy("There is nothing to report yet: no programme has been set up."))

    def freeze() -> Snapshot:
        # Always as known at one instant: what is recorded while the figures are read belongs to a later report.
        held, reader = known_at or at, report_reader(actor)
        with read_once():
            frozen = figures(pictures(day, reader, held), gather(Asked(day, held, reader)), known_at=held)
        with transaction.atomic():
            return freezing.freeze(KIND, frozen, actor=actor, at=at, known_at=known_at, reason=reason)

    return in_languages(freeze, render, languages, actor=actor, at=at, reason=reason, step=step)


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
