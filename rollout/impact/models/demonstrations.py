"""The CRM shown to the top: when, who was there, what was decided."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow


class Demonstration(EventRow):
    """One showing. Written once; `corrects` names the row it stands for instead."""

    on = models.DateField(_("on"))
    office = models.ForeignKey(
        "organisation.Office", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office shown")
    )
    shown = models.TextField(_("what was shown"))
    present_ids = models.JSONField(_("who of the top was there"))
    decided = models.TextField(_("what was decided"))
    evidence = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    class Meta(EventRow.Meta):
        verbose_name = _("demonstration to the top")
        verbose_name_plural = _("demonstrations to the top")

    def get_absolute_url(self) -> str:
        return reverse("impact:demonstration", args=[self.pk])
