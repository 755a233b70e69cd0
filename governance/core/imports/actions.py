"""Receive, read again, apply, set aside: what may happen to an import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import attachments, audit, jobs
from governance.core.actor import Actor
from governance.core.errors import Conflict, GatehouseError, InvalidInput, Refused
from governance.core.imports.disguise import without_secrets
from governance.core.imports.drawing import drawn, without_contents
from governance.core.imports.importer import Importer, ReadRows, importer, options_of, read
from governance.core.imports.problems import Plan, Problem
from governance.core.imports.tables import Table, open_table
from governance.core.models import Attachment, ImportBatch, ImportState, Job
from governance.core.models.imports import MOVES
from governance.core.permissions import Verb, require


def receive(
    of: Importer, file: BinaryIO | Path, *, name: str, actor: Actor, at: datetime, options: Mapping[str, str] | None = None
) -> ImportBatch:
    """Keep the file, plan what it would do, remember the preview. Nothing of the record changes."""
    require(actor, Verb.IMPORT, of.what)
    batch = ImportBatch(kind=of.kind, name=name[-255:], options=options_of(dict(options or {})), username=actor.username, created_at=at)
    with without_secrets(of, file, name=name, options=batch.options) as kept:
        stored = attachments.store(kept, name=name, actor=actor, at=at, what=of.what)
    batch.options = as_kept(of, batch.options)
    batch.attachment, batch.sha256 = stored, stored.sha256
    try:
        fill(batch, of, actor=actor, at=at)
    except GatehouseError:
        forget(stored)
        raise
    batch.save()
    return batch


def as_kept(of: Importer, options: Mapping[str, str]) -> dict[str, str]:
    """Options for the kept file: one with secret columns is a plain table by now, of which only the order of dates is open."""
    return {name: value for name, value in options.items() if not of.secret or name == "date_order"}


def forget(stored: Attachment) -> None:
    """A file that could not be read is not kept."""
    stored.delete()
    if not Attachment.objects.filter(sha256=stored.sha256).exists():
        attachments.discard(stored.sha256)


def fill(batch: ImportBatch, of: Importer, *, actor: Actor, at: datetime) -> None:
    """Counts and preview of the batch as the record stands now."""
    table = opened(batch)
    found = read(of, table, date_order=batch.options.get("date_order", ""))
    plan = planned(of, found, actor=actor, at=at)
    batch.counts = plan.counts
    batch.preview = drawn(table, found, plan)


def opened(batch: ImportBatch) -> Table:
    assert batch.attachment is not None
    reading = {name: value for name, value in batch.options.items() if name != "date_order"}
    return open_table(attachments.path(batch.attachment), batch.name, **reading)


def planned(of: Importer, found: ReadRows, *, actor: Actor, at: datetime) -> Plan:
    """The room's plan, with the problems and notes of reading put before its own."""
    plan = of.plan(found.rows, of.known(actor=actor, at=at))
    plan.problems[:0] = found.problems
    plan.notes[:0] = found.notes
    return plan


def read_again(batch: ImportBatch, *, options: Mapping[str, str], actor: Actor, at: datetime) -> ImportBatch:
    """The same file with other settings, or against the record as it is now."""
    of = importer(batch.kind)
    require(actor, Verb.IMPORT, of.what)
    must_be(batch, ImportState.PREVIEWED, ImportState.FAILED)
    batch.options = as_kept(of, options_of(dict(options)))
    fill(batch, of, actor=actor, at=at)
    batch.state, batch.note = ImportState.PREVIEWED, ""
    batch.save(update_fields=["options", "counts", "preview", "state", "note"])
    return batch


def problems_of(batch: ImportBatch, of: Importer, *, actor: Actor, at: datetime) -> tuple[Table, list[Problem]]:
    """The file and every problem in it, found anew: the batch keeps only the first."""
    table = opened(batch)
    found = read(of, table, date_order=batch.options.get("date_order", ""))
    return table, planned(of, found, actor=actor, at=at).problems


