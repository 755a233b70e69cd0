"""Files that people hand in. The row says who, when and what for; the bytes lie outside the web root, by their hash."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core.permissions import Scope


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def within(self, scope: Scope, username: str) -> Self:
        """Those a right reaches, and one's own."""
        return self if scope.everything else self.filter(Q(username=username) | Q(office_id__in=scope.office_ids))


class Attachment(models.Model):
    """One file as handed in. `what` is the permission object that decides who may read it."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("file name"), max_length=255)
    size = models.BigIntegerField(_("size in bytes"))
    type = models.CharField(_("type"), max_length=100)
    what = models.CharField(max_length=40)
    office_id = models.BigIntegerField(null=True, blank=True)
    username = models.CharField(_("handed in by"), max_length=150)
    stored_at = models.DateTimeField(_("handed in at"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-stored_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("core:attachment", args=[self.pk])
