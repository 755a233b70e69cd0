"""The ground floor's own recurring jobs."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.tasks import default_task_backend
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import attachments
from governance.core.jobs import Progress, job, lost
from governance.core.models import Attachment, Job

KEPT_FOR = timedelta(days=90)
QUEUE_KEPT_FOR = "30d"


@job("core.tidy", title=gettext_lazy("Tidy up"))
def tidy(progress: Progress) -> dict[str, Any]:
    """Jobs that were given up say so, old finished ones go (the queue's own rows sooner), bytes without a record go."""
    given_up = lost.settle_all(at=progress.at)
    old, _per_model = Job.objects.filter(finished_at__lt=progress.at - KEPT_FOR).delete()
    if default_task_backend.supports_get_result:
        call_command("ox_prune", older_than=QUEUE_KEPT_FOR, stdout=StringIO())
    orphans = sum(attachments.discard(sha256) for sha256 in orphaned(progress))
    message = _("%(given_up)s jobs given up, %(old)s old ones removed, %(orphans)s files without a record removed.")
    return {"message": message % {"given_up": given_up, "old": old, "orphans": orphans}}


def orphaned(progress: Progress) -> list[str]:
    """Hashes in the store that no record names, a day old at least: younger ones may be just arriving."""
    folder = Path(settings.ATTACHMENT_DIR)
    if not folder.exists():
        return []
    before = (progress.at - timedelta(days=1)).timestamp()
    lying = {path.name for path in folder.glob("??/*") if path.stat().st_mtime < before}
    return sorted(lying - set(Attachment.objects.filter(sha256__in=lying).values_list("sha256", flat=True)))