def must_be(batch: ImportBatch, *states: ImportState) -> None:
    if batch.state not in states:
        raise Conflict(_("This import is already: %(state)s.") % {"state": batch.get_state_display()})


def move(batch: ImportBatch, to: ImportState, **values: Any) -> None:
    """One guarded step of the allowed moves; Conflict for whoever comes second."""
    allowed = [state for state, targets in MOVES.items() if to in targets]
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=allowed).update(state=to, **values):
        batch.refresh_from_db()
        must_be(batch, *allowed)
    batch.refresh_from_db()


def refusals(batch: ImportBatch) -> list[str]:
    """Why this batch cannot be applied as it is; empty when it can."""
    reasons = []
    if batch.preview.get("question") == "date_order":
        reasons.append(str(_("It is not said whether the dates are day/month or month/day.")))
    if batch.counts.get("problems") and not importer(batch.kind).partial:
        reasons.append(str(_("Some rows cannot be used. Mend them in the file and send it again; nothing is applied by halves.")))
    return reasons


def begin(batch: ImportBatch, *, actor: Actor, at: datetime, reason: str = "") -> Job:
    """Apply in the background; the job's page shows how far it is."""
    of = importer(batch.kind)
    require(actor, Verb.IMPORT, of.what)
    if reasons := refusals(batch):
        raise Refused(_("This file cannot be applied yet."), reasons=reasons)
    with transaction.atomic():
        release(batch)
        move(batch, ImportState.APPLYING, applied_by=actor.username, reason=reason, note="")
        title = _("Apply “%(name)s”") % {"name": batch.name}
        return jobs.start(
            "core.apply_import", actor=actor, at=at, arguments={"batch_id": batch.pk}, title=title, then_url=batch.get_absolute_url()
        )


def release(batch: ImportBatch) -> None:
    """A batch whose worker was stopped for good is no longer being applied."""
    running = Job.objects.unfinished().filter(kind="core.apply_import", arguments__batch_id=batch.pk)
    if batch.state == ImportState.APPLYING and not running.exists():
        move(batch, ImportState.FAILED)


def apply(batch: ImportBatch, *, actor: Actor, at: datetime, reason: str = "") -> ImportBatch:
    """Apply at once, whole or not at all. Repeated after it succeeded it changes nothing and says so."""
    of = importer(batch.kind)
    require(actor, Verb.IMPORT, of.what)
    if reasons := refusals(batch):
        raise Refused(_("This file cannot be applied yet."), reasons=reasons)
    found = read(of, opened(batch), date_order=batch.options.get("date_order", ""))
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == ImportState.APPLIED:
            return batch
        must_be(batch, ImportState.PREVIEWED, ImportState.APPLYING, ImportState.FAILED)
        plan = planned(of, found, actor=actor, at=at)
        if plan.counts != batch.counts:
            raise Conflict(_("The record has changed since this preview. Look at it again before you apply it."))
        with audit.because(actor, reason or str(_("Import of “%(name)s”") % {"name": batch.name})):
            of.apply(plan, batch=batch, actor=actor, at=at, reason=reason)
        batch.state, batch.applied_at, batch.applied_by, batch.reason = ImportState.APPLIED, at, actor.username, reason
        batch.preview = without_contents(batch.preview)
        batch.save(update_fields=["state", "applied_at", "applied_by", "reason", "preview"])
    return batch


def set_aside(batch: ImportBatch, *, actor: Actor, at: datetime, reason: str = "") -> ImportBatch:
    """Not wanted after all. The file stays, with who set it aside and why."""
    require(actor, Verb.IMPORT, importer(batch.kind).what)
    if batch.state == ImportState.APPLIED:
        raise InvalidInput(_("This import is applied and cannot be set aside."))
    move(batch, ImportState.REFUSED, note=reason, applied_by=actor.username, preview=without_contents(batch.preview))
    return batch
