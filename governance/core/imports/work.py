"""The import kit's one background job."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.errors import GatehouseError
from governance.core.imports import actions
from governance.core.jobs import Progress, job
from governance.core.models import ImportBatch, ImportState


@job("core.apply_import", title=gettext_lazy("Apply an import"))
def apply_import(progress: Progress, *, batch_id: int) -> dict[str, Any]:
    """Apply one batch. Run again after a kill it finds either nothing done or all."""
    batch = ImportBatch.objects.get(pk=batch_id)
    progress.step(0, 3, _("Reading “%(name)s”") % {"name": batch.name})
    try:
        batch = actions.apply(batch, actor=progress.actor, at=progress.at, reason=batch.reason)
    except GatehouseError as refusal:
        actions.move(batch, ImportState.FAILED, note=str(refusal))
        raise
    except Exception:
        actions.move(batch, ImportState.FAILED, note=_("Something went wrong on our side. Nothing was changed."))
        raise
    progress.step(3, 3)
    counts = {kind: written.number(count) for kind, count in batch.counts.items()}
    return batch.counts | {"message": _("Applied: %(creates)s new, %(updates)s changed, %(unchanged)s as before.") % counts}
