"""The monthly report's sending: when, to whom, and what became of each letter. The reports themselves are kept by the document kit."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.documents.models import Document, Snapshot
from governance.core.records import EventRow

LAST_DAY = 28  # Every month has it.


class MonthlyReport(models.Model):
    """On which day of the month the executive report is made and mailed. One row; changed only by the sponsor."""

    day_of_month = models.PositiveSmallIntegerField(_("day of the month"), validators=[MinValueValidator(1), MaxValueValidator(LAST_DAY)])
    first_day = models.DateField(_("from"))
    running = models.BooleanField(_("running"), default=True)
    recipients = models.JSONField(_("recipients"), default=list)

    history = audit.tracked()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        constraints = [
            models.CheckConstraint(condition=Q(day_of_month__gte=1, day_of_month__lte=LAST_DAY), name="monthly_day_in_every_month"),
            models.CheckConstraint(condition=Q(pk=1), name="one_monthly_report"),
        ]

    def __str__(self) -> str:
        return str(_("Monthly report"))


class MonthlyRun(EventRow):
    """The report of one month was made. One per month: the second to try finds it done."""

    due_on = models.DateField(_("due on"))
    month = models.CharField(_("month"), max_length=7, unique=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name=_("frozen figures"))

    class Meta:
        verbose_name = _("report of a month")
        verbose_name_plural = _("reports of the months")
        ordering = ["-month"]

    def __str__(self) -> str:
        return self.month


class Outcome(models.TextChoices):
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")


class Letter(EventRow):
    """One try to mail one document to one person. The address itself is not kept: it belongs to the person's identity."""

    run = models.ForeignKey(MonthlyRun, models.PROTECT, related_name="letters", verbose_name=_("report"))
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("to"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("document"))
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome)
    why = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mailed report")
        verbose_name_plural = _("mailed reports")
        ordering = ["recorded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "account"], condition=Q(outcome="sent"), name="report_mailed_once")]

    def __str__(self) -> str:
        return f"{self.run} {self.account} {self.get_outcome_display()}"


class Pack(EventRow):
    """The scorecards of many offices made in one go, to be downloaded together by whoever asked for them."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    documents = models.JSONField(_("documents"), default=list)
    job = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("pack of scorecards")
        verbose_name_plural = _("packs of scorecards")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return str(_("Scorecards of %(count)s offices, %(day)s") % {"count": len(self.documents), "day": self.day.isoformat()})
