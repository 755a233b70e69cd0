"""Customers and deals that were due: lists of them as they come in, and each due once. Keys are hashed before they are kept."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow, Recorded
from rollout.adoption.models.usage import SourceUser, UsageSource


def new_salt() -> str:
    return secrets.token_hex(32)


class DueList(models.Model):
    """What the columns of such a file mean. Owners are user names of the CRM `source`, so they are matched to people once for both.

    `done_column` holds the day of the activity, or one of `done_words` where it was done. A `whole` file holds everything that
    was due between its first and its last day: what is missing in it is taken out. `salt` never leaves this table.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    source = models.ForeignKey(UsageSource, models.PROTECT, related_name="due_lists", verbose_name=_("CRM"))
    key_column = models.CharField(_("column of the customer or deal"), max_length=200)
    owner_column = models.CharField(_("column of the owner"), max_length=200)
    due_column = models.CharField(_("column of the day it is due"), max_length=200)
    done_column = models.CharField(_("column of the activity"), max_length=200)
    done_words = models.JSONField(_("words that mean done"), default=list, blank=True)
    whole = models.BooleanField(_("each file is complete"), default=False)
    salt = models.CharField(max_length=64, default=new_salt, editable=False)

    history = audit.tracked(excluded_fields=["salt"])

    class Meta:
        verbose_name = _("list of what was due")
        verbose_name_plural = _("lists of what was due")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """The kind of import that takes in its files."""
        return f"due:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("core:import-send", args=[self.kind])


class DueFile(EventRow):
    """A file of such a list was taken in: which days it tells of, and the day its content was first sent in."""

    due_list = models.ForeignKey(DueList, models.PROTECT, related_name="files", verbose_name=_("list"))
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, related_name="+", verbose_name=_("import"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    read_on = models.DateField(_("sent in on"))

    class Meta(EventRow.Meta):
        verbose_name = _("file of what was due")
        verbose_name_plural = _("files of what was due")
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="due_file_days_in_order")]


class Due(Recorded):
    """One customer or deal due on one day, with its owner and whether it had an activity in that week."""

    due_list = models.ForeignKey(DueList, models.PROTECT, related_name="dues", verbose_name=_("list"))
    key = models.CharField(_("key"), max_length=40)
    due_on = models.DateField(_("to be followed up on"))
    owner = models.ForeignKey(SourceUser, models.PROTECT, related_name="dues", verbose_name=_("owner"))
    done_on = models.DateField(_("activity on"), null=True, blank=True)
    done = models.BooleanField(_("followed up"))
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, related_name="+", verbose_name=_("import"))

    class Meta:
        verbose_name = _("due customer or deal")
        verbose_name_plural = _("due customers and deals")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["due_list", "key", "due_on"], condition=Q(superseded_at__isnull=True), name="due_counted_once")
        ]
        indexes = [models.Index(fields=["due_on"], name="due_by_day")]
