"""Usage files and what was counted in them: one row per user, office, day and feature, and per import.

Imports of one source never share an event, so the counts of their rows add up: readers sum them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import Recorded, RecordedQuerySet


class UsageSource(models.Model):
    """One CRM that writes usage files. Its identity columns hold for all its files, or events could not be told apart.

    `sequence` grows with every import applied or withdrawn: whoever planned on an older number must plan again.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    identity = models.JSONField(_("columns that identify an event"), default=list, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    stale_after_days = models.PositiveSmallIntegerField(_("days until its data is stale"), default=10)

    history = audit.tracked()

    class Meta:
        verbose_name = _("usage source")
        verbose_name_plural = _("usage sources")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class UsageMapping(models.Model):
    """What the columns of a source's files mean, by name. `spec` is checked by `mapping.Mapping`."""

    source = models.ForeignKey(UsageSource, models.PROTECT, related_name="mappings", verbose_name=_("source"))
    name = models.CharField(_("name"), max_length=80, unique=True)
    spec = models.JSONField(_("columns"), default=dict)

    history = audit.tracked()

    class Meta:
        verbose_name = _("usage mapping")
        verbose_name_plural = _("usage mappings")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    PLANNED = "planned", _("Previewed")
    APPLIED = "applied", _("Applied")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Discarded")


class UsageImport(models.Model):
    """One usage file on its way in. `identities` names the file of event identities that counts once this is applied.

    With `corrects_first` and `corrects_last` it is the whole truth of its source for these days, in place of what was counted.
    """

    rows_are_kept = True

    source = models.ForeignKey(UsageSource, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("source"))
    mapping = models.ForeignKey(UsageMapping, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("mapping"))
    spec = models.JSONField(_("mapping as used"), default=dict, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    reading = models.JSONField(_("how the file is read"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    plan = models.JSONField(_("what it does"), default=dict, blank=True)
    planned_sequence = models.PositiveIntegerField(null=True, blank=True)
    rejects = models.CharField(max_length=120, blank=True)
    identities = models.CharField(max_length=120, blank=True)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    corrects_first = models.DateField(_("corrects from"), null=True, blank=True)
    corrects_last = models.DateField(_("corrects to"), null=True, blank=True)
    username = models.CharField(_("by"), max_length=150)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    history = audit.tracked(excluded_fields=["plan"])

    class Meta:
        verbose_name = _("usage import")
        verbose_name_plural = _("usage imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ImportState.APPLIED) | Q(applied_at__isnull=False, source__isnull=False),
                name="usage_import_applied_whole",
            ),
            models.CheckConstraint(
                condition=Q(corrects_first__isnull=True, corrects_last__isnull=True) | Q(corrects_last__gte=F("corrects_first")),
                name="usage_import_corrects_span",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def corrected(self) -> tuple[date, date] | None:
        """The days for which this file stands in place of what was counted."""
        return (self.corrects_first, self.corrects_last) if self.corrects_first and self.corrects_last else None

    @property
    def origin(self) -> UsageSource:
        """The source of a file that was planned; one that was only received has none yet."""
        assert self.source is not None
        return self.source


class SourceUser(models.Model):
    """A user name as a source writes it. Who it is, or that it is no person, is said by its UserMatch rows.

    A name first seen as the owner of something due has no usage import.
    """

    rows_are_kept = True

    source = models.ForeignKey(UsageSource, models.PROTECT, related_name="users", verbose_name=_("source"))
    key = models.CharField(_("user in the file"), max_length=200)
    first_seen_in = models.ForeignKey(UsageImport, models.PROTECT, null=True, related_name="+", verbose_name=_("first seen in"))

    class Meta:
        verbose_name = _("user of a usage source")
        verbose_name_plural = _("users of a usage source")
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="source_user_once")]

    def __str__(self) -> str:
        return self.key


class SourceOffice(models.Model):
    """An office as a source writes it. Which office it is, is said by its OfficeMatch rows."""

    rows_are_kept = True

    source = models.ForeignKey(UsageSource, models.PROTECT, related_name="offices", verbose_name=_("source"))
    label = models.CharField(_("office in the file"), max_length=200)
    first_seen_in = models.ForeignKey(UsageImport, models.PROTECT, related_name="+", verbose_name=_("first seen in"))

    class Meta:
        verbose_name = _("office of a usage source")
        verbose_name_plural = _("offices of a usage source")
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["source", "label"], name="source_office_once")]

    def __str__(self) -> str:
        return self.label


class UsageDayQuerySet(RecordedQuerySet):
    """Counted usage."""

    def counting(self, known_at: datetime | None = None) -> Self:
        """Rows with at least one successful counting action, as known then. Whose they are, UserMatch says."""
        return self.known_at(known_at).filter(actions__gt=0)


class UsageDay(Recorded):
    """What one user did on one day with one feature, as one import told it.

    `actions`: successful counting actions by this user's own hand. `entries`: records made that belong to this user,
    whoever typed them (`self_entries` + `proxy_entries`); `dated_entries` of them carry a business date whose working
    days are published, `timely_entries` of those were made within two working days of it; `month_end_entries` were made
    on the last three days of a month.

    Its keys carry no foreign key of the database: checking three of them took PostgreSQL longer than storing the row. The import
    takes them from the rows it has just read or written, and those rows cannot be deleted.
    """

    usage_import = models.ForeignKey(
        UsageImport, models.PROTECT, db_index=False, db_constraint=False, related_name="days", verbose_name=_("import")
    )
    source_user = models.ForeignKey(
        SourceUser, models.PROTECT, db_index=False, db_constraint=False, related_name="days", verbose_name=_("user")
    )
    source_office = models.ForeignKey(
        SourceOffice, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="days", verbose_name=_("office")
    )
    day = models.DateField(_("day"))
    feature = models.CharField(_("feature"), max_length=80, blank=True)
    actions = models.PositiveIntegerField(_("actions"))
    entries = models.PositiveIntegerField(_("records entered"), default=0)
    self_entries = models.PositiveIntegerField(_("entered by the owner"), default=0)
    proxy_entries = models.PositiveIntegerField(_("entered by someone else"), default=0)
    dated_entries = models.PositiveIntegerField(_("with a business date"), default=0)
    timely_entries = models.PositiveIntegerField(_("entered in time"), default=0)
    month_end_entries = models.PositiveIntegerField(_("entered at the month's end"), default=0)

    objects = UsageDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("usage of a day")
        verbose_name_plural = _("usage by day")
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["day", "source_user"], name="usage_day_by_day")]
