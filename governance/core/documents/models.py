"""Frozen figures and the documents made from them. Written once."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow


class Snapshot(EventRow):
    """The figures of one document as canonical JSON. Holds no language: codes and numbers, words are added when rendered."""

    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    body = models.TextField(_("frozen figures"))
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    known_at = models.DateTimeField(_("as known on"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"

    @property
    def figures(self) -> dict[str, Any]:
        figures: dict[str, Any] = json.loads(self.body)["figures"]
        return figures


class Document(EventRow):
    """One PDF made from a snapshot in one language; its bytes are kept under their own hash."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="documents", verbose_name=_("snapshot"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return self.title
