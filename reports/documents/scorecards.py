"""The office scorecard on paper: frozen with the eyes of who asked for it, then set in each language from the frozen figures alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.charts import Chart, svgs
from governance.core.documents import freezing
from governance.core.documents.models import Document, Snapshot
from governance.core.documents.pdf import html_for, pdf_from_html
from governance.core.permissions import Verb, allows, require
from governance.organisation.models import Office
from reports.dashboards import charts
from reports.dashboards.scorecard import collect, read, trend_told
from reports.documents.making import Step, in_languages, no_step, not_known, not_to_come

KIND = "office_scorecard"
# Of a small office: no object of the permission table, so whoever only has the fingerprint is told that it is ours, not what it says.
SMALL = "small office scorecard"


def make_office_scorecard(
    office: Office,
    *,
    day: date,
    languages: Sequence[str],
    actor: Actor,
    at: datetime,
    known_at: datetime | None = None,
    reason: str = "",
    step: Step = no_step,
) -> list[Document]:
    """Freeze the office's figures of that day and make one PDF per language from them."""
    require(actor, Verb.VIEW, KIND, office_id=office.pk)
    not_to_come(day, at)
    not_known(day, known_at, at)
    return in_languages(
        lambda: freeze(office, day, actor=actor, at=at, known_at=known_at, reason=reason),
        render,
        languages,
        actor=actor,
        at=at,
        reason=reason,
        step=step,
    )


def freeze(office: Office, day: date, *, actor: Actor, at: datetime, known_at: datetime | None = None, reason: str = "") -> Snapshot:
    """The office's figures of that day, read with the eyes of who asks."""
    every = [code for code, _name in settings.LANGUAGES]
    figures = collect(office, day, actor=actor, known_at=known_at, languages=every)
    with transaction.atomic():
        kind = SMALL if figures["small"] else KIND
        return freezing.freeze(kind, figures, actor=actor, at=at, known_at=known_at, reason=reason)


def render(snapshot: Snapshot, language: str) -> tuple[str, bytes]:
    """Title and PDF of a frozen scorecard. Reads nothing but the snapshot."""
    chart = trend(snapshot, language)
    title, html = html_of(snapshot, language, chart, svgs([chart], language)[chart.code] if chart else None)
    return title, pdf_from_html(html, identifier=snapshot.sha256)


def trend(snapshot: Snapshot, language: str) -> Chart | None:
    """The picture of a frozen scorecard; None where no week is told. Its code names the office, so that many are drawn in one call."""
    with translation.override(language):
        card = read(snapshot.figures)
        weeks = trend_told(card)
        return charts.adoption_trend(weeks, language, code=f"office_trend_{snapshot.sha256[:12]}") if weeks else None


def html_of(snapshot: Snapshot, language: str, chart: Chart | None, picture: str | None) -> tuple[str, str]:
    """Title and HTML of a frozen scorecard with its picture."""
    with translation.override(language):
        card = read(snapshot.figures)
        title = _("%(office)s: scorecard, %(day)s") % {"office": card.office, "day": written.day(card.day)}
        context = {"card": card, "chart": chart, "pictures": {chart.code: picture} if chart else {}}
        return title, html_for("documents/scorecard.html", context, language, snapshot=snapshot)


def kept_for(office: Office, actor: Actor) -> Iterator[Document]:
    """The scorecards of this office that the reader may open, newest first. Figures of a small office stay with its own people."""
    trusted = allows(actor, Verb.VIEW, "person_usage", office_id=office.pk)
    code = json.dumps(office.code, ensure_ascii=False)
    found = Document.objects.filter(snapshot__kind__in=[KIND, SMALL], snapshot__body__contains=f'"office_code":{code}')
    for document in found.select_related("snapshot"):
        if document.snapshot.figures["office_code"] == office.code and (trusted or document.snapshot.kind == KIND):
            yield document
