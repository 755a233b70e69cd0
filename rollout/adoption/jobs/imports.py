"""Usage files in the background: the preview, and the counting."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, job
from rollout.adoption.actions import imports
from rollout.adoption.models import ImportState, UsageImport, UsageMapping

PREVIEW, APPLY = "adoption.preview_import", "adoption.apply_import"


@job(PREVIEW, title=gettext_lazy("Preview of a usage file"))
def preview_import(progress: Progress, sent: int, mapping: int) -> dict[str, Any]:
    """Work out what the file would do. Running it again gives the same."""
    found, chosen = UsageImport.objects.get(pk=sent), UsageMapping.objects.select_related("source").get(pk=mapping)
    imports.plan(sent=found, mapping=chosen, actor=progress.actor, at=progress.at, say=progress.step)
    return {"url": reverse("adoption:import", args=[sent]), "message": _("The preview is ready. Nothing has been counted yet.")}


@job(APPLY, title=gettext_lazy("Apply a usage file"))
def apply_import(progress: Progress, sent: int) -> dict[str, Any]:
    """Count the file. A run after one that finished but could not say so changes nothing."""
    found = UsageImport.objects.select_related("source").get(pk=sent)
    if found.state != ImportState.APPLIED:
        imports.apply(sent=found, actor=progress.actor, at=progress.at, say=progress.step)
    events = found.plan["events"]
    said = _("%(events)s new events counted.") % {"events": f"{events:,}"} if events else _("Every event of this file was counted before.")
    return {"url": reverse("adoption:import", args=[sent]), "message": said}
