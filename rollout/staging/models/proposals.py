"""What exactly was put to a committee."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow


class Proposal(EventRow):
    """The terms of a question to the committee: conditions with owner and day, the stage to go back to, the last day.

    Its ballot is about `subject_key`, which rests on the terms: what was carried cannot be put on record as something else.
    """

    subject_key = models.CharField(_("about"), max_length=120, unique=True)
    terms = models.JSONField(_("terms"))

    class Meta:
        verbose_name = _("proposal to the committee")
        verbose_name_plural = _("proposals to the committee")
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return self.subject_key
