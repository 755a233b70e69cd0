"""What was left out of the rollout, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import audit


class DroppedItem(models.Model):
    """A function, technology or list that does not serve the customer and was dropped; it may be taken up again."""

    what = models.CharField(_("what"), max_length=200)
    why = models.TextField(_("why it was dropped"))
    instead = models.TextField(_("what is done instead"), blank=True)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.CharField(_("decided by"), max_length=120)
    taken_up_on = models.DateField(_("taken up again on"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("item left out")
        verbose_name_plural = _("items left out")
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return self.what
