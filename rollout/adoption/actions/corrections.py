"""A corrected span: a file that stands for its source's days in place of what was counted. Nothing is overwritten.

The rows it replaces stay on record as superseded, and are counted again (as new rows) when the correction is withdrawn. Its
events count whether or not events of the same identity were counted before.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require
from rollout.adoption import store
from rollout.adoption.expected import monday
from rollout.adoption.models import ImportState, UsageDay, UsageImport

BATCH = 2000


def span_fields(corrects: tuple[date, date] | None) -> dict[str, Any]:
    """The span as an import keeps it; refused where it ends before it begins."""
    if corrects is None:
        return {}
    if corrects[1] < corrects[0]:
        message = _("The span ends before it begins.")
        raise InvalidInput(message, fields={"corrects_last": message})
    return {"corrects_first": corrects[0], "corrects_last": corrects[1]}


def recount(*, sent: UsageImport, first: date, last: date, actor: Actor, at: datetime, reason: str) -> UsageImport:
    """A counted file is to be counted again for these days, with its mapping as it is now. It waits for its preview like any file."""
    require(actor, Verb.IMPORT, "usage_import")
    if not reason.strip():
        raise InvalidInput(_("Please say why."), fields={"reason": _("Please say why.")})
    if sent.state != ImportState.APPLIED or sent.mapping is None:
        raise Conflict(_("Only a file that counts can be counted again."))
    store.existing_raw(sent.sha256)
    fields = {name: getattr(sent, name) for name in ("source", "mapping", "file_name", "sha256", "size", "reading")}
    with audit.because(actor, reason):
        return UsageImport.objects.create(
            **fields, **span_fields((first, last)), spec=sent.mapping.spec, username=actor.username, uploaded_at=at
        )


def in_place_of(sent: UsageImport) -> QuerySet[UsageDay]:
    """What counts now for the source in the days that the file corrects."""
    rows: QuerySet[UsageDay] = UsageDay.objects.current().filter(day__range=sent.corrected, usage_import__in=of_source(sent))
    return rows


def of_source(sent: UsageImport) -> list[int]:
    return list(UsageImport.objects.filter(source=sent.source_id).exclude(pk=sent.pk).order_by("pk").values_list("pk", flat=True))


def replaced(sent: UsageImport) -> dict[str, Any]:
    """What a correction takes the place of, for its preview: actions, files and weeks."""
    if not sent.corrected:
        return {}
    rows = in_place_of(sent).order_by()
    days = rows.values_list("day", flat=True).distinct()
    return {
        "replaced_actions": rows.aggregate(n=Sum("actions"))["n"] or 0,
        "replaced_files": rows.values("usage_import").distinct().count(),
        "replaced_weeks": sorted({monday(day).isoformat() for day in days}),
    }


def put_back(sent: UsageImport, at: datetime) -> None:
    """A correction is withdrawn: what it replaced counts again, as new rows under the old imports."""
    gone = UsageDay.objects.filter(day__range=sent.corrected, usage_import__in=of_source(sent), superseded_at=sent.applied_at)
    kept: list[UsageDay] = []
    for row in gone.order_by("pk").iterator(chunk_size=BATCH):
        row.pk, row.recorded_at, row.superseded_at = None, at, None
        kept.append(row)
        if len(kept) >= BATCH:
            UsageDay.objects.bulk_create(kept)
            kept = []
    UsageDay.objects.bulk_create(kept)
