"""One file sent in through an import: what was found, what was done with it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", _("Previewed")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Set aside")
    FAILED = "failed", _("Failed")


# From which state to which: the only moves there are.
MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.PREVIEWED: frozenset({ImportState.APPLYING, ImportState.REFUSED}),
    ImportState.APPLYING: frozenset({ImportState.APPLIED, ImportState.FAILED}),
    ImportState.FAILED: frozenset({ImportState.APPLYING, ImportState.PREVIEWED, ImportState.REFUSED}),
    ImportState.APPLIED: frozenset(),
    ImportState.REFUSED: frozenset(),
}


class ImportBatch(models.Model):
    """A file on its way in. Facts that came from it point here, so each knows when and from what it was recorded."""

    kind = models.CharField(max_length=60, db_index=True)
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.PREVIEWED)
    options = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("how it ended"), blank=True)
    username = models.CharField(_("sent in by"), max_length=150)
    created_at = models.DateTimeField(_("sent in at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    applied_by = models.CharField(_("applied by"), max_length=150, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ImportState.APPLIED) | models.Q(applied_at__isnull=False), name="import_applied_has_instant"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("core:import", args=[self.pk])
