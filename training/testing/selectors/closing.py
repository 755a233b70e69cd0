"""When a paper has closed for everybody: only then a key that is shown "after the close" helps nobody who may still sit it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from training.testing.models import Allowance, PaperState, PaperVersion
from training.testing.timing import Extra, Window, closed_to_all


def closed_for_everybody(version: PaperVersion, at: datetime) -> bool:
    """The version taken and the one in use have closed, for those with a later close of their own too."""
    versions = PaperVersion.objects.filter(Q(pk=version.pk) | Q(paper=version.paper_id, state=PaperState.ACTIVE)).order_by("pk")
    windows = [Window(one.opens_at, one.closes_at) for one in versions]
    later = Allowance.objects.current().filter(Q(paper=version.paper_id) | Q(paper__isnull=True), closes_at__isnull=False)
    extras = [Extra(closes_at=closes) for closes in later.order_by("pk").values_list("closes_at", flat=True)]
    return closed_to_all(windows, extras, at)
