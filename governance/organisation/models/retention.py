"""How long each kind of record is kept, and what a court or an audit holds back from erasure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import audit


class RetentionRule(models.Model):
    """The retention schedule, one line per kind of record."""

    kind = models.CharField(_("kind of record"), max_length=60, unique=True)
    months = models.PositiveIntegerField(_("kept for (months)"))
    basis = models.TextField(_("why"), blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["kind"]


class LegalHold(models.Model):
    """Nothing of this kind (of this person, where named) is erased while the hold stands."""

    kind = models.CharField(_("kind of record"), max_length=60)
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="legal_holds")
    reason = models.TextField(_("reason"))
    placed_at = models.DateTimeField(_("placed at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-placed_at"]
