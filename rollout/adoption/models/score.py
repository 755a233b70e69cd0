"""Computed figures per office and week, the core features, and the weights by version."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import Dated, EventRow, Recorded
from rollout.adoption.further import part
from rollout.adoption.scoring import Component, Missing, Weights


class ComponentValue(Recorded):
    """One component of one office in one week, as computed at `recorded_at`. Never overwritten: superseded.

    No denominator means a plain count. `missing` says why there is no figure. `data_on` is the youngest day of usage in the week.
    """

    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    week = models.DateField(_("week"))
    component = models.CharField(_("component"), max_length=16, choices=Component)
    numerator = models.BigIntegerField(_("numerator"), null=True)
    denominator = models.BigIntegerField(_("denominator"), null=True)
    sample = models.IntegerField(_("sample"), default=0)
    missing = models.CharField(_("why there is none"), max_length=16, choices=Missing, blank=True)
    data_on = models.DateField(_("youngest day of usage"), null=True)

    class Meta:
        verbose_name = _("component value")
        verbose_name_plural = _("component values")
        ordering = ["week", "office", "component", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["week", "component", "office"], condition=Q(superseded_at__isnull=True), name="component_value_current_once"
            ),
            models.CheckConstraint(condition=Q(numerator__isnull=False) ^ ~Q(missing=""), name="component_value_or_why_not"),
            models.CheckConstraint(condition=Q(denominator__isnull=True) | Q(denominator__gt=0), name="component_value_divides"),
        ]
        indexes = [models.Index(fields=["week", "component"])]


class CoreFeatures(Dated):
    """The features everyone is meant to use, from a Monday on. The list in force is the one with the latest first day."""

    names = models.JSONField(_("features"), default=list)
    username = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("core features")
        verbose_name_plural = _("core features")
        ordering = ["first_day", "recorded_at"]
        constraints = [Dated.in_order("core_features_days_in_order")]


class Recomputed(EventRow):
    """A recompute: which weeks, over how many offices, and how many values were new or changed."""

    first_week = models.DateField(_("first week"))
    last_week = models.DateField(_("last week"))
    offices = models.PositiveIntegerField(_("offices"))
    changed = models.PositiveIntegerField(_("values changed"))

    class Meta(EventRow.Meta):
        verbose_name = _("recompute")
        verbose_name_plural = _("recomputes")


class WeightState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WeightKind(models.TextChoices):
    """Whose score the weights make: an office's, or a person's own."""

    OFFICE = "office", _("Offices")
    PERSON = "person", _("People's own scores")


class WeightVersionQuerySet(models.QuerySet["WeightVersion"]):
    def approved_by(self, instant: datetime | None, kind: str = WeightKind.OFFICE) -> Self:
        """Versions of this kind that were approved at that instant; None means now."""
        approved = self.filter(state=WeightState.APPROVED, kind=kind)
        return approved if instant is None else approved.filter(decided_at__lte=instant)


class WeightVersion(models.Model):
    """A set of weights from a Monday on. Version 1 of either kind is built in; proposals start at 2 and share their numbers."""

    kind = models.CharField(_("of"), max_length=6, choices=WeightKind, default=WeightKind.OFFICE)

    number = models.PositiveIntegerField(_("version"), unique=True)
    first_day = models.DateField(_("from week"))
    weights = models.JSONField(_("weights"))
    state = models.CharField(_("state"), max_length=10, choices=WeightState, default=WeightState.PROPOSED)
    proposed_by = models.CharField(_("proposed by"), max_length=150)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = WeightVersionQuerySet.as_manager()
    history = audit.tracked()

    class Meta:
        verbose_name = _("version of the weights")
        verbose_name_plural = _("versions of the weights")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(state=WeightState.PROPOSED) ^ Q(decided_at__isnull=False), name="weights_decided_once"),
            models.CheckConstraint(
                condition=~Q(state=WeightState.APPROVED) | ~Q(decided_by=models.F("proposed_by")), name="weights_approved_by_another"
            ),
            models.UniqueConstraint(fields=["kind", "state"], condition=Q(state=WeightState.PROPOSED), name="weights_one_open_proposal"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def exact(self) -> Weights:
        """Weights as exact fractions; they are kept as decimal text."""
        return {part(code): Fraction(text) for code, text in self.weights.items()}


class WeightDecision(EventRow):
    """A version was proposed, approved or refused, by whom and why."""

    version = models.ForeignKey(WeightVersion, models.PROTECT, related_name="decisions", verbose_name=_("version"))
    state = models.CharField(_("state"), max_length=10, choices=WeightState)

    class Meta(EventRow.Meta):
        verbose_name = _("decision on weights")
        verbose_name_plural = _("decisions on weights")
