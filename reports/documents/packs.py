"""The scorecards of all live offices in one archive: figures office by office, pictures in one call, papers side by side on the cores."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import date, datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.charts import svgs
from governance.core.documents import archive
from governance.core.documents.models import Document, Snapshot
from governance.core.documents.typesetting import pdfs_from_html
from governance.core.errors import Refused
from governance.core.permissions import Verb, allows, require
from governance.organisation.models import Office
from reports.documents.making import Step, no_step, not_to_come
from reports.documents.models import Pack
from reports.documents.scorecards import KIND, SMALL, freeze, html_of, trend
from rollout.staging.selectors import go_live_dates


def offices_of(actor: Actor, day: date) -> list[Office]:
    """The offices live by that day whose scorecard the reader may see, by code."""
    live = {pk for pk, on in go_live_dates(None).items() if on <= day}
    offices = Office.objects.filter(pk__in=live).select_related("parent").order_by("code")
    return [office for office in offices if allows(actor, Verb.VIEW, KIND, office_id=office.pk)]


def make_pack(*, day: date, language: str, job: UUID, actor: Actor, at: datetime, step: Step = no_step) -> Pack:
    """Freeze, set and keep a scorecard for each live office. The same job run again, after a kill, makes the same pack once."""
    require(actor, Verb.VIEW, KIND)
    if found := Pack.objects.filter(job=job).first():
        return found
    not_to_come(day, at)
    offices = offices_of(actor, day)
    if not offices:
        raise Refused(_("No office is live yet, so there is no scorecard to make."))
    total, why = 2 * len(offices) + 1, _("Pack of scorecards")
    snapshots = []
    for done, office in enumerate(offices):
        step(done, total, _("Collecting and freezing the figures of %(office)s") % {"office": office})
        snapshots.append(freeze(office, day, actor=actor, at=at, reason=why))
    step(len(offices), total, _("Drawing the pictures"))
    papers = typeset(snapshots, language)
    pdfs = []
    for done, pdf in enumerate(pdfs_from_html([(html, snapshot.sha256) for snapshot, _title, html in papers]), start=len(offices) + 1):
        step(done, total, _("Setting the documents"))
        pdfs.append(pdf)
    with transaction.atomic(), audit.because(actor, why):
        kept = [
            archive.keep(snapshot, pdf, language=language, title=title, actor=actor, at=at, reason=why).pk
            for (snapshot, title, _html), pdf in zip(papers, pdfs, strict=True)
        ]
        return Pack.objects.create(day=day, language=language, documents=kept, job=job, recorded_at=at)


def typeset(snapshots: list[Snapshot], language: str) -> list[tuple[Snapshot, str, str]]:
    """Each with its title and HTML; all pictures that were never drawn in one browser call."""
    pictures = [trend(snapshot, language) for snapshot in snapshots]
    drawn = svgs([chart for chart in pictures if chart], language)
    return [
        (snapshot, *html_of(snapshot, language, chart, drawn[chart.code] if chart else None))
        for snapshot, chart in zip(snapshots, pictures, strict=True)
    ]


def readable(pack: Pack, actor: Actor) -> list[tuple[Office, Document]]:
    """What of a pack the reader may still open: rights may have changed since it was made."""
    offices = {office.code: office for office in Office.objects.select_related("parent")}
    found = []
    for document in Document.objects.filter(pk__in=pack.documents).select_related("snapshot"):
        office = offices.get(document.snapshot.figures["office_code"])
        if office is None or not allows(actor, Verb.VIEW, KIND, office_id=office.pk):
            continue
        if document.snapshot.kind == SMALL and not allows(actor, Verb.VIEW, "person_usage", office_id=office.pk):
            continue
        found.append((office, document))
    return sorted(found, key=lambda pair: pair[0].code)


def archived(pack: Pack, actor: Actor) -> IO[bytes]:
    """The archive, one PDF per office, named by its code. PDFs are packed already, so they are stored as they are."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it when it is sent
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for office, document in readable(pack, actor):
            code = slugify(office.code, allow_unicode=True) or str(office.pk)
            packed.writestr(f"scorecard-{code}-{pack.day.isoformat()}-{pack.language}.pdf", archive.content(document))
    file.seek(0)
    return file
