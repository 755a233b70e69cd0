"""Two lists on their way to a comparison, the coverage it tells, and from when an office takes no order without a record."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import Recorded
from rollout.impact.models.migration import MigrationBatch


class Purpose(models.TextChoices):
    RECONCILE = "reconcile", _("Reconciliation")
    COVERAGE = "coverage", _("Coverage")


class PairState(models.TextChoices):
    SENT = "sent", _("Sent in")
    COMPARED = "compared", _("Compared")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Set aside")


OPEN_PAIRS = (PairState.SENT, PairState.COMPARED)


class ListPair(models.Model):
    """Two lists sent in together. The files go once they are compared; what stays are numbers, row numbers and salted hashes."""

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    batch = models.ForeignKey(
        MigrationBatch, models.PROTECT, null=True, blank=True, related_name="lists", verbose_name=_("migration batch")
    )
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office"))
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    first_name = models.CharField(_("first list"), max_length=255)
    second_name = models.CharField(_("second list"), max_length=255)
    first_sha256 = models.CharField(max_length=64)
    second_sha256 = models.CharField(max_length=64)
    folder = models.CharField(max_length=40, blank=True)
    reading = models.JSONField(_("how the files are read"), default=dict, blank=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PairState, default=PairState.SENT)
    result = models.JSONField(_("what was found"), default=dict, blank=True)
    differences = models.ForeignKey(
        "core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("differences")
    )
    username = models.CharField(_("by"), max_length=150)
    sent_at = models.DateTimeField(_("sent in at"))
    compared_at = models.DateTimeField(_("compared at"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    history = audit.tracked(excluded_fields=["result"])

    class Meta:
        verbose_name = _("pair of lists")
        verbose_name_plural = _("pairs of lists")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(purpose="coverage") | Q(batch__isnull=False), name="lists_of_a_batch_name_it"),
            models.CheckConstraint(
                condition=Q(purpose="reconcile") | Q(first_day__isnull=False, last_day__gte=F("first_day")),
                name="lists_of_a_period_name_it",
            ),
            models.CheckConstraint(condition=~Q(state="applied") | Q(applied_at__isnull=False), name="lists_applied_once"),
        ]

    def __str__(self) -> str:
        return _("%(first)s and %(second)s") % {"first": self.first_name, "second": self.second_name}

    def get_absolute_url(self) -> str:
        return reverse("impact:lists", args=[self.pk])


class CoverageCheck(Recorded):
    """Of the customers with an order or payment in the period, how many are in the CRM. Superseded by a later check of the same period."""

    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    customers = models.PositiveIntegerField(_("customers with an order or payment"))
    found = models.PositiveIntegerField(_("of them in the CRM"))
    lists = models.ForeignKey(ListPair, models.PROTECT, related_name="checks", verbose_name=_("lists"))

    class Meta:
        verbose_name = _("coverage check")
        verbose_name_plural = _("coverage checks")
        ordering = ["last_day", "office", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "first_day", "last_day"], condition=Q(superseded_at__isnull=True), name="coverage_current_once"
            ),
            models.CheckConstraint(condition=Q(found__lte=F("customers")), name="coverage_part_of_all"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="coverage_days_in_order"),
        ]
        indexes = [models.Index(fields=["office", "last_day"], name="coverage_by_office")]


class OrderStop(Recorded):
    """“No record, no order”: from `first_day` the office takes no order and no payment of a customer who is not in the CRM.

    No first day means: not enforced (any more). A later entry supersedes the one before.
    """

    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    first_day = models.DateField(_("enforced from"), null=True, blank=True)
    policy = models.ForeignKey(
        "policies.Policy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy it rests on")
    )
    clause = models.CharField(_("clause"), max_length=80, blank=True)
    username = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("“no record, no order”")
        verbose_name_plural = _("“no record, no order”")
        ordering = ["office", "recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["office"], condition=Q(superseded_at__isnull=True), name="order_stop_current_once"),
            models.CheckConstraint(condition=Q(first_day__isnull=True) | Q(policy__isnull=False), name="order_stop_rests_on_policy"),
        ]
