"""The first of its kind: whoever looks whether there is one already and then makes it holds the kind meanwhile."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models


def hold(model: type[models.Model]) -> None:
    """Inside a transaction, before asking whether a row exists: of two at once the second waits and then sees the first's row.

    A table that is still empty has no row to lock, so the row that stands for the kind is. On SQLite writing transactions queue anyway.
    """
    # The row is made where a flush of the tables took it.
    ContentType.objects.select_for_update().get_or_create(app_label=model._meta.app_label, model=model._meta.model_name)
